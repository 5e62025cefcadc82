"""Array files: what is written is read, and what has changed since is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engines.whoosh.codec import arrays
from search.engines.whoosh.codec.arrays import BLOCK_BYTES, ArrayFile, ArrayFileWriter, to_narrowest_dtype
from search.errors import IndexMismatch

DTYPES = ("<u1", "<u2", "<u4", "<i4", "<i8", "<f4")


def written(path: Path, *named: np.ndarray) -> ArrayFile:
    with ArrayFileWriter(path) as file:
        file.notes["said"] = "so"
        for number, array in enumerate(named):
            file.put(str(number), array)
    return ArrayFile(path)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(DTYPES), st.integers(0, 40_000)), max_size=5), st.data())
def test_arrays_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, given_: list[tuple[str, int]], data) -> None:
    dice = np.random.default_rng(len(given_))
    named = [dice.integers(0, 100, count).astype(dtype) for dtype, count in given_]
    file = written(tmp_path_factory.mktemp("a") / "x", *named)
    assert file.notes == {"said": "so"}
    assert list(file.names()) == [str(number) for number in range(len(named))]
    for number, array in enumerate(named):
        assert file.array(str(number)).dtype == array.dtype
        assert (file.array(str(number)) == array).all()
        stored = file.stored(str(number))
        start, stop = sorted((data.draw(st.integers(0, len(array))), data.draw(st.integers(0, len(array)))))
        assert stored[start:stop].tolist() == array[start:stop].tolist()
        assert len(array) == 0 or stored[len(array) - 1 : len(array)].tolist() == [array[-1]]


@pytest.mark.parametrize(
    "sizes", [[1], [BLOCK_BYTES], [BLOCK_BYTES - 1, 2], [3, BLOCK_BYTES * 2, 5], [BLOCK_BYTES // 2] * 5, []]
)
def test_pieces_make_the_file_that_the_whole_does(tmp_path: Path, sizes: list[int]) -> None:
    pieces = [np.full(size, number, np.uint8) for number, size in enumerate(sizes)]
    with ArrayFileWriter(tmp_path / "pieces") as file:
        file.begin("a", np.uint8)
        for piece in pieces:
            file.append(piece)
        assert file.item_count == sum(sizes)
    with ArrayFileWriter(tmp_path / "whole") as file:
        file.put("a", np.concatenate([np.zeros(0, np.uint8), *pieces]))
    assert (tmp_path / "pieces").read_bytes() == (tmp_path / "whole").read_bytes()


def test_every_flipped_byte_is_refused_or_nothing_that_is_read(tmp_path: Path) -> None:
    arrays_written = (np.arange(20_000, dtype=np.uint16), np.arange(300, dtype=np.int64), np.zeros(0, np.uint8))
    written(tmp_path / "x", *arrays_written)
    whole = (tmp_path / "x").read_bytes()
    refused = 0
    for at in {*range(0, len(whole), 97), *range(len(whole) - 400, len(whole))}:
        (tmp_path / "y").write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        try:
            file = ArrayFile(tmp_path / "y")
            assert all((file.array(str(n)) == array).all() for n, array in enumerate(arrays_written)), at
        except IndexMismatch as error:
            refused += "build the index again" in str(error)
    assert refused > 600


def test_only_the_block_that_is_read_is_checked(tmp_path: Path) -> None:
    written(tmp_path / "x", np.zeros(4 * BLOCK_BYTES, np.uint8))
    content = bytearray((tmp_path / "x").read_bytes())
    content[3 * BLOCK_BYTES] ^= 1
    (tmp_path / "x").write_bytes(content)
    stored = ArrayFile(tmp_path / "x").stored("0")
    assert not stored[0 : 3 * BLOCK_BYTES].any()
    with pytest.raises(IndexMismatch, match="x has changed"):
        stored[3 * BLOCK_BYTES : 3 * BLOCK_BYTES + 1]


@pytest.mark.parametrize("kept", [0, 1, 47, 48, -1])
def test_a_file_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    written(tmp_path / "x", np.arange(1_000))
    (tmp_path / "x").write_bytes((tmp_path / "x").read_bytes()[:kept])
    with pytest.raises(IndexMismatch, match="damaged"):
        ArrayFile(tmp_path / "x")


def test_another_version_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "x", np.arange(3))
    monkeypatch.setattr(arrays, "VERSION", 2)
    with pytest.raises(IndexMismatch, match="version 1 of its format, and this program reads version 2"):
        ArrayFile(tmp_path / "x")


def test_a_file_that_failed_half_way_is_no_file(tmp_path: Path) -> None:
    def fail() -> None:
        with ArrayFileWriter(tmp_path / "x") as file:
            file.put("a", np.arange(3))
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fail()
    with pytest.raises(IndexMismatch):
        ArrayFile(tmp_path / "x")


def test_an_array_cannot_be_written_to_nor_named_twice(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        written(tmp_path / "x", np.arange(3)).array("0")[0] = 1
    with ArrayFileWriter(tmp_path / "y") as file:
        file.put("a", np.arange(3))
        with pytest.raises(ValueError, match="written twice"):
            file.put("a", np.arange(3))


@pytest.mark.parametrize(("most", "dtype"), [(0, "u1"), (255, "u1"), (256, "u2"), (65_536, "u4"), (1 << 40, "u8")])
def test_numbers_take_the_least_room(most: int, dtype: str) -> None:
    assert to_narrowest_dtype(np.array([0, most])).dtype == np.dtype(dtype)
