"""Which terms of an index a word of a query matches, and how much each counts.

A *selector* is a term, or a stem followed by ``STEM_END``, which matches every term with that stem.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container
from functools import lru_cache

from search.text.analysis import MAX_ABBREVIATION_LENGTH, STEM_END, WWW, form_of, is_abbreviation, stem, stem_of
from search.text.conflation import irregular_forms, stem_prefix
from search.text.word_forms.stop_words import STOP_WORDS

OTHER_FORM_WEIGHT = 0.8
"""The frequency of a form other than the one typed counts this much."""

_PLURAL_ABBREVIATION = re.compile(r"(?=[^aeiouy]*$)[a-z]{2,4}[a-rt-z]s")

_FORMS_BESIDE_ABBREVIATIONS = (
    "send sends sending sent",
    "opt opts opting opted",
    "stem stems stemming stemmed",
    "wash washes washing washed",
)
"""Forms of words in whose letters many records have an abbreviation: SEND, OPT."""

_FORMS_BESIDE_NAMES = ("buries burying buried",)
"""Forms of words whose other forms are nearly always a name: Bury."""

_FORMS = {form: group for group in map(str.split, _FORMS_BESIDE_ABBREVIATIONS) for form in group[1:]} | {
    form: group for group in map(str.split, _FORMS_BESIDE_NAMES) for form in group
}
"""An inflection of such a word, and the forms that it finds: *sending* does not find SEND, nor *buried* Bury."""

Selectors = tuple[str, ...]
"""The selectors of a word: a term of the index matches the word if it matches one of them."""


@lru_cache(1 << 14)
def selectors(form: str, exact: bool = False) -> Selectors:
    """Return the selectors of the terms that a form of a query matches.

    A word matches every form of its stem, and the abbreviation in the same letters. An abbreviation matches itself; and the
    word in the same letters, unless that is a function word or an inflection (``US`` is not "us", ``AIDS`` is not "aids"). A
    word of consonants with an s matches the abbreviation in the singular ("pccs" is ``PCC``).
    An inflection in ``_FORMS`` matches the forms listed there alone.
    With ``exact``, a form matches no other form: a word matches itself and its capitals, an abbreviation itself alone.
    """
    word = form.lower()
    if is_abbreviation(form):
        terms = [_term(word, form)]
        if not exact and word not in STOP_WORDS and stem(word) == word:
            terms.append(_term(word, word))
        return tuple(terms)
    if not exact and (listed := _FORMS.get(word)):
        return tuple(_term(stem(other), other) for other in listed)
    chosen = [_term(stem(word), word)] if exact else [*every_form(stem(word))]
    if len(word) <= MAX_ABBREVIATION_LENGTH and word.isascii() and word.isalnum() and (exact or stem(word) != word):
        chosen.append(_term(word, word.upper()))
    if not exact and _PLURAL_ABBREVIATION.fullmatch(word):
        chosen.append(_term(word[:-1], word[:-1].upper()))
    return tuple(chosen)


def every_form(stem_text: str) -> Selectors:
    """Return the selectors of every form of a stem."""
    return (stem_text + STEM_END,)


def selectors_of(term: str) -> Selectors:
    """Return the selectors that match a term: the term itself, and that of every form of its stem."""
    return (term, stem_of(term) + STEM_END)


def matches(term: str, chosen: Container[str]) -> bool:
    """Whether the selectors match a term of an index."""
    return term in chosen or stem_of(term) + STEM_END in chosen


def is_stem(selector: str) -> bool:
    """Whether a selector matches every term of a stem."""
    return selector.endswith(STEM_END)


@lru_cache(1 << 14)
def weight(term: str, typed_form: str) -> float:
    """Return how much an occurrence of a term counts in a search for a form: 1 for the form typed, in either case."""
    return 1.0 if form_of(term).lower() == typed_form.lower() else OTHER_FORM_WEIGHT


def terms_of_word(word: str) -> Collection[str]:
    """Return the terms that a word of the vocabulary, in lower case, may have in the index."""
    return selectors(word, exact=True)


@lru_cache(1 << 14)
def text_prefixes(chosen: Selectors) -> tuple[str, ...]:
    """Return prefixes in lower case. Every word of a text that matches begins with one of them."""
    prefixes: set[str] = set()
    for selector in chosen:
        stem_text, form = stem_of(selector), form_of(selector)
        if form:
            prefixes |= {form.lower(), *_other_writings(form.lower())}
        else:
            prefixes |= {stem_prefix(stem_text), *irregular_forms(stem_text), *_other_writings(stem_text)}
    return tuple(prefixes)


def _other_writings(letters: str) -> tuple[str, ...]:
    """Return the other spellings of a form: a web address with www., an abbreviation with full stops (U.K, Ph.D, B.Sc)."""
    if "." in letters:
        return (WWW + letters,)
    if len(letters) == 3:
        return ".".join(letters), f"{letters[:2]}.{letters[2]}", f"{letters[0]}.{letters[1:]}"
    return (".".join(letters),) if len(letters) <= MAX_ABBREVIATION_LENGTH else ()


def _term(stem_text: str, form: str) -> str:
    return stem_text + STEM_END + form
