"""FIELDS -> the codec's groups and columns. Words of a field and whole values of it are two questions: two fields.

It does not import Whoosh, so that an index is open, and searched, before Whoosh is needed.
"""

from __future__ import annotations

from search.engines.whoosh.codec.postings import FieldGroup
from search.model.fields import FIELDS, RANKED, Field, Kind


def words_field(field: Field) -> str:
    """The Whoosh field that holds the words of a field: its own name for a text, ``NAME_words`` beside whole values."""
    return field.name if field.kind is Kind.TEXT else f"{field.name}_words"


def values_field(field: Field) -> str:
    """The Whoosh field that holds the whole values of a field: ``NAME_value`` beside a text, else its own name."""
    return f"{field.name}_value" if field.kind is Kind.TEXT else field.name


def has_doc_values(field: Field) -> bool:
    """Whether each record's value is kept in a column: what is counted and folded by, and what is sorted or ranged by."""
    return field.is_collapsible


RANKED_GROUP = FieldGroup("words", tuple(words_field(field) for field in RANKED), has_positions=True)
NAME_GROUPS = {
    field.name: FieldGroup(words_field(field), (words_field(field),), has_positions=True)
    for field in FIELDS.values()
    if field.kind is Kind.NAME
}
VALUE_GROUPS = {
    field.name: FieldGroup(values_field(field), (values_field(field),), has_positions=False)
    for field in FIELDS.values()
    if field.has_values
}
DOC_VALUE_GROUPS = frozenset(values_field(field) for field in FIELDS.values() if has_doc_values(field))
