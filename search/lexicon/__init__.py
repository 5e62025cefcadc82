"""Knowledge about the words of an index: its vocabulary, synonyms, abbreviations and key terms."""
