"""The documents that have the values of a filter, from doc values: a mask of the candidates."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.format.groups import VALUE_GROUPS, has_doc_values, words_field
from search.engines.whoosh.read.multi_reader import Docs, Mask, MultiReader
from search.engines.whoosh.read.term_dictionary import TermDictionary
from search.model.fields import FIELDS
from search.query.nodes import DateRange, Exists


class ValueMasks:
    """Masks of documents of one build: bool[candidates]. ``docs`` are the candidates: int64, ascending."""

    def __init__(self, reader: MultiReader, terms: TermDictionary) -> None:
        self._reader = reader
        self._terms = terms

    def any_of(self, field: str, values: Iterable[str], docs: Docs) -> Mask:
        """Return which of the candidates have one of these values. The field has doc values."""
        column = self._reader.doc_values(field)
        ordinals = self._at(column.ordinals, docs)
        mask = np.zeros(len(docs), bool)
        for value in values:
            if ordinal := column.ordinal_of(value):
                mask |= ordinals == ordinal
        return mask

    def of(self, node: DateRange | Exists, docs: Docs) -> Mask:
        """Return which of the candidates have a date in the range. For ``Exists``: which have a value, or have none."""
        if isinstance(node, Exists):
            return np.asarray(self._has_value(node.field, docs) == node.present)
        first, last = self._ordinal_range(node)
        ordinals = self._at(self._reader.doc_values(node.field).ordinals, docs)
        return np.asarray((ordinals >= first) & (ordinals <= last))

    def count_in_range(self, node: DateRange) -> int:
        """Return how many records have a date in the range."""
        first, last = self._ordinal_range(node)
        records_up_to = self._reader.records_up_to(node.field)
        return int(records_up_to[max(last, first - 1)] - records_up_to[first - 1])

    def _has_value(self, name: str, docs: Docs) -> Mask:
        """Return which of the candidates have a value of the field."""
        field = FIELDS[name]
        if has_doc_values(field):
            return self._at(self._reader.doc_values(name).ordinals, docs) > 0
        if field.has_values:
            has_value = np.zeros(self._reader.document_count, bool)
            has_value[self._terms.docs_with_field(VALUE_GROUPS[name])] = True
            return self._at(has_value, docs)
        return self._at(self._reader.lengths(words_field(field)), docs) > 0

    def _ordinal_range(self, node: DateRange) -> tuple[int, int]:
        """Return the lowest and the highest ordinal of the dates in a range."""
        start = node.start.isoformat() if node.start else ""
        end = node.end.isoformat() if node.end else "9999-12-31"
        return self._reader.doc_values(node.field).ordinal_range(start, end)

    def _at(self, values: Array, docs: Docs) -> Array:
        """Return the values, [documents], of the candidates."""
        return values if len(docs) == self._reader.document_count else values[docs]
