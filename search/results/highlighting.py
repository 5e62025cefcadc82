"""Highlight the matches of a query in a record: its heading, and the snippets that match best. Plain fragments, never HTML."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from search.model.address_formula import without_address_formula
from search.model.question import Question
from search.query.nodes import Node
from search.results.match_finder import Offset, Offsets, match_offsets
from search.results.types import Fragment, Snippet
from search.text.analysis import fold

SNIPPET_LENGTH = 240
"""Characters of a snippet, extended to the end of its last word."""

MAX_LEAD = SNIPPET_LENGTH // 4
"""Characters of a snippet before the match that it was chosen for, at most."""

SNIPPET_REACH = SNIPPET_LENGTH - MAX_LEAD
"""Characters after the start of that match within which another match is in the same snippet, or at its edge."""

MAX_WORD_REMAINDER = 40
"""Characters that a snippet is extended by to end with a whole word, at most."""

_SPACE = re.compile(r"\s")
_ELLIPSIS_BEFORE = Fragment("… ")


class Highlighted(NamedTuple):
    """The whole heading of a record, and its snippets, with the matches highlighted."""

    heading: tuple[Fragment, ...]
    snippets: tuple[Snippet, ...]


NOT_HIGHLIGHTED = Highlighted((), ())


def highlight(questions: Sequence[Question], query: Node) -> list[Highlighted]:
    """Return the heading of each record, one snippet of the question and up to two of the answer.

    A question without a match is represented by its beginning, an answer without a match by no snippet. The address formula of
    a question is not searched, so it is in no snippet. All records of a page are scanned together (``match_finder``).
    """
    texts = {
        "heading": [question.heading for question in questions],
        "question": [without_address_formula(question.text) for question in questions],
        "answer": [question.answer.text if question.answer else "" for question in questions],
    }
    matches = match_offsets(query, texts)
    headings = [
        _fragments(text, 0, len(text), offsets) for text, offsets in zip(texts["heading"], matches["heading"], strict=True)
    ]
    question_snippets = [
        _best_snippets("question", text, offsets, 1) if offsets else (_leading_snippet(text),)
        for text, offsets in zip(texts["question"], matches["question"], strict=True)
    ]
    answer_snippets = [
        _best_snippets("answer", text, offsets, 2) if offsets else ()
        for text, offsets in zip(texts["answer"], matches["answer"], strict=True)
    ]
    return [
        Highlighted(heading, question + answer)
        for heading, question, answer in zip(headings, question_snippets, answer_snippets, strict=True)
    ]


def _leading_snippet(text: str) -> Snippet:
    return Snippet("question", _fragments(text, 0, _word_end(text, SNIPPET_LENGTH), ()))


def _best_snippets(field: str, text: str, offsets: Offsets, limit: int) -> tuple[Snippet, ...]:
    """Return up to ``limit`` snippets with the most different matching words, in the order of the text."""
    first, *others = _ranked_starts(text, offsets)
    windows = [_window(text, first)]
    for start in others:
        if len(windows) == limit:
            break
        if any(begin <= start < end for begin, end in windows):
            continue  # its window would overlap
        window = _window(text, start)
        if all(window[1] <= begin or window[0] >= end for begin, end in windows):
            windows.append(window)
    return tuple([Snippet(field, _fragments(text, begin, end, offsets)) for begin, end in sorted(windows)])


def _ranked_starts(text: str, offsets: Sequence[Offset]) -> list[int]:
    """Return the starts of the matches, first those with the most different matching words within ``SNIPPET_REACH``.

    When the first match of the text has all others within reach, as in most texts, it is the only one returned: it would be
    chosen, and no other match is outside its snippet.
    """
    starts = [start for start, _ in offsets]
    if starts[-1] < starts[0] + SNIPPET_REACH:
        return starts[:1]
    matches = [text[start:end] for start, end in offsets]
    folds = {word: fold(word) for word in set(matches)}
    if len(set(folds.values())) == 1:
        return starts
    words = [folds[word] for word in matches]
    reached = [bisect_left(starts, start + SNIPPET_REACH) for start in starts]
    ranked = sorted((-len(set(words[number:end])), starts[number]) for number, end in enumerate(reached))
    return [start for _, start in ranked]


def _window(text: str, start: int) -> Offset:
    """Return the offsets of the snippet for the match at ``start``.

    It begins at most ``MAX_LEAD`` characters earlier: at the last line or sentence that begins there, or else at a word.
    """
    earliest = max(0, start - MAX_LEAD)
    boundary = max(text.rfind("\n", earliest, start), text.rfind(". ", earliest, start))
    if boundary >= 0:
        begin = boundary + 1
    else:
        begin = earliest and max(earliest, text.find(" ", earliest, start))
    while begin < start and text[begin].isspace():
        begin += 1
    return begin, _word_end(text, begin + SNIPPET_LENGTH)


def _word_end(text: str, offset: int) -> int:
    """Return the end of the word at ``offset``, or ``offset`` when the end is not within ``MAX_WORD_REMAINDER``."""
    if offset >= len(text):
        return len(text)
    space = _SPACE.search(text, offset, offset + MAX_WORD_REMAINDER)
    return space.start() if space else offset


def _fragments(text: str, begin: int, end: int, offsets: Iterable[Offset]) -> tuple[Fragment, ...]:
    """Return ``text[begin:end]`` as fragments, with an ellipsis at each end where text is omitted."""
    fragments = [_ELLIPSIS_BEFORE] if begin else []
    copied = begin
    for start, stop in offsets:
        if stop > end:
            break
        if start < begin:
            continue
        if start > copied:
            fragments.append(Fragment(text[copied:start]))
        fragments.append(Fragment(text[start:stop], True))
        copied = stop
    last = text[copied:end] + (" …" if end < len(text) else "")
    if last:
        fragments.append(Fragment(last))
    return tuple(fragments)
