"""Series over time as bars and lines: their geometry, and the views of the templates."""
