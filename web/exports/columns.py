"""The columns of a table of records."""

from __future__ import annotations

from collections.abc import Callable

from search.model.field_types import Kind
from search.model.fields import FIELDS
from search.model.question import Question
from web.site import wording

COLUMNS = (
    *("id", "uin", "house", "state", "tabled", "due", "heading", "question", "asked", "asked-id", "constituency", "party"),
    *("body", "body-id", "answer", "kind", "answered", "answered-id", "answered-on", "held-on", "correction", "corrected-on"),
    *(
        "corrected-by",
        "due-by-rule",
        "days",
        "late",
        "waiting",
        "named-day",
        "interest",
        "group",
        "file-title",
        "file",
        "session",
        "cut",
        "fetched",
    ),
)
"""The fields of ``FIELDS`` that are columns of a table, in order. ``ADDRESS`` and, in CSV, ``SOURCE`` follow them."""

ADDRESS = "address"
SOURCE = "source"
VALUE_SEPARATOR = "; "
"""Separates the values of a field that has several."""


def column_values(name: str) -> Callable[[Question], tuple[str, ...]]:
    """Return the values of a column: those of its field, but in ``cut`` the names of the texts that were cut short."""
    if name == "cut":
        return wording.cut_texts
    field = FIELDS[name]
    if field.kind is Kind.NUMBER:
        return lambda question: tuple(map(field.value_label, field.values(question)))
    return field.values
