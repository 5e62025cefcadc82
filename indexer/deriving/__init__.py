"""The index-time pass: adds to each record the values that are derived from it and from other records."""
