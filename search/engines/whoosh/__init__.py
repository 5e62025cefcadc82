"""The Whoosh engine: Whoosh's schema, segments and key terms over a codec of NumPy arrays.

``engine`` answers from the build that serves, ``snapshot_engine`` from one build. ``execute`` runs a search over what ``read``
opens. ``write`` makes a build, ``format`` defines its contents, and ``codec`` reads and writes its files. No other package
of the program imports Whoosh.
"""

import os

# NumPy starts a thread on every core for the multiplication of floating-point matrices as it is imported. This program
# multiplies only the vectors of some results (``search.meaning.vectors``), and starting the threads takes longer than opening
# an index, in every process.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
