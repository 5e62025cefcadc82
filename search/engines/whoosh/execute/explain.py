"""The explanation of one record's score: the sums of the evaluator, part by part."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.engines.whoosh.execute.bm25f import Scorer, coordination
from search.engines.whoosh.execute.evaluator import Evaluator
from search.engines.whoosh.execute.term_matcher import Leaf, field_of, group_of, members_of
from search.engines.whoosh.format.groups import RANKED_GROUP, words_field
from search.engines.whoosh.read.snapshot import Snapshot
from search.model.fields import RANKED
from search.query.nodes import And, AndMaybe, AnyOf, AtLeast, AtLeastShare, Node, Or, weight_of
from search.results.types import FieldScore, ScorePart


class Explainer:
    """Explains the score of one document."""

    def __init__(self, snapshot: Snapshot, doc: int) -> None:
        self._reader = snapshot.reader
        self._docs = np.array([doc])
        self._evaluator = Evaluator(snapshot)
        self._scorer = Scorer(snapshot)

    def explain(self, query: Node) -> tuple[ScorePart, ...] | None:
        """Return the parts with a score, in the order of the query; None if the document does not match."""
        return tuple(self._parts(query, 1.0)) if self._matches(query) else None

    def _matches(self, node: Node) -> bool:
        return bool(self._evaluator.filter(node, self._docs).mask[0])

    def _parts(self, node: Node, factor: float) -> Iterator[ScorePart]:
        """Yield the parts of a node that the document matches; ``factor`` multiplies their scores."""
        match node:
            case And(clauses) | Or(clauses) | AtLeast(_, clauses) | AtLeastShare(_, clauses):
                matched = [clause for clause in clauses if self._matches(clause)]
                if isinstance(node, AtLeast):
                    factor *= float(coordination(np.array(len(matched)), len(clauses)))
                for clause in matched:
                    yield from self._parts(clause, factor)
            case AndMaybe(required, optional):
                yield from self._parts(required, factor)
                for clause in optional:
                    if self._matches(clause):
                        yield from self._parts(clause, factor)
            case AnyOf():
                document_frequency = len(self._evaluator.find(node).docs)
                idf = self._scorer.idf(document_frequency)
                yield ScorePart(node, document_frequency, idf, 1.0, factor, idf * factor, ())
            case _ if isinstance(node, Leaf):
                yield self._leaf(node, factor)

    def _leaf(self, node: Leaf, factor: float) -> ScorePart:
        document_frequency = len(self._evaluator.find(node).docs)
        idf = self._evaluator.term_matcher.idf(node, document_frequency)
        weight = weight_of(node)
        freqs, weighted = self._evaluator.term_matcher.frequencies(node, self._docs)
        saturated = float(self._scorer.saturated(group_of(node), members_of(node), self._docs, weighted)[0])
        score = weight * idf * saturated * factor
        fields = self._fields(node, freqs[:, 0].tolist(), weighted[:, 0].tolist(), score)
        return ScorePart(node, document_frequency, idf, weight, factor, score, fields)

    def _fields(self, node: Leaf, freqs: list[int], weighted: list[float], score: float) -> tuple[FieldScore, ...]:
        """Return each field's share of a score, which is that of its normalised frequency in their sum."""
        if group_of(node) is not RANKED_GROUP:
            return (FieldScore(str(field_of(node)), int(freqs[0]), 0, 0.0, 1.0, score),)
        doc = int(self._docs[0])
        normalised = {member: weighted[member] * float(self._scorer.norms[member, doc]) for member in members_of(node)}
        total = sum(normalised.values())
        fields = []
        for member, share in normalised.items():
            field, name = RANKED[member], words_field(RANKED[member])
            if freqs[member]:
                length = int(self._reader.lengths(name)[doc])
                mean = self._reader.mean_lengths[name]
                fields.append(FieldScore(field.name, int(freqs[member]), length, mean, field.boost, score * share / total))
        return tuple(fields)
