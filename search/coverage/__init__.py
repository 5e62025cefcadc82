"""The coverage of an index: the whole, partial and missing months of each House, and the searches that depend on a gap."""
