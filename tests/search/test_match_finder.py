"""Highlights and snippets against a slow reference that looks at every word and every window of the text."""

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
from search.text.analysis import fold, form, tokens
from search.text.term_selection import matches, selectors

Offset = tuple[int, int]

SPELLINGS = (
    *("flood", "Floods", "flooding", "FLOODED", "fund", "tax", "Taxes", "taxed", "a", "A", "i", "y", "_x", "2024", "5.5"),
    *("minister’s", "ministers'", "minister\u02bcs", "O'Brien", "gov.uk", "dying", "die", "skies", "sky", "early"),
    *(
        "US",
        "us",
        "GPs",
        "N.H.S.",
        "children",
        "child",
        "teeth",
        "tooth",
        "£1,000",
        "1000",
        "£5m",
        "5 million",
        "50 per cent",
        "50%",
    ),
    *("Éire", "eire", "Siân", "Sia\u0302n", "ﬁre", "fire", "⑴", "ſo", "so", "\u212aelvin", "kelvin", "ŉ", "\u02bc", "straße"),
    "f" * 70,
)
GAPS = (" ", " ", " ", ", ", ". ", "\n", "-", ".", "'", "’", "’’", "\u02bc", " “", " (", "…", "")

forms = st.sampled_from(SPELLINGS).map(form) | st.sampled_from(SPELLINGS).map(fold)
fields = st.sampled_from((None, None, "heading", "question", "answer", "asked"))
word_tuples = st.lists(forms, min_size=1, max_size=4).map(tuple)
leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, forms, fields, exact=st.booleans()),
    st.builds(Phrase, word_tuples, fields),
    st.builds(Near, word_tuples, st.just(2), fields),
    st.builds(Prefix, forms.map(lambda word: word[:2]) | st.just(""), fields),
    st.builds(Wildcard, forms.map(lambda word: word[:1] + "*" + word[2:]) | st.sampled_from(("*d", "?l*", "'s*", "*")), fields),
    st.builds(Fuzzy, forms, st.integers(1, 2), fields),
)
queries = st.recursive(
    leaves,
    lambda below: (
        st.lists(below, max_size=4).map(tuple).flatmap(lambda nodes: st.sampled_from((And(nodes), Or(nodes))))
        | st.builds(Not, below)
    ),
    max_leaves=5,
)
texts = st.lists(st.sampled_from(SPELLINGS) | st.sampled_from(GAPS), max_size=160).map("".join) | st.text(max_size=80)
SPARSE = (*SPELLINGS[:9], "nothing whatever to be found", "Nothing to be seen here. Nor", "nil\n", "there, where it was not,")
long_texts = st.lists(st.sampled_from(SPARSE), min_size=20, max_size=120).map(" ".join)
word_queries = st.lists(st.builds(Word, st.sampled_from(SPELLINGS[:9])), min_size=2, max_size=4).map(tuple).map(Or)


@settings(max_examples=400)
@given(texts, queries)
def test_highlights_of_a_heading_equal_the_reference(text: str, query: Node) -> None:
    question = Question("1", "Commons", "", heading=text)
    assert highlight([question], query)[0].heading == fragments(text, 0, len(text), offsets(text, query, "heading"))


@settings(max_examples=300)
@given(texts | long_texts, texts | long_texts, queries | word_queries)
def test_snippets_equal_the_reference(text: str, answer: str, query: Node) -> None:
    question = Question("1", "Commons", text, answer=Answer(text=answer))
    assert highlight([question], query)[0].snippets == snippets(question, query)


@settings(max_examples=300)
@given(st.lists(st.tuples(texts, texts, st.none() | texts), max_size=4), queries)
def test_a_page_is_highlighted_as_each_record_alone(records: list[tuple[str, str, str | None]], query: Node) -> None:
    page = [
        Question(str(number), "Commons", text, heading=heading, answer=None if answer is None else Answer(text=answer))
        for number, (heading, text, answer) in enumerate(records)
    ]
    assert highlight(page, query) == [highlight([question], query)[0] for question in page]


