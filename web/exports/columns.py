"""The columns of a table of records."""

from __future__ import annotations

COLUMNS = (
    *("id", "uin", "house", "state", "tabled", "due", "heading", "question", "asked", "asked-id", "constituency", "party"),
    *("body", "body-id", "answer", "answered", "answered-id", "answered-on", "held-on", "correction", "corrected-on"),
    *("corrected-by", "named-day", "interest", "group", "file-title", "file", "session"),
)
"""The fields of ``FIELDS`` that are columns of a table, in order. ``ADDRESS`` and, in CSV, ``SOURCE`` follow them."""

ADDRESS = "address"
SOURCE = "source"
VALUE_SEPARATOR = "; "
"""Separates the values of a field that has several."""
