"""The query tree: plain data that every engine can execute. Each docstring names the node's counterparts in Lucene and Whoosh.

``field`` is the name of an entry of ``FIELDS``; None means heading, question and answer together. ``text`` and ``words`` are
forms of words (``search.text.analysis``): folded and not stemmed, abbreviations in capitals. ``pattern`` is in lower case.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from search.text.term_selection import Selectors, selectors


class Word(msgspec.Struct, frozen=True):
    """Records with any form of this word; with ``exact``, records with this form alone. ``weight`` multiplies its score.

    Which terms of the index these are: ``search.text.term_selection``. Lucene: TermQuery, boosted. Whoosh: Term.
    """

    text: str
    field: str | None = None
    weight: float = 1.0
    exact: bool = False

    @property
    def selectors(self) -> Selectors:
        """The selectors of the terms that the word matches."""
        return selectors(self.text, self.exact)


class Phrase(msgspec.Struct, frozen=True):
    """Records with these words next to each other, in any of their forms, in this order, in one field.

    Lucene: PhraseQuery. Whoosh: Phrase.
    """

    words: tuple[str, ...]
    field: str | None = None


class Near(msgspec.Struct, frozen=True):
    """Records with all these words in one field, in any order, with at most ``slop`` other words between them.

    Lucene: SpanNearQuery, unordered. Whoosh: SpanNear2 with ``ordered=False``.
    """

    words: tuple[str, ...]
    slop: int
    field: str | None = None


class Prefix(msgspec.Struct, frozen=True):
    """Records with a word that begins with ``text``.

    Lucene: PrefixQuery. Whoosh: Prefix.
    """

    text: str
    field: str | None = None


class Wildcard(msgspec.Struct, frozen=True):
    """Records with a word that matches ``pattern``.

    ``?`` matches one character, ``*`` any number of characters. Lucene: WildcardQuery. Whoosh: Wildcard.
    """

    pattern: str
    field: str | None = None


class Fuzzy(msgspec.Struct, frozen=True):
    """Records with a word within ``edits`` edits of ``text``.

    An edit inserts, deletes or changes a letter, or swaps two neighbouring letters. Lucene: FuzzyQuery. Whoosh: FuzzyTerm.
    """

    text: str
    edits: int = 1
    field: str | None = None


class Synonyms(msgspec.Struct, frozen=True):
    """Records with any of these synonyms, all in the same field. They score together as one word.

    Lucene: SynonymQuery, with phrases too. Whoosh: none.
    """

    forms: tuple[Word | Phrase, ...]


class And(msgspec.Struct, frozen=True):
    """Records that match every child; without children, every record. Lucene: BooleanQuery with MUST. Whoosh: And."""

    children: tuple[Node, ...]


class Or(msgspec.Struct, frozen=True):
    """Records that match any child; without children, no record. Lucene: BooleanQuery with SHOULD. Whoosh: Or."""

    children: tuple[Node, ...]


class AtLeast(msgspec.Struct, frozen=True):
    """Records that match at least ``minimum`` of the children. The score is multiplied by 1 + the share of children matched.

    Lucene: BooleanQuery with minimumShouldMatch and, until Lucene 6, coordination. Whoosh: Or with ``minmatch`` and ``scale``.
    """

    minimum: int
    children: tuple[Node, ...]


class AtLeastShare(msgspec.Struct, frozen=True):
    """Records that match children with at least a ``share``, above 0 and at most 1, of the weight of all children.

    The weight of a word is its ``weight`` times its idf, rounded to a multiple of 1/1024. The score is the sum of the
    children's. Lucene: CoveringQuery. Whoosh: none.
    """

    share: float
    children: tuple[Word | Synonyms, ...]


class AndMaybe(msgspec.Struct, frozen=True):
    """Records that match ``required``; the words of ``optional`` add to the score of the records that have them.

    Lucene: BooleanQuery with MUST and SHOULD (ReqOptSumScorer). Whoosh: AndMaybe.
    """

    required: Node
    optional: tuple[Word, ...]


class Not(msgspec.Struct, frozen=True):
    """Records that do not match the child. Lucene: BooleanQuery with MUST_NOT. Whoosh: Not."""

    child: Node


class MatchAll(msgspec.Struct, frozen=True):
    """Every record. Lucene: MatchAllDocsQuery. Whoosh: Every."""


class AnyOf(msgspec.Struct, frozen=True):
    """Records with a value of ``field`` that equals one of ``values``. Lucene: TermInSetQuery. Whoosh: Or of Terms."""

    field: str
    values: tuple[str, ...]


class DateRange(msgspec.Struct, frozen=True):
    """Records with a date from ``start`` to ``end``, inclusive; None is an open end. Lucene: point range. Whoosh: DateRange."""

    field: str
    start: date | None = None
    end: date | None = None


class Exists(msgspec.Struct, frozen=True):
    """Records with a value in ``field``; with ``present`` False, records without one.

    Lucene: FieldExistsQuery. Whoosh: Every with a field name.
    """

    field: str
    present: bool = True


class TermRange(msgspec.Struct, frozen=True):
    """Records with a value of ``field`` from ``low`` to ``high`` in code point order, inclusive; None is an open end.

    Lucene: TermRangeQuery. Whoosh: TermRange.
    """

    field: str
    low: str | None = None
    high: str | None = None


Filter = AnyOf | DateRange | Exists
"""A clause on the values of a field. Among the filters of a request it adds nothing to a score."""

TextClause = Word | Phrase | Near | Prefix | Wildcard | Fuzzy
"""A clause on words. It can match in the texts of a record and be highlighted there."""

Node = TextClause | Synonyms | And | Or | AtLeast | AtLeastShare | AndMaybe | Not | MatchAll | Filter | TermRange


def weight_of(node: TextClause | Synonyms) -> float:
    """Return the weight of a clause in the query. Synonyms have the weight of their first form."""
    first = node.forms[0] if isinstance(node, Synonyms) else node
    return first.weight if isinstance(first, Word) else 1.0


def children(node: Node) -> tuple[Node, ...]:
    """Return the child nodes of ``node``; of an ``AndMaybe``, only the required one."""
    match node:
        case Word():  # nearly every node is one
            return ()
        case And(nodes) | Or(nodes) | AtLeast(_, nodes) | AtLeastShare(_, nodes) | Synonyms(nodes):
            return nodes
        case Not(child) | AndMaybe(child):
            return (child,)
        case _:
            return ()


def positive_clauses(node: Node) -> Iterator[TextClause]:
    """Yield every word, phrase and pattern of the query in order, less those under a ``Not`` and the optional words."""
    if isinstance(node, Not):
        return
    if isinstance(node, TextClause):
        yield node
    else:
        for child in children(node):
            yield from positive_clauses(child)