@pytest.mark.parametrize("floods", [MAX_MATCHES - 2, MAX_MATCHES - 1, MAX_MATCHES, MAX_MATCHES + 1])
@pytest.mark.parametrize(
    "query", [Or((Word("flood"), Word("tax"))), Or((Prefix("flo"), Word("tax"))), Prefix(""), Phrase(("flood",) * 9)]
)
def test_a_very_long_text_equals_the_reference(floods: int, query: Node) -> None:
    text = "flood " * floods + "tax flood"
    question = Question("1", "Commons", text, heading=text, answer=Answer(text=text))
    assert highlight([question], query)[0].snippets == snippets(question, query)
    assert highlight([question], query)[0].heading == fragments(text, 0, len(text), offsets(text, query, "heading"))


def snippets(question: Question, query: Node) -> tuple[Snippet, ...]:
    question_snippets = [Snippet("question", excerpt) for excerpt in excerpts(question.text, query, "question", 1)]
    if not question_snippets:
        beginning = fragments(question.text, 0, word_end(question.text, SNIPPET_LENGTH), [])
        question_snippets = [Snippet("question", beginning)]
    assert question.answer is not None
    answer_snippets = [Snippet("answer", excerpt) for excerpt in excerpts(question.answer.text, query, "answer", 2)]
    return (*question_snippets, *answer_snippets)


def excerpts(text: str, query: Node, field: str, limit: int) -> list[tuple[Fragment, ...]]:
    matches = offsets(text, query, field)[:MAX_MATCHES]
    starts = [start for start, _ in matches]
    windows: list[Offset] = []
    for _, start in sorted((-distinct_words(text, matches, starts, start), start) for start in starts):
        begin, end = window(text, start)
        if len(windows) < limit and all(end <= other[0] or begin >= other[1] for other in windows):
            windows.append((begin, end))
    return [fragments(text, begin, end, matches) for begin, end in sorted(windows)]


def distinct_words(text: str, matches: list[Offset], starts: list[int], start: int) -> int:
    within_reach = matches[bisect_left(starts, start) : bisect_left(starts, start + SNIPPET_LENGTH * 3 // 4)]
    return len({fold(text[begin:end]) for begin, end in within_reach})


def window(text: str, start: int) -> Offset:
    earliest = max(0, start - SNIPPET_LENGTH // 4)
    before = text[earliest:start]
    boundary = max(before.rfind("\n"), before.rfind(". "))
    begin = earliest + boundary + 1 if boundary >= 0 else earliest and earliest + max(0, before.find(" "))
    while begin < start and text[begin].isspace():
        begin += 1
    return begin, word_end(text, begin + SNIPPET_LENGTH)


def word_end(text: str, offset: int) -> int:
    space = re.compile(r"\s").search(text, offset, offset + 40)
    return min(len(text), space.start() if space else offset)


def fragments(text: str, begin: int, end: int, matches: list[Offset]) -> tuple[Fragment, ...]:
    parts = [Fragment("… ")] if begin else []
    copied = begin
    for start, stop in matches:
        if start >= copied and stop <= end:
            parts += [Fragment(text[copied:start]), Fragment(text[start:stop], True)]
            copied = stop
    parts.append(Fragment(text[copied:end] + (" …" if end < len(text) else "")))
    return tuple(part for part in parts if part.text)


def offsets(text: str, query: Node, field: str) -> list[Offset]:
    words = [(token.term, text[token.start : token.end], (token.start, token.end)) for token in tokens(text)]
    clauses = [clause for clause in positive_clauses(query) if clause.field in (None, field)]
    return sorted({offset for clause in clauses for offset in clause_offsets(clause, words)})


def clause_offsets(clause: Node, words: list[tuple[str, str, Offset]]) -> Iterator[Offset]:
    for number, (term, word, offset) in enumerate(words):
        match clause:
            case Word() if matches(term, clause.selectors):
                yield offset
            case Near(near_words) if any(matches(term, selectors(near_word)) for near_word in near_words):
                yield offset
            case Phrase(phrase) if is_phrase([term for term, _, _ in words[number : number + len(phrase)]], phrase):
                yield from (offset for _, _, offset in words[number : number + len(phrase)])
            case Prefix(text) if fold(word).startswith(text):
                yield offset
            case Wildcard(pattern) if glob(pattern).fullmatch(fold(word)):
                yield offset
            case Fuzzy(text, edits) if OSA.distance(fold(word), text) <= edits:
                yield offset


def is_phrase(terms: list[str], phrase: tuple[str, ...]) -> bool:
    return len(terms) == len(phrase) and all(matches(term, selectors(word)) for term, word in zip(terms, phrase, strict=True))
