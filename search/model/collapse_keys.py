"""Keys that records are collapsed by. A key depends on its own record alone, so the order of indexing does not change it."""

from __future__ import annotations

import re
from hashlib import blake2b

from search.model.question import Question

MIN_ANSWER_WORDS = 20
"""Answers with fewer words, numbers not counted, have no key: most that recur are refusals, which are alike on any subject."""

_MAX_PROMISE_WORDS = 60
"""A shorter answer that promises a later answer, or passes the question on, has no other content."""

_KEY_BYTES = 8
"""With 64-bit keys, the probability of any collision among a million different answers is 1 in 40 million."""

_REFERENCE_WORDS = 12
"""The word "refer" among this many opening words marks an answer that refers to an earlier one."""

_NUMBER = "0"
_TWO_NUMBERS = f"{_NUMBER} {_NUMBER}"
_DATE_WORDS = frozenset(
    """january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday""".split()
)
_WORD = re.compile(r"[^\W_]+")
_PROMISE = re.compile(
    r"\bnot (?:be|been|proved) possible to\b|\btime to (?:collate|obtain|determine)\b|\bresponsibility of the uk statistics\b"
    r"|\bremit of the uk statistics\b|\b(?:write|reply|respond|response) to (?:you|him|her|(?:the|my) (?:rt |right )?hon)"
)


def same_answer_key(question: Question) -> tuple[str, ...]:
    """Return the key that answers share if they differ only in numbers, dates, case and punctuation.

    Return () for an answer that is short or cut by its source, for a holding answer, and for an answer that only promises a
    later one or passes the question on. In an answer that refers to an earlier answer the numbers identify the earlier
    answer; so such answers share a key only if their numbers are equal.
    """
    answer = question.answer
    if answer is None or question.answer_is_holding or answer.is_cut:
        return ()
    words = _WORD.findall(answer.text.casefold())
    masked = [word if word.isalpha() and word not in _DATE_WORDS else _NUMBER for word in words]
    word_count = len(masked) - masked.count(_NUMBER)
    if word_count < MIN_ANSWER_WORDS or (word_count < _MAX_PROMISE_WORDS and _PROMISE.search(" ".join(words))):
        return ()
    text = " ".join(words) if "refer" in words[:_REFERENCE_WORDS] else _with_single_numbers(" ".join(masked))
    return (blake2b(text.encode(), digest_size=_KEY_BYTES).hexdigest(),)


def _with_single_numbers(masked: str) -> str:
    """Return the text with each run of numbers as one number: a date is a run, and so is 1,204."""
    while _TWO_NUMBERS in masked:
        masked = masked.replace(_TWO_NUMBERS, _NUMBER)
    return masked


def answered_together_key(question: Question) -> tuple[str, ...]:
    """Return the key of the questions answered as one group: House, day of the answer and lowest UIN in string order.

    Return () for a question without a group, a UIN or a day of answer.
    """
    answered_on = question.answer.answered_on if question.answer else None
    if not (question.grouped and question.uin and answered_on):
        return ()
    lowest_uin = min(question.uin, *(other.uin for other in question.grouped))
    return (f"{question.house} {answered_on.isoformat()} {lowest_uin}",)
