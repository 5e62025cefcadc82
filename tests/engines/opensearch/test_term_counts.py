"""The counts of words: those of the records, whatever layers they come from."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from search.engines.memory import MemoryEngine
from search.engines.memory_matching import Entry
from search.engines.opensearch.term_counts import Layer, TermCounter, TermCounts, merge_layers
from search.errors import IndexMismatch
from search.lexicon.vocabulary import Vocabulary
from search.model.fields import RANKED
from search.model.question import Question
from search.query.nodes import Fuzzy, Prefix, Wildcard
from search.text.analysis import stem
from search.text.term_selection import every_form
from tests.invented import questions
from tests.random_requests import VOCABULARY

BEFORE, ADDED = questions(60, seed=2), questions(20, seed=9)
REMOVED, KEPT = BEFORE[:25], BEFORE[25:]


def layer(records: Sequence[Question], removed: Sequence[Question] = ()) -> bytes:
    counter = TermCounter()
    for record in records:
        counter.add(Entry.of(record))
    for record in removed:
        counter.add(Entry.of(record), -1)
    return counter.pack()


@pytest.fixture(scope="module")
def oracle() -> MemoryEngine:
    return MemoryEngine([*KEPT, *ADDED])


@pytest.fixture(scope="module", params=["rebuilt", "updated", "updated twice"])
def counts(request: pytest.FixtureRequest) -> TermCounts:
    if request.param == "rebuilt":
        return TermCounts(Layer(layer([*KEPT, *ADDED])), None)
    if request.param == "updated":
        return TermCounts(Layer(layer(BEFORE)), Layer(layer(ADDED, REMOVED)))
    updates = [layer(ADDED[:3], REMOVED[:20]), layer(ADDED[3:], REMOVED[20:])]
    return TermCounts(Layer(layer(BEFORE)), Layer(merge_layers(updates)))


def test_the_vocabulary_is_that_of_the_records(counts: TermCounts, oracle: MemoryEngine) -> None:
    vocabulary, expected = Vocabulary(counts.source(counts.records)), oracle.vocabulary()
    for word in VOCABULARY:
        assert vocabulary.count(word) == expected.count(word), word
        assert vocabulary.source.records(word) == expected.source.records(word), word
        assert vocabulary.complete(word[:2], 5) == expected.complete(word[:2], 5)
        assert vocabulary.suggest(f"{word}x") == expected.suggest(f"{word}x")
        for pattern in (Prefix(word[:2]), Wildcard(f"?{word[1:]}*"), Fuzzy(word, 1)):
            assert vocabulary.expand(pattern) == expected.expand(pattern), pattern


def test_stems_are_counted_by_record_and_by_occurrence(counts: TermCounts, oracle: MemoryEngine) -> None:
    entries = [Entry.of(record) for record in (*KEPT, *ADDED)]
    for word in VOCABULARY:
        (selector,) = every_form(stem(word))
        assert counts.stem_postings(stem(word)) == oracle.stem_frequencies([stem(word)])[stem(word)], word
        assert counts.records(selector) == sum(any(t.startswith(selector) for t in e.ranked_terms()) for e in entries), word
        for field in RANKED:
            occurrences = sum(text.startswith(selector) for entry in entries for text in entry.terms[field.name])
            assert counts.occurrences(selector, field.name) == occurrences, word
    assert counts.existing(("nosuchword=", "bridg=")) == tuple(s for s in ("bridg=",) if counts.records(s))


def test_an_index_of_no_records_has_no_words() -> None:
    counts = TermCounts(Layer(layer([])), None)
    assert (counts.records("a="), counts.stem_postings("a"), len(Vocabulary(counts.source(counts.records)))) == (0, 0, 0)


@pytest.mark.parametrize("raw", [b"", b"\xc1", b"\x81\xa1a\x92\xa2<i\xc4\x01x"])
def test_bytes_that_are_no_layer_are_refused(raw: bytes) -> None:
    with pytest.raises(IndexMismatch):
        Layer(raw)
