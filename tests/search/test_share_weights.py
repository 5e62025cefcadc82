"""The weights of ``AtLeastShare``: their sums are exact in 32 bits, in any order, so that all engines match the same."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.lexicon.term_weights import least_share, share_weight

weights = st.lists(st.builds(share_weight, st.floats(0.0, 1.0), st.floats(0.0, 20.0)), min_size=1, max_size=30)


@given(weights, st.randoms(use_true_random=False))
def test_sums_are_exact_in_32_bits_in_any_order(values: Sequence[float], random: Random) -> None:
    shuffled = random.sample(values, len(values))
    assert float(np.array(shuffled, np.float32).cumsum(dtype=np.float32)[-1]) == sum(values)


@given(weights, st.floats(0.01, 1.0))
def test_the_least_share_is_exact_in_32_bits_and_no_more_than_all(values: Sequence[float], share: float) -> None:
    least = least_share(share, values)
    assert float(np.float32(least)) == least
    assert 0 < least <= sum(values)


@pytest.mark.parametrize(
    ("share", "values", "least"), [(0.1, [1.0] * 10, 1.0), (1.0, [0.5, 0.25], 0.75), (0.5, [3 / 1024], 2 / 1024)]
)
def test_a_record_with_just_the_share_matches(share: float, values: Sequence[float], least: float) -> None:
    assert least_share(share, values) == least


def test_a_word_of_every_record_still_has_a_weight() -> None:
    assert share_weight(1.0, 0.0) == 1 / 1024
