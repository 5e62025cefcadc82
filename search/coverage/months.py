"""The verdict on each month of each House: whole, partial or none. Charts and rates use whole months only.

The number of questions tabled is known only from the records. The rules, calibrated on 78,000 real records
(docs/decisions/0021-whole-months.md):

- ``none``: no question tabled in the month, within the days that the index covers. It may be a gap or a time without questions.
- ``whole``: at least 98 % of the month's questions have an answer, are withdrawn, or were fetched after their date for answer;
  at least 95 % have a UIN; there are at least 20 UINs; these, which Parliament gives in the order of tabling, are at least half
  of the numbers between the first and the last; and the days reach to both ends of the month, or to a month that has questions
  too.
- ``partial``: any other month, with the reasons.

Questions are put into months by the day of tabling, or by the day on which their answer was due by the rule. The questions due
in a month are tabled in that month, or in earlier months. These begin with the last month before it in which the House sat, or
with the session. A month by days due is whole if all of these months of tabling are whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from statistics import median
from typing import Literal, get_args

import msgspec

from search.insight.calendar import last_day, sittings
from search.model.month_counts import MonthCounts
from search.model.question import WITHOUT_ANSWER, House
from search.model.sessions import session_of
from search.results.types import IndexInfo

Verdict = Literal["whole", "partial", "none"]
Reason = Literal[
    "answers-not-collected", "numbers-missing", "no-numbers", "few-records", "begins-late", "ends-early", "not-in-calendar"
]
Basis = Literal["tabled", "due"]
"""The day that puts a question into a month: of tabling, or the one on which its answer was due by the rule."""

NOT_COLLECTED = frozenset(WITHOUT_ANSWER) - {"unanswered"}
"""States of a question whose answer was not collected, so it is not known whether there is one."""

ANSWERED = frozenset({"answered", "corrected"})

MIN_COLLECTED_SHARE = 0.98
"""The least share of a month's questions whose state is not in ``NOT_COLLECTED``."""

MIN_UIN_SHARE = 0.95
"""The least share of a month's questions that have a UIN."""

MIN_NUMBER_SHARE = 0.5
"""The share of the numbers of a month's series that the index has: .69 to .76 in the whole months of the calibration, which
are samples of 7 in 10 records, and at most .45 elsewhere."""

MIN_JUDGED_SHARE = 0.98
"""The least share of a month's questions that must be known to be late or on time. Below it no figures are given."""

MIN_NUMBERS = 20
"""With fewer UINs than this, gaps between them are not evidence of missing questions."""

FEW_SHARE = 0.5
"""A month that lacks UINs is partial for few records, and not for no numbers, below this share of the usual total."""

NEIGHBOURS = 6
"""The usual total is the median number of questions of a month and of this many months before and after it."""

EDGE_DAYS = 7
"""Days at the beginning and the end of a month that may be without questions: recesses begin and end in mid-week."""

FIRST_NUMBERS = 20
"""A series that begins with a number up to this is that of a new session, so nothing before it is missing."""


class MonthCoverage(msgspec.Struct, frozen=True):
    """One month of one House and its verdict, with the ``reasons`` why it is partial.

    ``tabled`` questions are ``answered``, have a ``holding`` answer alone, are ``withdrawn``, or are without an answer:
    ``unanswered`` when fetched after the date for answer, ``not_collected`` when fetched before or at an unknown time.
    ``number_share`` is the share of the UINs between the month's first and last that the index has; None if too few have one.
    """

    house: House
    month: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    tabled: int
    answered: int
    holding: int
    withdrawn: int
    unanswered: int
    not_collected: int
    number_share: float | None

    @property
    def year(self) -> str:
        """The year, such as ``2024``."""
        return self.month[:4]


