"""Puts a space between the cells of a table that lost its tags: "Costs2021-22£13,752" becomes "Costs 2021-22 £13,752".

The same is done between two paragraphs: "were lit.The keeper" becomes "were lit. The keeper". The lists of the official API
remove the tags of answers and put nothing in their place. A space is added only where two cells or sentences certainly meet. A
word that runs into another word ("YearNumber") looks like a name, so it does not change.
"""

from __future__ import annotations

import re
from itertools import pairwise

_MIN_LENGTH = 5
_WORD_WITH_DIGITS = re.compile(r"\S*\d\S*")
_ADDRESS = re.compile(r"://|www\.|[@_]|\.(?:com|gov|org|uk|csv|docx?|html?|ods|pdf|xlsx?)\b")

_GLUED_SENTENCES = re.compile(r"\S*[a-z]{3}[.?!;:][\"“]?[A-Z][a-z]\S*")
_SENTENCE_END = re.compile(r"(?<=[a-z]{3})[.?!;:](?=[\"“]?[A-Z][a-z])")

_YEAR = r"(?:19|20)\d\d"
_AMOUNT = r"\d{1,3},\d{3}"
_NAME = r"[A-Z][a-z]{2}"
_GAP = re.compile(
    "|".join(
        (
            r"(?<=[a-z\d)%*])(?=[£$€]\d)",
            rf"(?<=[a-z]{{3}})(?=\d{{4}}|{_AMOUNT})",
            rf"(?<=\))(?={_YEAR}|{_AMOUNT})",
            rf"(?<=(?<![\d,.]){_YEAR})(?={_AMOUNT}|{_NAME})",
            rf"(?<=,\d{{3}})(?={_NAME}|{_AMOUNT}|{_YEAR}(?:[-/–]\d\d|{_AMOUNT}))",
            rf"(?<=,\d{{3}}{_YEAR})(?={_AMOUNT})",
            rf"(?<=\.\d\d)(?={_YEAR}[-/–]\d\d)",
            rf"(?<=\d[km])(?={_YEAR}|\d\d[-/–]\d\d|{_NAME})",
            rf"(?<=\d%)(?=\d|{_NAME})",
        )
    )
)
"""The places between two cells: before money; between a word or bracket and a number; after a year, amount or percentage."""

_YEAR_AHEAD = re.compile(rf"(?={_YEAR})")
_SECOND_YEAR = re.compile(r"[-/–](\d\d)(\d\d)?")
_YEARS_END = 2100
_MORE_DIGITS = re.compile(r"[,.]?\d")
_SECOND_YEAR_FOLLOWS = re.compile(r"\d\d[-/–]")


def separate_cells(text: str) -> str:
    """Return a plain text with a space between cells, and between sentences, that are glued together."""
    return _WORD_WITH_DIGITS.sub(_separated, _GLUED_SENTENCES.sub(_separated_sentences, text))


def _separated_sentences(match: re.Match[str]) -> str:
    return match[0] if _ADDRESS.search(match[0]) else _SENTENCE_END.sub(r"\g<0> ", match[0])


def _separated(match: re.Match[str]) -> str:
    word = match[0]
    if len(word) < _MIN_LENGTH or _ADDRESS.search(word):
        return word
    cuts = {gap.start() for gap in _GAP.finditer(word)}
    for year in _YEAR_AHEAD.finditer(word):
        start = year.start()
        if start in cuts or not word[start - 1 : start].isdigit():
            end = _end_of_years(word, start)
            if word[end : end + 1].isdigit():
                cuts.add(end)
    if not cuts:
        return word
    parts = [word[start:end] for start, end in pairwise([0, *sorted(cuts), len(word)])]
    return separate_cells(" ".join(parts))  # again, because a cut can show that the digits after it are a year


def _end_of_years(word: str, start: int) -> int:
    """Return the offset after the year at ``start``, or after two years ("2021-22", "2019-2023"); the end if it is unclear."""
    end = start + 4
    year = int(word[start:end])
    second = _SECOND_YEAR.match(word, end)
    if second is None:
        next_year = word[end : end + 4]
        return end if next_year in {str(year - 1), str(year + 1)} else len(word)
    whole = int(second[1] + second[2]) if second[2] else 0
    if year < whole < _YEARS_END and not _MORE_DIGITS.match(word, second.end()):
        return len(word)
    if whole == year + 1 and not _SECOND_YEAR_FOLLOWS.match(word, second.end()):
        return second.end()
    return second.end(1) if int(second[1]) == (year + 1) % 100 else len(word)
