"""Invented questions of a month: numbered in the order of tabling, and answered unless a test says otherwise."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from msgspec.structs import replace

from search.model.question import Answer, AnsweringBody, House, Question

Change = Callable[[Question, int], Question | None]
"""Changes the question with a place in its month, from 0; None leaves it out."""


def month_records(
    month: str, count: int = 60, *, house: House = "Commons", first_number: int = 5_000, change: Change | None = None
) -> list[Question]:
    """Return questions tabled on the days of a month in turn, with consecutive UINs and an answer each."""
    year, number = map(int, month.split("-"))
    days = calendar.monthrange(year, number)[1]
    prefix = "HL" if house == "Lords" else ""
    records = []
    for place in range(count):
        day = date(year, number, 1 + place * days // count)
        question = Question(
            id=f"{house}-{month}-{place}",
            house=house,
            text="To ask the Minister for Wells, how many wells there are.",
            uin=f"{prefix}{first_number + place}",
            tabled_on=day,
            due_on=day + timedelta(days=5),
            answering_body=AnsweringBody("Ministry of Wells", 4),
            answer=Answer(text="There are nine wells.", answered_on=day + timedelta(days=4)),
        )
        changed = change(question, place) if change else question
        if changed is not None:
            records.append(changed)
    return records


def without_answer(share: float, count: int = 60) -> Change:
    """Return a change that takes the answers of the last questions away."""

    def change(question: Question, place: int) -> Question:
        return replace(question, answer=None) if place >= count * (1 - share) else question

    return change
