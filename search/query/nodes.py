"""The query tree: what a search means, in types every engine understands. It is data; nothing here searches.

``field`` is the name of an entry of ``FIELDS``; None means heading, question and answer together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec


class Word(msgspec.Struct, frozen=True):
    """Records with this word, in any of its forms. ``weight`` multiplies what it adds to the score."""

    text: str
    field: str | None = None
    weight: float = 1.0


class Phrase(msgspec.Struct, frozen=True):
    """These words side by side, in this order, within one field."""

    words: tuple[str, ...]
    field: str | None = None


class Near(msgspec.Struct, frozen=True):
    """All these words, in any order, within one field, with at most ``slop`` other words among them."""

    words: tuple[str, ...]
    slop: int
    field: str | None = None


class Prefix(msgspec.Struct, frozen=True):
    """Records with any form of any word of the index that begins with ``text`` (folded, unstemmed)."""

    text: str
    field: str | None = None


class Wildcard(msgspec.Struct, frozen=True):
    """The same for a pattern: ``?`` is one character, ``*`` any number of them."""

    pattern: str
    field: str | None = None


class Fuzzy(msgspec.Struct, frozen=True):
    """The same for words within ``edits`` letters (insertions, deletions, changes, swaps of neighbours) of ``text``."""

    text: str
    edits: int = 1
    field: str | None = None


class Synonyms(msgspec.Struct, frozen=True):
    """Records with any of these names of one thing, all of them looked for in the same field. They score as one word would."""

    forms: tuple[Word | Phrase, ...]


class And(msgspec.Struct, frozen=True):
    """Records that match every child. Without children: every record."""

    children: tuple[Node, ...]


class Or(msgspec.Struct, frozen=True):
    """Records that match any child. Without children: none."""

    children: tuple[Node, ...]


class AtLeast(msgspec.Struct, frozen=True):
    """Records that match at least ``minimum`` of the children; the more of them they match, the better they rank."""

    minimum: int
    children: tuple[Node, ...]


class AndMaybe(msgspec.Struct, frozen=True):
    """Records that match the child; those that have any of the words too rank the better for it."""

    required: Node
    optional: tuple[Word, ...]


class Not(msgspec.Struct, frozen=True):
    """Records that do not match the child."""

    child: Node


class MatchAll(msgspec.Struct, frozen=True):
    """Every record."""


class AnyOf(msgspec.Struct, frozen=True):
    """Records whose value of ``field`` is one of ``values``, exactly as written."""

    field: str
    values: tuple[str, ...]


class DateRange(msgspec.Struct, frozen=True):
    """Records whose date lies between the two days, both included; None leaves that end open."""

    field: str
    start: date | None = None
    end: date | None = None


class Exists(msgspec.Struct, frozen=True):
    """Records that have a value in ``field``; with ``present`` False, those that have none."""

    field: str
    present: bool = True


class TermRange(msgspec.Struct, frozen=True):
    """Records with a value of ``field`` from ``low`` to ``high`` as characters sort, both included; None is an open end."""

    field: str
    low: str | None = None
    high: str | None = None


Filter = AnyOf | DateRange | Exists
TextClause = Word | Phrase | Near | Prefix | Wildcard | Fuzzy
Node = TextClause | Synonyms | And | Or | AtLeast | AndMaybe | Not | MatchAll | Filter | TermRange


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below ``node``."""
    match node:
        case And(below) | Or(below) | AtLeast(_, below) | Synonyms(below):
            return below
        case Not(child) | AndMaybe(child):
            return (child,)
        case _:
            return ()


def positive_clauses(node: Node) -> Iterator[TextClause]:
    """Every word, phrase and pattern the query wants, in order; what it excludes is left out."""
    if isinstance(node, Not):
        return
    if isinstance(node, TextClause):
        yield node
    for child in children(node):
        yield from positive_clauses(child)
