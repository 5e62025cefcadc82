"""What is kept is there whole or not at all, wherever a kill comes; and only one may change it at a time."""

from __future__ import annotations

import gzip
import json
import multiprocessing
from pathlib import Path

import pytest

from indexer.build import detect_files
from indexer.files import response_store
from indexer.files.lock import WRITE_LOCK, LockTimeout, exclusive
from indexer.files.response_store import RawStore, Response, StoreDamaged
from indexer.harvest.catalogue import Catalogue
from indexer.outcomes import DecodedRecord, Rejection, Removal
from indexer.sources.raw_responses import ResponseFile
from tests.harvest.conftest import Run
from tests.indexer.source_records import official

ADDRESS = "https://a.example/api/writtenquestions/questions/"


def question_response(number: int) -> Response:
    return Response.of(f"{ADDRESS}{number}?expandMember=true", 200, json.dumps(official(id=number)))


def addresses_in(folder: Path) -> list[str]:
    return [response.address for _, response in RawStore(folder).read()]


def test_a_tail_torn_anywhere_is_passed_over_and_cut(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    store = RawStore(raw)
    whole = [store.append(question_response(number)).offset for number in (1, 2)]
    store.close()
    (path,) = store.files()
    content = path.read_bytes()
    addresses = addresses_in(raw)
    for size in range(whole[0], whole[1]):
        path.write_bytes(content[:size])
        assert addresses_in(raw) == addresses[:1]
    Catalogue(tmp_path / "journal", RawStore(raw)).close()
    assert path.stat().st_size == whole[0]
    again = RawStore(raw)
    again.append(question_response(2))
    again.close()
    assert addresses_in(raw) == addresses
    assert len(gzip.decompress(path.read_bytes()).splitlines()) == 2


def test_files_follow_one_another_and_damage_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_store, "FILE_BYTES", 1)
    store = RawStore(tmp_path)
    for number in (1, 2, 3):
        store.append(question_response(number))
    assert [path.name for path in store.files()] == ["000001.ndjson.gz", "000002.ndjson.gz", "000003.ndjson.gz"]
    assert len(addresses_in(tmp_path)) == 3
    path = store.files()[1]
    broken = bytearray(path.read_bytes())
    broken[len(broken) // 2] ^= 255
    path.write_bytes(broken)
    with pytest.raises(StoreDamaged, match=r"000002\.ndjson\.gz"):
        addresses_in(tmp_path)
    (rejection,) = ResponseFile(path).records()
    assert isinstance(rejection, Rejection)


def test_it_is_a_source_known_by_its_content(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    store.append(question_response(5))
    store.append(Response.of(f"{ADDRESS}6?expandMember=true", 404, "{}"))
    store.close()
    store.files()[0].rename(tmp_path / "named-otherwise")
    (found,) = detect_files([tmp_path])
    assert isinstance(found, ResponseFile)
    question, gone = found.records()
    assert isinstance(question, DecodedRecord)
    assert isinstance(gone, Removal)
    assert (question.question.id, gone.id) == ("5", "6")
    assert question.seen_at is not None


def hold_lock(lock: Path, ready: object, done: object) -> None:
    with exclusive(lock, "The other"):
        ready.set()  # type: ignore[attr-defined]
        done.wait(60)  # type: ignore[attr-defined]


def test_who_has_to_wait_is_told_for_whom_and_may_give_up(tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=hold_lock, args=(tmp_path / WRITE_LOCK, ready, done))
    other.start()
    assert ready.wait(60)
    with (
        pytest.raises(LockTimeout, match=r"Mine gave up after 0 seconds of waiting for The other \(process"),
        exclusive(tmp_path / WRITE_LOCK, "Mine", 0),
    ):
        pass
    code, _, complaint = run("build", __file__, "--wait", "0")
    assert (code, "The build gave up" in complaint) == (1, True)
    done.set()
    with exclusive(tmp_path / WRITE_LOCK, "Mine", 60):
        other.join()
