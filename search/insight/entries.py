"""The part of a record from which its links to other records are computed: its references, its days and its wording."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache, lru_cache

import msgspec

from search.insight.citations import Mention, read_mentions
from search.insight.wording import wording_keys
from search.model.body_families import body_key, known_body, successions
from search.model.question import Answer, House, Question


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """The part of a record that its links to other records depend on.

    ``body`` identifies the answering body, renamed or not, ``family`` its family, and ``asker`` the member, "" if none is
    named. ``wording`` and ``numbers`` are those of ``wording_keys``. ``days`` are the days it was tabled, held, answered and
    corrected, without repeats.
    """

    id: str
    house: House
    uin: str = ""
    body: str = ""
    family: str = ""
    asker: str = ""
    tabled_on: date | None = None
    answered_on: date | None = None
    days: tuple[date, ...] = ()
    wording: str = ""
    numbers: str = ""
    in_question: tuple[Mention, ...] = ()
    in_answer: tuple[Mention, ...] = ()

    @property
    def first_day(self) -> date | None:
        """The day it was tabled, or else the day it was answered; None if neither is known."""
        return self.tabled_on or self.answered_on

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The references of its question and its answer."""
        return (*self.in_question, *self.in_answer)


def entry_of(question: Question) -> Entry:
    """Return the entry of a record."""
    answer = question.answer or Answer()
    days = (question.tabled_on, question.held_on, answer.answered_on, answer.corrected_on)
    wording, numbers = wording_keys(question)
    name, person = question.answering_body.name, question.asked_by
    return Entry(
        question.id,
        question.house,
        question.uin,
        *_body_and_family(name),
        str(person.member_id or person.name),
        question.tabled_on,
        answer.answered_on,
        tuple(dict.fromkeys(filter(None, days))),
        wording,
        numbers,
        *mentions_of(question),
    )


@lru_cache(512)
def _body_and_family(name: str) -> tuple[str, str]:
    """Return the key of a body and that of its family. A body that was only renamed has the key of its last name."""
    body = known_body(name) if name else None
    if body is None:
        key = body_key(name)
        return key, key
    return _renamed().get(body.name, body_key(body.name)), body.family or body_key(body.name)


@cache
def _renamed() -> dict[str, str]:
    """Return one key for all names of each renamed body. A succession of one body by one body on a day is a renaming."""
    changes = [(change.predecessor, change.successor, change.day) for change in successions()]
    old_names, new_names = Counter((old, day) for old, _, day in changes), Counter((new, day) for _, new, day in changes)
    keys: dict[str, str] = {}
    for old, new, day in changes:
        if old_names[old, day] == new_names[new, day] == 1:
            key, other = (keys.setdefault(name, body_key(name)) for name in (old, new))
            keys = {name: key if known == other else known for name, known in keys.items()}
    return keys


def mentions_of(question: Question) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """Return the references of a record's question and of its answer."""
    answer = question.answer or Answer()
    tabled_on, answered_on = question.tabled_on, answer.answered_on
    in_question = read_mentions(question.text, tabled_on or answered_on)
    # An answer without its day was given within weeks; its dates without a year are read as of then.
    answer_day = answered_on or (tabled_on and tabled_on + timedelta(days=14))
    return in_question, read_mentions(answer.text, answer_day) if answer.text else ()
