"""Pages of counts and comparisons over many records."""
