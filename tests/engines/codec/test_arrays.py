"""Array files: arrays are read as they were written, and a file that has changed since is refused."""

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


def write_file(path: Path, *contents: np.ndarray) -> ArrayFile:
    """A file of these arrays, named "0", "1" and so on, with a note."""
    with ArrayFileWriter(path) as file:
        file.notes["language"] = "en"
        for number, array in enumerate(contents):
            file.put(str(number), array)
    return ArrayFile(path)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(DTYPES), st.integers(0, 40_000)), max_size=5), st.data())
def test_arrays_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, shapes: list[tuple[str, int]], data: st.DataObject
) -> None:
    dice = np.random.default_rng(len(shapes))
    contents = [dice.integers(0, 100, count).astype(dtype) for dtype, count in shapes]
    file = write_file(tmp_path_factory.mktemp("a") / "x", *contents)
    assert file.notes == {"language": "en"}
    assert list(file.names()) == [str(number) for number in range(len(contents))]
    for number, array in enumerate(contents):
        assert file.array(str(number)).dtype == array.dtype
        assert (file.array(str(number)) == array).all()
        stored = file.stored(str(number))
        start, stop = sorted((data.draw(st.integers(0, len(array))), data.draw(st.integers(0, len(array)))))
        assert stored[start:stop].tolist() == array[start:stop].tolist()
        assert len(array) == 0 or stored[len(array) - 1 : len(array)].tolist() == [array[-1]]


@pytest.mark.parametrize(
    "sizes", [[1], [BLOCK_BYTES], [BLOCK_BYTES - 1, 2], [3, BLOCK_BYTES * 2, 5], [BLOCK_BYTES // 2] * 5, []]
)
def test_an_array_written_in_pieces_makes_the_same_file_as_the_whole_array(tmp_path: Path, sizes: list[int]) -> None:
    pieces = [np.full(size, number, np.uint8) for number, size in enumerate(sizes)]
    with ArrayFileWriter(tmp_path / "pieces") as file:
        file.begin("a", np.uint8)
        for piece in pieces:
            file.append(piece)
        assert file.item_count == sum(sizes)
    with ArrayFileWriter(tmp_path / "whole") as file:
        file.put("a", np.concatenate([np.zeros(0, np.uint8), *pieces]))
    assert (tmp_path / "pieces").read_bytes() == (tmp_path / "whole").read_bytes()


def test_a_flipped_bit_is_refused_or_is_in_bytes_that_are_never_read(tmp_path: Path) -> None:
    contents = (np.arange(20_000, dtype=np.uint16), np.arange(300, dtype=np.int64), np.zeros(0, np.uint8))
    write_file(tmp_path / "x", *contents)
    whole = (tmp_path / "x").read_bytes()
    refused = 0
    for offset in {*range(0, len(whole), 97), *range(len(whole) - 400, len(whole))}:
        (tmp_path / "y").write_bytes(whole[:offset] + bytes([whole[offset] ^ 0x10]) + whole[offset + 1 :])
        try:
            file = ArrayFile(tmp_path / "y")
            assert all((file.array(str(number)) == array).all() for number, array in enumerate(contents)), offset
        except IndexMismatch as error:
            refused += "build the index again" in str(error)
    assert refused > 600


def test_only_the_blocks_that_are_read_are_verified(tmp_path: Path) -> None:
    write_file(tmp_path / "x", np.zeros(4 * BLOCK_BYTES, np.uint8))
    content = bytearray((tmp_path / "x").read_bytes())
    content[3 * BLOCK_BYTES] ^= 1
    (tmp_path / "x").write_bytes(content)
    stored = ArrayFile(tmp_path / "x").stored("0")
    assert not stored[0 : 3 * BLOCK_BYTES].any()
    with pytest.raises(IndexMismatch, match="x has changed"):
        stored[3 * BLOCK_BYTES : 3 * BLOCK_BYTES + 1]


@pytest.mark.parametrize("size", [0, 1, 47, 48, -1])
def test_a_truncated_file_is_refused(tmp_path: Path, size: int) -> None:
    write_file(tmp_path / "x", np.arange(1_000))
    (tmp_path / "x").write_bytes((tmp_path / "x").read_bytes()[:size])
    with pytest.raises(IndexMismatch, match="damaged"):
        ArrayFile(tmp_path / "x")


def test_another_version_is_refused_by_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(tmp_path / "x", np.arange(3))
    monkeypatch.setattr(arrays, "VERSION", 2)
    with pytest.raises(IndexMismatch, match="version 1 of its format, and this program reads version 2"):
        ArrayFile(tmp_path / "x")


def test_a_file_whose_writing_failed_is_refused(tmp_path: Path) -> None:
    def fail() -> None:
        with ArrayFileWriter(tmp_path / "x") as file:
            file.put("a", np.arange(3))
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fail()
    with pytest.raises(IndexMismatch):
        ArrayFile(tmp_path / "x")


def test_an_array_is_read_only_and_its_name_is_used_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="read-only"):
        write_file(tmp_path / "x", np.arange(3)).array("0")[0] = 1
    with ArrayFileWriter(tmp_path / "y") as file:
        file.put("a", np.arange(3))
        with pytest.raises(ValueError, match="written twice"):
            file.put("a", np.arange(3))


@pytest.mark.parametrize(("greatest", "dtype"), [(0, "u1"), (255, "u1"), (256, "u2"), (65_536, "u4"), (1 << 40, "u8")])
def test_the_narrowest_dtype_depends_on_the_greatest_number(greatest: int, dtype: str) -> None:
    assert to_narrowest_dtype(np.array([0, greatest])).dtype == np.dtype(dtype)
