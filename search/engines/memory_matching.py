"""Matching and scoring of the memory engine: each node of the query tree is tested on one record at a time."""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

import msgspec
from rapidfuzz.distance import OSA

from search.lexicon import term_weights
from search.model.field_types import Field
from search.model.fields import FIELDS, RANKED
from search.model.question import Question
from search.query.nodes import (
    And,
    AndMaybe,
    AnyOf,
    AtLeast,
    AtLeastShare,
    DateRange,
    Exists,
    Fuzzy,
    MatchAll,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Synonyms,
    TermRange,
    TextClause,
    Wildcard,
    Word,
    positive_clauses,
    weight_of,
)
from search.results.types import FieldScore, ScorePart
from search.text import term_selection
from search.text.analysis import fold, terms
from search.text.term_selection import selectors, terms_of_word

_Field = TypeVar("_Field")
"""The values or the terms of a field."""


class Entry(msgspec.Struct, frozen=True):
    """A record with its terms and its values, both by field name."""

    question: Question
    terms: Mapping[str, list[str]]
    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def on_demand(cls, question: Question) -> Entry:
        """Return an entry whose fields are analysed when they are first read."""
        values = _OnDemand(lambda name: FIELDS[name].values(question))
        return cls(question, _OnDemand(lambda name: _analysed(values[name])), values)

    @classmethod
    def of(cls, question: Question) -> Entry:
        """Analyse a record."""
        values = {name: field.values(question) for name, field in FIELDS.items()}
        text_terms = {name: _analysed(values[name]) for name, field in FIELDS.items() if field.has_words}
        return cls(question, text_terms, values)

    def ranked_terms(self) -> frozenset[str]:
        """Return the distinct terms of its ranked fields."""
        return frozenset(text for field in RANKED for text in self.terms[field.name])

    def texts(self) -> Iterator[str]:
        """Yield every text in which words are searched."""
        return (text for name in self.terms for text in self.values[name])


def _analysed(texts: Iterable[str]) -> list[str]:
    return [term for text in texts for term in terms(text)]


class _OnDemand(dict[str, _Field]):
    """The results of a function: each is computed when its key is first looked up."""

    def __init__(self, compute: Callable[[str], _Field]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, name: str) -> _Field:
        self[name] = field = self._compute(name)
        return field


class Matcher:
    """Matches records against query trees. Patterns are expanded to the ``index_words`` that match."""

    def __init__(self, index_words: Collection[str], entries: Sequence[Entry]) -> None:
        self._index_words = index_words
        self._entries = entries
        self._expansions: dict[Prefix | Wildcard | Fuzzy, frozenset[str]] = {}
        self._counts: dict[Node, int] = {}

    def matches(self, entry: Entry, node: Node) -> bool:
        """Return whether a record matches a node."""
        match node:
            case MatchAll():
                return True
            case And(children):
                return all(self.matches(entry, child) for child in children)
            case Or(children) | Synonyms(children):
                return any(self.matches(entry, child) for child in children)
            case AtLeast(minimum, children):
                return sum(self.matches(entry, child) for child in children) >= minimum
            case AtLeastShare(share, words):
                weights = [term_weights.share_weight(weight_of(word), self.idf(word)) for word in words]
                matched = (weight for word, weight in zip(words, weights, strict=True) if self.matches(entry, word))
                return sum(matched) >= term_weights.least_share(share, weights)
            case AndMaybe(required):
                return self.matches(entry, required)
            case Not(child):
                return not self.matches(entry, child)
            case AnyOf() | DateRange() | TermRange() | Exists():
                return _matches_values(entry.values[node.field], node)
            case _:
                fields = RANKED if node.field is None else (FIELDS[node.field],)
                return any(self.matches_text(entry, field, node) for field in fields)

    def idf(self, node: Word | Synonyms) -> float:
        """Return the idf of a word, or of synonyms as if they were one word."""
        return term_weights.idf(self.count(node), len(self._entries))

    def count(self, node: Node) -> int:
        """Return how many records match a node."""
        if node not in self._counts:
            self._counts[node] = sum(self.matches(entry, node) for entry in self._entries)
        return self._counts[node]

    def matches_text(self, entry: Entry, field: Field, node: TextClause) -> bool:
        """Return whether one field of a record matches a word, phrase or pattern."""
        field_terms = entry.terms[field.name]
        match node:
            case Word():
                chosen = node.selectors
                return any(term_selection.matches(text, chosen) for text in set(field_terms))
            case Phrase(texts):
                words = list(map(selectors, texts))
                return any(
                    len(window) == len(words) and all(map(term_selection.matches, window, words))
                    for window in windows(field_terms, len(texts))
                )
            case Near(texts, slop):
                required = Counter(map(selectors, texts))
                return any(
                    all(sum(term_selection.matches(text, word) for text in window) >= count for word, count in required.items())
                    for window in windows(field_terms, len(texts) + slop)
                )
            case _:
                return not self.expand(node).isdisjoint(field_terms)

    def expand(self, node: Prefix | Wildcard | Fuzzy) -> frozenset[str]:
        """Return the terms that the index words matching a pattern may have. They are computed once per pattern."""
        if node not in self._expansions:
            words = (word for word in self._index_words if _matches_pattern(word, node))
            self._expansions[node] = frozenset(text for word in words for text in terms_of_word(word))
        return self._expansions[node]


def score_parts(entry: Entry, query: Node) -> Iterator[ScorePart]:
    """Yield the score of each positive word: its frequency times its boosts. Other engines may score differently."""
    clauses = {(node.selectors, node.weight): node for node in positive_clauses(query) if isinstance(node, Word)}
    for node in clauses.values():
        freqs = {
            field: sum(term_selection.matches(text, node.selectors) for text in entry.terms[field.name]) for field in RANKED
        }
        fields = tuple(
            FieldScore(field.name, freq, len(entry.terms[field.name]), 0.0, field.boost, node.weight * freq * field.boost)
            for field, freq in freqs.items()
            if freq
        )
        if fields:
            yield ScorePart(node, 0, 1.0, node.weight, 1.0, sum(field.score for field in fields), fields)


def _matches_values(values: Sequence[str], node: AnyOf | DateRange | TermRange | Exists) -> bool:
    match node:
        case AnyOf(_, accepted):
            return any(value in accepted for value in values)
        case DateRange(_, start, end):
            days = map(date.fromisoformat, values)
            return any((start or date.min) <= day <= (end or date.max) for day in days)
        case TermRange(_, low, high):
            return any((low or "") <= value and (high is None or value <= high) for value in values)
        case Exists(_, present):
            return bool(values) == present


def _matches_pattern(word: str, node: Prefix | Wildcard | Fuzzy) -> bool:
    match node:
        case Prefix(text):
            return word.startswith(fold(text))
        case Wildcard(pattern):
            return fnmatch.fnmatchcase(word, pattern)
        case Fuzzy(text, edits):
            return OSA.distance(word, fold(text)) <= edits


def windows(field_terms: Sequence[str], width: int) -> list[list[str]]:
    """Return every run of ``width`` terms; if there are fewer terms, all of them as one run."""
    return [list(field_terms[start : start + width]) for start in range(max(1, len(field_terms) - width + 1))]
