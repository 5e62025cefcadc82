"""The address formula that a question opens with: "To ask the Secretary of State for Transport, what ...".

The addressee is read by its capital letters, so no list of departments is needed. The question proper begins with a small
letter, a bracket, a figure or one of ``_FIRST_WORDS``. A formula in small or capital letters alone ends at the first word that
can begin a question.
"""

from __future__ import annotations

import re

_QUESTION_WORDS = "what|whether|how|when|which|who|whom|whose|why|where|if"
_REFERENCES = (
    r"pursuant|further\s+to|following|with\s+re(?:ference|gard)|in\s+(?:the\s+)?light|(?:by|for|from|in|on|to|at)\s+wh"
)
_FIRST_WORDS = (
    f"{_QUESTION_WORDS}|is|are|was|were|will|would|do|does|did|has|have|had|can|could|should|to|in|on|by|of|for|with|from|at"
    "|under|over|into|through|between|until|before|after|during|within|against|about|as|given|since|pursuant|further|following"
    "|regarding|representing"
)
"""Words that may follow an addressee, and that are no part of a name although they may be written with a capital."""

_WORD = rf"(?!(?i:{_FIRST_WORDS})\b(?!-))[A-ZÀ-Þ][\w'’&.-]*+"
_LINK = r"\s++(?:(?:of|for|the|(?<=Committee )on|(?<=Secretary )to|(?<=Minister )without)\s++)*+"
_ITEM = rf"{_WORD}(?:{_LINK}{_WORD})*+"
_AND = r"\s++(?:and|&)\s++(?:the\s++)?+"
_SECOND_OFFICE = rf"{_AND}(?=(?:First\s++)?+Secretary\b|Minister\b)"
_NAME = (
    rf"(?:{_ITEM}{_SECOND_OFFICE})?+{_ITEM}"
    rf"(?:(?:\s*+,\s*+{_ITEM})++(?:\s*+,)?+{_AND}{_ITEM}(?:{_SECOND_OFFICE}{_ITEM})?+|(?:{_AND}{_ITEM})*+)"
)
"""A name, which may be a list, or two: "Deputy Prime Minister and Secretary of State for Culture, Media and Sport"."""

_RANK = rf"(?:{_WORD}\s++){{0,2}}(?:Under-)?+(?:Secretary|Minister)(?:\s++of\s++State)?+\s*+,\s*+(?=[A-Z])"
"""A rank before the name of a department: "Minister of State, Department for Transport"."""

_MEMBER = (
    r"(?i:(?:right|rt\.?)\s++)?+(?i:hon\.?\s++)?+(?:and\s++(?:learned|gallant)\s++)?+(?:Member|Friend)\b"
    rf"(?:[^?;:]{{1,80}}?[,(\s]\s*+(?:as\s++)?+representing\s++(?:the\s++)?{_NAME}\)?|\s++for\s++{_NAME}(?:\s*+,\s*+{_NAME})?)"
)
_FOR_A_BODY = rf"(?:\s*+,\s*+representing\s++(?:the\s++)?+{_NAME})?+"
_GOVERNMENT = r"(?i:H(?:er|is)\s++Majesty['’]?s\s++Government)"
_TO_ASK = (
    rf"[Tt]{{1,2}}o\s++[Aa]sk\s++|To\s++(?=the\s++(?:Secretary|Minister)\b)|(?={_GOVERNMENT}(?:,|\s++(?i:{_FIRST_WORDS})\b))"
)
_OPENING = re.compile(
    rf"[\s'\"\u2018\u201c]*+(?:{_TO_ASK})({_GOVERNMENT}|(?:[Tt]he\s++)*+(?:{_MEMBER}|(?:{_RANK}(?:the\s++)?)?{_NAME}{_FOR_A_BODY}))"
    r"(\s*+[,;:.\u2013\u2014-]?)[\s,?]*+"
)
_ONE_CASE_OPENING = re.compile(
    r"\s*to\s+ask\s+((?:hmg?|(?:the\s+)?(?:(?:right|rt)\.?\s+)?(?:secretary|minister|(?:deputy\s+)?prime|chancellor|mr|h(?:er|is)\s+majesty"
    r"|attorney|solicitor|advocate|paymaster|president|leader|lord|chair|hon|member|(?:senior\s+)?deputy\s+speaker|parliamentary"
    r"|(?:second\s+)?church|house\s+of\s+commons))\b[^?;:]{0,150}?)"
    rf"(?:\s*,\s*(?=(?!representing)(?:{_FIRST_WORDS})\b|\()|\s+(?=(?:{_QUESTION_WORDS})\b|{_REFERENCES}))",
    re.IGNORECASE,
)
_UNFINISHED = (
    "Secretary",
    "of State",
    "the Minister",
    "Prime",
    "Chancellor",
    "Attorney",
    "Solicitor",
    "President",
    "Leader",
    "Chair",
)
_REST_OF_NAME = re.compile(r"\s+(?:of|for|general|minister)\b(?!\s+wh)")
"""The rest of an unfinished name in small letters: "the Secretary of State for transport"."""

_MAX_CACHED_OPENINGS = 1 << 10
_MAX_COMMA_OFFSET = 80
_SMALL_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")

_openings: dict[str, str] = {}
"""Cache of openings that end with a comma and a space, by their text before the first comma. Nine questions in ten hit it."""


def without_address_formula(text: str) -> str:
    """Return a question's text without its address formula; the whole text if it consists of the formula."""
    return text[_end_of_formula(text) :]


def address_formula(text: str) -> str:
    """Return the address formula alone, twice if the text repeats it, or "" if the text has none."""
    return text[: _end_of_formula(text)]


def addressee(text: str) -> str:
    """Return the minister or body that the address formula names, or "" if the text has no formula."""
    match = _match(text) if _end_of_formula(text) else None
    return match[1] if match else ""


def _end_of_formula(text: str) -> int:
    """Return the offset of the question proper."""
    key = text[: text.find(",", 0, _MAX_COMMA_OFFSET)]
    opening = _openings.get(key)
    if opening is None or not _ends(text, opening):
        opening = _read_opening(text)
        if opening.endswith(", ") and _ends(text, opening) and "Member" not in opening:
            if len(_openings) >= _MAX_CACHED_OPENINGS:
                _openings.clear()
            _openings[key] = opening
    return len(opening)


def _ends(text: str, opening: str) -> bool:
    """Whether a text has this opening, followed by a small letter: neither a name nor a repetition begins with one."""
    end = len(opening)
    return text[end : end + 1] in _SMALL_LETTERS and text.startswith(opening) and not text.startswith("to ask", end)


def _read_opening(text: str) -> str:
    """Return the opening of a text by the regular expressions, with its repetitions. It leaves a word for the question."""
    end = 0
    while match := _match(text, end):
        end = match.end()
        while (comma := text.find(", ", end, end + _MAX_COMMA_OFFSET)) > end and _repeats(text, end, comma):
            end = comma + len(", ")
    return text[:end] if any(map(str.isalnum, text[end:])) else ""


def _repeats(text: str, start: int, end: int) -> bool:
    """Whether the text between two offsets is a name that also occurs before it."""
    return text[start].isupper() and text.find(text[start:end], 0, start) >= 0


def _match(text: str, start: int = 0) -> re.Match[str] | None:
    match = _OPENING.match(text, start)
    if match and not (match[1].endswith(_UNFINISHED) and _REST_OF_NAME.match(text, match.end(1))):
        return match
    return _ONE_CASE_OPENING.match(text, start) or match
