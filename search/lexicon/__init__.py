"""What is known about the words of an index: its vocabulary, synonyms and abbreviations."""
