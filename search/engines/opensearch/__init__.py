"""The OpenSearch engine: the index is on a cluster, and every answer is the one that the embedded engine gives.

``layout`` describes the indices. ``generation`` and ``term_counts`` describe the side index. ``engine`` answers from
the generation that serves, ``snapshot_engine`` from one generation. ``query`` translates a query tree.
"""
