"""FIELDS -> a Whoosh schema and the codec's groups. Words of a field and whole values of it are two questions: two fields."""

from __future__ import annotations

from collections.abc import Iterator

from whoosh.analysis import Analyzer, Token
from whoosh.columns import RefBytesColumn
from whoosh.fields import ID, STORED, TEXT, Schema

from search.analysis import tokens
from search.engines.whoosh.codec.postings import Group
from search.fields import FIELDS, RANKED, Field, Kind

RECORD = "record"
"""The stored field that holds the whole record, packed by ``records``."""


class WordAnalyzer(Analyzer):  # type: ignore[misc]
    """``search.analysis`` as Whoosh asks for it, so that Whoosh's own searcher and tools read the index alike."""

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        **options: object,
    ) -> Iterator[Token]:
        """Yield one token object over and over, as every Whoosh analyzer does."""
        token = Token(positions, chars, removestops=True, mode=options.get("mode", ""))
        for position, (text, start, end) in enumerate(tokens(value), start_pos):
            token.text, token.original, token.boost, token.stopped = text, text, 1.0, False
            token.pos, token.startchar, token.endchar = position, start_char + start, start_char + end
            yield token


def words_field(field: Field) -> str:
    """The Whoosh field that holds the words of a field: its own name for a text, ``NAME_words`` beside whole values."""
    return field.name if field.kind is Kind.TEXT else f"{field.name}_words"


def values_field(field: Field) -> str:
    """The Whoosh field that holds the whole values of a field: ``NAME_value`` beside a text, else its own name."""
    return f"{field.name}_value" if field.kind is Kind.TEXT else field.name


def make_schema() -> Schema:
    """The schema of every build. Dates are their ISO text, which sorts as they do; facets and dates have columns."""
    schema = Schema(**{RECORD: STORED()})
    for field in FIELDS.values():
        if field.has_words:
            schema.add(words_field(field), TEXT(analyzer=WordAnalyzer(), phrase=True))
        if field.has_values:
            schema.add(values_field(field), ID(sortable=RefBytesColumn() if has_column(field) else False))
    return schema


def has_column(field: Field) -> bool:
    """Whether each record's value is kept in a column: what is counted, and what is sorted or ranged by."""
    return field.facet or field.kind is Kind.DATE


RANKED_GROUP = Group("words", tuple(words_field(field) for field in RANKED), counted=True)
NAME_GROUPS = {
    field.name: Group(words_field(field), (words_field(field),), counted=True)
    for field in FIELDS.values()
    if field.kind is Kind.NAME
}
VALUE_GROUPS = {
    field.name: Group(values_field(field), (values_field(field),), counted=False)
    for field in FIELDS.values()
    if field.has_values
}
COLUMNS = frozenset(values_field(field) for field in FIELDS.values() if has_column(field))
