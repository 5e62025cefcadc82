"""The thesaurus: words, and runs of adjacent words, that can stand for one another in a search."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

import msgspec
from msgspec.structs import replace

from search.text.analysis import STOP_WORDS, forms, stem

TermKey = tuple[str, ...]


class SynonymEntry(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A name and its synonyms. A ``case_sensitive`` name matches only a query that has the same capitals."""

    name: str
    synonyms: tuple[str, ...]
    case_sensitive: bool = False


class Thesaurus:
    """Synonym entries by the stems of their names. Function words in names are ignored, as they are in queries."""

    def __init__(self, entries: Iterable[SynonymEntry] = ()) -> None:
        self._entries: dict[TermKey, SynonymEntry] = {}
        for entry in entries:
            key = term_key(entry.name)
            known = self._entries.get(key, SynonymEntry(entry.name, (), entry.case_sensitive))
            synonyms = (*known.synonyms, *(synonym for synonym in entry.synonyms if term_key(synonym) != key))
            self._entries[key] = SynonymEntry(
                known.name, tuple(dict.fromkeys(synonyms)), known.case_sensitive and entry.case_sensitive
            )
        self.max_words = max(map(len, self._entries), default=0)
        """The number of stems in the longest name."""

    def __len__(self) -> int:
        return len(self._entries)

    @cached_property
    def fingerprint(self) -> str:
        """A digest of the entries. Cached results are valid only for the same fingerprint."""
        return hashlib.sha256(repr(sorted(self._entries.values())).encode()).hexdigest()[:16]

    def find(self, texts: Sequence[str]) -> SynonymEntry | None:
        """Return the entry whose name has exactly these words, given as forms, which must not include function words."""
        return self._entries.get(tuple(map(stem, texts)))


def term_key(name: str) -> TermKey:
    """Return the stems that a name is looked up by. Function words are left out, unless the name has no other words.

    The letters of an abbreviation with & (``A&E``) are no function words.
    """
    all_forms = forms(name)
    if "&" in name:
        return tuple(map(stem, all_forms))
    return tuple(stem(form) for form in all_forms if form not in STOP_WORDS) or tuple(map(stem, all_forms))


def with_indexed_words(entries: Iterable[SynonymEntry], is_indexed: Callable[[str], bool]) -> Iterator[SynonymEntry]:
    """Yield the entries with only those synonyms whose every form is indexed; omit an entry that has none left."""
    for entry in entries:
        synonyms = tuple(synonym for synonym in entry.synonyms if all(map(is_indexed, forms(synonym))))
        if synonyms:
            yield replace(entry, synonyms=synonyms)
