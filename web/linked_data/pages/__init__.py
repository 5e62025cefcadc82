"""The HTML pages of the Linked Data API."""
