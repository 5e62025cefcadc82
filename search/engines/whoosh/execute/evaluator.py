"""A query tree -> the documents that match, and their scores. Evaluates whole arrays of documents at a time. Totals are exact.

``find`` evaluates a node over all documents; ``filter`` evaluates it only over candidates that other nodes have matched. A
conjunction finds its cheapest clause and filters the result by the others, so a common word costs little beside a rare one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.execute.bm25f import Scorer, coordination
from search.engines.whoosh.execute.docset import SPARSE, DocSet, Scores, Selection
from search.engines.whoosh.execute.query_cache import QueryCache
from search.engines.whoosh.execute.term_matcher import FEW_CANDIDATES, Leaf, TermMatcher
from search.engines.whoosh.format.groups import VALUE_GROUPS, has_doc_values
from search.engines.whoosh.read.multi_reader import Docs, Mask
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.read.value_masks import ValueMasks
from search.lexicon.term_weights import least_share, share_weight
from search.model.fields import FIELDS
from search.query.nodes import (
    And,
    AndMaybe,
    AnyOf,
    AtLeast,
    AtLeastShare,
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
    Word,
    weight_of,
)
from search.yield_points import yield_point

Combination = Or | AtLeast | AtLeastShare | AndMaybe
"""A node that adds up the scores of its clauses."""


class Evaluator:
    """Evaluates the nodes of one search on one build.

    Words, phrases and patterns score by BM25F (see ``Scorer``), a whole value its idf; exclusions and ranges score 0. Nodes
    that combine others add up the scores of their children; ``AtLeast`` multiplies the sum by ``coordination``. Without
    ``with_scores`` words have no scores, and whole records are not read for a hyphenated word where few candidates are left.
    """

    def __init__(self, snapshot: Snapshot, *, with_scores: bool = True) -> None:
        self._snapshot = snapshot
        self._reader = snapshot.reader
        self._terms = snapshot.terms
        self._value_masks = ValueMasks(snapshot.reader, snapshot.terms)
        self._scorer = Scorer(snapshot)
        self.with_scores = with_scores
        self.term_matcher = TermMatcher(snapshot, self._scorer, with_scores=with_scores)
        self._query_cache = QueryCache(snapshot, with_scores=with_scores)

    @property
    def without_scores(self) -> Evaluator:
        """The evaluator of exclusions and counts, which need no scores.

        It is this one if this one has no scores. Then it is not stored: an evaluator that refers to itself keeps its build open
        until the garbage collector runs.
        """
        return self._unscored if self.with_scores else self

    @cached_property
    def _unscored(self) -> Evaluator:
        return Evaluator(self._snapshot, with_scores=False)

    def find(self, node: Node) -> DocSet:
        """Return every record that matches."""
        yield_point()
        if isinstance(node, Leaf):
            return self.term_matcher.find(node)
        return self._query_cache.find(node, lambda: self._find(node))

    def _find(self, node: Node) -> DocSet:
        match node:
            case MatchAll():
                return DocSet(self._reader.all_docs)
            case And(clauses):
                return self._find_all(clauses)
            case Or(clauses):
                return self._disjunction(clauses)
            case AtLeast() | AtLeastShare():
                return self._find_minimum(node)
            case AndMaybe(required) if not self.with_scores:
                return self.find(required)
            case AndMaybe(required, optional):
                return self._with_optional(required, optional)
            case AnyOf(field, values):
                return self._find_values(field, values)
            case TermRange(field, low, high):
                return DocSet(self._terms.docs_in_range(VALUE_GROUPS[field], low, high))
            case Exists(field, True) if FIELDS[field].has_values and not has_doc_values(FIELDS[field]):
                return DocSet(self._terms.docs_with_field(VALUE_GROUPS[field]))
            case _:
                all_docs = self._reader.all_docs
                return DocSet(all_docs[self.filter(node, all_docs).mask])

    def _find_all(self, clauses: Sequence[Node]) -> DocSet:
        """Return the records that match every clause. More like this leaves its few records out before others are listed."""
        match clauses:
            case (AndMaybe(AtLeastShare(share, children), optional), Not(excluded)) if self.with_scores:
                return self._at_least_share(share, children, optional, self.without_scores.find(excluded).docs)
            case _:
                first, *others = sorted(clauses, key=self.cost) if clauses else [MatchAll()]
                return self.conjunction(self.find(first), others)

    def count(self, node: Node) -> int:
        """Return how many records match. For a single value, a word or a range of dates this makes no list of documents."""
        match node:
            case Word():
                return self.term_matcher.document_frequency(node)
            case AnyOf(field, (value,)):
                return self._terms.document_frequency(VALUE_GROUPS[field], value)
            case DateRange():
                return self._value_masks.count_in_range(node)
            case _:
                return len(self.find(node).docs)

    def filter(self, node: Node, docs: Docs) -> Selection:
        """Return which of the candidates match. ``docs`` int64, ascending."""
        yield_point()
        if isinstance(node, Word):
            return self.term_matcher.filter_word(node, docs)
        if self.cost(node) * SPARSE < len(docs) or self._query_cache.is_faster_in_all_records(node, docs):
            return self.find(node).select(docs)
        match node:
            case And(clauses):
                matching = self.conjunction(DocSet(docs), sorted(clauses, key=self.cost))
                return Selection(matching.contains(docs), matching.scores)
            case Or() | AtLeast() | AtLeastShare() | AndMaybe() if self._has_costly_clause(node, len(docs)):
                return self._filter_combined(node, docs)
            case MatchAll():
                return Selection(np.ones(len(docs), bool))
            case Not(child):
                return Selection(~self.without_scores.filter(child, docs).mask)
            case DateRange() | Exists():
                return Selection(self._value_masks.of(node, docs))
            case AnyOf(field, values) if has_doc_values(FIELDS[field]):
                return self._filter_values(field, values, docs)
            case Phrase() | Near() | Synonyms():
                return self._filter_phrase_or_synonyms(node, docs)
            case _:
                return self.find(node).select(docs)

    def _filter_phrase_or_synonyms(self, node: Phrase | Near | Synonyms, docs: Docs) -> Selection:
        """Return which of the candidates match. The score of synonyms depends on how many records of the index match them."""
        if not isinstance(node, Synonyms):
            return self.term_matcher.find_positional(node, docs).select(docs)
        return self.find(node).select(docs) if self.with_scores else self._filter_combined(Or(node.forms), docs)

    def cost(self, node: Node) -> int:
        """Return an estimate of the number of postings that the evaluation of a node reads."""
        document_count = self._reader.document_count
        match node:
            case Word():
                return self.term_matcher.postings_count(node)
            case And(clauses):
                return min((self.cost(clause) for clause in clauses), default=document_count)
            case AndMaybe(required):
                return self.cost(required)
            case Or(clauses) | AtLeast(_, clauses) | AtLeastShare(_, clauses) | Synonyms(clauses):
                return min(sum(self.cost(clause) for clause in clauses), document_count)
            case Phrase() | Near():
                return self.term_matcher.rarest_postings_count(node)
            case AnyOf(field, values):
                return sum(self._terms.postings_count(VALUE_GROUPS[field], value) for value in values)
            case _:
                return document_count

    def _has_costly_clause(self, node: Combination, candidate_count: int) -> bool:
        """Whether a clause has many more postings than there are candidates. If none has, ``find`` is cheaper."""
        clauses = (node.required, *node.optional) if isinstance(node, AndMaybe) else node.children
        return any(self.cost(clause) > FEW_CANDIDATES * candidate_count for clause in clauses)

    def conjunction(self, docset: DocSet, clauses: Iterable[Node]) -> DocSet:
        """Return the documents of the set that match every clause, scores added up. Fastest with the cheapest clause first."""
        for clause in clauses:
            if not len(docset.docs):
                break
            docset = docset.intersect(self.filter(clause, docset.docs))
        return docset

    def _with_optional(self, required: Node, optional: Sequence[Node]) -> DocSet:
        if isinstance(required, AtLeastShare):
            return self._at_least_share(required.share, required.children, optional)
        return self._disjunction(required.children if isinstance(required, Or) else (required,), optional)

    def _disjunction(self, clauses: Sequence[Node], optional: Iterable[Node] = ()) -> DocSet:
        """Return the records that match any clause. Clauses of ``optional`` only add to their scores."""
        if not self.with_scores and 2 * max(map(self.cost, clauses), default=0) > self._reader.document_count:
            return DocSet(self._reader.all_docs[self._match_any(clauses, self._reader.all_docs)])
        return DocSet.union(map(self.find, clauses), self._reader.document_count, [*map(self.find, optional)])

    def _find_values(self, field: str, values: Sequence[str]) -> DocSet:
        sets = [DocSet(self._terms.postings(VALUE_GROUPS[field], value).docs.astype(np.int64)) for value in values]
        docs = DocSet.union(sets, self._reader.document_count).docs
        return DocSet(docs, np.full(len(docs), self._scorer.idf(len(docs)), np.float32), True)

    def _filter_values(self, field: str, values: Sequence[str], docs: Docs) -> Selection:
        mask = self._value_masks.any_of(field, values, docs)
        matching = sum(self._terms.document_frequency(VALUE_GROUPS[field], value) for value in set(values))
        return Selection(mask, np.full(np.count_nonzero(mask), self._scorer.idf(matching), np.float32))

    def _find_minimum(self, node: AtLeast | AtLeastShare) -> DocSet:
        if isinstance(node, AtLeast):
            return self._at_least(node.minimum, node.children)
        return self._at_least_share(node.share, node.children)

    def _at_least(self, minimum: int, clauses: Sequence[Node]) -> DocSet:
        """Match at least ``minimum`` clauses.

        Such a document matches one of the ``len(clauses) - minimum + 1`` cheapest clauses; the others only filter these.
        """
        cheapest_first = sorted(clauses, key=self.cost)
        required = len(clauses) - minimum + 1
        sets = [self.find(clause) for clause in cheapest_first[:required]]
        docs, scores, counts = DocSet.union_with_counts(sets, self._reader.document_count)
        for done, clause in enumerate(reversed(cheapest_first[required:])):
            selection = self.filter(clause, docs)
            counts = counts + selection.mask
            if selection.scores is not None:
                scores[selection.mask] += selection.scores
            remaining = minimum - 2 - done
            can_match = counts + remaining >= minimum
            docs, scores, counts = docs[can_match], scores[can_match], counts[can_match]
        return DocSet(docs, scores * coordination(counts, len(clauses)))

    def _at_least_share(
        self, share: float, clauses: Sequence[Word | Synonyms], optional: Sequence[Node] = (), excluded: Docs | None = None
    ) -> DocSet:
        """Match documents whose clauses have at least a share of the weight of all clauses, but not those of ``excluded``.

        Clauses of ``optional`` only add to their scores. Weights and scores are added up in arrays with an item for each
        document. Each clause is added as soon as it is evaluated, while its documents are still in the processor's cache.
        """
        matched = np.zeros(self._reader.document_count, np.float32)  # exact: see ``SHARE_UNITS``
        scores = np.zeros(self._reader.document_count, np.float32)
        weights: list[float] = []
        for clause in clauses:
            docset = self.find(clause)
            weights.append(share_weight(weight_of(clause), self._scorer.idf(len(docset.docs))))
            np.add.at(matched, docset.docs, np.float32(weights[-1]))  # nearly twice as fast as +=
            docset.add_scores_to(scores)
        for optional_clause in optional:
            self.find(optional_clause).add_scores_to(scores)
        if excluded is not None:
            matched[excluded] = 0
        docs = (matched >= np.float32(least_share(share, weights))).nonzero()[0]
        return DocSet(docs, scores.take(docs))

    def _filter_by_share(self, share: float, clauses: Sequence[Word | Synonyms], docs: Docs) -> Selection:
        weights = self.term_matcher.weights(clauses)
        matched, scores = self._sum_matches(clauses, weights, docs)
        mask = matched >= least_share(share, weights)
        return Selection(mask, scores[mask])

    def _filter_combined(self, node: Combination, docs: Docs) -> Selection:
        match node:
            case Or(clauses) if not self.with_scores:
                return Selection(self._match_any(clauses, docs))
            case Or(clauses):
                counts, scores = self._count_matches(clauses, docs)
                mask = counts > 0
                return Selection(mask, scores[mask])
            case AtLeast(minimum, clauses):
                counts, scores = self._count_matches(clauses, docs)
                mask = counts >= minimum
                return Selection(mask, scores[mask] * coordination(counts[mask], len(clauses)))
            case AtLeastShare(share, words):
                return self._filter_by_share(share, words, docs)
            case AndMaybe(required, optional):
                selection = self.filter(required, docs)
                return selection.with_scores(self._count_matches(optional, docs[selection.mask])[1])

    def _match_any(self, clauses: Iterable[Node], docs: Docs) -> Mask:
        """Return which of the candidates match any clause. Each clause is evaluated in those that match no earlier one.

        The clause that most records match is first. Phrases and patterns, which cost more than words and values, are last.
        """

        def order(clause: Node) -> tuple[bool, int]:
            return isinstance(clause, Leaf) and not isinstance(clause, Word), -self.cost(clause)

        mask, unmatched = np.zeros(len(docs), bool), np.arange(len(docs))
        for clause in sorted(clauses, key=order):
            matching = self.filter(clause, docs[unmatched]).mask
            mask[unmatched[matching]] = True
            unmatched = unmatched[~matching]
            if not len(unmatched):
                break
        return mask

    def _count_matches(self, clauses: Sequence[Node], docs: Docs) -> tuple[Array, Scores]:
        """Return how many of the clauses each candidate matches, float64[docs], and the sum of their scores."""
        return self._sum_matches(clauses, [1.0] * len(clauses), docs)

    def _sum_matches(self, clauses: Sequence[Node], weights: Sequence[float], docs: Docs) -> tuple[Array, Scores]:
        """Return the weight of the clauses that each candidate matches, float64[docs], and the sum of their scores."""
        matched = np.zeros(len(docs))
        scores = np.zeros(len(docs), np.float32)
        for clause, weight in zip(clauses, weights, strict=True):
            selection = self.filter(clause, docs)
            matched[selection.mask] += weight
            if selection.scores is not None:
                scores[selection.mask] += selection.scores
        return matched, scores
