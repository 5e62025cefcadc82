"""Builds and updates an index from the files and responses of a source: read, decode, clean, merge, write.

Imports ``search``; never imports ``web``.
"""
