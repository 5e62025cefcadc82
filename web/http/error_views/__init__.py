"""The view of the page of an error."""
