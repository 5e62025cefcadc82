"""Words, dates and numbers in text. Knows nothing of questions or of an index."""
