"""The wording of a question, without the parts that change when it is put to another body or asked again.

Left out are the address formula, pronouns, the body's own names, and days, months and years. Other numbers are a key of their
own: "Recommendation 3" and "Recommendation 4" are two questions.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b

from search.model.address_formula import without_address_formula
from search.model.body_families import known_body
from search.model.question import Question

MIN_WORDS = 5
"""A question with fewer counted words has no key: otherwise all questions like "what steps he is taking" would share one."""

_KEY_BYTES = 8
_LETTER = re.compile(r"[^\W\d_]")
_NUMBERS = re.compile(r"\d+")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s?[-/\u2010-\u2015]\s?(?:(?:19|20)?\d\d)\b)?")
_DAYS = re.compile(r"\b\d{1,2}(?=(?:st|nd|rd|th)?\s+(?:of\s+)?(?:Ja|Fe|Mar|Ap|May|Ju|Au|Se|Oc|No|De))")
_LEFT_OUT = frozenset(
    """january february march april may june july august september october november december st nd rd th
    monday tuesday wednesday thursday friday saturday sunday
    he she they him her them his hers their theirs its it i my we our your you
    government governments department departments departmental ministry ministries office offices agency agencies s
    secretary minister ministers state the""".split()
)
_MIN_NAME_WORDS, _MIN_ABBREVIATION_LETTERS = 2, 2


class _LettersOnly(dict[int, int]):
    """A table for ``str.translate`` that replaces every character that is no letter with a space."""

    def __missing__(self, character: int) -> int:
        self[character] = character if _LETTER.match(chr(character)) else ord(" ")
        return self[character]


_LETTERS_ONLY = _LettersOnly()


def wording_keys(question: Question) -> tuple[str, str]:
    """Return a digest of a question's counted words, and its numbers that are no days or years, separated by spaces.

    Both are "" if the text is cut or has fewer than ``MIN_WORDS`` counted words.
    """
    if question.is_cut:
        return "", ""
    text = without_address_formula(question.text)
    for name, pattern in _own_names(question.answering_body.name):
        if name in text:
            text = pattern.sub(" ", text)
    words = [word for word in text.casefold().translate(_LETTERS_ONLY).split() if word not in _LEFT_OUT]
    if len(words) < MIN_WORDS:
        return "", ""
    key = blake2b(" ".join(words).encode(), digest_size=_KEY_BYTES).hexdigest()
    has_number = any(map(text.__contains__, "0123456789"))
    return key, " ".join(_NUMBERS.findall(_DAYS.sub("", _YEARS.sub("", text)))) if has_number else ""


@lru_cache(512)
def _own_names(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the names and abbreviations of a body, the longest first, with their patterns.

    A name of one word that is no abbreviation is left out: it may be the subject.
    """
    body = known_body(name) if name else None
    names = {name, *body.other_names} if body else {name}
    return tuple(
        (other, re.compile(rf"\b{re.escape(other)}\b")) for other in sorted(filter(_is_sure, names), key=len, reverse=True)
    )


def _is_sure(name: str) -> bool:
    """Whether a name cannot be a subject: it has several words, or is an abbreviation."""
    return len(name.split()) >= _MIN_NAME_WORDS or (name.isupper() and len(name) >= _MIN_ABBREVIATION_LETTERS)
