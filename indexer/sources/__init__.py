"""Detects the source of a file, and decodes its records into questions: one module for each source."""
