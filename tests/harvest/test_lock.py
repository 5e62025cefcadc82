"""Only one process changes the index at a time; the others wait, or give up."""

from __future__ import annotations

import fcntl
import multiprocessing
import threading
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from indexer.files.lock import WRITE_LOCK, LockTimeout, exclusive
from tests.harvest.conftest import Run


def hold_lock(lock: Path, is_held: Event, may_end: Event) -> None:
    with exclusive(lock, "The other"):
        is_held.set()
        may_end.wait(60)


def test_waiting_process_names_the_holder_and_may_give_up(tmp_path: Path, run: Run) -> None:
    lock = tmp_path / WRITE_LOCK
    context = multiprocessing.get_context("spawn")
    is_held, may_end = context.Event(), context.Event()
    holder = context.Process(target=hold_lock, args=(lock, is_held, may_end))
    holder.start()
    assert is_held.wait(60)
    with (
        pytest.raises(LockTimeout, match=r"Mine gave up after 0 seconds of waiting for The other \(process"),
        exclusive(lock, "Mine", 0),
    ):
        pass
    code, _, errors = run("build", __file__, "--wait", "0")
    assert (code, "The build gave up" in errors) == (1, True)
    may_end.set()
    with exclusive(lock, "Mine", 60):
        holder.join()


def test_holder_is_named_even_if_it_has_only_just_got_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / WRITE_LOCK
    with lock.open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        naming = threading.Timer(0.3, lock.write_text, ("The slow one (process 1)",))
        naming.start()
        with pytest.raises(LockTimeout, match="waiting for The slow one"), exclusive(lock, "Mine", 0):
            pass
        naming.join()


def test_lock_file_names_nobody_once_the_lock_is_released(tmp_path: Path) -> None:
    lock = tmp_path / WRITE_LOCK
    with exclusive(lock, "Mine", 0):
        assert lock.read_text("utf-8").startswith("Mine (process ")
    assert lock.read_text("utf-8") == ""
