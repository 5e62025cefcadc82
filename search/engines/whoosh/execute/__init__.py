"""Executes a search over a snapshot: matching, scoring, collapsing, the top k, and explanations."""
