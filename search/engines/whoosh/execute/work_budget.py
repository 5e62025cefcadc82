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
from search.query.nodes import And, MatchAll, Near, Node, Phrase, Synonyms, children
from search.text.term_selection import selectors

MAX_POSITIONS_PER_RECORD = 20
"""The most positions that a search may read for each record of the index: some 30 pages of a common word in processor time.

In 79,565 real records "of the" has 10, and the five commonest words in a ``Near`` have 17. Twenty quotations of three words
from questions and answers have 8 together.
"""

MIN_BUDGET = 2_000_000
"""The positions that a search of any index may read, however small: a tenth of a second."""

MAX_EXAMPLES = 3
"""The most phrases that the message names."""


def check_work(snapshot: Snapshot, nodes: Iterable[Node], *, with_scores: bool = True) -> None:
    """Raise ``Unsupported`` if the phrases and near words of these nodes would read more positions than the budget."""
    evaluator = Evaluator(snapshot, with_scores=with_scores)
    costs: dict[Phrase | Near, int] = {}
    for root in nodes:
        for node, candidates in _positional_nodes(evaluator, root, snapshot.records):
            costs[node] = max(costs.get(node, 0), positions_to_read(snapshot, node, candidates))
    if sum(costs.values()) > max(MIN_BUDGET, MAX_POSITIONS_PER_RECORD * snapshot.records):
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
    per_record = sum(sum(counts) / count for counts, count in zip(occurrences, record_counts, strict=True))
    return np.array([min(records, *record_counts), per_record])


def _share_of_long(snapshot: Snapshot, node: Phrase | Near, member: str) -> float:
    """Return the share of the records whose field is longer than the window of a ``Near``; 1 for a phrase."""
    if isinstance(node, Phrase):
        return 1.0
    lengths = snapshot.reader.lengths(member)
    return float((lengths > len(node.words) + node.slop).mean()) if len(lengths) else 0.0


def _positional_nodes(evaluator: Evaluator, node: Node, candidates: int) -> Iterator[tuple[Phrase | Near, int]]:
    """Yield every phrase and every ``Near`` of a tree, excluded ones too, with the most candidates in which it is looked up.

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
        yield from _positional_nodes(evaluator, child, candidates)
