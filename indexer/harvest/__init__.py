"""From the official API to ``index_data/raw``: polite requests, kept as answered. Of the index it knows what to ask."""
