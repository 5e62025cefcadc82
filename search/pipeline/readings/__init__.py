"""What the text of a search may be besides words: the names of members, and filters."""
