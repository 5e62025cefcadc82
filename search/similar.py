"""More like this: the telling words of a record -> a query for others like it."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec

from search.analysis import term
from search.engine import Engine
from search.query import And, AnyOf, Between, Filter, Liked, Node, Not, Or, Word
from search.records import Question
from search.results import KeyTerm

KEY_TERMS = 20
"""How many key terms are used: thirty find a thousandth more, and take longer (docs/decisions/0012-more-like-this.md)."""

ANSWER = 0.25
"""What a word of the answer weighs beside one of the question."""

ADDRESSEE = 2.0
"""What the weightiest word of whom a question is put to weighs beside its weightiest key term."""

_ADDRESSEE_WORDS = 5

K3 = 2.0
"""BM25's saturation of a word's frequency in the query (Robertson and Walker 1994)."""

_COMMON = 5
_FEW = 1_000
"""A word in more than one record of five, and in more than so many, tells little and costs the most to look for."""

_ASKING = (
    r"what|whether|how|when|which|who|whose|why|where|if|pursuant to|with reference to|further to|following"
    r"|(?:by|for|from|in|on|to|at|under) (?:what|which|whom|how)"
)
_OPENING = re.compile(rf"\s*To ask\b[^?]{{1,220}}?(?=\b(?:{_ASKING})\b)", re.IGNORECASE)


_TO_ASK = re.compile(r"\s*To ask\s+", re.IGNORECASE)


def without_opening(text: str) -> str:
    """A question's text without the formula that says whom it is put to ("To ask the Secretary of State for X, ...").

    The formula ends where the asking begins, at the first question word or reference, whatever the department is called.
    """
    return _OPENING.sub("", text, count=1)


def opening(text: str) -> str:
    """The formula alone; "" where there is none."""
    return text[: len(text) - len(without_opening(text))]


def addressee(text: str) -> str:
    """Whom a question is put to, as its opening says it; "" where there is none."""
    return _TO_ASK.sub("", opening(text), count=1).rstrip(" ,")


def is_telling(having: int, records: int) -> bool:
    """Whether a word that so many of the records have can be a key term."""
    return having <= max(records // _COMMON, _FEW)


class Passage(NamedTuple):
    """A text that says what a record is about: the name of its field, and what a word of it weighs."""

    field: str
    text: str
    weight: float


def passages(question: Question) -> tuple[Passage, ...]:
    """The texts of a record that say what it is about; half a word at a cut is no word."""
    asked = without_opening(_whole_words(question.text, question.is_cut))
    answered = _whole_words(question.answer.text, question.answer.is_cut) if question.answer else ""
    return (Passage("heading", question.heading, 1.0), Passage("question", asked, 1.0), Passage("answer", answered, ANSWER))


def topics(questions: Iterable[Question]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What several records are asked about: all their headings and all their questions, each with the name of the field."""
    read = [{passage.field: passage.text for passage in passages(question)} for question in questions]
    return tuple((name, tuple(each[name] for each in read)) for name in ("heading", "question"))


def _whole_words(text: str, is_cut: bool) -> str:
    return text.rpartition(" ")[0] if is_cut else text


def weight(frequency: float, information: float) -> float:
    """What a term weighs in a text: its frequency there, saturated as BM25 has it of a query, by the root of its information.

    The information is ``log2(1 + N / F)`` bits, N the number of records and F how often they have the term. Bo1 (Amati 2003)
    has all of it where N is much greater than F; but BM25 multiplies by the idf once more, and a rare word would outweigh all.
    """
    return frequency / (frequency + K3) * math.sqrt(information)


class Sought(msgspec.Struct, frozen=True):
    """What others like a record are found by: its key terms, whom it is put to, and the query they make."""

    terms: tuple[KeyTerm, ...]
    addressed: tuple[KeyTerm, ...]
    query: Node


def sought(
    engine: Engine,
    question: Question,
    dropped: Collection[str] = (),
    added: Sequence[str] = (),
    unlike: Sequence[Question] = (),
) -> Sought:
    """More like this record, in the index or not: less the words dropped, for which others come in, and with those added."""
    terms = kept(engine.key_terms(question, KEY_TERMS + len(dropped)), dropped)
    addressed = engine.key_terms(Question(question.id, question.house, addressee(question.text)), _ADDRESSEE_WORDS)
    return Sought(terms, addressed, query(question, terms, added, addressed, unlike))


def query(
    question: Question,
    terms: Iterable[KeyTerm],
    added: Sequence[str] = (),
    addressed: Iterable[KeyTerm] = (),
    unlike: Sequence[Question] = (),
) -> Node:
    """Records that share key terms with this one. It is left out itself, ``unlike`` ones are, and what is grouped with any.

    ``added`` words weigh as much as the weightiest term. Words of ``addressed`` find nothing, but add to what is found.
    """
    words = [Word(key.word, weight=key.weight) for key in terms]
    words += [Word(word) for word in added]
    to = tuple(Word(key.word, weight=ADDRESSEE * key.weight) for key in addressed)
    out = (question, *unlike)
    groups = (part for each in out for part in _group(each))
    return And((Liked(Or(tuple(words)), to), Not(Or((AnyOf("id", tuple(each.id for each in out)), *groups)))))


def _group(question: Question) -> tuple[Node, ...]:
    """The questions grouped with this one, known by UIN and the day tabled, or by UIN, House and the day answered."""
    dated = [(g.uin, g.tabled_on) for g in question.grouped if g.tabled_on is not None]
    plain = tuple(g.uin for g in question.grouped if g.tabled_on is None)
    found: list[Node] = [And((AnyOf("uin", (uin,)), Between("tabled", day, day))) for uin, day in dated]
    answered_on = question.answer.answered_on if question.answer else None
    if plain and answered_on:
        same: tuple[Filter, ...] = (AnyOf("house", (question.house,)), Between("answered-on", answered_on, answered_on))
        found.append(And((AnyOf("uin", plain), *same)))
    return tuple(found)


def kept(terms: Iterable[KeyTerm], dropped: Iterable[str]) -> tuple[KeyTerm, ...]:
    """The terms that are left when those of the dropped words are taken out."""
    out = {term(word) for word in dropped}
    return tuple(key for key in terms if term(key.word) not in out)


def grouped(question: Question) -> Node:
    """The query for the other questions answered together with this one; it finds none where there are none."""
    return Or(_group(question))
