"""The telling words of a record, by Whoosh's key terms. Imported only when they are asked for: Whoosh takes long to import."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from whoosh.classify import Bo1Model, Expander, ExpansionModel

from search.engines.whoosh.format.groups import RANKED_GROUP
from search.engines.whoosh.read.collection_stats import CollectionStatistics
from search.engines.whoosh.read.snapshot import Snapshot
from search.lexicon import key_terms as key_term_weights
from search.model.question import Question
from search.results.types import KeyTerm
from search.text.analysis import STOP_WORDS, term, words


class RootInformation(ExpansionModel):  # type: ignore[misc]
    """Terms weighed as ``similar.weight`` has it."""

    def normalizer(self, maxweight: float, top_total: float) -> float:
        """1: the weights stay as they are, so that those of several fields can be added."""
        return 1.0

    def score(self, weight_in_top: float, weight_in_collection: float, top_total: float) -> float:
        """The weight of a term by how often this text and all records have it in the field."""
        return key_term_weights.term_weight(weight_in_top, math.log2(1 + self.N / weight_in_collection))


class TopOne(Bo1Model):  # type: ignore[misc]
    """Bo1 (Amati 2003), its weights over the greatest: in each text the weightiest term weighs 1."""

    def normalizer(self, maxweight: float, top_total: float) -> float:
        """The greatest weight."""
        return maxweight


def key_terms(snapshot: Snapshot, question: Question, limit: int) -> tuple[KeyTerm, ...]:
    """Whoosh's key terms (its ``Expander``) over each field, added up."""
    return _expanded(snapshot, key_term_weights.key_term_texts(question), RootInformation, limit, least=1)


def shared_terms(snapshot: Snapshot, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
    """The key terms of several records together, by Bo1: their headings as one text, and their questions as another.

    In each the weightiest term weighs 1, so the few words of headings count beside the many of questions. A word that no
    other record has cannot find any, and is left out.
    """
    texts = ((name, " ".join(of), 1.0) for name, of in key_term_weights.feedback_texts(questions))
    return _expanded(snapshot, texts, TopOne, limit, least=2)


def _expanded(
    snapshot: Snapshot, texts: Iterable[tuple[str, str, float]], model: type[ExpansionModel], limit: int, least: int
) -> tuple[KeyTerm, ...]:
    """The weightiest terms of the texts, each the text of a field whose words count so much; ``least`` records have each."""
    weights: dict[str, float] = defaultdict(float)
    written: dict[str, str] = {}
    statistics = CollectionStatistics(snapshot)
    for name, text, worth in texts:
        found = words(text)
        for word in found:
            written.setdefault(term(word), word)
        expander = Expander(statistics, name, model)
        expander.add((term(word), worth) for word in found)
        for text_, weight in expander.expanded_terms(len(found)):
            weights[text_] += weight
    ranked = sorted((-weight, text) for text, weight in weights.items() if _tells(snapshot, text, written[text], least))
    return tuple(KeyTerm(written[text], weight / ranked[0][0]) for weight, text in ranked[:limit])


def _tells(snapshot: Snapshot, text: str, word: str, least: int) -> bool:
    having = snapshot.frequency(RANKED_GROUP, text)
    return having >= least and word not in STOP_WORDS and key_term_weights.is_informative(having, snapshot.records)
