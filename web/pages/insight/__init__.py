"""Pages that count and compare many records."""
