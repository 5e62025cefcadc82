"""Names with one misspelling: a letter too many, too few or wrong, or two neighbouring letters swapped. A space is a letter.

One misspelling leaves the beginning or the end of a name unchanged. So candidates are the names that begin or end as the typed
words do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from search.people.member import Member
from search.people.names import parse_name

MIN_LETTERS = 6
"""Letters of the shortest name that is found in spite of a misspelling, its title counted."""

END_LETTERS = 3
"""Letters at the beginning or the end of a name that have no misspelling."""

MAX_WORDS, MAX_NAME_WORDS = 8, 7
"""Words of the longest text in which misspelt names are looked for, and of the longest name."""


class MisspeltName(NamedTuple):
    """The words of a text from ``first`` to before ``end``: a name with one misspelling. The words ``wrong`` are not in it."""

    first: int
    end: int
    member: Member
    wrong: tuple[str, ...]


class _Spelling(msgspec.Struct, frozen=True, gc=False):
    """A name in full, with or without its title: its words, and its letters without spaces."""

    member: Member
    words: tuple[str, ...]
    letters: str


class Spellings:
    """The names of members in full, by their length and their first letters, and by their length and their last letters."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._by_beginning: defaultdict[tuple[int, str], list[_Spelling]] = defaultdict(list)
        self._by_end: defaultdict[tuple[int, str], list[_Spelling]] = defaultdict(list)
        for member in members:
            for words in _spellings(member):
                spelling = _Spelling(member, words, "".join(words))
                length = len(spelling.letters)
                if length >= MIN_LETTERS:
                    self._by_beginning[length, spelling.letters[:END_LETTERS]].append(spelling)
                    self._by_end[length, spelling.letters[-END_LETTERS:]].append(spelling)

    def find(self, words: Sequence[str]) -> Iterator[MisspeltName]:
        """Yield the names with at most one misspelling among the words of a text. A name may come twice."""
        for first in range(len(words) if len(words) <= MAX_WORDS else 0):
            letters = ""
            for end in range(first, min(first + MAX_NAME_WORDS, len(words))):
                letters += words[end]
                for spelling in self._near(letters):
                    wrong = tuple(word for word in words[first : end + 1] if word not in spelling.words)
                    yield MisspeltName(first, end + 1, spelling.member, wrong)

    def _near(self, letters: str) -> Iterator[_Spelling]:
        beginning, end = letters[:END_LETTERS], letters[-END_LETTERS:]
        for length in range(max(MIN_LETTERS, len(letters) - 1), len(letters) + 2):
            for candidates in (self._by_beginning.get((length, beginning)), self._by_end.get((length, end))):
                for spelling in candidates or ():
                    if is_within_one_edit(letters, spelling.letters):
                        yield spelling


def is_within_one_edit(one: str, other: str) -> bool:
    """Whether a text becomes another by at most one edit: a letter inserted, deleted or changed, or two neighbours swapped."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = next((index for index, letter in enumerate(one) if letter != other[index]), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    is_swapped = one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
    return is_swapped or one[start + 1 :] == other[start + 1 :]


def _spellings(member: Member) -> Iterable[tuple[str, ...]]:
    """Return the words of each name in full, with its title and without it, and without a leading "the".

    A peer's single word and the name of a place have no spelling without the title.
    """
    spellings: dict[tuple[str, ...], None] = {}
    for printed in member.names:
        if (name := parse_name(printed)) is not None:
            spelt = name.spelt[1:] if name.spelt[0] == "the" else name.spelt
            spellings[spelt] = None
            without_title = spelt[next((index for index, word in enumerate(spelt) if word in name.words), 0) :]
            if (len(without_title) > 1 or not name.title.rank) and not name.is_place:
                spellings[without_title] = None
    return spellings
