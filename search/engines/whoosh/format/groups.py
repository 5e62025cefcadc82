"""FIELDS -> the codec's field groups. The words of a field and its whole values are two Whoosh fields, in two groups.

This module does not import Whoosh, so that an index can be opened and searched before Whoosh is imported.
"""

from __future__ import annotations

from search.engines.whoosh.codec.postings import FieldGroup
from search.model.field_types import Field, Kind
from search.model.fields import FIELDS, RANKED


def words_field(field: Field) -> str:
    """The Whoosh field of a field's words: the field's own name for a text, ``NAME_words`` if it has whole values too."""
    return field.name if field.kind is Kind.TEXT else f"{field.name}_words"


def values_field(field: Field) -> str:
    """The Whoosh field of a field's whole values: ``NAME_value`` for a text, else the field's own name."""
    return f"{field.name}_value" if field.kind is Kind.TEXT else field.name


def has_doc_values(field: Field) -> bool:
    """Whether the field has doc values: every field that is faceted, collapsed, sorted or filtered by a range."""
    return field.is_collapsible


RANKED_GROUP = FieldGroup(
    "words", tuple(words_field(field) for field in RANKED), has_positions=True, vectors=("heading", "question")
)
"""The texts of a record. The term vectors have the texts by which two questions are alike."""

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
