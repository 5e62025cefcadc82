"""The counts of a relaxed search that are made together."""

from __future__ import annotations

import pytest

from search.engines.opensearch.query.relaxed import conjuncts, every_clause, next_level, scored_clauses
from search.query.nodes import And, AndMaybe, AnyOf, AtLeast, MatchAll, Node, Not, Or, Synonyms, Word

A, B, C = map(Word, ("bridge", "flood", "school"))
LORDS = AnyOf("house", ("Lords",))
WITHOUT = Not(Word("tunnel"))


@pytest.mark.parametrize(
    ("node", "same"),
    [
        (And((A, And((B, LORDS)))), And((LORDS, B, A))),
        (And((AtLeast(2, (A, B)), LORDS)), And((A, B, LORDS))),
        (And((And(()), MatchAll(), A)), A),
        (AndMaybe(A, (B,)), A),
    ],
)
def test_trees_with_the_same_clauses_have_the_same_conjuncts(node: Node, same: Node) -> None:
    assert conjuncts(node) == conjuncts(same)


@pytest.mark.parametrize(
    ("node", "other"),
    [(AtLeast(1, (A, B)), And((A, B))), (Or((A, B)), And((A, B))), (Not(A), A), (And((A, B)), A)],
)
def test_trees_with_other_clauses_have_other_conjuncts(node: Node, other: Node) -> None:
    assert conjuncts(node) != conjuncts(other)


@pytest.mark.parametrize(
    ("node", "strict"),
    [
        (And((AtLeast(2, (A, B, C)), WITHOUT)), And((And((A, B, C)), WITHOUT))),
        (AndMaybe(And((Or((A, B)),)), (C,)), And((And((A, B)),))),
        (AtLeast(1, (A, B)), And((A, B))),
        (And((AtLeast(2, (A, B)), LORDS)), None),
        (And((A, B)), None),
        (A, None),
        (Not(Or((A, B))), None),
    ],
)
def test_the_matches_of_every_clause_are_counted_beside_a_relaxed_search(node: Node, strict: Node | None) -> None:
    assert every_clause(node) == strict


@pytest.mark.parametrize(
    ("node", "looser"),
    [
        (And((AtLeast(3, (A, B, C)), LORDS)), And((AtLeast(2, (A, B, C)), LORDS))),
        (And((AtLeast(2, (A, B, C)),)), None),
        (And((A, B)), None),
        (A, None),
    ],
)
def test_a_search_is_relaxed_one_level_at_a_time_and_not_to_one_clause(node: Node, looser: Node | None) -> None:
    assert next_level(node) == looser


def test_the_frequencies_of_the_words_of_a_relaxed_search_are_counted_with_it() -> None:
    names = Synonyms((A, B))
    assert scored_clauses(And((AtLeast(2, (A, names, LORDS)), WITHOUT, LORDS))) == [A, names]
    assert scored_clauses(And((A, LORDS))) == []
