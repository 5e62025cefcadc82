"""The raw store has each response whole or not at all, wherever a kill comes, and names damage."""

from __future__ import annotations

import gzip
import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from indexer.build import detect_files
from indexer.files import response_store
from indexer.files.response_store import RawStore, Response
from indexer.harvest.catalogue import Catalogue
from indexer.harvest.store_repair import bring_up_to_date
from indexer.outcomes import DecodedRecord, Rejection, Removal
from indexer.sources.raw_responses import ResponseFile
from tests.indexer.source_records import official

ADDRESS = "https://a.example/api/writtenquestions/questions/"


def question_response(question_id: int) -> Response:
    return Response.of(f"{ADDRESS}{question_id}?expandMember=true", 200, json.dumps(official(id=question_id)))


def addresses_in(folder: Path) -> list[str]:
    return [response.address for _, response in RawStore(folder).read()]


def test_torn_tail_is_skipped_by_readers_and_cut_by_the_catalogue(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    store = RawStore(raw)
    first_end, second_end = (store.append(question_response(question_id)).offset for question_id in (1, 2))
    store.close()
    (path,) = store.files()
    content = path.read_bytes()
    addresses = addresses_in(raw)
    for size in range(first_end, second_end):
        path.write_bytes(content[:size])
        assert addresses_in(raw) == addresses[:1]
    catalogue = Catalogue.open(tmp_path / "catalogue.sqlite")
    bring_up_to_date(tmp_path, RawStore(raw), catalogue, nullcontext, checks_all=True)
    catalogue.close()
    assert path.stat().st_size == first_end
    repaired = RawStore(raw)
    repaired.append(question_response(2))
    repaired.close()
    assert addresses_in(raw) == addresses
    assert len(gzip.decompress(path.read_bytes()).splitlines()) == 2


def test_full_files_are_followed_by_the_next_and_damage_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_store, "FILE_BYTES", 1)
    store = RawStore(tmp_path)
    for question_id in (1, 2, 3):
        store.append(question_response(question_id))
    assert [path.name for path in store.files()] == ["000001.ndjson.gz", "000002.ndjson.gz", "000003.ndjson.gz"]
    assert len(addresses_in(tmp_path)) == 3
    path = store.files()[1]
    broken = bytearray(path.read_bytes())
    broken[len(broken) // 2] ^= 255
    path.write_bytes(broken)
    assert addresses_in(tmp_path) == [question_response(question_id).address for question_id in (1, 3)]
    ((damaged_path, (damage,)),) = store.damage()
    assert (damaged_path, damage.start, damage.end) == (path, 0, len(broken))
    (rejection,) = ResponseFile(path).records()
    assert isinstance(rejection, Rejection)
    assert rejection.location == f"{path} bytes 0 to {len(broken)}"
    assert "`wrans harvest`" in rejection.reason


def test_store_file_is_recognised_by_its_content(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    store.append(question_response(5))
    store.append(Response.of(f"{ADDRESS}6?expandMember=true", 404, "{}"))
    store.close()
    store.files()[0].rename(tmp_path / "named-otherwise")
    (file,) = detect_files([tmp_path])
    assert isinstance(file, ResponseFile)
    decoded, removed = file.records()
    assert isinstance(decoded, DecodedRecord)
    assert isinstance(removed, Removal)
    assert (decoded.question.id, removed.id) == ("5", "6")
    assert decoded.seen_at is not None
