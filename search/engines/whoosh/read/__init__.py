"""One open build, shared by all threads: its segments, term dictionary, doc values, vocabulary, statistics and caches."""
