"""More like this: the telling words of a record -> a query for others like it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from search.analysis import term
from search.query import And, AnyOf, Between, Filter, Node, Not, Or, Word
from search.records import Question
from search.results import KeyTerm

KEY_TERMS = 25
"""How many key terms are used: with 25, .81 of what ministries grouped comes among the first ten (docs/speed.md)."""

_COMMON = 5
_FEW = 1_000
"""A word in more than one record of five, and in more than so many, tells little and costs the most to look for."""

_ASKING = (
    r"what|whether|how|when|which|who|whose|why|where|if|pursuant to|with reference to|further to|following"
    r"|(?:by|for|from|in|on|to|at|under) (?:what|which|whom|how)"
)
_OPENING = re.compile(rf"\s*To ask\b[^?]{{1,220}}?(?=\b(?:{_ASKING})\b)", re.IGNORECASE)


def without_opening(text: str) -> str:
    """A question's text without the formula that says whom it is put to ("To ask the Secretary of State for X, ...").

    The formula ends where the asking begins, at the first question word or reference, whatever the department is called.
    """
    return _OPENING.sub("", text, count=1)


def is_telling(having: int, records: int) -> bool:
    """Whether a word that so many of the records have can be a key term."""
    return having <= max(records // _COMMON, _FEW)


def passages(question: Question) -> tuple[tuple[str, str], ...]:
    """The texts of a record that say what it is about, each with the name of its field; half a word at a cut is no word."""
    asked = without_opening(_whole_words(question.text, question.is_cut))
    answered = _whole_words(question.answer.text, question.answer.is_cut) if question.answer else ""
    return (("heading", question.heading), ("question", asked), ("answer", answered))


def topics(questions: Iterable[Question]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What several records are asked about: all their headings and all their questions, each with the name of the field."""
    read = [dict(passages(question)) for question in questions]
    return tuple((name, tuple(each[name] for each in read)) for name in ("heading", "question"))


def _whole_words(text: str, is_cut: bool) -> str:
    return text.rpartition(" ")[0] if is_cut else text


def query(question: Question, terms: Iterable[KeyTerm], added: Sequence[str] = ()) -> Node:
    """Records that share key terms with this one, its own and those grouped with it left out.

    ``added`` words weigh as much as the weightiest term.
    """
    words = [Word(key.word, weight=key.weight) for key in terms]
    words += [Word(word) for word in added]
    return And((Or(tuple(words)), Not(Or((AnyOf("id", (question.id,)), *_group(question))))))


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
