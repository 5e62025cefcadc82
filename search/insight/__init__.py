"""What a record means, and what many records say: pure functions over questions. Independent of any search engine."""
