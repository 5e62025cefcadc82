"""The notes on a search above its results: how its words were read, and what else a reader has to know of the list."""
