"""What a reader who types may mean to ask for: the last word in full, headings, members and departments."""
