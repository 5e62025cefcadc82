"""Whoosh behind the seam: its schema, segments and key terms over a codec of arrays. The only folder that imports it.

``codec`` is that codec. ``builds`` are side by side, one of them current, as ``publishing`` made it; ``writer`` makes one, from
``batches`` that ``parallel`` processes index, or from what ``updating`` leaves of the one before. ``snapshot`` is one build,
open; ``evaluator`` turns a query tree into matching records and scores, ``found`` a search into order and counts, made by
``counting``; ``engine`` answers from the current build.
"""

import os

# Nothing here multiplies matrices of fractions, for which numpy would start a thread on every core as it is imported: that
# takes longer than to open an index, and every process that serves or indexes would do it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
