"""The buffer of a connection keeps every byte in order, in memory or on disk, and gives its disk back."""

from __future__ import annotations

import errno
import os
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.server import spool
from web.server.spool import Spool, SpooledBuffer

steps = st.lists(st.one_of(st.binary(min_size=1, max_size=40), st.integers(0, 60)), max_size=40)


@given(steps)
def test_bytes_come_out_as_they_went_in(actions: list[bytes | int]) -> None:
    store = Spool(1_000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "MEMORY_BYTES", 50)
        buffer, expected = SpooledBuffer(store), b""
        for action in actions:
            if isinstance(action, bytes):
                buffer.append(action)
                expected += action
            else:
                piece = buffer.get(action)
                assert expected.startswith(piece)
                assert piece or not expected or not action
                buffer.skip(len(piece), True)
                expected = expected[len(piece) :]
            assert len(buffer) == len(expected)
            assert bool(buffer) == bool(expected)
        buffer.close()
    assert store.used == 0


def test_a_small_answer_uses_no_file() -> None:
    store = Spool(1_000)
    buffer = SpooledBuffer(store)
    buffer.append(b"x" * spool.MEMORY_BYTES)
    assert store.used == 0
    buffer.append(b"y" * 10)
    assert store.used == 10
    buffer.close()


def test_a_file_that_was_sent_is_freed() -> None:
    store = Spool(1_000)
    files = len(os.listdir("/proc/self/fd"))
    buffer = SpooledBuffer(store)
    buffer.append(b"x" * spool.MEMORY_BYTES)
    buffer.append(b"y" * 10)
    buffer.skip(len(buffer.get()))
    assert buffer.get() == b"y" * 10
    buffer.skip(10)
    assert (store.used, len(buffer)) == (0, 0)
    assert len(os.listdir("/proc/self/fd")) == files


def test_a_full_disk_is_an_error_of_the_operating_system(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    buffer = SpooledBuffer(Spool(1_000))
    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(OSError, match=f"No space.*{tempfile.gettempdir()}"):
        buffer.append(b"x" * (spool.MEMORY_BYTES + 1))
    buffer.close()


def test_no_answer_takes_more_than_half_of_the_spool() -> None:
    store = Spool(10 * spool.MEMORY_BYTES)
    assert store.has_room(4 * spool.MEMORY_BYTES)
    assert not store.has_room(6 * spool.MEMORY_BYTES)
    store.add(store.limit)
    assert store.is_half_full
    assert not store.has_room(2 * spool.MEMORY_BYTES)
    assert store.has_room(10), "a short answer needs no disk"
