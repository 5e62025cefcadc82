"""Queries that the two public APIs share: which records a text finds, and which numbers members have."""
