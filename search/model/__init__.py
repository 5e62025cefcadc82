"""What Parliament publishes: questions, answers, people, Houses, and the one table of fields. Knows nothing of search."""
