"""The thesaurus: the synonyms of words and of runs of adjacent words in a search."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

import msgspec
from msgspec.structs import replace

from search.text.analysis import fold, forms, stem, words
from search.text.word_forms.stop_words import STOP_WORDS

TermKey = tuple[str, ...]
"""The stems of a name, in order, without function words; of an abbreviation of one word, ``_UNSTEMMED`` and the word."""

_UNSTEMMED = ""
"""The first element of the key of an abbreviation of one word. No term is empty."""


class SynonymEntry(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """A name and its synonyms. A ``case_sensitive`` name matches only a query that has the same capitals."""

    name: str
    synonyms: tuple[str, ...]
    case_sensitive: bool = False


class Thesaurus:
    """Synonym entries by the stems of their names. Function words in names are ignored, as they are in queries.

    A name with a hyphen is found without it too: "antisocial behaviour" is "anti-social behaviour". An abbreviation is looked
    up unstemmed, so that PAYE is not found by "pay", and in the plural too.
    """

    def __init__(self, entries: Iterable[SynonymEntry] = ()) -> None:
        self._entries: dict[TermKey, SynonymEntry] = {}
        for entry in entries:
            self._add(_key(entry.name), entry)
            if "-" in entry.name and not is_short_form(entry.name):
                self._add(_key(entry.name.replace("-", "")), entry)
        self.max_words = max(map(len, self._entries), default=0)
        """The number of stems in the longest name."""

    def _add(self, key: TermKey, entry: SynonymEntry) -> None:
        known = self._entries.get(key, SynonymEntry(entry.name, (), entry.case_sensitive))
        synonyms = (*known.synonyms, *(synonym for synonym in entry.synonyms if _key(synonym) != key))
        self._entries[key] = SynonymEntry(
            known.name, tuple(dict.fromkeys(synonyms)), known.case_sensitive and entry.case_sensitive
        )

    def __len__(self) -> int:
        return len(self._entries)

    @cached_property
    def fingerprint(self) -> str:
        """A digest of the entries. Cached results are valid only for the same fingerprint."""
        return hashlib.sha256(repr(sorted(self._entries.values())).encode()).hexdigest()[:16]

    def find(self, texts: Sequence[str]) -> SynonymEntry | None:
        """Return the entry whose name has exactly these forms, none of them of a function word; None without one.

        An abbreviation has precedence over a word of the same letters. A case-sensitive one (CAR) has not, if the word is typed
        in small letters: ``mps`` is then read as the plural of MP.
        """
        word_entry = self._entries.get(tuple(map(stem, texts)))
        if len(texts) != 1:
            return word_entry
        short = fold(texts[0])
        singular = short if texts[0].isupper() else short.removesuffix("s")
        entry, singular_entry = self._entries.get((_UNSTEMMED, short)), self._entries.get((_UNSTEMMED, singular))
        if entry is None or (entry.case_sensitive and singular_entry and texts[0].islower()):
            entry = singular_entry
        is_word = entry is None or (entry.case_sensitive and texts[0].islower())
        return word_entry or entry if is_word else entry


def is_short_form(name: str) -> bool:
    """Whether a name is one run of letters, digits, ampersands and hyphens that has two capitals or more."""
    return sum(map(str.isupper, name)) > 1 and " " not in name


def _key(name: str) -> TermKey:
    """Return the key of a name: an abbreviation of one word is marked, so that no stem is equal to it."""
    name_words = words(name)
    return (_UNSTEMMED, *name_words) if len(name_words) == 1 and is_short_form(name) else term_key(name)


def term_key(name: str) -> TermKey:
    """Return the stems that a name is looked up by.

    Function words are left out, unless the name has no other words or is an abbreviation (A&E).
    """
    all_forms = forms(name)
    content = () if is_short_form(name) else tuple(stem(form) for form in all_forms if form not in STOP_WORDS)
    return content or tuple(map(stem, all_forms))


def with_indexed_words(entries: Iterable[SynonymEntry], is_indexed: Callable[[str], bool]) -> Iterator[SynonymEntry]:
    """Yield the entries with only those synonyms whose every form is in the index, and no entry without any."""
    for entry in entries:
        synonyms = tuple(synonym for synonym in entry.synonyms if all(map(is_indexed, forms(synonym))))
        if synonyms:
            yield replace(entry, synonyms=synonyms)
