"""Series over time as bars and lines: the geometry, the views of the templates, and the dates of results."""
