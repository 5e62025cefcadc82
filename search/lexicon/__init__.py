"""Knowledge about words: the vocabulary and abbreviations of an index, synonyms, the spellings of figures, weights of terms."""
