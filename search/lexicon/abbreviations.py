"""Abbreviations learned from texts that spell them out: "National Referral Mechanism (NRM)", by Schwartz and Hearst (2003).

What is found is counted by records, so that what most of them say can be told from slips; nothing here knows an index.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import msgspec

from search.lexicon.thesaurus import SynonymEntry, TermKey, term_key
from search.model.question import Question
from search.text.analysis import STOP_WORDS, fold, term, words

MIN_RECORDS = 4
"""Records that must spell an abbreviation out alike, or it may be a slip, or one question's own shorthand."""

MIN_LONG_FORM_SHARE = 0.2
"""And so many of all that spell it out: one that is common for two things is kept for both."""

MAX_COUNTED_ABBREVIATIONS = 200_000
"""Pairs that are counted at once; when there are more, those that one record alone has are forgotten."""

_SHORT = re.compile(r"\(([A-Z][A-Za-z0-9]{1,9})\)")
_PLURAL = re.compile(r"[A-Z]+s")
_POSSESSIVE = re.compile(r"['\u2019]s$")
_BEFORE = 200
_BREAK = re.compile(r"[.;:!?](?:\s|$)|[()\n]")
_SMALL = re.compile(r"\b[a-z]{2,6}\b")
_OPENING, _CLOSING, _COMMAS = "'\"‘“", frozenset('"’”'), ",'\"’”"


class Abbreviations(msgspec.Struct):
    """How many records spell each abbreviation out as what; and how many questions have each short word in small letters."""

    spelt_out: dict[str, dict[str, int]] = {}
    lower_case: dict[str, int] = {}

    def add(self, question: Question) -> None:
        """Count what a record says."""
        self._count(question, 1)

    def remove(self, question: Question) -> None:
        """Count it no more: records removed or replaced leave what a count of the others alone would be."""
        self._count(question, -1)

    def _count(self, question: Question, times: int) -> None:
        texts = (question.heading, question.text, question.answer.text if question.answer else "")
        for short, long in {pair for text in texts for pair in spelt_out_pairs(text)}:
            _add(self.spelt_out.setdefault(short, {}), long, times)
            if not self.spelt_out[short]:
                del self.spelt_out[short]
        for word in set(_SMALL.findall(question.text)):
            _add(self.lower_case, word, times)
        if len(self.spelt_out) > MAX_COUNTED_ABBREVIATIONS:
            self._forget_rare()

    def _forget_rare(self) -> None:
        for short, longs in list(self.spelt_out.items()):
            self.spelt_out[short] = {long: count for long, count in longs.items() if count > 1}
            if not self.spelt_out[short]:
                del self.spelt_out[short]

    def entries(self) -> Iterator[SynonymEntry]:
        """What was learned, both ways. What is mostly an ordinary word is an abbreviation only to those who type it as one."""
        small: Counter[str] = Counter()
        for word, count in self.lower_case.items():
            small[term(word)] += count
        for short, longs in self._gathered().items():
            total = sum(sum(written.values()) for written in longs.values())
            kept = [
                max(sorted(written), key=written.__getitem__)
                for written in sorted(longs.values(), key=lambda written: -sum(written.values()))
                if sum(written.values()) >= max(MIN_RECORDS, MIN_LONG_FORM_SHARE * total)
            ]
            is_ordinary = fold(short) in STOP_WORDS or small[term(short)] >= total
            if kept:
                yield SynonymEntry(short, tuple(kept), is_ordinary)
            if not is_ordinary:
                yield from (SynonymEntry(long, (short,)) for long in kept)

    def _gathered(self) -> dict[str, dict[TermKey, dict[str, int]]]:
        """By abbreviation, capitals aside, as it is mostly written, and by what its long forms are found by."""
        shorts: defaultdict[str, list[str]] = defaultdict(list)
        for short in sorted(self.spelt_out, key=lambda short: (-sum(self.spelt_out[short].values()), short)):
            shorts[fold(short)].append(short)
        found: dict[str, dict[TermKey, dict[str, int]]] = {}
        for first, *others in shorts.values():
            longs: defaultdict[TermKey, Counter[str]] = defaultdict(Counter)
            for short in (first, *others):
                for long, count in self.spelt_out[short].items():
                    longs[term_key(long)][long] += count
            found[first] = {key: dict(written) for key, written in longs.items()}
        return found


def spelt_out_pairs(text: str) -> Iterator[tuple[str, str]]:
    """Every (abbreviation, long form) that stands as "long form (abbreviation)"; a plural's small s is dropped."""
    for found in _SHORT.finditer(text):
        short = found[1][:-1] if _PLURAL.fullmatch(found[1]) else found[1]
        if sum(map(str.isupper, short)) > 1:
            before = _BREAK.split(text[max(0, found.start() - _BEFORE) : found.start()].rstrip())[-1]
            most = min(len(short) + 5, 2 * len(short))
            long = long_form(short, before.split()[-most:])
            if long:
                yield short, long


def long_form(short: str, before: list[str]) -> str:
    """The shortest end of the words before an abbreviation that it stands for.

    Those whose first letters it is made of, function words aside; or else, as in the paper, those that have its letters in
    order, the first of them beginning a word. "" when there are none, or it is one word alone.
    """
    found = _by_initials(short.lower(), before) or _by_letters(short.lower(), before)
    if len(words(" ".join(found))) < 2 or fold(short) in map(fold, found):
        return ""
    long = _POSSESSIVE.sub("", " ".join(found).rstrip(_COMMAS))
    return long.lstrip(_OPENING) if _CLOSING.isdisjoint(long[1:]) else long


def _by_initials(left: str, before: list[str]) -> list[str]:
    for place in range(len(before) - 1, -1, -1):
        word = before[place].lower().lstrip(_OPENING)
        if word[:1] == left[-1]:
            left = left[:-1]
            if not left:
                return [] if word in STOP_WORDS else before[place:]
        elif word not in STOP_WORDS and word != "&":
            return []
    return []


def _by_letters(left: str, before: list[str]) -> list[str]:
    for place in range(len(before) - 1, -1, -1):
        left = _without(left, before[place].lower())
        if not left:
            return before[place:]
    return []


def _without(left: str, word: str) -> str:
    """What is left of an abbreviation when the letters at its end that stand in a word, in order, are taken away.

    Its first letter is taken only where a word that is no function word begins.
    """
    letters = word.lstrip(_OPENING)
    for at in range(len(letters) - 1, -1, -1):
        if not left:
            return left
        if letters[at] == left[-1] and (len(left) > 1 or (_begins(letters, at) and letters not in STOP_WORDS)):
            left = left[:-1]
    return left


def _begins(letters: str, at: int) -> bool:
    return at == 0 or not letters[at - 1].isalnum()


def _add(counts: dict[str, int], name: str, times: int) -> None:
    """Count a name so many times more; what comes to nothing is left out."""
    left = counts.get(name, 0) + times
    if left > 0:
        counts[name] = left
    else:
        counts.pop(name, None)
