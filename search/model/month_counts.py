"""MonthCounts: how many questions of each House an index has for each month of tabling, counted when it is written."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from search.model.question import House, Question

MAX_SERIES_STEP = 1_000
"""UINs of one month further apart than this are of two series: two sessions, or questions tabled for oral answer (9xxxxx)."""

MIN_SERIES_SHARE = 0.1
"""A series with a smaller share of the month's different UINs does not count."""

_NUMBER = re.compile(r"(?:HL)?(\d{1,9})", re.IGNORECASE | re.ASCII)

DayAndState = tuple[House, str, str]
"""A House, a day tabled as ISO text ("" for none), and a state."""

DayAndUin = tuple[House, str, str]
"""A House, a day tabled as ISO text ("" for none), and a UIN."""


class MonthCounts(msgspec.Struct, frozen=True):
    """The questions of one House tabled in one month.

    ``month`` is the month, such as ``2024-03``, or "" for questions without a day. ``states`` has the number of questions in
    each state that occurs. ``first_day`` and ``last_day`` are the first and last day tabled.

    Parliament numbers questions in the order in which they are tabled. ``numbers`` is the number of different UINs of the
    month in its series. ``number_span`` counts the integers from the lowest to the highest number of each series, added up.
    ``first_number`` is the lowest of all (0 if there are none).
    """

    house: House
    month: str
    states: tuple[tuple[str, int], ...]
    first_day: date | None
    last_day: date | None
    without_uin: int
    numbers: int
    number_span: int
    first_number: int

    @property
    def total(self) -> int:
        """The number of questions."""
        return sum(count for _, count in self.states)


def count_months(states: Mapping[DayAndState, int], uins: Mapping[DayAndUin, int]) -> tuple[MonthCounts, ...]:
    """Return the counts by House and month, from the number of questions of each day and state, and of each day and UIN."""
    states_of: defaultdict[tuple[House, str], Counter[str]] = defaultdict(Counter)
    days_of: defaultdict[tuple[House, str], set[str]] = defaultdict(set)
    for (house, day, state), count in states.items():
        states_of[house, day[:7]][state] += count
        days_of[house, day[:7]].add(day)
    with_uin: Counter[tuple[House, str]] = Counter()
    numbers_of: defaultdict[tuple[House, str], set[int]] = defaultdict(set)
    for (house, day, uin), count in uins.items():
        with_uin[house, day[:7]] += count
        if number := _NUMBER.fullmatch(uin):
            numbers_of[house, day[:7]].add(int(number[1]))
    return tuple(
        _month_counts(key, states_of[key], sorted(days_of[key]), with_uin[key], sorted(numbers_of[key]))
        for key in sorted(states_of)
    )


def count_questions(questions: Iterable[Question]) -> tuple[MonthCounts, ...]:
    """Return the counts of some questions."""
    states: Counter[DayAndState] = Counter()
    uins: Counter[DayAndUin] = Counter()
    for question in questions:
        day = question.tabled_on.isoformat() if question.tabled_on else ""
        states[question.house, day, question.state] += 1
        if question.uin:
            uins[question.house, day, question.uin] += 1
    return count_months(states, uins)


def _month_counts(
    key: tuple[House, str], states: Counter[str], days: Sequence[str], with_uin: int, numbers: Sequence[int]
) -> MonthCounts:
    house, month = key
    series = _series(numbers)
    first_day, last_day = (date.fromisoformat(days[0]), date.fromisoformat(days[-1])) if month else (None, None)
    return MonthCounts(
        house=house,
        month=month,
        states=tuple(sorted(states.items())),
        first_day=first_day,
        last_day=last_day,
        without_uin=states.total() - with_uin,
        numbers=sum(map(len, series)),
        number_span=sum(run[-1] - run[0] + 1 for run in series),
        first_number=series[0][0] if series else 0,
    )


def _series(numbers: Sequence[int]) -> list[list[int]]:
    """Split sorted numbers where a step exceeds ``MAX_SERIES_STEP``; leave out series below ``MIN_SERIES_SHARE``."""
    series: list[list[int]] = []
    for number in numbers:
        if not series or number - series[-1][-1] > MAX_SERIES_STEP:
            series.append([])
        series[-1].append(number)
    return [run for run in series if len(run) >= MIN_SERIES_SHARE * len(numbers)]
