"""The notes on a search: which of them a phone shows before the first result, and which are folded under one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import takewhile

import msgspec

from search.results.phrasing import counted
from web.site.link import Link

PHONE_LINE, PHONE_LINES = 24.5, 3
"""The width in ems of a line on a phone 380 pixels wide. With three lines of notes the first result begins at 200 pixels."""

WIDE_LINE = 84.0
"""The width in ems of a line of notes in a window 1280 pixels wide. With one line its first screen has four results."""

_SPACE, _LETTER, _NARROW, _BROAD, _OTHER = 0.32, 0.62, -0.28, 0.2, 0.45
"""Widths in ems in a wide font, DejaVu Sans: of a space, of a letter, and the differences of narrow, wide and other letters."""

_BETWEEN, MARKER = 0.7, 1.4
"""Widths in ems of the gap between two notes, and of the marker of a line that opens."""

_NARROW_LETTERS = re.compile(r"[fijlrt.,:;·'’()\[\]|]")
_BROAD_LETTERS = re.compile(r"[A-Zmw@%&—…]")
_OTHER_SCRIPTS = re.compile(r"[^\x00-\u02af\u2010-\u203f]")


class Rank(IntEnum):
    """The importance of a note. A reader needs those of the lowest ranks to understand the results, so they are shown first."""

    READING = 0
    CHANGE = 1
    MATCHES = 2
    ALTERNATIVE = 3
    OFFER = 4
    TERMS = 5


class Note(msgspec.Struct, frozen=True):
    """A note on a search, in pieces: text and links. ``kind`` is its CSS class; ``topic`` names it in the summary."""

    kind: str
    topic: str
    rank: Rank
    pieces: tuple[Link, ...]

    @property
    def text(self) -> str:
        """The words of the note."""
        return "".join(piece.text for piece in self.pieces)


class NotesView(msgspec.Struct, frozen=True):
    """The notes on a search in their order: those that are shown, and those that are folded under ``summary``.

    ``are_short``: whether all of them fit on one line of a wide window.
    """

    shown: tuple[Note, ...]
    folded: tuple[Note, ...]
    summary: str
    are_short: bool


def notes_view(notes: Sequence[Note], *, has_chips: bool) -> NotesView:
    """Choose the notes that fit on a phone, the most important first. Beside chips of filters there is one line for notes."""
    lines = 1 if has_chips else PHONE_LINES
    if _line_count(notes, PHONE_LINE) <= lines:
        return NotesView(tuple(notes), (), "", are_short=True)
    ranked = sorted(range(len(notes)), key=lambda number: notes[number].rank)
    fits = (_line_count([notes[number] for number in ranked[:end]], PHONE_LINE) < lines for end in range(1, len(ranked)))
    chosen = ranked[: sum(1 for _ in takewhile(bool, fits))]
    shown = tuple(notes[number] for number in sorted(chosen))
    folded = tuple(note for number, note in enumerate(notes) if number not in chosen)
    are_short = _line_count(notes, WIDE_LINE) <= 1
    return NotesView(shown, folded, _summary(folded, bool(shown)), are_short)


def text(words: str) -> Link:
    """A piece of a note that is not a link."""
    return Link(words, "")


def separated(links: Iterable[Link], between: str) -> Iterator[Link]:
    """Yield links with a text between them."""
    for number, link in enumerate(links):
        if number:
            yield text(between)
        yield link


def _summary(folded: Sequence[Note], is_more: bool) -> str:
    """Return the number of folded notes, and as many of their topics as fit on one line of a phone."""
    number = counted(len(folded), "more note" if is_more else "note")
    topics = list(dict.fromkeys(note.topic for note in sorted(folded, key=lambda note: note.rank)))
    for end in range(len(topics), 0, -1):
        summary = f"{number}: {', '.join(topics[:end])}{' …' if end < len(topics) else ''}"
        if _width(summary) <= PHONE_LINE - MARKER:
            return summary
    return number


def _line_count(notes: Iterable[Note], line: float) -> int:
    """Return the number of lines of notes in a row. Lines break at spaces, and inside a word that is longer than a line."""
    count, used = 0, line
    for note in notes:
        used += _BETWEEN
        for word in note.text.split():
            width = _width(word)
            if used + width > line:
                full_lines, rest = divmod(width, line)
                count, used = count + 1 + int(full_lines), rest
            else:
                used += width
            used += _SPACE
    return count


def _width(words: str) -> float:
    """Return an estimate of the width of words, in ems."""
    differences = (
        _NARROW * len(_NARROW_LETTERS.findall(words)),
        _BROAD * len(_BROAD_LETTERS.findall(words)),
        _OTHER * len(_OTHER_SCRIPTS.findall(words)),
    )
    return _LETTER * len(words) + sum(differences)
