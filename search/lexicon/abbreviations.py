"""Abbreviations learned from texts that spell them out (Schwartz and Hearst 2003), in either order.

"National Referral Mechanism (NRM)" and "NRM (National Referral Mechanism)" are the same pair. The number of records is counted
for each pair of abbreviation and long form. Rare pairs may be mistakes and are ignored.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import msgspec

from search.lexicon.thesaurus import SynonymEntry, TermKey, term_key
from search.model.question import Question
from search.text.analysis import fold, words
from search.text.word_forms.stop_words import STOP_WORDS

MIN_RECORDS = 4
"""A pair in fewer records is ignored: it may be a mistake, or an abbreviation that only one question uses."""

MIN_RECORDS_BY_INITIALS = 2
"""The same for an abbreviation of three letters or more that is the first letters of all words: hardly ever a mistake."""

MIN_LONG_WORD = 10
"""Letters of the shortest single word that can be a long form: tuberculosis (TB), but not Allowance (AA)."""

MIN_LONG_FORM_SHARE = 0.2
"""A long form in a smaller share of the records that spell an abbreviation out is ignored. Two frequent ones are both used."""

MIN_ORDINARY_SHARE = 0.1
"""An abbreviation is case sensitive if the questions with the word in lower case are at least this share of the records that
spell it out."""

MAX_COUNTED_ABBREVIATIONS = 200_000
"""With more abbreviations than this, the pairs that occur in only one record are dropped from the counts."""

_BRACKETS = re.compile(r"\(([^()]{2,90})\)")
_SHORT = r"[A-Za-z](?:[&-]?[A-Za-z0-9]){1,9}"
_ABBREVIATION = re.compile(rf"(?:the )?['\"‘“]?({_SHORT})(?:['\u2019]s)?['\"’”]?")
_PLURAL = re.compile(r"[A-Za-z&-]*[A-Z]s")
_SIGNS = str.maketrans("", "", "&-")
_POSSESSIVE = re.compile(r"['\u2019]s$")
_LONG_FORM_REACH = 200
"""Characters before a bracket in which the long form stands."""

_ABBREVIATION_REACH = 13
"""Characters before a bracket in which an abbreviation stands, the space included."""

_BREAK = re.compile(r"[.;:!?](?:\s|$)|[()\n]")
_LEAD_IN = re.compile(r"(?:(?:formerly|previously|then|now|or|i\.?e\.?|that is|meaning|known as|the),? )*")
_CLAUSE_END = re.compile(r"[,;:]| [-\u2013\u2014] ")
_ADDRESS = re.compile(r"/|\w\.\w")
_LOWER_CASE_WORD = re.compile(r"(?<![\w./@-])[a-z]{2,6}(?![\w@])")
_PLURAL_ABBREVIATION = re.compile(r"(?<![\w./@-])[A-Z]{2,5}s(?![\w@])")
_OPENING_QUOTES, _CLOSING_QUOTES, _TRAILING_MARKS = "'\"‘“", frozenset('"’”'), ",'\"’”"


class Abbreviations(msgspec.Struct):
    """The numbers of records with each pair of abbreviation and long form, and with the words that an abbreviation may be.

    ``spelt_out[abbreviation][long form]`` is the number of records with that pair. ``lower_case[word]`` is the number of
    questions with a word of two to six letters in lower case. ``plurals[word]`` is the number of questions with the plural of
    an abbreviation; the key of NLRs is ``nlrs``.
    """

    spelt_out: dict[str, dict[str, int]] = {}
    lower_case: dict[str, int] = {}
    plurals: dict[str, int] = {}

    def add(self, question: Question) -> None:
        """Count the pairs and words of a record."""
        self._count(question, 1)

    def remove(self, question: Question) -> None:
        """Undo ``add`` for a record that is removed or replaced."""
        self._count(question, -1)

    def _count(self, question: Question, change: int) -> None:
        texts = (question.heading, question.text, question.answer.text if question.answer else "")
        for short, long in {pair for text in texts for pair in spelt_out_pairs(text)}:
            _change_count(self.spelt_out.setdefault(short, {}), long, change)
            if not self.spelt_out[short]:
                del self.spelt_out[short]
        for word in set(_LOWER_CASE_WORD.findall(question.text)):
            _change_count(self.lower_case, word, change)
        for plural in set(_PLURAL_ABBREVIATION.findall(question.text)):
            _change_count(self.plurals, plural.lower(), change)
        if len(self.spelt_out) > MAX_COUNTED_ABBREVIATIONS:
            self._drop_single_records()

    def _drop_single_records(self) -> None:
        for short, longs in list(self.spelt_out.items()):
            self.spelt_out[short] = {long: count for long, count in longs.items() if count > 1}
            if not self.spelt_out[short]:
                del self.spelt_out[short]

    def entries(self) -> Iterator[SynonymEntry]:
        """Yield a synonym entry for each abbreviation, with its long forms, and for each long form, with its abbreviation.

        An abbreviation that is also an ordinary word (SEND) is case sensitive, and so is one that has the letters of a more
        frequent plural (MPS, MPs). If it is mostly an ordinary word (LEND), its long forms have no entry.
        """
        for short, spellings_by_key in self._grouped().items():
            total = sum(sum(spellings.values()) for spellings in spellings_by_key.values())
            by_frequency = sorted(spellings_by_key.values(), key=lambda spellings: -sum(spellings.values()))
            longs = [
                long
                for spellings in by_frequency
                if (count := sum(spellings.values())) >= MIN_LONG_FORM_SHARE * total
                and count >= _min_records(short, long := max(sorted(spellings), key=spellings.__getitem__))
            ]
            ordinary_share = math.inf if fold(short) in STOP_WORDS else self.lower_case.get(fold(short), 0) / total
            is_plural = self.plurals.get(fold(short), 0) > total
            if longs:
                yield SynonymEntry(short, tuple(longs), is_plural or ordinary_share >= MIN_ORDINARY_SHARE)
            if ordinary_share < 1:
                yield from (SynonymEntry(long, (short,)) for long in longs)

    def _grouped(self) -> dict[str, dict[TermKey, dict[str, int]]]:
        """Return ``[abbreviation][term key of the long form][spelling of the long form]`` = number of records.

        Abbreviations that differ only in case are counted together, under the most frequent spelling.
        """
        variants: defaultdict[str, list[str]] = defaultdict(list)
        for short in sorted(self.spelt_out, key=lambda short: (-sum(self.spelt_out[short].values()), short)):
            variants[fold(short)].append(short)
        grouped: dict[str, dict[TermKey, dict[str, int]]] = {}
        for shorts in variants.values():
            longs: defaultdict[TermKey, Counter[str]] = defaultdict(Counter)
            for short in shorts:
                for long, count in self.spelt_out[short].items():
                    longs[term_key(long)][long] += count
            grouped[shorts[0]] = {key: dict(spellings) for key, spellings in longs.items()}
        return grouped


def _min_records(short: str, long: str) -> int:
    """Return the least number of records of a pair that is used."""
    letters = short.translate(_SIGNS).lower()
    return MIN_RECORDS_BY_INITIALS if len(letters) > 2 and _by_initials(letters, long.split()) else MIN_RECORDS


def spelt_out_pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield every (abbreviation, long form) that a text spells out. The s of a plural, NLRs, is dropped."""
    for match in _BRACKETS.finditer(text):
        if short := _abbreviation(match[1]):
            before = _BREAK.split(text[max(0, match.start() - _LONG_FORM_REACH) : match.start()].rstrip())[-1]
            max_words = min(len(short) + 5, 2 * len(short))
            long = long_form(short, before.split()[-max_words:])
        elif short := _abbreviation("".join(text[max(0, match.start() - _ABBREVIATION_REACH) : match.start()].split()[-1:])):
            long = _long_form_in_brackets(short, match[1])
        else:
            continue
        if long:
            yield short, long


