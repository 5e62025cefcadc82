"""Files that are small when compressed and fill the memory when read: what is too long is rejected, and the rest is read."""

from __future__ import annotations

import gzip
import json
import resource
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.files import gzip_members
from indexer.files.input_stream import input_files
from indexer.files.response_store import RawStore, Response
from indexer.files.size_limits import MAX_DOCUMENT_BYTES, MAX_RECORD_BYTES, MAX_RESPONSE_VALUES
from indexer.outcomes import DecodedRecord, Rejection, SkippedFile
from indexer.sources.detection import detect_source
from tests.indexer.source_records import official

MEBIBYTE = 1 << 20
LONG = 128
"""Mebibytes of each text, many times what is read of a record, and what a file may take in memory besides."""

FIRST, LAST = (json.dumps(official(id=number)).encode() for number in (501, 502))
BEFORE = b'{"value":{"id":7,"questionText":"'
AFTER = b'"}}'
XML = (
    b'<publicwhip latest="yes"><ques id="uk.org.publicwhip/wrans/2009-10-26b.1.q0" speakername="A"><p qnum="1">Why?</p></ques>'
)


def pack(path: Path, start: bytes, filling: bytes, end: bytes) -> Path:
    with gzip.open(path, "wb", 1) as file:
        file.write(start)
        for _ in range(LONG):
            file.write(filling)
        file.write(end)
    return path


def outcomes(path: Path) -> tuple[list[str], list[Rejection]]:
    """Return the ids of the records read from a file, and its rejections."""
    source = detect_source(path)
    assert not isinstance(source, SkippedFile), source
    records = [source] if isinstance(source, Rejection) else list(source.records())
    ids = [str(record.question.id) for record in records if isinstance(record, DecodedRecord)]
    return ids, [record for record in records if isinstance(record, Rejection)]


@pytest.fixture(autouse=True)
def bounded_memory() -> Iterator[None]:
    """Fail if a test takes as much memory as its text is long."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert kilobytes < 100 << 10, "kilobytes; the text is longer"


@pytest.mark.parametrize("filling", [b"a" * MEBIBYTE, b"\xc3\xa9" * (MEBIBYTE // 2), b" " * MEBIBYTE])
def test_only_the_line_that_is_too_long_is_rejected(tmp_path: Path, filling: bytes) -> None:
    path = pack(tmp_path / "x.gz", FIRST + b"\n" + BEFORE, filling, AFTER + b"\n" + LAST)
    ids, (rejection,) = outcomes(path)
    assert ids == ["501", "502"]
    assert rejection.location == f"{path} line 2"
    assert f"longer than {MAX_RECORD_BYTES:,} bytes" in rejection.reason


def test_a_line_without_an_end_is_rejected(tmp_path: Path) -> None:
    ids, (rejection,) = outcomes(pack(tmp_path / "x.gz", FIRST + b"\n", b"a" * MEBIBYTE, b""))
    assert (ids, rejection.location) == (["501"], f"{tmp_path / 'x.gz'} line 2")


def test_only_the_object_of_an_array_that_is_too_long_is_rejected(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.gz", b"[" + FIRST + b"," + BEFORE, b"a" * MEBIBYTE, AFTER + b"," + LAST + b"]")
    ids, (rejection,) = outcomes(path)
    assert ids == ["501", "502"]
    assert rejection.location == f"{path} item 2"
    assert "the object is longer than" in rejection.reason


def test_space_between_objects_of_an_array_is_passed_over(tmp_path: Path) -> None:
    for separator in ((b",", b""), (b"", b",")):
        path = pack(tmp_path / "x.gz", b"[" + FIRST + separator[0], b" " * MEBIBYTE, separator[1] + LAST + b"]")
        assert outcomes(path) == (["501", "502"], [])


def test_a_single_object_that_is_too_long_is_rejected(tmp_path: Path) -> None:
    start = b'{"_about":"http://data.parliament.uk/resources/5","questionText":"Why?",\n"x":"'
    ids, (rejection,) = outcomes(pack(tmp_path / "x.gz", start, b"a" * MEBIBYTE, b'"}'))
    assert ids == []
    assert "the object is longer than" in rejection.reason


def test_a_document_of_xml_that_is_too_long_is_rejected(tmp_path: Path) -> None:
    path = pack(tmp_path / "answers.gz", XML, b"<p>" + b"a" * MEBIBYTE + b"</p>", b"</publicwhip>")
    ids, (rejection,) = outcomes(path)
    assert (ids, rejection.location) == ([], str(path))
    assert f"longer than {MAX_DOCUMENT_BYTES:,} bytes" in rejection.reason


@pytest.mark.parametrize("end", [b"</publicwhip>", b"<p></publicwhip>"])
@pytest.mark.parametrize("element", [b"<a/>" * 1_100_000, b"<ques/>" * 60_000])
def test_a_document_of_very_many_elements_is_rejected(tmp_path: Path, element: bytes, end: bytes) -> None:
    path = tmp_path / "answers.gz"
    path.write_bytes(gzip.compress(XML + element + end, 1))
    ids, (rejection,) = outcomes(path)
    assert ids == []
    assert "more than 1,000,000 tags" in rejection.reason


def test_only_the_line_that_is_too_long_is_rejected_in_a_zip_archive(tmp_path: Path) -> None:
    archive = zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with archive, archive.open("a.ndjson", "w") as member:
        member.write(FIRST + b"\n" + BEFORE)
        for _ in range(LONG):
            member.write(b"a" * MEBIBYTE)
        member.write(AFTER + b"\n" + LAST)
    (path,) = input_files([tmp_path / "x.zip"])
    ids, (rejection,) = outcomes(path)
    assert ids == ["501", "502"]
    assert rejection.location == f"{path} line 2"


def test_only_the_stored_response_that_is_too_long_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gzip_members, "MAX_MEMBER_BYTES", 8 * MEBIBYTE)
    store = RawStore(tmp_path)
    store.append(Response.of("https://a.example/questions/501", 200, FIRST.decode()))
    store.close()
    path = store.files()[0]
    intact = path.read_bytes()
    pack(path, b'{"wrans_response":1,"address":"', b"a" * MEBIBYTE, b'"}\n')
    path.write_bytes(intact + path.read_bytes() + intact)
    ids, (rejection,) = outcomes(path)
    assert ids == ["501", "501"]
    assert rejection.location.startswith(f"{path} bytes {len(intact)} to ")
    assert "the response is larger than" in rejection.reason


def test_a_stored_response_of_very_many_values_is_rejected(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    values = "[]," * (MAX_RESPONSE_VALUES // 2)
    store.append(Response.of("https://a.example/questions", 200, f'{{"results":[{values}[]]}}'))
    store.append(Response.of("https://a.example/questions/501", 200, FIRST.decode()))
    store.close()
    ids, (rejection,) = outcomes(store.files()[0])
    assert ids == ["501"]
    assert "1,000,000 values" in rejection.reason
