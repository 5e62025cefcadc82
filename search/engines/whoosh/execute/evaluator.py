"""A query tree -> which records match, and how well. Whole arrays at a time, and no more of them than the answer needs.

``find`` evaluates a node by itself; ``narrow`` only for records that other nodes have found. An ``And`` finds its rarest child
and narrows by the others, so that common words cost what the rare one leaves of them. Totals are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.execute.bm25f import Scorer
from search.engines.whoosh.execute.docset import (
    SPARSE,
    DocSet,
    Mask,
    Narrowed,
    Scores,
    added,
    among,
    coordination,
    counted,
    is_in,
    united,
    unscored,
)
from search.engines.whoosh.execute.term_matcher import TermMatcher, group_of
from search.engines.whoosh.format.groups import VALUE_GROUPS, has_doc_values, words_field
from search.engines.whoosh.read.snapshot import Docs, Snapshot
from search.model.fields import FIELDS
from search.query.nodes import (
    And,
    AndMaybe,
    AnyOf,
    AtLeast,
    DateRange,
    Exists,
    MatchAll,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Synonyms,
    TermRange,
    TextClause,
    Word,
)
from search.text.analysis import term


class Evaluator:
    """Evaluates the nodes of one search on one build.

    Words, phrases and patterns score by BM25F (see ``Scorer``); a whole value scores its idf, exclusions and ranges nothing.
    Nodes that combine others add up what their children score; ``AtLeast`` multiplies the sum by ``coordination``.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._scorer = Scorer(snapshot)
        self.words = TermMatcher(snapshot, self._scorer)

    def find(self, node: Node) -> DocSet:
        """Every record that matches."""
        match node:
            case MatchAll():
                return unscored(self._snapshot.everything)
            case _ if isinstance(node, TextClause | Synonyms):
                return self.words.find(node)
            case And(parts):
                return self._all_of(parts)
            case Or(parts):
                return united([self.find(part) for part in parts], self._snapshot.documents)
            case AtLeast(minimum, parts):
                return self._at_least(minimum, parts)
            case AndMaybe(child, words):
                parts = child.children if isinstance(child, Or) else (child,)
                liked = [self.find(word) for word in words]
                return united([self.find(part) for part in parts], self._snapshot.documents, liked)
            case AnyOf(field, values):
                found = [self._snapshot.postings(VALUE_GROUPS[field], value).docs.astype(np.int64) for value in values]
                docs = united([unscored(each) for each in found], self._snapshot.documents).docs
                return DocSet(docs, np.full(len(docs), self._scorer.idf(len(docs)), np.float32), True)
            case TermRange(field, low, high):
                return unscored(self._snapshot.with_between(VALUE_GROUPS[field], low, high))
            case Exists(field, True) if FIELDS[field].has_values and not has_doc_values(FIELDS[field]):
                return unscored(self._snapshot.docs_with_field(VALUE_GROUPS[field]))
            case _:
                everything = self._snapshot.everything
                return unscored(everything[self.narrow(node, everything).kept])

    def narrow(self, node: Node, docs: Docs) -> Narrowed:
        """Which of these records match; ``docs`` int64, ascending."""
        if isinstance(node, Word):
            return self.words.word_among(node, docs)
        if self.estimate(node) * SPARSE < len(docs):
            return among(self.find(node), docs)
        match node:
            case And(parts):
                left = self.left(unscored(docs), sorted(parts, key=self.estimate))
                return Narrowed(is_in(docs, left.docs), left.scores)
            case Or() | AtLeast() | AndMaybe():
                return self._combined(node, docs)
            case MatchAll():
                return Narrowed(np.ones(len(docs), bool), None)
            case Not(child):
                return Narrowed(~self.narrow(child, docs).kept, None)
            case DateRange() | Exists():
                return Narrowed(self._held(node, docs), None)
            case AnyOf(field, values) if has_doc_values(FIELDS[field]):
                return self._any_of(field, values, docs)
            case Phrase() | Near():
                return among(self.words.placed(node, docs), docs)
            case _:
                return among(self.find(node), docs)

    def estimate(self, node: Node) -> int:
        """About how many postings a node has to look at: what it is ordered by."""
        everything = self._snapshot.documents
        match node:
            case Word(text):
                return self._snapshot.frequency(group_of(node), term(text))
            case And(parts):
                return min((self.estimate(part) for part in parts), default=everything)
            case AndMaybe(child):
                return self.estimate(child)
            case Or(parts) | AtLeast(_, parts) | Synonyms(parts):
                return min(sum(self.estimate(part) for part in parts), everything)
            case Phrase(texts) | Near(texts):
                return min(self._snapshot.frequency(group_of(node), term(text)) for text in texts)
            case AnyOf(field, values):
                return sum(self._snapshot.frequency(VALUE_GROUPS[field], value) for value in values)
            case _:
                return everything

    def _all_of(self, parts: Sequence[Node]) -> DocSet:
        first, *others = sorted(parts, key=self.estimate) if parts else [MatchAll()]
        return self.left(self.find(first), others)

    def left(self, found: DocSet, parts: Iterable[Node]) -> DocSet:
        """Those of the records found that match these nodes too, and what they score in all. Best the rarest first."""
        for part in parts:
            each = self.narrow(part, found.docs)
            found = found.only(each.kept)
            found = DocSet(found.docs, added(found.scores, each.scores), found.all_score)
        return found

    def _combined(self, node: Or | AtLeast | AndMaybe, docs: Docs) -> Narrowed:
        match node:
            case Or(parts):
                times, scores = self._counted(parts, docs)
                kept = times > 0
                return Narrowed(kept, scores[kept])
            case AtLeast(minimum, parts):
                times, scores = self._counted(parts, docs)
                kept = times >= minimum
                return Narrowed(kept, scores[kept] * coordination(times[kept], len(parts)))
            case AndMaybe(child, words):
                found = self.narrow(child, docs)
                return Narrowed(found.kept, added(found.scores, self._counted(words, docs[found.kept])[1]))

    def _counted(self, parts: Sequence[Node], docs: Docs) -> tuple[Array, Scores]:
        """How many of the parts each record matches, int32[docs], and what they score together."""
        times = np.zeros(len(docs), np.int32)
        scores = np.zeros(len(docs), np.float32)
        for part in parts:
            each = self.narrow(part, docs)
            times += each.kept
            if each.scores is not None:
                scores[each.kept] += each.scores
        return times, scores

    def _at_least(self, minimum: int, parts: Sequence[Node]) -> DocSet:
        """What matches so many parts has one of the rarest; the commonest are only looked for where those are."""
        rarest_first = sorted(parts, key=self.estimate)
        needed = len(parts) - minimum + 1
        docs, scores, times = counted([self.find(part) for part in rarest_first[:needed]], self._snapshot.documents)
        for left, part in enumerate(reversed(rarest_first[needed:])):
            each = self.narrow(part, docs)
            times = times + each.kept
            if each.scores is not None:
                scores[each.kept] += each.scores
            able = times + (minimum - 2 - left) >= minimum
            docs, scores, times = docs[able], scores[able], times[able]
        return DocSet(docs, scores * coordination(times, len(parts)))

    def _held(self, node: DateRange | Exists, docs: Docs) -> Mask:
        """Which of the records have a day in the range, or a value or none as asked."""
        if isinstance(node, Exists):
            return np.asarray(self._existing(node.field, docs) == node.present)
        column = self._snapshot.doc_values(node.field)
        start, end = (day.isoformat() if day else open_end for day, open_end in ((node.start, ""), (node.end, "9999-12-31")))
        first, last = column.ordinal_range(start, end)
        ordinals = self._of(column.ordinals, docs)
        return np.asarray((ordinals >= first) & (ordinals <= last))

    def _existing(self, name: str, docs: Docs) -> Mask:
        field = FIELDS[name]
        if has_doc_values(field):
            return self._of(self._snapshot.doc_values(name).ordinals, docs) > 0
        if field.has_values:
            return is_in(docs, self._snapshot.docs_with_field(VALUE_GROUPS[name]))
        return self._of(self._snapshot.lengths(words_field(field)), docs) > 0

    def _any_of(self, name: str, values: Sequence[str], docs: Docs) -> Narrowed:
        column = self._snapshot.doc_values(name)
        ordinals = self._of(column.ordinals, docs)
        kept = np.zeros(len(docs), bool)
        for value in values:
            if ordinal := column.ordinal_of(value):
                kept |= ordinals == ordinal
        matching = sum(self._snapshot.matching(VALUE_GROUPS[name], value) for value in set(values))
        return Narrowed(kept, np.full(np.count_nonzero(kept), self._scorer.idf(matching), np.float32))

    def _of(self, items: Array, docs: Docs) -> Array:
        return items if len(docs) == self._snapshot.documents else items[docs]