def _long_form_in_brackets(short: str, text: str) -> str:
    """Return the long form that a text in brackets after an abbreviation is, or that it begins with, or "".

    Words such as "formerly the" may precede it. If more follows after a comma or a dash, the long form must match by its
    initials. A text with more capitalised words than the abbreviation has letters is another name. A text with a sign of
    addresses is no name.
    """
    whole = _LEAD_IN.sub("", text, 1).strip(_OPENING_QUOTES + _TRAILING_MARKS)
    letters = short.translate(_SIGNS).lower()
    beginning = _CLAUSE_END.split(whole, 1)[0]
    by_initials = _by_initials(letters, beginning.split()) if len(letters) > 2 else []
    long = beginning if " ".join(by_initials) == beginning else whole
    is_name = not _ADDRESS.search(long) and sum(word[:1].isupper() for word in long.split()) <= len(letters)
    return long if is_name and long_form(short, long.split()) == long else ""


def _abbreviation(text: str) -> str:
    """Return the abbreviation that a text consists of, in the singular, or "". An abbreviation has at least two capitals."""
    match = _ABBREVIATION.fullmatch(text)
    if match is None or sum(map(str.isupper, match[1])) < 2:
        return ""
    return match[1][:-1] if _PLURAL.fullmatch(match[1]) else match[1]


