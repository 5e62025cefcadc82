"""The index-time pass: adds to each record what follows from it and from the other records."""
