"""The relevance policy over any engine: query rewriting, expansion, relaxation, feedback, more like this."""
