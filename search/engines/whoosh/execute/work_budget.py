"""The budget of a search: how many positions its phrases and near words may read. A search above it is refused, not cut short.

Everything else that a search does is bounded by the length of its text and by the number of records. Positions are not: a few
phrases of the commonest words would read every position of the index once each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.execute.evaluator import Evaluator
from search.engines.whoosh.execute.term_matcher import FEW_CANDIDATES, group_of, members_of
from search.engines.whoosh.read.snapshot import Snapshot
from search.errors import Unsupported
from search.query.nodes import And, MatchAll, Near, Node, Phrase, Synonyms, Word, children
from search.text.term_selection import selectors

MAX_POSITIONS_PER_RECORD = 14
"""The most positions that a search may read for each record of the index: some 20 pages of a common word in processor time.

In 79,565 real records "of the" has 10. Of 200 searches for twenty quotations from real records, the greatest has 7.6.
"""

MIN_BUDGET = 1_200_000
"""The positions that a search of even the smallest index may read: a twentieth of a second."""

NEAR_POSITIONS = 1.5
"""The positions of a phrase that one position of near words counts as: it takes 40 ns, and one of a phrase 26 ns."""

LATER_SHARE = 0.25
"""The share that is counted of the positions of a phrase's third-rarest word, and of each commoner word. They are read only
where the two rarest words are adjacent."""

MAX_EXAMPLES = 3
"""The most phrases that the message names."""


def check_work(snapshot: Snapshot, nodes: Iterable[Node], *, with_scores: bool = True) -> None:
    """Raise ``Unsupported`` if the phrases and near words of these nodes would read more positions than the budget."""
    budget = max(MIN_BUDGET, MAX_POSITIONS_PER_RECORD * snapshot.records)
    nodes = tuple(nodes)
    in_all_records = (positions_to_read(snapshot, node, snapshot.records) for node in {*_positional_nodes(nodes)})
    if sum(in_all_records) <= budget:
        return
    evaluator = Evaluator(snapshot, with_scores=with_scores)
    costs: dict[Phrase | Near, int] = {}
    for root in nodes:
        for node, candidates in _lookups(evaluator, root, snapshot.records):
            costs[node] = max(costs.get(node, 0), positions_to_read(snapshot, node, candidates))
    if sum(costs.values()) > budget:
        costliest = sorted(costs, key=lambda node: -costs[node])[:MAX_EXAMPLES]
        examples = ", ".join(f"“{' '.join(node.words)}”" for node in costliest)
        raise Unsupported(
            f"This search has too many phrases of very common words, such as {examples}. "
            "Leave some of them out, or add a less common word to each."
        )


def positions_to_read(snapshot: Snapshot, node: Phrase | Near, candidates: int) -> int:
    """Return an estimate of the positions that are read to find a phrase, or words near one another, in some candidates.

    They are read in the records that have every word in one searched field. For near words, fields that are no longer than the
    window match without them. The estimate is cached, because a page checks the same phrase at each of its searches and counts.
    """
    records, per_record = snapshot.cache.get(("positions to read", node), lambda: (_estimate(snapshot, node),))[0].tolist()
    return int(min(records, FEW_CANDIDATES * candidates) * per_record)


def _estimate(snapshot: Snapshot, node: Phrase | Near) -> Array:
    """Return in how many of all records positions are read, and how many in each: float64[2]."""
    group, members = group_of(node), members_of(node)
    words = [selectors(text) for text in dict.fromkeys(node.words)]
    record_counts = [snapshot.terms.select(group, word).postings_count for word in words]
    if not all(record_counts):
        return np.zeros(2)
    occurrences = [snapshot.terms.occurrences(group, word) for word in words]
    records = sum(
        min(counts[member] for counts in occurrences) * _share_of_long(snapshot, node, group.members[member])
        for member in members
    )
    by_word = [sum(counts) / count for count, counts in sorted(zip(record_counts, occurrences, strict=True))]
    per_record = NEAR_POSITIONS * sum(by_word) if isinstance(node, Near) else sum(by_word[:2]) + LATER_SHARE * sum(by_word[2:])
    return np.array([min(records, *record_counts), per_record])


def _share_of_long(snapshot: Snapshot, node: Phrase | Near, member: str) -> float:
    """Return the share of the records whose field is longer than the window of a ``Near``; 1 for a phrase."""
    if isinstance(node, Phrase):
        return 1.0
    lengths = snapshot.reader.lengths(member)
    return float((lengths > len(node.words) + node.slop).mean()) if len(lengths) else 0.0


def _positional_nodes(nodes: Iterable[Node]) -> Iterator[Phrase | Near]:
    """Yield every phrase and every ``Near`` of some trees, excluded ones too."""
    for node in nodes:
        if isinstance(node, Phrase | Near):
            yield node
        elif not isinstance(node, Word):
            yield from _positional_nodes(children(node))


def _lookups(evaluator: Evaluator, node: Node, candidates: int) -> Iterator[tuple[Phrase | Near, int]]:
    """Yield every phrase and every ``Near`` of a tree, with the most candidates in which it is looked up.

    A conjunction looks its clauses up in the documents of the cheapest one. The score of synonyms needs all documents.
    """
    match node:
        case Phrase() | Near():
            yield node, candidates
        case And(clauses):
            candidates = min((candidates, *map(evaluator.cost, clauses)))
        case Synonyms() if evaluator.with_scores:
            candidates = evaluator.cost(MatchAll())
    for child in children(node):
        yield from _lookups(evaluator, child, candidates)
