"""Converts answer HTML to plain text, and repairs its characters and spacing."""
