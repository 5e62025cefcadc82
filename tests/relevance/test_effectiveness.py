"""Recall, reciprocal rank and the confidence intervals of their means."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.relevance.effectiveness import confidence_interval, effectiveness


def test_recall_counts_the_first_ten_and_the_reciprocal_rank_goes_deeper() -> None:
    ids = [str(number) for number in range(1, 101)]
    values = effectiveness(
        [ids, ids, ids, []], [frozenset({"2", "10", "11"}), frozenset({"20"}), frozenset("x"), frozenset("1")]
    )
    assert values.recall.tolist() == [pytest.approx(2 / 3), 0, 0, 0]
    assert values.reciprocal_rank.tolist() == [1 / 2, 1 / 20, 0, 0]


def test_each_key_counts_once() -> None:
    values = effectiveness(["a", "a", "xa"], [frozenset("a"), frozenset("b"), frozenset("a")])
    once = values.mean_by(["one", "one", "two"])
    assert once.recall.tolist() == [1 / 2, 1]
    assert once.reciprocal_rank.tolist() == [1 / 2, 1 / 2]


def test_the_interval_holds_the_mean_and_narrows_with_more_values() -> None:
    few, many = np.array([0.0, 1.0] * 5), np.array([0.0, 1.0] * 500)
    low, high = confidence_interval([few])
    narrow_low, narrow_high = confidence_interval([many])
    assert low < narrow_low < 0.5 < narrow_high < high
    assert confidence_interval([np.full(7, 0.25)]) == (0.25, 0.25)
