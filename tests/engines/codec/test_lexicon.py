"""Lexicons against sorted lists."""

from __future__ import annotations

from bisect import bisect_left
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.engines.whoosh.codec.arrays import ArrayFile, ArrayFileWriter
from search.engines.whoosh.codec.lexicon import Lexicon, write_lexicon

pieces = st.sampled_from([b"", b"a", b"governme", b"government", b"\0", b"\0\0", "é".encode(), b"zz", b"12345678", b"\x7f"])
strings = st.lists(pieces, max_size=3).map(b"".join) | st.binary(max_size=12).map(lambda b: b.replace(b"\xff", b""))


def lexicon(folder: Path, held: list[bytes]) -> Lexicon:
    with ArrayFileWriter(folder / "x") as file:
        write_lexicon(file, "x", held)
    return Lexicon(ArrayFile(folder / "x"), "x")


@settings(max_examples=120, deadline=None)
@given(st.sets(strings, max_size=40), st.lists(strings, max_size=8))
@example({b"governme", b"governme\0", b"government", b"governments"}, [b"governmen", b"governme\0\0"])
@example(set(), [b"a"])
def test_it_finds_what_a_sorted_list_does(
    tmp_path_factory: pytest.TempPathFactory, held: set[bytes], asked: list[bytes]
) -> None:
    expected = sorted(held)
    found = lexicon(tmp_path_factory.mktemp("a"), expected)
    assert len(found) == len(expected)
    assert [found[at] for at in range(len(found))] == expected
    assert found.between(1, len(found)) == expected[1:]
    for string in [*asked, *expected]:
        assert found.lower_bound(string) == bisect_left(expected, string)
        assert found.find(string) == (expected.index(string) if string in held else None)
        first, last = found.prefix_range(string)
        assert expected[first:last] == [each for each in expected if each.startswith(string)]


def test_it_is_no_longer_than_it_is(tmp_path: Path) -> None:
    with pytest.raises(IndexError):
        lexicon(tmp_path, [b"a"])[1]
