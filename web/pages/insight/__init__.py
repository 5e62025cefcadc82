"""Pages of what many records say together."""
