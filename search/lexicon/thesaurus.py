"""What else things are called: words, or several side by side, that stand for one another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from search.text.analysis import STOP_WORDS, term, words

TermKey = tuple[str, ...]


class SynonymEntry(NamedTuple):
    """A name of something, and its ``synonyms``. ``case_sensitive`` when only those who type its capitals are taken to mean it."""

    name: str
    synonyms: tuple[str, ...]
    case_sensitive: bool = False


class Thesaurus:
    """Headwords, found by the words of their names. Function words are passed over in names, as they are in queries."""

    def __init__(self, headwords: Iterable[SynonymEntry] = ()) -> None:
        self._known: dict[TermKey, SynonymEntry] = {}
        for each in headwords:
            key = term_key(each.name)
            known = self._known.get(key, SynonymEntry(each.name, (), each.case_sensitive))
            others = (*known.synonyms, *(other for other in each.synonyms if term_key(other) != key))
            self._known[key] = SynonymEntry(
                known.name, tuple(dict.fromkeys(others)), known.case_sensitive and each.case_sensitive
            )
        self.max_words = max(map(len, self._known), default=0)
        """The most words that any name has."""

    def __len__(self) -> int:
        return len(self._known)

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same headwords: what was answered with others may be answered otherwise now."""
        return hashlib.sha256(repr(sorted(self._known.values())).encode()).hexdigest()[:16]

    def find(self, texts: Sequence[str]) -> SynonymEntry | None:
        """The headword that has these words and no others, function words left out."""
        return self._known.get(tuple(map(term, texts)))


def term_key(name: str) -> TermKey:
    """The terms a name is found by: those of its words, less the function words if it has others."""
    every = words(name)
    return tuple(term(word) for word in every if word not in STOP_WORDS) or tuple(map(term, every))


def with_indexed_words(headwords: Iterable[SynonymEntry], has: Callable[[str], bool]) -> Iterator[SynonymEntry]:
    """Those with another name whose every word some text has, by its term, and only such others."""
    for each in headwords:
        others = tuple(other for other in each.synonyms if all(has(term(word)) for word in words(other)))
        if others:
            yield each._replace(synonyms=others)
