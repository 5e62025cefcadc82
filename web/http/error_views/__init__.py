"""What the page of an error shows."""
