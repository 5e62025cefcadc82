"""Fetch questions from the official API into ``index_data/raw``, and index them."""
