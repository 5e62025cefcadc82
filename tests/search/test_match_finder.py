"""The marks and passages held against a plain reference: every word of a text in turn, every window tried."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from search.model.question import Answer, Question
from search.query.nodes import And, Fuzzy, Near, Node, Not, Or, Phrase, Prefix, Wildcard, Word, positive_clauses
from search.query.patterns import glob
from search.results.highlighting import SNIPPET_LENGTH, highlight
from search.results.match_finder import MAX_MATCHES
from search.results.types import Fragment, Snippet
from search.text.analysis import fold, term

Span = tuple[int, int]

WRITTEN = (
    *("flood", "Floods", "flooding", "FLOODED", "fund", "tax", "Taxes", "taxed", "a", "A", "i", "y", "_x", "2024", "5.5"),
    *("minister’s", "ministers'", "minister\u02bcs", "O'Brien", "gov.uk", "dying", "die", "skies", "sky", "early"),
    *("Éire", "eire", "Siân", "Sia\u0302n", "ﬁre", "fire", "⑴", "ſo", "so", "\u212aelvin", "kelvin", "ŉ", "\u02bc", "straße"),
    "f" * 70,
)
GAPS = (" ", " ", " ", ", ", ". ", "\n", "-", ".", "'", "’", "’’", "\u02bc", " “", " (", "…", "")

typed = st.sampled_from(WRITTEN).map(fold) | st.sampled_from(WRITTEN)
fields = st.sampled_from((None, None, "heading", "question", "answer", "asked"))
some = st.lists(typed, min_size=1, max_size=4).map(tuple)
leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, typed, fields),
    st.builds(Phrase, some, fields),
    st.builds(Near, some, st.just(2), fields),
    st.builds(Prefix, typed.map(lambda word: word[:2]) | st.just(""), fields),
    st.builds(Wildcard, typed.map(lambda word: word[:1] + "*" + word[2:]) | st.sampled_from(("*d", "?l*", "'s*", "*")), fields),
    st.builds(Fuzzy, typed, st.integers(1, 2), fields),
)
queries = st.recursive(
    leaves,
    lambda below: (
        st.lists(below, max_size=4).map(tuple).flatmap(lambda each: st.sampled_from((And(each), Or(each))))
        | st.builds(Not, below)
    ),
    max_leaves=5,
)
texts = st.lists(st.sampled_from(WRITTEN) | st.sampled_from(GAPS), max_size=160).map("".join) | st.text(max_size=80)
SPARSE = (*WRITTEN[:9], "nothing whatever to be found", "Nothing to be seen here. Nor", "nil\n", "there, where it was not,")
long_texts = st.lists(st.sampled_from(SPARSE), min_size=20, max_size=120).map(" ".join)
word_queries = st.lists(st.builds(Word, st.sampled_from(WRITTEN[:9])), min_size=2, max_size=4).map(tuple).map(Or)


@settings(max_examples=400)
@given(texts, queries)
def test_a_heading_has_the_marks_of_its_words_one_by_one(text: str, query: Node) -> None:
    question = Question("1", "Commons", "", heading=text)
    assert highlight([question], query)[0].heading == runs(text, 0, len(text), marks(text, query, "heading"))


@settings(max_examples=300)
@given(texts | long_texts, texts | long_texts, queries | word_queries)
def test_the_passages_are_the_best_of_every_window(text: str, answer: str, query: Node) -> None:
    question = Question("1", "Commons", text, answer=Answer(text=answer))
    assert highlight([question], query)[0].snippets == snippets(question, query)


@settings(max_examples=300)
@given(st.lists(st.tuples(texts, texts, st.none() | texts), max_size=4), queries)
def test_a_page_is_marked_as_its_records_are_alone(written: list[tuple[str, str, str | None]], query: Node) -> None:
    page = [
        Question(str(number), "Commons", text, heading=heading, answer=None if answer is None else Answer(text=answer))
        for number, (heading, text, answer) in enumerate(written)
    ]
    assert highlight(page, query) == [highlight([question], query)[0] for question in page]


@pytest.mark.parametrize("floods", [MAX_MATCHES - 2, MAX_MATCHES - 1, MAX_MATCHES, MAX_MATCHES + 1])
@pytest.mark.parametrize(
    "query", [Or((Word("flood"), Word("tax"))), Or((Prefix("flo"), Word("tax"))), Prefix(""), Phrase(("flood",) * 9)]
)
def test_a_very_long_text_is_marked_alike(floods: int, query: Node) -> None:
    text = "flood " * floods + "tax flood"
    question = Question("1", "Commons", text, heading=text, answer=Answer(text=text))
    assert highlight([question], query)[0].snippets == snippets(question, query)
    assert highlight([question], query)[0].heading == runs(text, 0, len(text), marks(text, query, "heading"))


def snippets(question: Question, query: Node) -> tuple[Snippet, ...]:
    found = [Snippet("question", passage) for passage in passages(question.text, query, "question", 1)]
    if not found:
        found = [Snippet("question", runs(question.text, 0, word_end(question.text, SNIPPET_LENGTH), []))]
    assert question.answer is not None
    return (*found, *(Snippet("answer", passage) for passage in passages(question.answer.text, query, "answer", 2)))


def passages(text: str, query: Node, field: str, most: int) -> list[tuple[Fragment, ...]]:
    found = marks(text, query, field)[:MAX_MATCHES]
    starts = [start for start, _ in found]
    chosen: list[Span] = []
    for _, start in sorted((-different(text, found, starts, start), start) for start in starts):
        begin, end = window(text, start)
        if len(chosen) < most and all(end <= other[0] or begin >= other[1] for other in chosen):
            chosen.append((begin, end))
    return [runs(text, *each, found) for each in sorted(chosen)]


def different(text: str, found: list[Span], starts: list[int], start: int) -> int:
    inside = found[bisect_left(starts, start) : bisect_left(starts, start + SNIPPET_LENGTH * 3 // 4)]
    return len({fold(text[begin:end]) for begin, end in inside})


def window(text: str, start: int) -> Span:
    earliest = max(0, start - SNIPPET_LENGTH // 4)
    before = text[earliest:start]
    broken = max(before.rfind("\n"), before.rfind(". "))
    begin = earliest + broken + 1 if broken >= 0 else earliest and earliest + max(0, before.find(" "))
    while begin < start and text[begin].isspace():
        begin += 1
    return begin, word_end(text, begin + SNIPPET_LENGTH)


def word_end(text: str, at: int) -> int:
    space = re.compile(r"\s").search(text, at, at + 40)
    return min(len(text), space.start() if space else at)


def runs(text: str, begin: int, end: int, found: list[Span]) -> tuple[Fragment, ...]:
    made = [Fragment("… ")] if begin else []
    at = begin
    for start, stop in found:
        if start >= at and stop <= end:
            made += [Fragment(text[at:start]), Fragment(text[start:stop], True)]
            at = stop
    made.append(Fragment(text[at:end] + (" …" if end < len(text) else "")))
    return tuple(run for run in made if run.text)


def marks(text: str, query: Node, field: str) -> list[Span]:
    found = [(match.group(), match.span()) for match in re.finditer(r"\w+(?:[.'\u2019\u02bc]\w+)*", text)]
    return sorted({span for node in positive_clauses(query) if node.field in (None, field) for span in marks_of(node, found)})


def marks_of(node: Node, found: list[tuple[str, Span]]) -> Iterator[Span]:
    written = [term(word) for word, _ in found]
    for at, (word, span) in enumerate(found):
        match node:
            case Word(text) if written[at] == term(text):
                yield span
            case Near(words) if written[at] in map(term, words):
                yield span
            case Phrase(words) if written[at : at + len(words)] == list(map(term, words)):
                yield from (each for _, each in found[at : at + len(words)])
            case Prefix(text) if fold(word).startswith(text):
                yield span
            case Wildcard(pattern) if glob(pattern).fullmatch(fold(word)):
                yield span
            case Fuzzy(text, edits) if OSA.distance(fold(word), text) <= edits:
                yield span
