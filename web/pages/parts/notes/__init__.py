"""The notes on a search above its results: how its words were read, and the limits of the list."""
