"""A Whoosh codec that stores an index as arrays in memory-mapped files. It does not depend on the record model.

``arrays`` is the file format: named arrays, block checksums, a version. ``lexicon`` stores sorted strings, ``postings`` the
inverted index, ``stored_records`` compressed records, and ``segment`` all files of the documents that were indexed together.
``inversion`` turns documents into postings, ``segment_writer`` writes a segment, ``merging`` merges several into one.
``whoosh_readers`` and ``whoosh_cursors`` are the codec interface for Whoosh's own searcher, and ``storage`` reads Whoosh's
table of contents without executing the pickle in it.
"""
