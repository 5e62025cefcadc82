"""The questions that belong with one: those it refers to and that refer to it, those of its set and of its series."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

import msgspec

from search.engine import Engine
from search.insight.key_sentences import figures, key_sentence
from search.model.question import Answer, Question
from search.query.nodes import AnyOf
from search.query.request import SearchRequest
from search.results.types import IndexInfo
from web.queries.insight.own_params import own_params
from web.site.link import Pairs

ChainKind = Literal["thread", "set", "series"]
MAX_MEMBERS = 60
"""The most questions that one page puts beside each other. The rest are found by the search that the page links to."""


class Member(msgspec.Struct, frozen=True):
    """A question of a chain: the key sentence of its answer, and the figures in it.

    ``follows`` are the members that it refers to, and ``days`` the days between tabling and a full answer, None if one is not
    known.
    """

    question: Question
    sentence: str
    figures: tuple[str, ...]
    follows: tuple[str, ...]
    days: int | None


class ChainResult(msgspec.Struct, frozen=True):
    """The questions of a thread, set or series, oldest first, and ``question``, by which it was found.

    ``has_more`` if the chain has more than ``MAX_MEMBERS``. ``search`` finds all of a set or series, None for a thread.
    """

    kind: ChainKind
    question: Question
    members: tuple[Member, ...]
    has_more: bool
    search: SearchRequest | None
    info: IndexInfo


def query_chain(engine: Engine, kind: ChainKind, id: str, params: Pairs) -> ChainResult | None:
    """Find the chain of a record; None if there is no such record. A record that is in none is alone in its chain.

    Raises ``BadRequest`` for any parameter: the chain of a record has none.
    """
    own_params(params)
    question = engine.get(id)
    if question is None:
        return None
    return _FIND[kind](engine, question)


def member(question: Question, ids: frozenset[str] = frozenset()) -> Member:
    """Return a question as a member of the chain with these ids."""
    answer = question.answer or Answer()
    sentence = key_sentence(answer.text)
    is_answered = answer.answered_on is not None and not question.answer_is_holding
    days = (answer.answered_on - question.tabled_on).days if is_answered and answer.answered_on and question.tabled_on else None
    follows = tuple(cited for cited in question.derived.follows if cited in ids)
    return Member(question, sentence, figures(sentence), follows, days)


def first_day(question: Question) -> date:
    """Return the day by which questions are ordered: the first day of a question, the earliest of all if it is unknown."""
    return question.first_day or date.min


def in_order(questions: list[Question]) -> list[Question]:
    """Return questions oldest first."""
    return sorted(questions, key=lambda question: (first_day(question), question.id))


def _thread(engine: Engine, question: Question) -> ChainResult:
    """Follow the references of a record in both directions, the nearest records first."""
    known, waiting = {question.id: question}, [question]
    has_more = False
    while waiting:
        current = waiting.pop(0)
        for other_id in (*current.derived.follows, *current.derived.followed_by):
            if other_id in known:
                continue
            if len(known) == MAX_MEMBERS:
                has_more = True
            elif (other := engine.get(other_id)) is not None:
                known[other_id] = other
                waiting.append(other)
    return ChainResult("thread", question, _members(list(known.values())), has_more, None, engine.info())


def _group(kind: Literal["set", "series"], value: Callable[[Question], str]) -> Callable[[Engine, Question], ChainResult]:
    def find(engine: Engine, question: Question) -> ChainResult:
        if not value(question):
            return ChainResult(kind, question, _members([question]), has_more=False, search=None, info=engine.info())
        search = SearchRequest(filters=(AnyOf(kind, (value(question),)),), sort="oldest", per_page=MAX_MEMBERS)
        page = engine.search(search)
        questions = [hit.question for hit in page.hits]
        all_of_it = SearchRequest(filters=search.filters)
        return ChainResult(kind, question, _members(questions), page.total > MAX_MEMBERS, all_of_it, page.info)

    return find


def _members(questions: list[Question]) -> tuple[Member, ...]:
    ids = frozenset(question.id for question in questions)
    return tuple(member(question, ids) for question in in_order(questions))


_FIND: dict[ChainKind, Callable[[Engine, Question], ChainResult]] = {
    "thread": _thread,
    "set": _group("set", lambda question: question.derived.set),
    "series": _group("series", lambda question: question.derived.series),
}
