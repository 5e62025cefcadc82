"""The results of a search: hits, snippets, facets, and their descriptions in English."""
