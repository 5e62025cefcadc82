"""Text + query -> runs of (text, marked). The same query and text always give the same runs; no HTML, ever."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from search.analysis import Token, fold, term, tokens
from search.query import Fuzzy, Near, Node, Phrase, Prefix, Wildcard, Word, Words, wanted
from search.records import Question
from search.results import Run, Snippet
from search.vocabulary import glob

PASSAGE = 240
"""Characters in a passage, about; it is widened to whole words."""

MAX_MARKS = 400
"""Marks looked at in one text when choosing passages, so that a very long answer costs no more than a long one."""

Span = tuple[int, int]
_SPACE = re.compile(r"\s")


def heading(question: Question, query: Node) -> tuple[Run, ...]:
    """The whole heading with its matches marked."""
    return _runs(question.heading, 0, len(question.heading), _marks(question.heading, query, "heading"))


def snippets(question: Question, query: Node) -> tuple[Snippet, ...]:
    """The best passage of the question (its beginning, when nothing in it matches) and up to two of the answer."""
    found = [Snippet("question", passage) for passage in _passages(question.text, query, "question", 1)]
    if not found:
        found = [Snippet("question", _runs(question.text, 0, _word_end(question.text, PASSAGE), ()))]
    if question.answer is not None:
        found += [Snippet("answer", passage) for passage in _passages(question.answer.text, query, "answer", 2)]
    return tuple(found)


def _passages(text: str, query: Node, field: str, most: int) -> list[tuple[Run, ...]]:
    """The ``most`` windows of ``text`` with the greatest number of different marked words, in the order of the text."""
    marks = _marks(text, query, field)[:MAX_MARKS]
    starts = [start for start, _ in marks]
    chosen: list[Span] = []
    windows = sorted((-_different(text, marks, starts, start), start) for start in starts)
    for _, start in windows:
        window = _window(text, start)
        if len(chosen) < most and all(window[1] <= other[0] or window[0] >= other[1] for other in chosen):
            chosen.append(window)
    return [_runs(text, *window, marks) for window in sorted(chosen)]


def _different(text: str, marks: Sequence[Span], starts: Sequence[int], start: int) -> int:
    inside = marks[bisect_left(starts, start) : bisect_left(starts, start + PASSAGE * 3 // 4)]
    return len({fold(text[a:b]) for a, b in inside})


def _window(text: str, start: int) -> Span:
    """A passage that begins a little before ``start``, at a line's or a sentence's first word where one is near."""
    earliest = max(0, start - PASSAGE // 4)
    before = text[earliest:start]
    broken = max(before.rfind("\n"), before.rfind(". "))
    if broken >= 0:
        begin = earliest + broken + 1
    else:
        begin = earliest and earliest + max(0, before.find(" "))
    while begin < start and text[begin].isspace():
        begin += 1
    return begin, _word_end(text, begin + PASSAGE)


def _word_end(text: str, at: int) -> int:
    """``at``, or the end of the word that stands there when that is near."""
    if at >= len(text):
        return len(text)
    space = _SPACE.search(text, at, at + 40)
    return space.start() if space else at


def _runs(text: str, begin: int, end: int, marks: Iterable[Span]) -> tuple[Run, ...]:
    """``text[begin:end]`` as runs, an ellipsis at each end that is not the text's own."""
    runs = [Run("… ")] if begin else []
    at = begin
    for start, stop in marks:
        if start >= at and stop <= end:
            runs += [Run(text[at:start]), Run(text[start:stop], True)]
            at = stop
    runs.append(Run(text[at:end] + (" …" if end < len(text) else "")))
    return tuple(run for run in runs if run.text)


def _marks(text: str, query: Node, field: str) -> list[Span]:
    """Where the text has what the query wants in this field: ordered spans that do not overlap."""
    looked_for = _Looked.of(query, field)
    found = list(tokens(text))
    spans = {
        (token.start, token.end)
        for token in found
        if token.term in looked_for.terms or any(fits(fold(text[token.start : token.end])) for fits in looked_for.shapes)
    }
    for phrase in looked_for.phrases:
        spans |= _phrase_spans(found, phrase)
    return sorted(spans)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What a query looks for in one field: single terms, tests of folded words, and phrases as tuples of terms."""

    terms: frozenset[str]
    shapes: tuple[Callable[[str], bool], ...]
    phrases: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, query: Node, field: str) -> _Looked:
        here = [node for node in wanted(query) if node.field in (None, field)]
        single = [node.text for node in here if isinstance(node, Word)]
        single += [word for node in here if isinstance(node, Near) for word in node.words]
        return cls(
            frozenset(map(term, single)),
            tuple(shape for node in here if (shape := _shape(node)) is not None),
            tuple(tuple(map(term, node.words)) for node in here if isinstance(node, Phrase)),
        )


def _shape(node: Words) -> Callable[[str], bool] | None:
    match node:
        case Prefix(text):
            return lambda word: word.startswith(text)
        case Wildcard(pattern):
            fits = glob(pattern).fullmatch
            return lambda word: fits(word) is not None
        case Fuzzy(text, edits):
            return lambda word: OSA.distance(word, text, score_cutoff=edits) <= edits
        case _:
            return None


def _phrase_spans(found: Sequence[Token], phrase: tuple[str, ...]) -> set[Span]:
    written = [token.term for token in found]
    return {
        (token.start, token.end)
        for at, first in enumerate(written)
        if first == phrase[0] and tuple(written[at : at + len(phrase)]) == phrase
        for token in found[at : at + len(phrase)]
    }
