"""The Whoosh schema, made from the table of fields."""

from __future__ import annotations

from collections.abc import Iterator

from whoosh.analysis import Analyzer, Token
from whoosh.columns import RefBytesColumn
from whoosh.fields import ID, STORED, TEXT, Schema

from search.engines.whoosh.codec.whoosh_readers import RECORD_FIELD
from search.engines.whoosh.format.groups import has_doc_values, values_field, words_field
from search.model.fields import FIELDS
from search.text.analysis import tokens


class WordAnalyzer(Analyzer):  # type: ignore[misc]
    """``search.text.analysis`` as a Whoosh analyzer, so that Whoosh's own searcher and tools produce the same terms."""

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        **options: object,
    ) -> Iterator[Token]:
        """Yield a token for every word. It is one object, modified for each word, as in every Whoosh analyzer."""
        token = Token(positions, chars, removestops=True, mode=options.get("mode", ""))
        for position, (text, start, end) in enumerate(tokens(value), start_pos):
            token.text, token.original, token.boost, token.stopped = text, text, 1.0, False
            token.pos, token.startchar, token.endchar = position, start_char + start, start_char + end
            yield token


def make_schema() -> Schema:
    """Return the schema of every build. Dates are ISO text, which sorts by date. Fields with doc values have columns."""
    schema = Schema(**{RECORD_FIELD: STORED()})
    for field in FIELDS.values():
        if field.has_words:
            schema.add(words_field(field), TEXT(analyzer=WordAnalyzer(), phrase=True))
        if field.has_values:
            schema.add(values_field(field), ID(sortable=RefBytesColumn() if has_doc_values(field) else False))
    return schema
