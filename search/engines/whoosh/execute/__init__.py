"""Execution of a search over a snapshot: matching, scoring, collapsing, top-k selection, key terms and explanations."""
