"""Measure the quality of the ranking on judged queries."""
