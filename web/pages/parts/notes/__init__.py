"""What a page says of a search before its results: how its words were read, and what the list does not say of itself."""
