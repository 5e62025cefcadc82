"""Measure the speed of the search engine beside other engines."""
