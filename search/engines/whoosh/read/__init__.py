"""One open build of the index, shared by all threads: its snapshot, term dictionary, statistics and counts."""
