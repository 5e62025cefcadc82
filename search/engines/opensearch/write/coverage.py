"""The coverage of a generation, counted by the cluster: the days tabled, the newest answer, and each month's questions.

A month is counted by itself, so that the memory this takes does not grow with the index, and an update counts its own months.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple, cast

from search.engines.opensearch.client import WRITE_SECONDS, Cluster
from search.engines.opensearch.layout import values_field, visible
from search.model.month_counts import MonthCounts, count_months
from search.model.question import House

MonthKey = tuple[House, str]
"""A House and a month such as ``2024-03``; "" for questions without a day."""

_PAGE = 10_000
_FIELDS = ("house", "tabled", "state", "uin")


class Row(NamedTuple):
    """Values that records have together, "" for none, and the number of the records."""

    house: House
    day: str
    state: str
    uin: str
    records: int


class CoverageCounter:
    """Counts the records of one generation of an index."""

    def __init__(self, cluster: Cluster, index: str, generation: int) -> None:
        self._cluster, self._index = cluster, index
        self._visible = visible(generation)

    def count(self) -> int:
        """Return how many records there are."""
        answer = self._cluster.request(
            "POST", f"/{self._index}/_count", {"query": {"bool": {"filter": [self._visible]}}}, seconds=WRITE_SECONDS
        )
        return int(answer["count"])

    def newest_answer(self) -> date | None:
        """Return the last day of an answer, a holding answer or a correction."""
        field = values_field("activity")
        body = {
            "size": 1,
            "query": {"bool": {"filter": [self._visible, {"exists": {"field": field}}]}},
            "sort": [{field: {"order": "desc", "mode": "max"}}],
            "_source": False,
        }
        hits = self._search(body)["hits"]["hits"]
        return date.fromisoformat(hits[0]["sort"][0]) if hits else None

    def all_months(self) -> tuple[MonthCounts, ...]:
        """Return the counts of every month, in order."""
        rows = groupby(self._combinations([]), _month_of)
        return tuple(month for _, month_rows in rows for month in _count(month_rows))

    def months(self, changed_months: Iterable[MonthKey], others: Sequence[MonthCounts]) -> tuple[MonthCounts, ...]:
        """Return the counts of the changed months, and those in ``others`` for months that did not change, in order."""
        keys = set(changed_months)
        counts = {(month.house, month.month): month for month in others if (month.house, month.month) not in keys}
        for house, month in keys:
            filters = [_days(month), {"term": {values_field("house"): house}}]
            counts |= {(counted.house, counted.month): counted for counted in _count(self._combinations(filters))}
        return tuple(counts[key] for key in sorted(counts))

    def _combinations(self, filters: Sequence[object]) -> Iterator[Row]:
        """Yield the combinations of House, day, state and UIN among the records of some filters, by House and day."""
        sources = [{name: {"terms": {"field": values_field(name), "missing_bucket": True}}} for name in _FIELDS]
        after: Mapping[str, Any] = {}
        while True:
            body = {
                "size": 0,
                "query": {"bool": {"filter": [self._visible, *filters]}},
                "aggs": {"combinations": {"composite": {"size": _PAGE, "sources": sources, **after}}},
            }
            answer = self._search(body)["aggregations"]["combinations"]
            for bucket in answer["buckets"]:
                house, day, state, uin = (bucket["key"][name] or "" for name in _FIELDS)
                yield Row(cast(House, house), day, state, uin, bucket["doc_count"])
            if "after_key" not in answer:
                return
            after = {"after": answer["after_key"]}

    def _search(self, body: object) -> Any:
        complete = {"allow_partial_search_results": "false", "request_cache": "false"}
        return self._cluster.request("POST", f"/{self._index}/_search", body, complete, seconds=WRITE_SECONDS)


def _month_of(row: Row) -> MonthKey:
    return row.house, row.day[:7]


def _days(month: str) -> object:
    """Return the filter of the records of a month."""
    field = values_field("tabled")
    return {"prefix": {field: month}} if month else {"bool": {"must_not": [{"exists": {"field": field}}]}}


def _count(rows: Iterable[Row]) -> tuple[MonthCounts, ...]:
    states: Counter[tuple[House, str, str]] = Counter()
    uins: Counter[tuple[House, str, str]] = Counter()
    for row in rows:
        states[row.house, row.day, row.state] += row.records
        if row.uin:
            uins[row.house, row.day, row.uin] += row.records
    return count_months(states, uins)


def tabled_span(months: Iterable[MonthCounts]) -> tuple[date, date] | None:
    """Return the first and the last day tabled of some months."""
    days = [day for month in months for day in (month.first_day, month.last_day) if day]
    return (min(days), max(days)) if days else None
