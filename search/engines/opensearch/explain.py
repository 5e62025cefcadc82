"""The parts of the score of one record, from the record and the statistics of its generation."""

from __future__ import annotations

from collections.abc import Iterator

from search.engines.memory_matching import Entry, Matcher, windows
from search.engines.opensearch.query.statistics import Statistics
from search.engines.opensearch.query.word_tokens import Leaf, field_of, is_ranked
from search.engines.whoosh.execute.bm25f import K1, B
from search.lexicon.vocabulary import Vocabulary
from search.model.fields import FIELDS, RANKED
from search.model.question import Question
from search.query.nodes import (
    And,
    AndMaybe,
    AnyOf,
    AtLeast,
    AtLeastShare,
    Fuzzy,
    Near,
    Node,
    Or,
    Phrase,
    Prefix,
    Synonyms,
    TextClause,
    Wildcard,
    Word,
    weight_of,
)
from search.results.types import FieldScore, ScorePart
from search.text import term_selection
from search.text.term_selection import OTHER_FORM_WEIGHT, selectors

Frequencies = tuple[int, float]
"""How often a leaf occurs in a field, and the same with the weight of each occurrence."""


class RecordMatcher(Matcher):
    """Matches single records. Patterns are expanded by the vocabulary of the index; counts are those of the index."""

    def __init__(self, vocabulary: Vocabulary, statistics: Statistics) -> None:
        super().__init__((), ())
        self._vocabulary = vocabulary
        self._statistics = statistics

    def idf(self, node: Word | Synonyms) -> float:
        """Return the idf of a word in the index."""
        return self._statistics.idf(node)

    def expand(self, node: Prefix | Wildcard | Fuzzy) -> frozenset[str]:
        """Return the terms that match a pattern."""
        return self._vocabulary.expand(node)


class RecordExplainer:
    """Explains records of one generation."""

    def __init__(self, vocabulary: Vocabulary, statistics: Statistics) -> None:
        self._matcher = RecordMatcher(vocabulary, statistics)
        self._statistics = statistics

    def explain(self, question: Question, query: Node) -> tuple[ScorePart, ...] | None:
        """Return the parts with a score, in the order of the query; None if the record does not match."""
        entry = Entry.on_demand(question)
        self._statistics.prefetch((query,))
        return tuple(self._parts(entry, query, 1.0)) if self._matcher.matches(entry, query) else None

    def _parts(self, entry: Entry, node: Node, factor: float) -> Iterator[ScorePart]:
        """Yield the parts of a node that the record matches; ``factor`` multiplies their scores."""
        match node:
            case And(nodes) | Or(nodes) | AtLeast(_, nodes) | AtLeastShare(_, nodes):
                matched = [child for child in nodes if self._matcher.matches(entry, child)]
                if isinstance(node, AtLeast):
                    factor *= 1 + len(matched) / len(nodes)
                for child in matched:
                    yield from self._parts(entry, child, factor)
            case AndMaybe(required, optional):
                yield from self._parts(entry, required, factor)
                for word in optional:
                    if self._matcher.matches(entry, word):
                        yield from self._parts(entry, word, factor)
            case AnyOf():
                idf = self._statistics.idf(node)
                yield ScorePart(node, self._statistics.document_frequency(node), idf, 1.0, factor, idf * factor, ())
            case _ if isinstance(node, TextClause | Synonyms):
                yield self._leaf(entry, node, factor)

    def _leaf(self, entry: Entry, node: Leaf, factor: float) -> ScorePart:
        field = field_of(node)
        names = [ranked.name for ranked in RANKED] if field is None else [field]
        frequencies = {name: self._frequencies(entry, node, name) for name in names}
        normalised = {name: weighted * self._norm(entry, name) for name, (_, weighted) in frequencies.items()}
        total = sum(normalised.values())
        idf, weight = self._statistics.idf(node), weight_of(node)
        score = weight * idf * (K1 + 1) * total / (total + K1) * factor
        fields = tuple(
            self._field_score(entry, name, frequency, score * normalised[name] / total)
            for name, (frequency, _) in frequencies.items()
            if frequency
        )
        return ScorePart(node, self._statistics.document_frequency(node), idf, weight, factor, score, fields)

    def _norm(self, entry: Entry, name: str) -> float:
        """Return the boost of a field over its length normalisation; 1 for a field of names."""
        if not is_ranked(name):
            return 1.0
        return FIELDS[name].boost / (1 - B + B * len(entry.terms[name]) / self._statistics.mean_lengths[name])

    def _field_score(self, entry: Entry, name: str, frequency: int, score: float) -> FieldScore:
        if not is_ranked(name):
            return FieldScore(name, frequency, 0, 0.0, 1.0, score)
        mean = self._statistics.mean_lengths[name]
        return FieldScore(name, frequency, len(entry.terms[name]), mean, FIELDS[name].boost, score)

    def _frequencies(self, entry: Entry, node: Leaf, name: str) -> Frequencies:
        field_terms = entry.terms[name]
        match node:
            case Word():
                weights = [
                    term_selection.weight(text, node.text)
                    for text in field_terms
                    if term_selection.matches(text, node.selectors)
                ]
                return len(weights), sum(weights)
            case Phrase(words):
                return _phrase_frequencies(field_terms, words)
            case Near():
                is_near = self._matcher.matches_text(entry, FIELDS[name], node)
                return int(is_near), float(is_near)
            case Synonyms(forms):
                pairs = [self._frequencies(entry, form, name) for form in forms]
                return sum(frequency for frequency, _ in pairs), sum(weighted for _, weighted in pairs)
            case _:
                terms = self._matcher.expand(node)
                frequency = sum(text in terms for text in field_terms)
                return frequency, float(frequency)


def _phrase_frequencies(field_terms: list[str], words: tuple[str, ...]) -> Frequencies:
    """Return how often a phrase occurs. It counts less where any of its words has another form than the one typed."""
    chosen = [*map(selectors, words)]
    frequency, weighted = 0, 0.0
    for window in windows(field_terms, len(words)):
        if len(window) == len(words) and all(map(term_selection.matches, window, chosen)):
            is_typed = all(term_selection.weight(text, word) == 1 for text, word in zip(window, words, strict=True))
            frequency += 1
            weighted += 1.0 if is_typed else OTHER_FORM_WEIGHT
    return frequency, weighted
