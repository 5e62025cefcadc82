"""Keys that records are folded by. A key is worked out of its own record alone, so the order of indexing cannot change it."""

from __future__ import annotations

import re
from hashlib import blake2b

from search.model.question import Question

MIN_ANSWER_WORDS = 20
"""Answers of fewer words, numbers aside, have no key: most that recur are refusals, alike and of no one subject."""

_PUTS_OFF_WITHIN = 60
"""An answer of fewer words that promises another is nothing but the promise."""

_DIGEST = 8
"""Bytes of a key: among a million answers two that differ share one once in forty million times."""

_BEGINNING = 12
_NUMBER = "0"
_NUMBERS = f"{_NUMBER} {_NUMBER}"
_DATES = frozenset(
    """january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday""".split()
)
_WORD = re.compile(r"[^\W_]+")
_PUTS_OFF = re.compile(
    r"\bnot (?:be|been|proved) possible to\b|\btime to (?:collate|obtain|determine)\b|\bresponsibility of the uk statistics\b"
    r"|\bremit of the uk statistics\b|\b(?:write|reply|respond|response) to (?:you|him|her|(?:the|my) (?:rt |right )?hon)"
)


def same_answer_key(question: Question) -> tuple[str, ...]:
    """The key of answers that are one text but for numbers, dates, case and punctuation; none for what says too little.

    That is an answer that is short, cut by its source, or a promise of another. One that begins by referring the asker
    to an earlier answer keeps its numbers, which say to which.
    """
    answer = question.answer
    if answer is None or answer.is_holding or answer.is_cut:
        return ()
    words = _WORD.findall(answer.text.casefold())
    masked = [word if word.isalpha() and word not in _DATES else _NUMBER for word in words]
    said = len(masked) - masked.count(_NUMBER)
    if said < MIN_ANSWER_WORDS or (said < _PUTS_OFF_WITHIN and _PUTS_OFF.search(" ".join(words))):
        return ()
    text = " ".join(words) if "refer" in words[:_BEGINNING] else _one_number(" ".join(masked))
    return (blake2b(text.encode(), digest_size=_DIGEST).hexdigest(),)


def _one_number(masked: str) -> str:
    """The text with each run of numbers as one: a date is several, and so is 1,204."""
    while _NUMBERS in masked:
        masked = masked.replace(_NUMBERS, _NUMBER)
    return masked


def answered_together_key(question: Question) -> tuple[str, ...]:
    """The key of questions that were answered as a group: House, day answered, and the least UIN among them."""
    answered_on = question.answer.answered_on if question.answer else None
    if not (question.grouped and question.uin and answered_on):
        return ()
    least = min(question.uin, *(each.uin for each in question.grouped))
    return (f"{question.house} {answered_on.isoformat()} {least}",)
