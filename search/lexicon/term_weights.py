"""The weight of a key term, the texts that key terms are taken from, and which terms are too common to be key terms."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from search.model.address_formula import without_address_formula
from search.model.question import Question
from search.text.analysis import stems

ANSWER_WEIGHT = 0.25
"""Weight of a word of the answer. A word of the question weighs 1."""

TERM_SATURATION = 2.0
"""BM25's saturation of a word's frequency in the query, k3 (Robertson and Walker 1994)."""

MIN_FEEDBACK_RECORDS = 2
"""A feedback word is in at least this many of the best records, because a word of one record is not shared."""

SHARE_UNITS = 1024
"""The weights of an ``AtLeastShare`` are multiples of 1/1024. So their sums are exact in the 32 bits that OpenSearch uses."""

WeightedText = tuple[str, str, float]
"""A text of a record: the name of its field, the text, and the weight of each of its words."""

_LIST_NUMBER = re.compile(r"\((?:[a-z]|[ivx]{2,5}|\d{1,2})\)", re.IGNORECASE)
"""The number of an item in a list: "(a) how many children and (b) ..." or "(iii)"."""

_SET_PHRASE_KINDS = frozenset(("holding", "too-late"))
"""The kinds of answers that say that there was no time to answer. 668 of the 689 real ones have at most 250 characters."""

_COMMON_TERM_DIVISOR = 5
_MIN_COMMON_RECORDS = 1_000
"""A term in more than 1,000 records and in more than a fifth of all is not informative, and slow to search."""


def share_weight(weight: float, idf: float) -> float:
    """Return the weight of a child of an ``AtLeastShare``: its weight in the query times its idf, at least 1/1024."""
    return max(1, round(weight * idf * SHARE_UNITS)) / SHARE_UNITS


def least_share(share: float, weights: Iterable[float]) -> float:
    """Return the least sum of weights that is ``share`` of all of them."""
    return math.ceil(round(share * sum(weights) * SHARE_UNITS, 6)) / SHARE_UNITS  # .1 times 10 units is one, not a little more


def is_informative(record_frequency: int, record_count: int) -> bool:
    """Whether a term can be a key term: ``record_frequency`` of the ``record_count`` records contain it."""
    return record_frequency <= max_record_frequency(record_count)


def max_record_frequency(record_count: int) -> int:
    """Return the maximum record frequency of a key term in an index of ``record_count`` records."""
    return max(record_count // _COMMON_TERM_DIVISOR, _MIN_COMMON_RECORDS)


def key_term_texts(question: Question) -> tuple[WeightedText, ...]:
    """Return the texts of a record that its key terms are taken from. The last word of a cut text is dropped as partial.

    The numbers of items in a list are dropped, and so is an answer that there was no time to answer: neither is the subject.
    """
    question_text = without_address_formula(_whole_words(question.text, question.is_cut))
    answer = None if _SET_PHRASE_KINDS.intersection(question.derived.kinds) else question.answer
    return (
        ("heading", question.heading, 1.0),
        ("question", _LIST_NUMBER.sub(" ", question_text), 1.0),
        ("answer", _whole_words(answer.text, answer.is_cut) if answer else "", ANSWER_WEIGHT),
    )


def feedback_stems(questions: Sequence[Question]) -> frozenset[str]:
    """Return the stems that pseudo-relevance feedback may add: those of at least ``MIN_FEEDBACK_RECORDS`` of the records.

    The stems of the names and constituencies of members are left out: they are not the subject of a question.
    """
    counts: Counter[str] = Counter()
    for texts in zip(*(parts for _, parts in feedback_texts(questions)), strict=True):
        counts.update({text for part in texts for text in stems(part)})
    people = {question.asked_by for question in questions}
    people |= {question.answer.answered_by for question in questions if question.answer}
    names = {text for person in people for name in (person.name, person.constituency) for text in stems(name)}
    return frozenset(text for text, count in counts.items() if count >= MIN_FEEDBACK_RECORDS and text not in names)


def feedback_texts(questions: Iterable[Question]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the texts for pseudo-relevance feedback: (field name, texts of all records) for headings and questions."""
    records = [{field: text for field, text, _ in key_term_texts(question)} for question in questions]
    return tuple((field, tuple(texts[field] for texts in records)) for field in ("heading", "question"))


def _whole_words(text: str, is_cut: bool) -> str:
    return text.rpartition(" ")[0] if is_cut else text


def idf(document_frequency: int, record_count: int) -> float:
    """Return the idf of Robertson and Spärck Jones as Lucene smooths it: ``ln(1 + (N - n + .5) / (n + .5))``."""
    return math.log(1 + (record_count - document_frequency + 0.5) / (document_frequency + 0.5))


def term_weight(frequency: float, information: float) -> float:
    """Return the weight of a term in a text: ``frequency / (frequency + TERM_SATURATION) * sqrt(information)``.

    ``information`` is ``log2(1 + N / F)`` bits, with N the number of records and F the term's frequency in all of them. Bo1
    (Amati 2003) approaches the whole information where N is much greater than F. The search multiplies this weight by
    BM25's idf, so without the square root a rare word would outweigh all others.
    """
    return frequency / (frequency + TERM_SATURATION) * math.sqrt(information)
