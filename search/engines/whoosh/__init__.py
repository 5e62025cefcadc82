"""Whoosh behind the seam: its schema, segments and postings, read whole arrays at a time. The only folder that imports it.

``builds`` keeps builds side by side and says which is current; ``writer`` makes one; ``snapshot`` is one build, open;
``evaluator`` turns a query tree into matching records and scores; ``engine`` answers from the current build.
"""
