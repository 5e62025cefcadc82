"""The relevance policy over any engine: query rewriting, synonym expansion, relaxation, feedback, and more like this."""
