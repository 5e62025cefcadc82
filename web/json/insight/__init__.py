"""The JSON of the pages of what many records say together."""
