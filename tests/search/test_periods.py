"""The counts of months, summed by month, quarter and year."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.coverage.months import months_between
from search.coverage.periods import Length, span_counts, span_name, spans_between

MONTHS = tuple(months_between("2019-11", "2024-02"))


@pytest.mark.parametrize("length", get_args(Length))
@given(counts=st.dictionaries(st.sampled_from(MONTHS), st.integers(1, 9)))
def test_a_span_counts_its_own_months(length: Length, counts: dict[str, int]) -> None:
    spans = spans_between("2020-02", "2023-05", length)
    numbers = span_counts(sorted(counts.items()), spans)
    assert numbers == [sum(count for month, count in counts.items() if span_name(month, length) == span.name) for span in spans]


def test_a_span_has_all_days_of_its_months() -> None:
    days = {length: spans_between("2024-02", "2024-02", length)[0] for length in get_args(Length)}
    assert {length: (span.first_day, span.last_day) for length, span in days.items()} == {
        "month": (date(2024, 2, 1), date(2024, 2, 29)),
        "quarter": (date(2024, 1, 1), date(2024, 3, 31)),
        "year": (date(2024, 1, 1), date(2024, 12, 31)),
    }
