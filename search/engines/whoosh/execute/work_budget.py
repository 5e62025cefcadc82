"""The budget of a search: how many positions its phrases and near words may read. A search above it is refused, not cut short.

Everything else that a search does is bounded by the length of its text and by the number of records. Positions are not: a few
phrases of the commonest words would read every position of the index once each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from search.engines.whoosh.execute.term_matcher import group_of, members_of
from search.engines.whoosh.read.snapshot import Snapshot
from search.errors import Unsupported
from search.query.nodes import Near, Node, Phrase, children
from search.text.term_selection import selectors

MAX_POSITIONS_PER_RECORD = 70
"""The most positions that a search may read for each record of the index. Five of the commonest words in a ``Near`` have 28."""

MIN_BUDGET = 2_000_000
"""The positions that a search of any index may read, however small: a tenth of a second."""

MAX_EXAMPLES = 3
"""The most phrases that the message names."""


def check_work(snapshot: Snapshot, nodes: Iterable[Node]) -> None:
    """Raise ``Unsupported`` if the phrases and near words of these nodes would read more positions than the budget."""
    positional = dict.fromkeys(node for root in nodes for node in _positional_nodes(root))
    costs = {node: positions_to_read(snapshot, node) for node in positional}
    if sum(costs.values()) > max(MIN_BUDGET, MAX_POSITIONS_PER_RECORD * snapshot.records):
        costliest = sorted(costs, key=lambda node: -costs[node])[:MAX_EXAMPLES]
        examples = ", ".join(f"“{' '.join(node.words)}”" for node in costliest)
        raise Unsupported(
            f"This search has too many phrases of very common words, such as {examples}. "
            "Leave some of them out, or add a less common word to each."
        )


def positions_to_read(snapshot: Snapshot, node: Phrase | Near) -> int:
    """Return an estimate of the positions that are read to find a phrase, or words near one another, in all records.

    They are read in the records that have every word in one searched field. For near words, fields that are no longer than the
    window match without them.
    """
    group, members = group_of(node), members_of(node)
    words = [selectors(text) for text in dict.fromkeys(node.words)]
    record_counts = [snapshot.terms.select(group, word).postings_count for word in words]
    if not all(record_counts):
        return 0
    occurrences = [snapshot.terms.occurrences(group, word) for word in words]
    records = sum(
        min(counts[member] for counts in occurrences) * _share_of_long(snapshot, node, group.members[member])
        for member in members
    )
    per_record = sum(sum(counts) / count for counts, count in zip(occurrences, record_counts, strict=True))
    return int(min(records, *record_counts) * per_record)


def _share_of_long(snapshot: Snapshot, node: Phrase | Near, member: str) -> float:
    """Return the share of the records whose field is longer than the window of a ``Near``; 1 for a phrase."""
    if isinstance(node, Phrase):
        return 1.0
    lengths = snapshot.reader.lengths(member)
    return float((lengths > len(node.words) + node.slop).mean()) if len(lengths) else 0.0


def _positional_nodes(node: Node) -> Iterator[Phrase | Near]:
    """Yield every phrase and every ``Near`` of a tree, excluded ones too."""
    if isinstance(node, Phrase | Near):
        yield node
    for child in children(node):
        yield from _positional_nodes(child)
