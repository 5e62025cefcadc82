"""Suggestions for a typed text: headings, members, departments, and the text with its last word in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from threading import Lock
from typing import NamedTuple
from weakref import WeakKeyDictionary

import msgspec

from search.engine import Engine
from search.people.member import Member
from search.people.names import tokens
from search.pipeline.suggestions.completions import MIN_NAME_LETTERS, complete
from search.pipeline.suggestions.phrases import Phrases, words_of
from search.query.request import FacetRequest, SearchRequest
from search.results.types import Bucket
from search.text.analysis import WORD

MAX_HEADINGS = 50_000
"""The most headings that are suggested: those of most records."""

MAX_BODIES = 1_000
"""The most departments that are suggested. Real records have fewer than 100."""

MIN_LETTERS = 2
"""Letters of the shortest last word of a text that has suggestions."""

MAX_HEADINGS_SHOWN, MAX_DEPARTMENTS_SHOWN, MAX_MEMBERS_SHOWN = 5, 2, 3
"""The most suggestions of each sort for one text."""

_SYNTAX = frozenset('":()*?~')
"""Marks of the query language. A text with one of them has only its last word completed."""


class Suggestion(msgspec.Struct, frozen=True):
    """A suggestion: a search for ``text`` among the questions to ``bodies``, or to all answering bodies if there are none.

    ``label`` is what the reader sees. ``about`` says what it is: heading, member, minister or department; "" for words.
    """

    label: str
    about: str
    text: str
    bodies: tuple[str, ...] = ()


class Suggestions:
    """The suggestions of an index. The names of a build are read when they are first needed, and dropped with the build."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._names_of: WeakKeyDictionary[Engine, _Names] = WeakKeyDictionary()

    def find(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """Return at most ``limit`` suggestions for a text, no two of them with the same words.

        A department whose name or abbreviation is the whole text comes first, then the suggestions that begin with the text,
        then the others; in both, names precede headings. The text with its last word in full comes last.
        """
        engine, typed = self._engine.snapshot(), words_of(text)
        if not typed or len(typed[-1]) < MIN_LETTERS:
            return ()
        named = () if _SYNTAX & set(text) else _named(self._names(engine), engine, text, typed)
        return tuple(islice(_distinct(chain(named, _completed(engine, text, limit))), limit))

    def _names(self, engine: Engine) -> _Names:
        with self._lock:
            names = self._names_of.get(engine)
            if names is None:
                names = self._names_of[engine] = _read_names(engine)
            return names


class _Names(NamedTuple):
    """The headings, the departments and the names of members of one build, and the member of each name."""

    headings: Phrases
    departments: Phrases
    members: Phrases
    member_by_name: Mapping[str, Member]


def _read_names(engine: Engine) -> _Names:
    """Read the names of a build. If several members have a name, it leads to the one with most records."""
    facets = FacetRequest("heading", MAX_HEADINGS), FacetRequest("body", MAX_BODIES)
    headings, bodies = engine.search(SearchRequest(facets=facets, per_page=0)).facets
    members = engine.directory().members
    return _Names(
        Phrases(_values(headings.buckets)),
        Phrases(_values(bodies.buckets)),
        Phrases(member.name for member in members),
        {member.name: member for member in reversed(members)},
    )


def _values(buckets: tuple[Bucket, ...]) -> Iterator[str]:
    """Yield the values that a record has."""
    return (bucket.value for bucket in buckets if bucket.count and bucket.value)


def _distinct(suggestions: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Yield the suggestions less those with the same words as an earlier one."""
    labels = set()
    for suggestion in suggestions:
        words = words_of(suggestion.label)
        if words not in labels:
            labels.add(words)
            yield suggestion


def _completed(engine: Engine, text: str, limit: int) -> Iterator[Suggestion]:
    """Yield the text with its last word in full. The words are looked up only when the first of them is needed."""
    for words in complete(engine, text, limit):
        yield Suggestion(words, "", words)


def _named(names: _Names, engine: Engine, text: str, typed: tuple[str, ...]) -> Iterator[Suggestion]:
    """Yield the department that the text names, then names and headings that begin with the text, then the others."""
    departments_and_members = (*_departments(names, typed), *_members(names, text, typed))
    headings = tuple(
        Suggestion(heading, "heading", " ".join(WORD.findall(heading)))
        for heading in names.headings.find(typed, MAX_HEADINGS_SHOWN)
    )
    yield from _department_named(engine, text)
    yield from sorted((*departments_and_members, *headings), key=lambda suggestion: not _begins(suggestion.label, typed))


def _department_named(engine: Engine, text: str) -> Iterator[Suggestion]:
    """Yield the department whose name or abbreviation the whole text is."""
    mention = engine.directory().bodies.find(tokens(text))
    if mention and mention.values and not (text[: mention.start] + text[mention.end :]).strip():
        yield Suggestion(mention.name, "department", "", mention.values)


def _departments(names: _Names, typed: tuple[str, ...]) -> Iterator[Suggestion]:
    return (Suggestion(name, "department", "", (name,)) for name in names.departments.find(typed, MAX_DEPARTMENTS_SHOWN))


def _members(names: _Names, text: str, typed: tuple[str, ...]) -> Iterator[Suggestion]:
    """Yield the members whose names have all words of a text; or else as many of its last words as possible, at least two."""
    if len(typed[-1]) < MIN_NAME_LETTERS:
        return
    starts = [match.start() for match in WORD.finditer(text)]
    for first in range(max(1, len(typed) - 1)):
        if members := names.members.find(typed[first:], MAX_MEMBERS_SHOWN):
            for name in members:
                member, completed = names.member_by_name[name], text[: starts[first]] + name
                yield Suggestion(completed, "minister" if member.answered > member.asked else "member", completed)
            return


def _begins(name: str, typed: tuple[str, ...]) -> bool:
    """Whether a name begins with the typed words, the last of which may only be begun."""
    words = words_of(name)[: len(typed)]
    return len(words) == len(typed) and words[:-1] == typed[:-1] and words[-1].startswith(typed[-1])
