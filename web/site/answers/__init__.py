"""Additions to the sanitised HTML of an answer: links of references, header cells and marks."""
