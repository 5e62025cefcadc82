"""A Whoosh codec that keeps an index as arrays in memory-mapped files. It can be read apart: it knows nothing of questions.

``arrays`` is the file format: named arrays, block checksums, a version. ``lexicon`` keeps sorted strings, ``postings`` terms
and where they occur, ``stored`` compressed records, ``segment`` all that belongs to documents indexed together. ``inversion``
turns words into postings, ``writing`` postings into a segment, ``merging`` segments into one. ``reading`` and ``stepping``
show all of it to Whoosh's own searcher, and ``storage`` opens Whoosh's table of contents without running what is in it.
"""
