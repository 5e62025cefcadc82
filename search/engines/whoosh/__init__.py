"""Whoosh behind the seam: its schema, segments and key terms over a codec of arrays. The only folder that imports it.

``codec`` is that codec. ``builds`` keeps builds side by side and says which is current; ``writer`` makes one, from ``batches``
that ``parallel`` processes index, or from what ``updating`` leaves of the one before. ``snapshot`` is one build, open;
``evaluator`` turns a query tree into matching records and scores, ``found`` a search into order and counts; ``engine`` answers
from the current build.
"""
