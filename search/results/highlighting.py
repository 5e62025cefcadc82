"""Text + query -> runs of (text, marked). The same query and text always give the same runs; no HTML, ever."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from search.model.question import Question
from search.query.nodes import Node
from search.results.match_finder import Offset, Offsets, match_offsets
from search.results.types import Fragment, Snippet
from search.text.analysis import fold

SNIPPET_LENGTH = 240
"""Characters in a passage, about; it is widened to whole words."""

MAX_LEAD = SNIPPET_LENGTH // 4
"""Characters of a passage, at most, before the mark it was chosen for."""

SNIPPET_REACH = SNIPPET_LENGTH - MAX_LEAD
"""A mark that starts within so many characters of that one is in the passage too, or at its very edge."""

_SPACE = re.compile(r"\s")
_ELLIPSIS_BEFORE = Fragment("… ")


class Highlighted(NamedTuple):
    """A record's heading, whole, and its passages, with the matches marked."""

    heading: tuple[Fragment, ...]
    snippets: tuple[Snippet, ...]


NOT_HIGHLIGHTED = Highlighted((), ())


def highlight(questions: Sequence[Question], query: Node) -> list[Highlighted]:
    """For each record its heading, the best passage of the question and up to two of the answer.

    Where nothing in the question matches, its beginning is the passage. A page is marked at once: its texts are read as one.
    """
    texts = {
        "heading": [question.heading for question in questions],
        "question": [question.text for question in questions],
        "answer": [question.answer.text if question.answer else "" for question in questions],
    }
    marks = match_offsets(query, texts)
    headings = [_fragments(text, 0, len(text), found) for text, found in zip(texts["heading"], marks["heading"], strict=True)]
    passages = [
        _best_snippets("question", text, found, 1) if found else (_leading_snippet(text),)
        for text, found in zip(texts["question"], marks["question"], strict=True)
    ]
    answers = [
        _best_snippets("answer", text, found, 2) if found else ()
        for text, found in zip(texts["answer"], marks["answer"], strict=True)
    ]
    return [
        Highlighted(heading, passage + others) for heading, passage, others in zip(headings, passages, answers, strict=True)
    ]


def _leading_snippet(text: str) -> Snippet:
    return Snippet("question", _fragments(text, 0, _word_end(text, SNIPPET_LENGTH), ()))


def _best_snippets(field: str, text: str, marks: Offsets, most: int) -> tuple[Snippet, ...]:
    """The ``most`` windows of ``text`` with the greatest number of different marked words, in the order of the text."""
    first, *others = _ranked_starts(text, marks)
    chosen = [_window(text, first)]
    for start in others:
        if len(chosen) == most:
            break
        if any(begin <= start < end for begin, end in chosen):
            continue  # its window would overlap that one
        window = _window(text, start)
        if all(window[1] <= begin or window[0] >= end for begin, end in chosen):
            chosen.append(window)
    return tuple([Snippet(field, _fragments(text, begin, end, marks)) for begin, end in sorted(chosen)])


def _ranked_starts(text: str, marks: Sequence[Offset]) -> list[int]:
    """Where the marks start, those first that have the most different marked words within reach.

    It is the first of them alone when that has all the others in reach, as in most texts: no other passage would be chosen.
    """
    starts = [start for start, _ in marks]
    if starts[-1] < starts[0] + SNIPPET_REACH:
        return starts[:1]
    written = [text[start:end] for start, end in marks]
    folds = {word: fold(word) for word in set(written)}
    if len(set(folds.values())) == 1:
        return starts
    folded = [folds[word] for word in written]
    ends = [bisect_left(starts, start + SNIPPET_REACH) for start in starts]
    ranked = sorted((-len(set(folded[at:end])), starts[at]) for at, end in enumerate(ends))
    return [start for _, start in ranked]


def _window(text: str, start: int) -> Offset:
    """A passage that begins a little before ``start``, at a line's or a sentence's first word where one is near."""
    earliest = max(0, start - MAX_LEAD)
    broken = max(text.rfind("\n", earliest, start), text.rfind(". ", earliest, start))
    if broken >= 0:
        begin = broken + 1
    else:
        begin = earliest and max(earliest, text.find(" ", earliest, start))
    while begin < start and text[begin].isspace():
        begin += 1
    return begin, _word_end(text, begin + SNIPPET_LENGTH)


def _word_end(text: str, at: int) -> int:
    """``at``, or the end of the word that stands there when that is near."""
    if at >= len(text):
        return len(text)
    space = _SPACE.search(text, at, at + 40)
    return space.start() if space else at


def _fragments(text: str, begin: int, end: int, marks: Iterable[Offset]) -> tuple[Fragment, ...]:
    """``text[begin:end]`` as runs, an ellipsis at each end that is not the text's own."""
    runs = [_ELLIPSIS_BEFORE] if begin else []
    at = begin
    for start, stop in marks:
        if stop > end:
            break
        if start < begin:
            continue
        if start > at:
            runs.append(Fragment(text[at:start]))
        runs.append(Fragment(text[start:stop], True))
        at = stop
    last = text[at:end] + (" …" if end < len(text) else "")
    if last:
        runs.append(Fragment(last))
    return tuple(runs)
