"""Parse the text of a search box, or the parameters of a URL, into a query tree and a ``SearchRequest``."""
