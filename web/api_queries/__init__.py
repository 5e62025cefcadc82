"""Queries that the interfaces for programs share: records by text, numbers of members, and long texts in parts."""
