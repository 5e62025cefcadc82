"""What else things are called: words, or several side by side, that stand for one another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from search.text.analysis import STOP_WORDS, term, words

Key = tuple[str, ...]


class Headword(NamedTuple):
    """A name of something, and its ``others``. ``exactly`` when only those who type its capitals are taken to mean it."""

    name: str
    others: tuple[str, ...]
    exactly: bool = False


class Thesaurus:
    """Headwords, found by the words of their names. Function words are passed over in names, as they are in queries."""

    def __init__(self, headwords: Iterable[Headword] = ()) -> None:
        self._known: dict[Key, Headword] = {}
        for each in headwords:
            key = key_of(each.name)
            known = self._known.get(key, Headword(each.name, (), each.exactly))
            others = (*known.others, *(other for other in each.others if key_of(other) != key))
            self._known[key] = Headword(known.name, tuple(dict.fromkeys(others)), known.exactly and each.exactly)
        self.longest = max(map(len, self._known), default=0)
        """The most words that any name has."""

    def __len__(self) -> int:
        return len(self._known)

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same headwords: what was answered with others may be answered otherwise now."""
        return hashlib.sha256(repr(sorted(self._known.values())).encode()).hexdigest()[:16]

    def find(self, texts: Sequence[str]) -> Headword | None:
        """The headword that has these words and no others, function words left out."""
        return self._known.get(tuple(map(term, texts)))


def key_of(name: str) -> Key:
    """The terms a name is found by: those of its words, less the function words if it has others."""
    every = words(name)
    return tuple(term(word) for word in every if word not in STOP_WORDS) or tuple(map(term, every))


def known(headwords: Iterable[Headword], has: Callable[[str], bool]) -> Iterator[Headword]:
    """Those with another name whose every word some text has, by its term, and only such others."""
    for each in headwords:
        others = tuple(other for other in each.others if all(has(term(word)) for word in words(other)))
        if others:
            yield each._replace(others=others)
