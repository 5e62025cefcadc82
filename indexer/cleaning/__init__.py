"""Answer HTML -> plain text, with its characters and spacing repaired."""
