"""Scores against a reference: the formula in the docstring of ``Scorer``, one record and one word at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.execute.bm25f import K1, B
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.field_types import Field
from search.model.fields import FIELDS, RANKED
from search.model.question import Question
from search.query.nodes import (
    And,
    AndMaybe,
    AnyOf,
    AtLeast,
    DateRange,
    Fuzzy,
    MatchAll,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Synonyms,
    TextClause,
    Wildcard,
    Word,
)
from search.query.request import SearchRequest
from search.text.analysis import terms
from search.text.term_selection import Selectors, matches, selectors, weight
from tests.invented import questions

FrequencyIn = Callable[[list[str]], float]
"""Counts how often a text, given as its terms, has what a node looks for; another form than the one typed counts less."""


class Reference:
    """BM25F over a list of records. ``index`` is the index of a record in the list."""

    def __init__(self, records: list[Question]) -> None:
        self.records = records
        self.oracle = MemoryEngine(records)
        self.texts = {
            f.name: [[t for v in f.values(q) for t in terms(v)] for q in records] for f in FIELDS.values() if f.has_words
        }

    def score(self, index: int, node: Node) -> float:
        if not self.matches(index, node):
            return 0.0
        match node:
            case Synonyms(forms):
                counters = [self.frequency_in(form) for form in forms]
                saturated = self.saturated(index, forms[0], lambda text: sum(counter(text) for counter in counters))
                return saturated * self.idf(self.oracle.count(node))
            case And(parts) | Or(parts):
                return sum(self.score(index, part) for part in parts)
            case AtLeast(_, parts):
                matched = sum(self.matches(index, part) for part in parts)
                return sum(self.score(index, part) for part in parts) * (1 + matched / len(parts))
            case AndMaybe(child, words):
                return self.score(index, child) + sum(self.score(index, word) for word in words)
            case AnyOf():
                return self.idf(self.oracle.count(node))
            case Phrase(words) | Near(words):
                idf = sum(self.idf(self.oracle.count(Word(word, node.field))) for word in words)
                return self.saturated(index, node, self.frequency_in(node)) * idf
            case Word() | Prefix() | Wildcard() | Fuzzy():
                weight = node.weight if isinstance(node, Word) else 1.0
                return weight * self.saturated(index, node, self.frequency_in(node)) * self.idf(self.oracle.count(node))
            case _:
                return 0.0

    def matches(self, index: int, node: Node) -> bool:
        return self.oracle.count(And((node, AnyOf("id", (self.records[index].id,))))) == 1

    def idf(self, matching: int) -> float:
        return math.log(1 + (len(self.records) - matching + 0.5) / (matching + 0.5))

    def saturated(self, index: int, node: TextClause, frequency_in: FrequencyIn) -> float:
        fields = RANKED if node.field is None else (FIELDS[node.field],)
        total = sum(self.normalised(index, field, frequency_in(self.texts[field.name][index])) for field in fields)
        return total * (K1 + 1) / (total + K1)

    def normalised(self, index: int, field: Field, frequency: float) -> float:
        if field not in RANKED:
            return frequency
        lengths = [len(text) for text in self.texts[field.name]]
        non_empty = [length for length in lengths if length]
        return field.boost * frequency / (1 - B + B * lengths[index] / (sum(non_empty) / len(non_empty)))

    def frequency_in(self, node: TextClause) -> FrequencyIn:
        match node:
            case Word(text):
                return lambda text_terms: sum(weight(term, text) for term in text_terms if matches(term, node.selectors))
            case Phrase(words):
                return lambda text_terms: sum(
                    self.phrase_weight(words, text_terms[start : start + len(words)]) for start in range(len(text_terms))
                )
            case Near(words, slop, _):
                return lambda text_terms: int(self.is_near(list(map(selectors, words)), slop, text_terms))
            case Prefix() | Wildcard() | Fuzzy():
                expanded = self.oracle.vocabulary().expand(node)
                return lambda text_terms: sum(text in expanded for text in text_terms)

    @staticmethod
    def phrase_weight(words: tuple[str, ...], window: list[str]) -> float:
        """Return 1 for a phrase in the forms typed, ``OTHER_FORM_WEIGHT`` for one in other forms, 0 for no phrase."""
        if len(window) < len(words) or not all(map(matches, window, map(selectors, words))):
            return 0.0
        return min(weight(term, word) for term, word in zip(window, words, strict=True))

    @staticmethod
    def is_near(near: list[Selectors], slop: int, text_terms: list[str]) -> bool:
        width = len(near) + slop
        windows = (text_terms[start : start + width] for start in range(max(1, len(text_terms) - width + 1)))
        return any(all(sum(matches(term, word) for term in window) >= near.count(word) for word in near) for window in windows)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference(questions(80, seed=6))


@pytest.fixture(scope="module")
def engine(reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshEngine]:
    folder: Path = tmp_path_factory.mktemp("scored")
    WhooshWriter(folder).rebuild(reference.records[:60])
    WhooshWriter(folder).update(reference.records[50:])
    engine = WhooshEngine(folder)
    yield engine
    engine.close()


FLOOD, BRIDGE = Word("flooding"), Word("bridges")


@pytest.mark.parametrize(
    "node",
    [
        FLOOD,
        Word("flood", weight=2.5),
        Word("flood", field="answer"),
        Word("floods", exact=True),
        Word("flooding", "answer", exact=True),
        Word("fenwick", field="asked"),
        Word("nowhere"),
        Phrase(("coastal", "flood")),
        Phrase(("harbours", "harbour")),
        Phrase(("the", "of"), field="answer"),
        Synonyms((FLOOD, Phrase(("coastal", "flood")), Word("nowhere"))),
        Synonyms((Word("flood", "answer"), Phrase(("rural", "school"), "answer"))),
        Synonyms((Word("nowhere"), Phrase(("nowhere", "school")))),
        And((BRIDGE, Synonyms((FLOOD, Phrase(("coastal", "flood")))))),
        Near(("bridge", "school", "the"), 4),
        Near(("the", "the"), 3),
        Prefix("fund"),
        Prefix("ok", field="asked"),
        Wildcard("b*s"),
        Fuzzy("flod", 1),
        AnyOf("body", ("Ministry of Tides", "no such body")),
        And((FLOOD, BRIDGE)),
        And((FLOOD, Not(BRIDGE), DateRange("tabled"))),
        Or((FLOOD, BRIDGE, Phrase(("bus", "rural")), Not(Word("the")))),
        AtLeast(2, (FLOOD, BRIDGE, Word("school"), MatchAll())),
        And((AtLeast(1, (FLOOD, BRIDGE)), Word("the"))),
        AndMaybe(FLOOD, (Word("school", weight=0.3), Word("nowhere"))),
        And((BRIDGE, AndMaybe(Or((FLOOD, Word("school"))), (Word("bus", weight=2.0),)))),
        And((Or((FLOOD, AnyOf("house", ("Lords",)))), Prefix("sch"))),
    ],
    ids=str,
)
def test_scores_are_those_of_the_formula(reference: Reference, engine: WhooshEngine, node: Node) -> None:
    expected = {q.id: reference.score(n, node) for n, q in enumerate(reference.records) if reference.matches(n, node)}
    hits = engine.search(SearchRequest(query=node, per_page=100)).hits
    assert {hit.question.id: hit.score for hit in hits} == pytest.approx(expected, rel=1e-5)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
