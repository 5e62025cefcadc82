"""What one record's score in a search is made of: the evaluator's sums, taken apart."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.engines.whoosh.execute.bm25f import Scorer
from search.engines.whoosh.execute.docset import coordination
from search.engines.whoosh.execute.evaluator import Evaluator
from search.engines.whoosh.execute.term_matcher import Leaf, field_of, group_of, members_of, weight_of
from search.engines.whoosh.format.groups import RANKED_GROUP, words_field
from search.engines.whoosh.read.snapshot import Snapshot
from search.model.fields import RANKED
from search.query.nodes import And, AndMaybe, AnyOf, AtLeast, Node, Or
from search.results.types import FieldScore, ScorePart


class Explainer:
    """Explains the score of one document."""

    def __init__(self, snapshot: Snapshot, doc: int) -> None:
        self._snapshot = snapshot
        self._docs = np.array([doc])
        self._evaluator = Evaluator(snapshot)
        self._scorer = Scorer(snapshot)

    def explained(self, query: Node) -> tuple[ScorePart, ...] | None:
        """The parts that score something, in the order of the query; None where the document does not match."""
        return tuple(self._parts(query, 1.0)) if self._matches(query) else None

    def _matches(self, node: Node) -> bool:
        return bool(self._evaluator.narrow(node, self._docs).kept[0])

    def _parts(self, node: Node, factor: float) -> Iterator[ScorePart]:
        """The parts of a node that the document matches."""
        match node:
            case And(below) | Or(below) | AtLeast(_, below):
                held = [each for each in below if self._matches(each)]
                if isinstance(node, AtLeast):
                    factor *= float(coordination(np.array(len(held)), len(below)))
                for each in held:
                    yield from self._parts(each, factor)
            case AndMaybe(child, words):
                yield from self._parts(child, factor)
                for word in words:
                    if self._matches(word):
                        yield from self._parts(word, factor)
            case AnyOf():
                documents = len(self._evaluator.find(node).docs)
                idf = self._scorer.idf(documents)
                yield ScorePart(node, documents, idf, 1.0, factor, idf * factor, ())
            case _ if isinstance(node, Leaf):
                yield self._words(node, factor)

    def _words(self, node: Leaf, factor: float) -> ScorePart:
        documents = len(self._evaluator.find(node).docs)
        idf = self._evaluator.words.idf(node, documents)
        weight = weight_of(node)
        freqs = self._evaluator.words.occurrences(node, self._docs)
        saturated = float(self._scorer.saturated(group_of(node), members_of(node), self._docs, freqs)[0])
        score = weight * idf * saturated * factor
        return ScorePart(node, documents, idf, weight, factor, score, self._fields(node, freqs[:, 0].tolist(), score))

    def _fields(self, node: Leaf, freqs: list[int], score: float) -> tuple[FieldScore, ...]:
        """Each field's share of a part, as its normalised frequency is of their sum."""
        if group_of(node) is not RANKED_GROUP:
            return (FieldScore(str(field_of(node)), int(freqs[0]), 0, 0.0, 1.0, score),)
        doc = int(self._docs[0])
        normalised = {member: freqs[member] * float(self._scorer.norms[member, doc]) for member in members_of(node)}
        total = sum(normalised.values())
        found = []
        for member, share in normalised.items():
            field, name = RANKED[member], words_field(RANKED[member])
            if freqs[member]:
                length = int(self._snapshot.lengths(name)[doc])
                mean = self._snapshot.mean_lengths[name]
                found.append(FieldScore(field.name, int(freqs[member]), length, mean, field.boost, score * share / total))
        return tuple(found)
