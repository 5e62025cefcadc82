"""The sentence that represents an answer in one line, and the figures of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from search.model.question import CELL_SEPARATOR
from search.text.analysis import shortened

MAX_CHARACTERS = 280
"""Characters of the longest key sentence."""

MAX_FIGURES = 8
"""The most figures of one text that are listed."""

_MAX_CHARACTERS_READ = 6_000
"""The most characters of an answer that are read."""

_SENTENCE_END = re.compile(
    r"[.!?\n](?:(?<=\n)\n*|(?<![A-Z].)(?<!\bMr.)(?<!\bhon.)(?<!\bHon.)(?<!\bRt.)(?<!\bNo.)(?=\s+[A-Z“\"(£]|\s*$))"
)
"""The lookbehinds stand after the first character, so that they are tried only where it matches."""

_DIGIT = re.compile(r"\d")
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_FIGURE = re.compile(
    rf"(?<![\w./-])(?!(?:19|20)\d\d(?:[-/–]\d\d(?:\d\d)?)?(?!\d|[,.]\d|\s?%))£?\d[\d,]*(?:\.\d+)?(?![\w/-]|\s+{_MONTHS})"
    r"(?:\s?(?:%|per\s?cent\b|million\b|billion\b|thousand\b))?"
)
_NUMBERED = re.compile(
    r"(?:questions?|UINs?|PQs?|HL|paragraphs?|sections?|pages?|clauses?|tables?|part|article)[\s(\[]*$", re.IGNORECASE
)
_NUMBERED_BEFORE = 16
"""A word within this many characters before a number, such as section, shows that the number is no figure."""

_LISTED_UIN = re.compile(r"\b(?:questions?|UINs?|PQs?)[\s(\[]*(?:(?:HL)?\d+(?:,?\s+(?:and|or|to|&)\s+|,\s*))+$", re.IGNORECASE)
_LISTED_BEFORE = 120
"""The most characters of a list of UINs, such as ``Questions 12265, 12266 and``, that are read before a number."""


def key_sentence(text: str) -> str:
    """Return the first sentence with a figure, or else the first, at most ``MAX_CHARACTERS`` of it; "" without sentences.

    Table rows are no sentences.
    """
    first_sentence = ""
    for sentence in _sentences(text[:_MAX_CHARACTERS_READ]):
        if CELL_SEPARATOR in sentence:
            continue
        if figures(sentence):
            return shortened(sentence, MAX_CHARACTERS)
        first_sentence = first_sentence or sentence
    return shortened(first_sentence, MAX_CHARACTERS)


def figures(text: str) -> tuple[str, ...]:
    """Return the figures of a text in order: amounts, shares and counts.

    Days, years, UINs and section numbers are left out.
    """
    if not _DIGIT.search(text):
        return ()
    amounts = (
        match.group()
        for match in _FIGURE.finditer(text)
        if not _NUMBERED.search(text, max(0, match.start() - _NUMBERED_BEFORE), match.start())
        and not _LISTED_UIN.search(text, max(0, match.start() - _LISTED_BEFORE), match.start())
    )
    return tuple(amounts)[:MAX_FIGURES]


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end in chain((match.end() for match in _SENTENCE_END.finditer(text)), (len(text),)):
        if sentence := " ".join(text[start:end].split()):
            yield sentence
        start = end
