"""The sentence that represents an answer in one line, and the figures of a text."""

from __future__ import annotations

import re

from search.text.analysis import truncate_at_word

MAX_CHARACTERS = 280
MAX_FIGURES = 8
"""The most figures of one text that are listed."""

_READ = 6_000
"""The most characters of an answer that are read."""

_CELL = " | "
"""The separator of the cells of a table in the plain text of an answer."""

_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\bMr)(?<!\bhon)(?<!\bHon)(?<!\bRt)(?<!\bNo)[.!?](?=\s+[A-Z“\"(£]|\s*$)|\n+")
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


def key_sentence(text: str) -> str:
    """Return the first sentence with a figure, else the first; at most ``MAX_CHARACTERS``. "" for a text without sentences."""
    sentences = [sentence for sentence in _sentences(text[:_READ]) if _CELL not in sentence]
    chosen = next((sentence for sentence in sentences if figures(sentence)), sentences[0] if sentences else "")
    return chosen if len(chosen) <= MAX_CHARACTERS else truncate_at_word(chosen, MAX_CHARACTERS) + " …"


def figures(text: str) -> tuple[str, ...]:
    """Return the figures of a text in order: amounts, shares and counts.

    Days, years, UINs and section numbers are left out.
    """
    amounts = (
        match.group()
        for match in _FIGURE.finditer(text)
        if not _NUMBERED.search(text, max(0, match.start() - _NUMBERED_BEFORE), match.start())
    )
    return tuple(amounts)[:MAX_FIGURES]


def _sentences(text: str) -> list[str]:
    sentences, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        sentences.append(text[start : match.end()].strip())
        start = match.end()
    return [" ".join(sentence.split()) for sentence in (*sentences, text[start:].strip()) if sentence]