class MonthVerdict(msgspec.Struct, frozen=True):
    """The verdict on a month, and the reasons why it is partial."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()


class HouseCoverage(msgspec.Struct, frozen=True):
    """The months of one House, oldest first, from its first with questions to the last that the index has of any House.

    ``records`` counts all of its questions, ``undated`` those without a day tabled, which are in no month.
    """

    house: House
    records: int
    undated: int
    first_tabled: date | None
    last_tabled: date | None
    months: tuple[MonthCoverage, ...]

    @property
    def has_gaps(self) -> bool:
        """Whether there is a month without questions between the first and the last day tabled."""
        return self.last_tabled is not None and any(
            entry.verdict == "none" and entry.month < self.last_tabled.isoformat()[:7] for entry in self.months
        )

    def verdict(self, month: str) -> Verdict:
        """Return the verdict on a month such as ``2024-03``."""
        entry = self.entry(month)
        return entry.verdict if entry else "none"

    def entry(self, month: str) -> MonthCoverage | None:
        """Return the coverage of a month; None if the index does not reach to it."""
        return next((entry for entry in self.months if entry.month == month), None)

    def month_verdict(self, month: str, basis: Basis) -> MonthVerdict:
        """Return the verdict on a month by either day, with the reasons."""
        if basis == "tabled":
            entry = self.entry(month)
            return MonthVerdict(entry.verdict, entry.reasons) if entry else MonthVerdict("none")
        table = sittings(self.house)
        first = _first_month_due(self.house, month)
        if first is None:
            return MonthVerdict("partial", ("not-in-calendar",))
        entries = [(self.entry(name), name) for name in months_between(first, month)]
        reasons = [reason for entry, _ in entries if entry for reason in entry.reasons]
        missing = [name for entry, name in entries if (entry is None or entry.verdict == "none") and table.sat_in(name)]
        if not any(entry and entry.tabled for entry, _ in entries):
            return MonthVerdict("none")
        reasons += ["few-records"] if missing else []
        return MonthVerdict("partial" if reasons else "whole", tuple(dict.fromkeys(reasons)))

    def is_whole(self, month: str) -> bool:
        """Return whether the month can be counted and compared."""
        return self.verdict(month) == "whole"


@lru_cache(maxsize=4)
def house_coverages(info: IndexInfo) -> Mapping[House, HouseCoverage]:
    """Return the coverage of each House. The results for the last few builds are cached: one takes 3 ms for 127 months."""
    houses: tuple[House, ...] = get_args(House)
    last_month = max((counts.month for counts in info.months), default="")
    return {house: _house_coverage(house, [c for c in info.months if c.house == house], last_month) for house in houses}


def months_between(first: str, last: str) -> Iterator[str]:
    """Yield the months from ``first`` to ``last``, such as ``2024-03``, both included."""
    year, month = int(first[:4]), int(first[5:])
    while (name := f"{year:04}-{month:02}") <= last:
        yield name
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _first_month_due(house: House, month: str) -> str | None:
    """Return the first month of tabling whose questions may fall due in a month; None where the calendar does not say."""
    table = sittings(house)
    session, first = session_of(last_day(month)), table.month_before(month)
    session_month = session.first_day.isoformat()[:7] if session else ""
    if month not in table.months or (first is None and session_month != month):
        return None
    return max(first or "", session_month)


def _house_coverage(house: House, all_counts: list[MonthCounts], last_month: str) -> HouseCoverage:
    undated = sum(counts.total for counts in all_counts if not counts.month)
    dated = {counts.month: counts for counts in all_counts if counts.month}
    months = list(months_between(min(dated), last_month)) if dated else []
    days = [day for counts in dated.values() for day in (counts.first_day, counts.last_day) if day]
    return HouseCoverage(
        house,
        sum(counts.total for counts in all_counts),
        undated,
        min(days, default=None),
        max(days, default=None),
        tuple(_month_coverage(house, index, months, dated) for index in range(len(months))),
    )


def _month_coverage(house: House, index: int, months: list[str], dated: dict[str, MonthCounts]) -> MonthCoverage:
    month = months[index]
    counts = dated.get(month)
    if counts is None:
        return MonthCoverage(house, month, "none", (), 0, 0, 0, 0, 0, 0, None)
    nearby_totals = [
        dated[other].total for other in months[max(0, index - NEIGHBOURS) : index + NEIGHBOURS + 1] if other in dated
    ]
    has_previous = index > 0 and months[index - 1] in dated
    has_next = index + 1 < len(months) and months[index + 1] in dated
    reasons = (*_reasons(counts, median(nearby_totals)), *_edge_reasons(counts, has_previous, has_next))
    states = Counter(dict(counts.states))
    return MonthCoverage(
        house=house,
        month=month,
        verdict="partial" if reasons else "whole",
        reasons=reasons,
        tabled=counts.total,
        answered=sum(states[state] for state in ANSWERED),
        holding=states["holding"],
        withdrawn=states["withdrawn"],
        unanswered=states["unanswered"],
        not_collected=sum(states[state] for state in NOT_COLLECTED),
        number_share=_number_share(counts),
    )


def _number_share(counts: MonthCounts) -> float | None:
    return round(counts.numbers / counts.number_span, 3) if counts.numbers >= MIN_NUMBERS else None


def _reasons(counts: MonthCounts, usual_total: float) -> Iterator[Reason]:
    """Yield the reasons why a month is partial, but for its edges. ``usual_total`` is as in ``NEIGHBOURS``."""
    if sum(count for state, count in counts.states if state in NOT_COLLECTED) > (1 - MIN_COLLECTED_SHARE) * counts.total:
        yield "answers-not-collected"
    share = _number_share(counts)
    if counts.without_uin > (1 - MIN_UIN_SHARE) * counts.total:
        yield "few-records" if counts.total < FEW_SHARE * usual_total else "no-numbers"
    elif share is None:
        yield "few-records"
    elif share < MIN_NUMBER_SHARE:
        yield "numbers-missing"


def _edge_reasons(counts: MonthCounts, has_previous: bool, has_next: bool) -> Iterator[Reason]:
    """Yield a reason if the days of a month begin late or end early.

    ``has_previous`` and ``has_next`` say whether the months before and after it have questions.
    """
    assert counts.first_day is not None
    assert counts.last_day is not None
    if not has_previous and counts.first_day.day > EDGE_DAYS and not 0 < counts.first_number <= FIRST_NUMBERS:
        yield "begins-late"
    if not has_next and counts.last_day.day < last_day(counts.month).day - EDGE_DAYS:
        yield "ends-early"
