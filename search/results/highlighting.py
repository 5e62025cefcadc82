"""Highlight the matches of a query in a record: its heading, and the snippets that match best. Plain fragments, never HTML."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from search.model.address_formula import without_address_formula
from search.model.question import Question
from search.query.nodes import Node
from search.results.candidate_words import Offset
from search.results.match_finder import Offsets, match_offsets
from search.results.types import Fragment, Snippet
from search.text.analysis import fold
from search.yield_points import yield_point

SNIPPET_LENGTH = 180
"""Characters of a snippet, at most, without its ellipses."""

MAX_LEAD = SNIPPET_LENGTH // 4
"""Characters of a snippet before the match that it was chosen for, at most."""

SNIPPET_REACH = SNIPPET_LENGTH - MAX_LEAD
"""Characters after the start of that match within which another match is in the same snippet, or at its edge."""

_SPACES = " \n\t"
_SPACE = re.compile(f"[{_SPACES}]")
_ADDRESS = re.compile(r"://|www\.|@")
_ELLIPSIS_BEFORE = Fragment("…\N{NO-BREAK SPACE}")
_ELLIPSIS_AFTER = Fragment("\N{NO-BREAK SPACE}…")
"""An ellipsis stays on the line of the word beside it."""


class Highlighted(NamedTuple):
    """The whole heading of a record, and its snippets, with the matches highlighted."""

    heading: tuple[Fragment, ...]
    snippets: tuple[Snippet, ...]


NOT_HIGHLIGHTED = Highlighted((), ())


def highlight(questions: Sequence[Question], query: Node) -> list[Highlighted]:
    """Return the heading of each record, a snippet of the question and one of the answer.

    A text without a match is represented by its beginning, an empty one by no snippet. The address formula of
    a question is not searched, so it is in no snippet. All records of a page are scanned together (``match_finder``).
    """
    texts = {
        "heading": [question.heading for question in questions],
        "question": [_with_ellipsis(without_address_formula(question.text), question.is_cut) for question in questions],
        "answer": [
            _with_ellipsis(question.answer.text, question.answer.is_cut) if question.answer else "" for question in questions
        ],
    }
    matches = match_offsets(query, texts)
    headings = [
        _fragments(text, 0, len(text), offsets) for text, offsets in zip(texts["heading"], matches["heading"], strict=True)
    ]
    snippets = [
        [_snippet(field, text, offsets) for text, offsets in zip(texts[field], matches[field], strict=True)]
        for field in ("question", "answer")
    ]
    return [
        Highlighted(heading, tuple(snippet for snippet in passages if snippet))
        for heading, *passages in zip(headings, *snippets, strict=True)
    ]


def _snippet(field: str, text: str, offsets: Offsets) -> Snippet | None:
    """Return the window with the most different matching words, or the beginning if it has as many; None without words."""
    yield_point()
    begin, end = _best_window(text, offsets, _opening(text))
    return Snippet(field, _fragments(text, begin, end, offsets)) if begin < end else None


def _best_window(text: str, offsets: Offsets, opening: Offset) -> Offset:
    if not offsets or (opening[0] <= offsets[0][0] and offsets[-1][1] <= opening[1]):
        return opening
    words = _folded(text, offsets)
    words_of_opening = _count_words(words, offsets, opening)
    if words_of_opening == len(set(words)):
        return opening
    window = _richest_window(text, offsets, words) or opening
    return window if words_of_opening < _count_words(words, offsets, window) else opening


def _with_ellipsis(text: str, is_cut: bool) -> str:
    """Return a text that its source cut short with an ellipsis for its last word, which may be incomplete; others unchanged."""
    return text[: _space_before(text, len(text)) + 1].rstrip() + _ELLIPSIS_AFTER.text if is_cut else text


def _folded(text: str, offsets: Offsets) -> list[str]:
    """Return the matching words, folded."""
    words = [text[start:end] for start, end in offsets]
    folds = {word: fold(word) for word in set(words)}
    return [folds[word] for word in words]


def _count_words(words: Sequence[str], offsets: Offsets, window: Offset) -> int:
    """Return how many different matching words a window has. ``offsets`` are in order and do not overlap."""
    first, last = bisect_left(offsets, (window[0], 0)), bisect_left(offsets, (window[1], 0))
    if first < last and offsets[last - 1][1] > window[1]:
        last -= 1
    return len(set(words[first:last]))


def _richest_window(text: str, offsets: Offsets, words: Sequence[str]) -> Offset | None:
    """Return the window of the match with the most different matching words within ``SNIPPET_REACH``.

    Matches in addresses that are too long have no window. None if there are no others.
    """
    starts = [start for start, _ in offsets]
    numbers: Sequence[int] = range(len(starts))
    while numbers:
        start = starts[_richest_match(starts, words, numbers)]
        if window := _window(text, start):
            return window
        address, end = _space_before(text, start) + 1, _space_after(text, start)
        numbers = [number for number in numbers if not address <= starts[number] < end]
    return None


def _richest_match(starts: Sequence[int], words: Sequence[str], numbers: Iterable[int]) -> int:
    """Return the number of the match with the most different matching words within reach. Of several it is the first."""
    richest, most = 0, 0
    for number in numbers:
        beyond_most = number + most
        reach = starts[number] + SNIPPET_REACH
        if beyond_most < len(starts) and starts[beyond_most] < reach:  # it has more matches within reach than ``most``
            word_count = len(set(words[number : bisect_left(starts, reach, beyond_most)]))
            if word_count > most:
                richest, most = number, word_count
    return richest


def _window(text: str, start: int) -> Offset | None:
    """Return the offsets of the snippet for the match at ``start``; None if the match is in an address that is too long.

    It begins at most ``MAX_LEAD`` characters before the word of the match: at the last line or sentence that begins there, or
    else at a word.
    """
    word, word_end = _space_before(text, start) + 1, _space_after(text, start)
    if word_end - word > SNIPPET_LENGTH:
        return None if _ADDRESS.search(text, word, word_end) else (start, min(word_end, start + SNIPPET_LENGTH))
    earliest = max(0, word - MAX_LEAD)
    boundary = max(text.rfind("\n", earliest, word), text.rfind(". ", earliest, word))
    if boundary >= 0:
        begin = boundary + 1
    elif earliest and text[earliest - 1] not in _SPACES:
        begin = min(word, _space_after(text, earliest))
    else:
        begin = earliest
    begin = _past_spaces(text, begin)
    return (begin if word_end <= begin + SNIPPET_LENGTH else word), _end_of_words(text, begin, word_end)


def _opening(text: str) -> Offset:
    """Return the offsets of the beginning of a text. An address that is too long is left out; another such word is cut."""
    begin = _past_spaces(text, 0)
    while (end := _space_after(text, begin)) - begin > SNIPPET_LENGTH:
        if not _ADDRESS.search(text, begin, end):
            return begin, begin + SNIPPET_LENGTH
        begin = _past_spaces(text, end)
    return begin, _end_of_words(text, begin, end)


def _end_of_words(text: str, begin: int, least: int) -> int:
    """Return the end of the last whole word within ``SNIPPET_LENGTH`` of ``begin``, or ``least`` if that is later."""
    last = begin + SNIPPET_LENGTH
    end = len(text) if last >= len(text) else max(begin, _space_before(text, last + 1))
    return max(least, begin + len(text[begin:end].rstrip()))


def _space_before(text: str, offset: int) -> int:
    """Return the offset of the last space before ``offset``, -1 if there is none."""
    last = -1
    for space in _SPACES:  # look only after the last space of another kind
        last = max(last, text.rfind(space, last + 1, offset))
    return last


def _space_after(text: str, offset: int) -> int:
    """Return the offset of the first space at ``offset`` or after it, the length of the text if there is none."""
    match = _SPACE.search(text, offset)
    return match.start() if match else len(text)


def _past_spaces(text: str, offset: int) -> int:
    return len(text) - len(text[offset:].lstrip())


def _fragments(text: str, begin: int, end: int, offsets: Iterable[Offset]) -> tuple[Fragment, ...]:
    """Return ``text[begin:end]`` as fragments, with an ellipsis at each end where words are omitted."""
    fragments = [_ELLIPSIS_BEFORE] if begin and not text[:begin].isspace() else []
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
    if copied < end:
        fragments.append(Fragment(text[copied:end]))
    if text[end:].strip():
        fragments.append(_ELLIPSIS_AFTER)
    return tuple(fragments)
