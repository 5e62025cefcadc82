"""The blend of scores and cosines."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.meaning.blend import blend_parts, blended_order

hits = st.lists(st.tuples(st.floats(0.01, 50), st.floats(-1, 1)), min_size=1, max_size=100)


def test_the_cosine_counts_four_tenths_and_the_share_of_the_best_score_six() -> None:
    by_score, by_cosine = blend_parts(np.array([20.0, 10.0]), np.array([0.1, 0.9], np.float32))
    np.testing.assert_allclose((by_score + by_cosine) / 20, [0.6 + 0.04, 0.3 + 0.36], rtol=1e-6)


def test_a_hit_of_a_lower_score_and_the_same_meaning_comes_first() -> None:
    assert blended_order(np.array([10.0, 9.0, 8.0]), np.array([0.2, 0.2, 0.8], np.float32)).tolist() == [2, 0, 1]


def test_a_hit_without_a_vector_keeps_its_place_among_hits_of_the_mean_meaning() -> None:
    cosines = np.array([0.5, np.nan, 0.5], np.float32)
    assert blended_order(np.array([10.0, 9.0, 8.0]), cosines).tolist() == [0, 1, 2]


def test_without_any_vector_the_order_is_that_of_the_scores() -> None:
    assert blended_order(np.array([3.0, 2.0, 2.0]), np.full(3, np.nan, np.float32)).tolist() == [0, 1, 2]
    assert blended_order(np.empty(0), np.empty(0, np.float32)).tolist() == []


@given(hits)
def test_the_unit_of_the_scores_does_not_change_the_order(pairs: list[tuple[float, float]]) -> None:
    scores = np.array(sorted((score for score, _ in pairs), reverse=True))
    cosines = np.array([cosine for _, cosine in pairs], np.float32)
    assert blended_order(scores, cosines).tolist() == blended_order(scores * 4, cosines).tolist()
