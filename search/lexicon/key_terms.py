"""Key terms: the texts they are chosen from, and what a term weighs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from search.model.address_formula import without_address_formula
from search.model.question import Question

ANSWER_WEIGHT = 0.25
"""What a word of the answer weighs beside one of the question."""

TERM_SATURATION = 2.0
"""BM25's saturation of a word's frequency in the query (Robertson and Walker 1994)."""

_COMMON = 5
_FEW = 1_000
"""A word in more than one record of five, and in more than so many, tells little and costs the most to look for."""


def is_informative(having: int, records: int) -> bool:
    """Whether a word that so many of the records have can be a key term."""
    return having <= max(records // _COMMON, _FEW)


class WeightedText(NamedTuple):
    """A text that says what a record is about: the name of its field, and what a word of it weighs."""

    field: str
    text: str
    term_weight: float


def key_term_texts(question: Question) -> tuple[WeightedText, ...]:
    """The texts of a record that say what it is about; half a word at a cut is no word."""
    asked = without_address_formula(_whole_words(question.text, question.is_cut))
    answered = _whole_words(question.answer.text, question.answer.is_cut) if question.answer else ""
    return (
        WeightedText("heading", question.heading, 1.0),
        WeightedText("question", asked, 1.0),
        WeightedText("answer", answered, ANSWER_WEIGHT),
    )


def feedback_texts(questions: Iterable[Question]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What several records are asked about: all their headings and all their questions, each with the name of the field."""
    read = [{passage.field: passage.text for passage in key_term_texts(question)} for question in questions]
    return tuple((name, tuple(each[name] for each in read)) for name in ("heading", "question"))


def _whole_words(text: str, is_cut: bool) -> str:
    return text.rpartition(" ")[0] if is_cut else text


def term_weight(frequency: float, information: float) -> float:
    """What a term weighs in a text: its frequency there, saturated as BM25 has it of a query, by the root of its information.

    The information is ``log2(1 + N / F)`` bits, N the number of records and F how often they have the term. Bo1 (Amati 2003)
    has all of it where N is much greater than F; but BM25 multiplies by the idf once more, and a rare word would outweigh all.
    """
    return frequency / (frequency + TERM_SATURATION) * math.sqrt(information)