def long_form(short: str, before: list[str]) -> str:
    """Return the long form of an abbreviation from the words before it, or "" if there is none.

    The long form is the shortest run of last words whose initials, function words left out, are the abbreviation. If there is
    no such run, it is the shortest run that contains the letters of the abbreviation in order and begins with the first one
    (Schwartz and Hearst 2003). With an ampersand, R&D, the run contains "and".
    """
    letters = short.translate(_SIGNS).lower()
    run = _by_initials(letters, before) or _by_letters(letters, before)
    if fold(short) in map(fold, run) or ("&" in short and {"and", "&"}.isdisjoint(map(str.lower, run))):
        return ""
    long = _POSSESSIVE.sub("", " ".join(run).rstrip(_TRAILING_MARKS))
    long = long.lstrip(_OPENING_QUOTES) if _CLOSING_QUOTES.isdisjoint(long[1:]) else long
    return long if len(words(long)) > 1 or _is_long_word(long, letters) else ""


def _is_long_word(word: str, letters: str) -> bool:
    """Whether a single word can be the long form of an abbreviation with these letters, which must all differ."""
    return len(word) >= MIN_LONG_WORD and word.isalpha() and len(set(letters)) == len(letters) <= 3


def _by_initials(letters: str, before: list[str]) -> list[str]:
    """Return the last words whose initials are the letters, or []. Both are compared from the end backwards."""
    for index in range(len(before) - 1, -1, -1):
        word = before[index].lower().lstrip(_OPENING_QUOTES)
        if word[:1] == letters[-1]:
            letters = letters[:-1]
            if not letters:
                return [] if word in STOP_WORDS else before[index:]
        elif word not in STOP_WORDS and word != "&":
            return []
    return []


def _by_letters(letters: str, before: list[str]) -> list[str]:
    """Return the last words that contain the letters in order, or []. Both are compared from the end backwards."""
    for index in range(len(before) - 1, -1, -1):
        letters = _unmatched(letters, before[index].lower())
        if not letters:
            return before[index:]
    return []


def _unmatched(letters: str, word: str) -> str:
    """Match an abbreviation with a word, from the end of both backwards. Return the letters that are left unmatched.

    The first letter of the abbreviation matches only at the beginning of a word, which must not be a function word.
    """
    word = word.lstrip(_OPENING_QUOTES)
    for offset in range(len(word) - 1, -1, -1):
        if not letters:
            return letters
        if word[offset] == letters[-1] and (len(letters) > 1 or (_begins_word(word, offset) and word not in STOP_WORDS)):
            letters = letters[:-1]
    return letters


def _begins_word(word: str, offset: int) -> bool:
    """Whether a letter begins the word, or a part of it after a hyphen or another sign."""
    return offset == 0 or not word[offset - 1].isalnum()


def _change_count(counts: dict[str, int], key: str, change: int) -> None:
    """Add ``change`` to a count, and delete the key if the count is no longer positive."""
    count = counts.get(key, 0) + change
    if count > 0:
        counts[key] = count
    else:
        counts.pop(key, None)
