"""The records: questions, answers, members, Houses, and the one table of their fields. Independent of any search engine."""
