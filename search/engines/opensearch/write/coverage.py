"""What a generation covers, counted by the cluster: the days tabled, the newest answer, and each month's questions.

A month is counted by itself, so that the memory this takes does not grow with the index, and an update counts its own months.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from search.engines.opensearch.client import WRITE_SECONDS, Cluster
from search.engines.opensearch.layout import values_field, visible
from search.model.month_counts import MonthCounts, count_months
from search.model.question import House

MonthKey = tuple[House, str]
"""A House and a month such as ``2024-03``; "" for questions without a day."""

_PAGE = 10_000


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

    def months(self, touched: Iterable[MonthKey], others: Sequence[MonthCounts] = ()) -> tuple[MonthCounts, ...]:
        """Return the counts of the months that were touched, and of those ``others`` that were not, in order."""
        keys = set(touched)
        counts = {(month.house, month.month): month for month in others if (month.house, month.month) not in keys}
        counts |= {(month.house, month.month): month for key in keys for month in self._month(*key)}
        return tuple(counts[key] for key in sorted(counts))

    def _month(self, house: House, month: str) -> tuple[MonthCounts, ...]:
        days = values_field("tabled")
        of_month = {"prefix": {days: month}} if month else {"bool": {"must_not": [{"exists": {"field": days}}]}}
        states: Counter[tuple[House, str, str]] = Counter()
        uins: Counter[tuple[House, str, str]] = Counter()
        for key, count in self._combinations(("tabled", "state", "uin"), [of_month, {"term": {values_field("house"): house}}]):
            day = key["tabled"] or ""
            states[house, day, key["state"] or ""] += count
            if key["uin"]:
                uins[house, day, key["uin"]] += count
        return count_months(states, uins)

    def _combinations(self, fields: Sequence[str], filters: Sequence[object]) -> Iterator[tuple[Mapping[str, Any], int]]:
        """Yield each combination of the values of some fields among the records of some filters, and the number of records."""
        sources = [{name: {"terms": {"field": values_field(name), "missing_bucket": True}}} for name in fields]
        after: Mapping[str, Any] = {}
        while True:
            composite = {"size": _PAGE, "sources": sources, **after}
            body = {
                "size": 0,
                "query": {"bool": {"filter": [self._visible, *filters]}},
                "aggs": {"combinations": {"composite": composite}},
            }
            answer = self._search(body)["aggregations"]["combinations"]
            yield from ((bucket["key"], bucket["doc_count"]) for bucket in answer["buckets"])
            if "after_key" not in answer:
                return
            after = {"after": answer["after_key"]}

    def _search(self, body: object) -> Any:
        complete = {"allow_partial_search_results": "false", "request_cache": "false"}
        return self._cluster.request("POST", f"/{self._index}/_search", body, complete, seconds=WRITE_SECONDS)


def tabled_span(months: Iterable[MonthCounts]) -> tuple[date, date] | None:
    """Return the first and the last day tabled of some months."""
    days = [day for month in months for day in (month.first_day, month.last_day) if day]
    return (min(days), max(days)) if days else None
