"""The kinds of an answer: data not held, refers to an earlier answer, no plans and others.

A kind is decided by a phrase, and every phrase is a line of ``answer_kinds.tsv``. A phrase is tested only where its literal
beginning occurs. So an answer without a phrase costs a few searches for short strings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from search.model.derived_fields import ANSWER_KINDS
from search.model.question import Question

PHRASES_FILE = Path(__file__).with_name("answer_kinds.tsv")
MAX_OCCURRENCES = 20
"""The most occurrences of one beginning of a phrase that are read. A phrase that counts is among the first twenty."""

_CACHED_ANSWERS = 512
"""Capacity of the cache of kinds: questions answered together have the same answer, and follow one another in a build."""

_ASKER = (
    r"(?:\w+\.? ){0,3}?(?:hon\b|honourable|noble|members?\b|him\b|her\b|you\b|lord\b|baroness\b|peer\b|friend\b|gentleman|lady)"
)
"""Replaces ``{asker}`` in the table: the member whom an answer addresses."""

_ABBREVIATIONS = frozenset("hon rt no mr mrs dr st prof rev".split())
"""Words that are printed with a full stop within a sentence."""

_PROMISES = ("will-write", "holding")
"""Kinds of a sentence that promises a later answer."""


class KindPhrase(msgspec.Struct, frozen=True):
    """A line of the table: a phrase that decides a kind.

    ``beginnings`` are the strings that it begins with. ``before`` must match the end of its sentence up to the phrase, and
    ``after`` a part of its sentence after the phrase; None if any text may stand there.
    """

    kind: str
    beginnings: tuple[str, ...]
    phrase: re.Pattern[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


class Occurrence(msgspec.Struct, frozen=True):
    """A phrase in an answer: the kind that it decides, and the offsets of its sentence."""

    kind: str
    start: int
    end: int


class DecidingSentence(msgspec.Struct, frozen=True):
    """A sentence of an answer that decides a kind."""

    kind: str
    text: str


@cache
def kind_phrases() -> tuple[KindPhrase, ...]:
    """Return the lines of the table."""
    lines = PHRASES_FILE.read_text("utf-8").splitlines()
    rows = [line.replace("{asker}", _ASKER).split("\t") for line in lines if line and not line.startswith("#")]
    return tuple(
        KindPhrase(
            kind,
            tuple(beginnings.split("|")),
            _expression(phrase),
            _ending(before) if before != "-" else None,
            _expression(after) if after != "-" else None,
        )
        for kind, beginnings, phrase, before, after in rows
    )


def kinds_of(question: Question) -> tuple[str, ...]:
    """Return the kinds of the answer in the order of ``ANSWER_KINDS``; none without an answer, ``unknown`` if it is cut."""
    answer = question.answer
    if answer is None:
        return ()
    if answer.is_cut or not answer.text:
        return ("holding",) if answer.is_holding else ("unknown",)
    kinds = set(_kinds_in(answer.text))
    if answer.is_holding:
        kinds.add("holding")
    return tuple(kind for kind in ANSWER_KINDS if kind in kinds) if kinds else ("full",)


@lru_cache(_CACHED_ANSWERS)
def _kinds_in(text: str) -> frozenset[str]:
    """Return the kinds that the phrases of an answer decide."""
    return frozenset(occurrence.kind for occurrence in occurrences(text))


def deciding_sentences(question: Question) -> tuple[DecidingSentence, ...]:
    """Return the first sentence that decides each kind of the answer, in the order of ``ANSWER_KINDS``."""
    answer = question.answer
    if answer is None or answer.is_cut:
        return ()
    first: dict[str, DecidingSentence] = {}
    for occurrence in sorted(occurrences(answer.text), key=lambda occurrence: occurrence.start):
        sentence = answer.text[occurrence.start : occurrence.end].strip()
        first.setdefault(occurrence.kind, DecidingSentence(occurrence.kind, sentence))
    return tuple(first[kind] for kind in ANSWER_KINDS if kind in first)


def occurrences(text: str) -> Sequence[Occurrence]:
    """Return the phrases in an answer that count.

    An answer that says that the session ended is no holding answer. In a sentence that promises a later answer, "in due
    course" does not count: it is about the answer, not about the subject.
    """
    matches = list(_matches(text))
    if not matches:
        return ()
    if any(match.kind == "too-late" for match in matches):
        matches = [match for match in matches if match.kind != "holding"]
    promises = {match.start for match in matches if match.kind in _PROMISES}
    return [match for match in matches if match.kind != "in-due-course" or match.start not in promises]


def _matches(text: str) -> Iterator[Occurrence]:
    for beginning, begins, phrases in [group for group in _by_beginning() if group[0] in text]:
        offset = text.find(beginning)
        for _ in range(MAX_OCCURRENCES):
            if offset < 0:
                break
            if begins(text, offset):
                yield from _occurrences_at(text, offset, phrases)
            offset = text.find(beginning, offset + len(beginning))


def _occurrences_at(text: str, offset: int, phrases: Sequence[KindPhrase]) -> Iterator[Occurrence]:
    start, end = _sentence(text, offset)
    for phrase in phrases:
        match = phrase.phrase.match(text, offset)
        if not match or (phrase.before and not phrase.before.search(text[start:offset])):
            continue
        if not phrase.after or phrase.after.search(text, match.end(), end):
            yield Occurrence(phrase.kind, start, end)


@cache
def _by_beginning() -> tuple[tuple[str, Callable[[str, int], object], tuple[KindPhrase, ...]], ...]:
    """Return each beginning, the match function for any phrase with it, which fails fast, and these phrases."""
    groups: dict[str, list[KindPhrase]] = {}
    for phrase in kind_phrases():
        for beginning in phrase.beginnings:
            groups.setdefault(beginning, []).append(phrase)
    return tuple(
        (beginning, _expression("|".join(phrase.phrase.pattern for phrase in group)).match, tuple(group))
        for beginning, group in groups.items()
    )


def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _ending(pattern: str) -> re.Pattern[str]:
    """Compile an expression that ends at the end of the text; its "." is any character."""
    return re.compile(rf"(?:{pattern})\Z", re.IGNORECASE | re.DOTALL)


def _sentence(text: str, offset: int) -> tuple[int, int]:
    """Return the offsets of the sentence around an offset. It ends at a line or at a full stop that no abbreviation has."""
    start = text.rfind("\n", 0, offset) + 1
    stop = text.rfind(". ", start, offset)
    while stop >= 0 and not _ends_sentence(text, stop):
        stop = text.rfind(". ", start, stop)
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    next_stop = text.find(". ", offset, end)
    while next_stop >= 0 and not _ends_sentence(text, next_stop):
        next_stop = text.find(". ", next_stop + 1, end)
    return (stop + 2 if stop >= 0 else start), (next_stop + 1 if next_stop >= 0 else end)


def _ends_sentence(text: str, stop: int) -> bool:
    """Whether a full stop ends a sentence: it follows neither an abbreviation nor a single letter."""
    word = text[text.rfind(" ", 0, stop) + 1 : stop]
    return len(word) > 1 and word.lower() not in _ABBREVIATIONS
