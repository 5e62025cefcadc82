"""The coverage of a new build, counted from its doc values: the days tabled, the newest answer, and each month's questions."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import cast

import msgspec
import numpy as np

from search.engines.whoosh.codec.segment import Segment
from search.engines.whoosh.format.doc_values import DocValues
from search.engines.whoosh.format.groups import VALUE_GROUPS
from search.model.month_counts import MonthCounts, count_months
from search.model.question import House


class BuildCoverage(msgspec.Struct, frozen=True):
    """The first and last day tabled, the newest answer and the counts by House and month. See ``IndexInfo``."""

    tabled: tuple[date, date] | None
    newest_answer: date | None
    months: tuple[MonthCounts, ...]


def count_coverage(segments: list[Segment]) -> BuildCoverage:
    """Count the live records of the segments."""
    if not segments:
        return BuildCoverage(None, None, ())
    live = np.concatenate(
        [~segment.deleted.mask if segment.deleted else np.ones(segment.document_count, bool) for segment in segments]
    )

    def column(name: str) -> tuple[list[str], list[int]]:
        doc_values = DocValues(segments, VALUE_GROUPS[name].name)
        return ["", *doc_values.values], doc_values.ordinals[live].tolist()

    (houses, house), (days, day), (states, state), (uins, uin) = map(column, ("house", "tabled", "state", "uin"))
    state_counts = Counter(zip(house, day, state, strict=True))
    uin_counts = Counter(row for row in zip(house, day, uin, strict=True) if row[2])
    months = count_months(
        {(cast(House, houses[h]), days[d], states[s]): count for (h, d, s), count in state_counts.items()},
        {(cast(House, houses[h]), days[d], uins[u]): count for (h, d, u), count in uin_counts.items()},
    )
    tabled = [ordinal for ordinal in set(day) if ordinal]
    span = (date.fromisoformat(days[min(tabled)]), date.fromisoformat(days[max(tabled)])) if tabled else None
    activity_days, activity = column("activity")
    newest = activity_days[max(activity, default=0)]
    return BuildCoverage(span, date.fromisoformat(newest) if newest else None, months)
