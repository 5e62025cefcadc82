"""Completions of a text while it is typed: words of the index, and whole names of members and bodies. Works over any engine."""

from __future__ import annotations

import re
from itertools import islice

import msgspec

from search.engine import Engine
from search.query.request import FacetRequest, SearchRequest
from search.text.analysis import WORD, fold

MIN_NAME_LETTERS = 3
"""Fewer letters are not completed to a name: too many names have a word that begins with them."""

MAX_NAMES = 3
"""The most names that are offered beside words."""

_NAME_FIELDS = ("body", "asked", "answered")
_CANDIDATES_PER_FIELD = 100
"""The most values of one field that are compared with a text: those of most records."""

_TITLES = frozenset("mr mrs ms miss dr sir dame".split())


def complete(engine: Engine, text: str, limit: int) -> tuple[str, ...]:
    """Return at most ``limit`` texts that a typed text may become: its last word completed, or its last words made a name.

    The text must end with a word. After a single word, words come first, and then names: of bodies that begin with it, and of
    members that have it. After several words, names that have all of them come first. If at least two of the last words begin
    a name, only these names are offered.
    """
    typed = list(WORD.finditer(text))
    if not typed or typed[-1].end() < len(text):
        return ()
    names = _names(engine, text, typed)[:limit]
    if names and names[0].is_begun:
        return tuple(name.text for name in names if name.is_begun)
    listed = tuple(name.text for name in names[:MAX_NAMES])
    before = text[: typed[-1].start()]
    words = (before + word for word in engine.vocabulary().complete(typed[-1].group(), limit))
    shown = set(map(str.lower, listed))
    others = tuple(islice((word for word in words if word.lower() not in shown), limit - len(listed)))
    return listed + others if len(typed) > 1 else others + listed


class _Name(msgspec.Struct, frozen=True):
    """A typed text that ends with a name. ``is_begun`` if at least two of the typed words are the first of the name."""

    text: str
    is_begun: bool
    records: int


def _names(engine: Engine, text: str, typed: list[re.Match[str]]) -> list[_Name]:
    """Return the names that the last words of a text may become: those that are begun first, then those of most records."""
    folded = [fold(match.group()) for match in typed]
    if len(folded[-1]) < MIN_NAME_LETTERS:
        return []
    facets = tuple(FacetRequest(field, _CANDIDATES_PER_FIELD, folded[-1]) for field in _NAME_FIELDS)
    page = engine.search(SearchRequest(facets=facets, per_page=0))
    names = {}
    for facet in page.facets:
        for bucket in facet.buckets:
            shared, is_first = _shared_words(bucket.value, folded)
            if is_first or (shared and facet.field != "body"):
                completed = _with_name(text[: typed[-shared].start()], bucket.value)
                names[completed] = _Name(completed, is_first and shared > 1, bucket.count)
    return sorted(names.values(), key=lambda name: (not name.is_begun, -name.records, name.text))


def _shared_words(name: str, typed: list[str]) -> tuple[int, bool]:
    """Return how many of the last typed words a name has, and whether they are its first words. The last may only be begun.

    They are at least two, the first of the name after its title; or else they are all that is typed.
    """
    words = [fold(match.group()) for match in WORD.finditer(name)]
    if words[-1].isdigit():  # a member of whom only the number is known
        return 0, False
    for shared in range(min(len(words), len(typed)), 0, -1):
        for start in range(len(words) - shared + 1):
            *whole, last = words[start : start + shared]
            if whole == typed[-shared:-1] and last.startswith(typed[-1]):
                is_first = _TITLES.issuperset(words[:start])
                if (is_first and shared > 1) or shared == len(typed):
                    return shared, is_first
    return 0, False


def _with_name(before: str, name: str) -> str:
    """Return a text with a name after it, in quotes after the prefix of a field ("asked:")."""
    if before.endswith('"'):
        return f'{before}{name}"'
    return f'{before}"{name}"' if before.endswith(":") else f"{before}{name}"
