"""Relaxation: records that match most clauses of a query are results too. Measured in docs/decisions/0011-ranking.md."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from search.engine import Engine
from search.query.nodes import And, AtLeast, Filter, Node, Not, Or, Phrase, Synonyms, Word

MAX_SHORT_CLAUSES = 8
"""A query of more clauses than this is a long text, for which any clause may match."""

ENOUGH_RECORDS = 30
"""A query of three clauses or more is relaxed until this many records match, not below two clauses if any record has two."""


class RelaxedQuery(msgspec.Struct, frozen=True):
    """A query for the records that match at least ``min_should_match`` of its ``clauses``."""

    query: Node
    min_should_match: int
    clauses: tuple[Node, ...]


def is_long(clause_count: int) -> bool:
    """Whether a query of this many clauses is a long text rather than a few words."""
    return clause_count > MAX_SHORT_CLAUSES


def min_should_match(clause_count: int) -> int:
    """Return how many clauses a result has at least: all of two, 2 of 3, 3 of 4, three quarters of more."""
    return clause_count if clause_count < 3 else -(-3 * clause_count // 4) if clause_count > 4 else clause_count - 1


def relax(engine: Engine, query: Node) -> RelaxedQuery | None:
    """Return the query for the records that match most clauses.

    The minimum of matching clauses is lowered until ``ENOUGH_RECORDS`` match; for two clauses, until any record matches. For a
    long text one clause is enough, and the parts of a hyphenated word are clauses of their own. Exclusions and filters typed in
    the query are always required. A level of one clause is the last, so its records are not counted. Returns None if the query
    has a single clause.
    """
    widest = None
    for level in _levels(query):
        if level.min_should_match == 1:
            return widest or level
        count = engine.count(level.query)
        widest = level if count else widest
        if count >= (ENOUGH_RECORDS if len(level.clauses) > 2 else 1):
            break
    return widest


def _levels(query: Node) -> Iterator[RelaxedQuery]:
    required, clauses = split_clauses(query)
    if is_long(len(clauses)):
        words = tuple(dict.fromkeys(word for clause in clauses for word in _parts(clause)))
        yield RelaxedQuery(And((Or(words), *required)), 1, words)
        return
    for minimum in range(min_should_match(len(clauses)), 0, -1) if len(clauses) > 1 else ():
        yield RelaxedQuery(And((AtLeast(minimum, clauses), *required)), minimum, clauses)


def _parts(clause: Node) -> tuple[Node, ...]:
    """Return the parts of a hyphenated word as words, and any other clause as it is.

    A long text is matched by its words. "Load-deflection" as a phrase would match almost no record, so it would weigh more than
    all other words together.
    """
    if isinstance(clause, Synonyms) and isinstance(phrase := clause.forms[0], Phrase):
        return tuple(Word(word, phrase.field) for word in phrase.words)
    return (clause,)


def split_clauses(query: Node) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Return the exclusions and filters, which are always required, and the other clauses, each once."""
    if not isinstance(query, And):
        return (), (query,)
    required = tuple(node for node in query.children if isinstance(node, Not | Filter))
    return required, tuple(dict.fromkeys(node for node in query.children if not isinstance(node, Not | Filter)))
