"""What an engine returns, and how it is described: hits, facets, highlighted fragments, sentences."""
