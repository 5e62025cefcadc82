"""A reader's text or an address -> a typed query tree and a ``SearchRequest``."""
