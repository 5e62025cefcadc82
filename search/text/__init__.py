"""Words, dates and numbers in text. Independent of questions and of any index."""
