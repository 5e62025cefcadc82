"""More like this: the telling words of a record -> a query for others like it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from search.engine import Engine
from search.model.address_formula import addressee
from search.model.question import Question
from search.query.nodes import And, AndMaybe, AnyOf, DateRange, Filter, Node, Not, Or, Word
from search.results.types import KeyTerm
from search.text.analysis import term

KEY_TERMS = 20
"""How many key terms are used: thirty find a thousandth more, and take longer (docs/decisions/0012-more-like-this.md)."""

ADDRESSEE_WEIGHT = 2.0
"""What the weightiest word of whom a question is put to weighs beside its weightiest key term."""

_ADDRESSEE_WORDS = 5


class MoreLikeThisQuery(msgspec.Struct, frozen=True):
    """What others like a record are found by: its key terms, whom it is put to, and the query they make."""

    terms: tuple[KeyTerm, ...]
    addressee_terms: tuple[KeyTerm, ...]
    query: Node


def build_query(
    engine: Engine,
    question: Question,
    dropped: Collection[str] = (),
    added: Sequence[str] = (),
    unlike: Sequence[Question] = (),
) -> MoreLikeThisQuery:
    """More like this record, in the index or not: less the words dropped, for which others come in, and with those added."""
    terms = without_terms(engine.key_terms(question, KEY_TERMS + len(dropped)), dropped)
    addressed = engine.key_terms(Question(question.id, question.house, addressee(question.text)), _ADDRESSEE_WORDS)
    return MoreLikeThisQuery(terms, addressed, terms_query(question, terms, added, addressed, unlike))


def terms_query(
    question: Question,
    terms: Iterable[KeyTerm],
    added: Sequence[str] = (),
    addressed: Iterable[KeyTerm] = (),
    unlike: Sequence[Question] = (),
) -> Node:
    """Records that share key terms with this one. It is left out itself, ``unlike`` ones are, and what is grouped with any.

    ``added`` words weigh as much as the weightiest term. Words of ``addressee_terms`` find nothing, but add to what is found.
    """
    words = [Word(key.word, weight=key.weight) for key in terms]
    words += [Word(word) for word in added]
    to = tuple(Word(key.word, weight=ADDRESSEE_WEIGHT * key.weight) for key in addressed)
    out = (question, *unlike)
    groups = (part for each in out for part in _group_clauses(each))
    return And((AndMaybe(Or(tuple(words)), to), Not(Or((AnyOf("id", tuple(each.id for each in out)), *groups)))))


def _group_clauses(question: Question) -> tuple[Node, ...]:
    """The questions grouped with this one, known by UIN and the day tabled, or by UIN, House and the day answered."""
    dated = [(g.uin, g.tabled_on) for g in question.grouped if g.tabled_on is not None]
    plain = tuple(g.uin for g in question.grouped if g.tabled_on is None)
    found: list[Node] = [And((AnyOf("uin", (uin,)), DateRange("tabled", day, day))) for uin, day in dated]
    answered_on = question.answer.answered_on if question.answer else None
    if plain and answered_on:
        same: tuple[Filter, ...] = (AnyOf("house", (question.house,)), DateRange("answered-on", answered_on, answered_on))
        found.append(And((AnyOf("uin", plain), *same)))
    return tuple(found)


def without_terms(terms: Iterable[KeyTerm], dropped: Iterable[str]) -> tuple[KeyTerm, ...]:
    """The terms that are left when those of the dropped words are taken out."""
    out = {term(word) for word in dropped}
    return tuple(key for key in terms if term(key.word) not in out)


def grouped_query(question: Question) -> Node:
    """The query for the other questions answered together with this one; it finds none where there are none."""
    return Or(_group_clauses(question))
