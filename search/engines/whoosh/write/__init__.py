"""Writes builds of the index: batches, updates, publishing, and the check of their integrity."""
