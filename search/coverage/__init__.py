"""What an index covers: the months of each House that are whole, partial or missing, and the searches that depend on a gap."""
