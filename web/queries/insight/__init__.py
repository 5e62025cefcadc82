"""Queries that count many records: over time, by subject, by body, by member."""
