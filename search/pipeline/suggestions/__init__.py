"""Suggestions while a reader types: the last word in full, headings, members and departments."""
