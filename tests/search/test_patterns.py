"""Wildcard patterns as regular expressions."""

from __future__ import annotations

import fnmatch
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.patterns import glob, literal_prefix


@pytest.mark.parametrize(
    ("pattern", "prefix"), [("wom?n", "wom"), ("*n", ""), ("Siân*", "sian"), ("plain", "plain"), ("a?*", "a")]
)
def test_the_literal_prefix_ends_before_the_first_wildcard(pattern: str, prefix: str) -> None:
    assert literal_prefix(pattern) == prefix


@given(st.text(alphabet="ab?*", min_size=1, max_size=8), st.text(alphabet="abc", max_size=8))
def test_a_glob_matches_the_words_that_fnmatch_matches(pattern: str, word: str) -> None:
    assert bool(glob(pattern).fullmatch(word)) == fnmatch.fnmatchcase(word, pattern)


def test_a_glob_with_many_stars_takes_linear_time() -> None:
    started = time.process_time()
    assert glob("ab" + "*a" * 200 + "*c").fullmatch("ab" + "a" * 5000 + "b") is None
    assert time.process_time() - started < 5
