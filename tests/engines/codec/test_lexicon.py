"""Lexicons compared with sorted lists."""

from __future__ import annotations

from bisect import bisect_left
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.engines.whoosh.codec.arrays import ArrayFile, ArrayFileWriter
from search.engines.whoosh.codec.lexicon import STRINGS_PER_READ, Lexicon, write_lexicon

pieces = st.sampled_from([b"", b"a", b"governme", b"government", b"\0", b"\0\0", "é".encode(), b"zz", b"12345678", b"\x7f"])
strings = st.lists(pieces, max_size=3).map(b"".join) | st.binary(max_size=12).map(lambda b: b.replace(b"\xff", b""))


def make_lexicon(folder: Path, terms: list[bytes]) -> Lexicon:
    with ArrayFileWriter(folder / "x") as file:
        write_lexicon(file, "x", terms)
    return Lexicon(ArrayFile(folder / "x"), "x")


@settings(max_examples=120, deadline=None)
@given(st.sets(strings, max_size=40), st.lists(strings, max_size=8))
@example({b"governme", b"governme\0", b"government", b"governments"}, [b"governmen", b"governme\0\0"])
@example(set(), [b"a"])
def test_a_lexicon_finds_the_strings_that_a_sorted_list_finds(
    tmp_path_factory: pytest.TempPathFactory, terms: set[bytes], other_strings: list[bytes]
) -> None:
    expected = sorted(terms)
    lexicon = make_lexicon(tmp_path_factory.mktemp("a"), expected)
    assert len(lexicon) == len(expected)
    assert [lexicon[ordinal] for ordinal in range(len(lexicon))] == expected
    assert lexicon.between(1, len(lexicon)) == expected[1:]
    assert lexicon.strings_at(np.arange(len(expected))[::-2]) == expected[::-2]
    for string in [*other_strings, *expected]:
        assert lexicon.lower_bound(string) == bisect_left(expected, string)
        assert lexicon.find(string) == (expected.index(string) if string in terms else None)
        first, last = lexicon.prefix_range(string)
        assert expected[first:last] == [term for term in expected if term.startswith(string)]
    looked_up = [*other_strings, *expected]
    assert lexicon.lower_bounds(looked_up) == [*map(lexicon.lower_bound, looked_up)]
    assert lexicon.prefix_ranges(looked_up) == [*map(lexicon.prefix_range, looked_up)]


def test_many_strings_with_equal_heads_are_found(tmp_path: Path) -> None:
    expected = sorted(b"governments%03d" % number for number in range(3 * STRINGS_PER_READ))
    lexicon = make_lexicon(tmp_path, expected)
    assert [lexicon.find(string) for string in expected] == [*range(len(expected))]
    assert lexicon.prefix_range(b"governments1") == (100, len(expected))


def test_an_ordinal_past_the_end_is_an_index_error(tmp_path: Path) -> None:
    with pytest.raises(IndexError):
        make_lexicon(tmp_path, [b"a"])[1]
