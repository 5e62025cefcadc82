"""Tests of the pages that count over time."""
