"""How a search was read, and what to try instead."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.link import Link, Pairs


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that may be misspelt, and the same search with words it may stand for; ``is_unknown`` when no record has it."""

    word: str
    is_unknown: bool
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ReadingView:
    """How the text of a search was read and what it was taken to mean.

    ``problems`` are pairs of the piece of text and a sentence, ``mended`` of a word typed and the word searched for instead,
    ``called`` of a name typed and the other names looked for with it.
    ``other`` is the same search just as it was typed, or where it ``is_as_typed``, with what it may mean.
    """

    words: str
    ignored: str
    problems: Pairs
    mended: Pairs
    called: tuple[tuple[str, tuple[str, ...]], ...]
    other: Link | None
    is_as_typed: bool
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class RankingView:
    """The words of feedback a page is ranked by, none where it was refused, and the address of the page without, or with."""

    words: str
    other: str


@dataclass(frozen=True, slots=True)
class NothingView:
    """What to try when nothing was found: each word alone, each filter dropped."""

    words: tuple[Link, ...]
    drops: tuple[Link, ...]
