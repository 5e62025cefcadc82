"""The relevance policy over any engine: rewriting, synonym expansion, relaxation, feedback, rescoring and more like this."""
