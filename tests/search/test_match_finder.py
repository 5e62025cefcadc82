"""Highlights and snippets against a slow reference that looks at every word and every window of the text."""

from __future__ import annotations

import re
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
        "50pc",
        "1990's",
        "1990s",
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


@pytest.mark.slow
@settings(max_examples=400)
@given(texts, queries)
def test_highlights_of_a_heading_equal_the_reference(text: str, query: Node) -> None:
    question = Question("1", "Commons", "", heading=text)
    assert highlight([question], query)[0].heading == fragments(text, 0, len(text), offsets(text, query, "heading"))


@pytest.mark.slow
@settings(max_examples=300)
@given(texts | long_texts, texts | long_texts, queries | word_queries)
def test_snippets_equal_the_reference(text: str, answer: str, query: Node) -> None:
    question = Question("1", "Commons", text, answer=Answer(text=answer))
    assert highlight([question], query)[0].snippets == snippets(question, query)


@pytest.mark.slow
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
    assert question.answer is not None
    texts = {"question": question.text, "answer": question.answer.text}
    passages = {field: passage(text, offsets(text, query, field)[:MAX_MATCHES]) for field, text in texts.items()}
    return tuple(Snippet(field, fragments) for field, fragments in passages.items() if fragments)


def passage(text: str, matches: list[Offset]) -> tuple[Fragment, ...]:
    """The window with the most different matching words, or the beginning of the text if it has as many."""
    ranked = sorted((-distinct_words(text, matches, start), start) for start, _ in matches)
    windows = [near for _, start in ranked if (near := window(text, start))]
    opening = beginning(text)
    best = max([opening, *windows[:1]], key=lambda place: (words_within(text, matches, place), place == opening))
    return fragments(text, *best, matches) if best[0] < best[1] else ()


def words_within(text: str, matches: list[Offset], place: Offset) -> int:
    return len({fold(text[start:end]) for start, end in matches if place[0] <= start and end <= place[1]})


def distinct_words(text: str, matches: list[Offset], start: int) -> int:
    reach = start + SNIPPET_LENGTH * 3 // 4
    return len({fold(text[begin:end]) for begin, end in matches if start <= begin < reach})


def runs(text: str) -> list[Offset]:
    """What stands between spaces: words with their punctuation, and addresses."""
    return [run.span() for run in re.finditer(r"[^ \n\t]+", text)]


def window(text: str, start: int) -> Offset | None:
    begin, end = next(run for run in runs(text) if run[0] <= start < run[1])
    if end - begin > SNIPPET_LENGTH:
        return None if re.search(r"://|www\.|@", text[begin:end]) else (start, min(end, start + SNIPPET_LENGTH))
    earliest = max(0, begin - SNIPPET_LENGTH // 4)
    boundary = max(text[earliest:begin].rfind("\n"), text[earliest:begin].rfind(". "))
    if boundary >= 0:
        first = earliest + boundary + 1
    else:
        first = next((run[1] for run in runs(text) if run[0] < earliest < run[1]), earliest)
    first = past_spaces(text, min(first, begin))
    last = last_word_end(text, first)
    return (first, max(end, last)) if end <= first + SNIPPET_LENGTH else (begin, end)


def beginning(text: str) -> Offset:
    begin = past_spaces(text, 0)
    while True:
        end = next((run[1] for run in runs(text) if run[0] <= begin < run[1]), begin)
        if end - begin <= SNIPPET_LENGTH:
            return begin, max(end, last_word_end(text, begin))
        if not re.search(r"://|www\.|@", text[begin:end]):
            return begin, begin + SNIPPET_LENGTH
        begin = past_spaces(text, end)


def past_spaces(text: str, offset: int) -> int:
    return offset + len(text[offset:]) - len(text[offset:].lstrip())


def last_word_end(text: str, begin: int) -> int:
    ends = [end for start, end in runs(text) if start >= begin and end <= begin + SNIPPET_LENGTH]
    return begin + len(text[begin : max(ends, default=begin)].rstrip())


def fragments(text: str, begin: int, end: int, matches: list[Offset]) -> tuple[Fragment, ...]:
    parts = [Fragment("…\u00a0")] if text[:begin].strip() else []
    copied = begin
    for start, stop in matches:
        if start >= copied and stop <= end:
            parts += [Fragment(text[copied:start]), Fragment(text[start:stop], True)]
            copied = stop
    parts += [Fragment(text[copied:end]), Fragment("\u00a0…" if text[end:].strip() else "")]
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
