"""Files are detected by their content and streamed; a damaged file is read up to the damage."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from indexer.files.input_stream import input_files
from indexer.outcomes import DecodedRecord, Rejection, SkippedFile
from indexer.sources.detection import detect_source
from indexer.sources.sample import SAMPLE
from indexer.sources.source_file import SourceFile
from tests.indexer.source_records import Json, decoded_body, linked, official, write_lines


def list_response(items: list[Json]) -> Json:
    return {"totalResults": len(items), "results": items}


def linked_list(items: list[Json]) -> Json:
    return {"format": "linked-data-api", "version": "0.2", "result": {"_about": "http://a.example", "items": items, "page": 0}}


def linked_item(item: Json) -> Json:
    return {"format": "linked-data-api", "version": "0.2", "result": {"_about": "http://a.example", "primaryTopic": item}}


def records(path: Path) -> list[DecodedRecord | Rejection]:
    file = detect_source(path)
    assert isinstance(file, SourceFile), file
    return list(file.records())


def ids(path: Path) -> list[str]:
    outcomes = records(path)
    assert all(isinstance(record, DecodedRecord) for record in outcomes)
    return [record.question.id for record in outcomes if isinstance(record, DecodedRecord)]


TWO = [official(id=1), official(id=2)]
TWO_LINKED = [linked(), linked(_about="http://data.parliament.uk/resources/802")]
LAYOUTS: dict[str, tuple[Any, list[str]]] = {
    "array": (TWO, ["1", "2"]),
    "list response": (list_response(TWO), ["1", "2"]),
    "item response": (TWO[0], ["1"]),
    "linked data array": (TWO_LINKED, ["801", "802"]),
    "linked data list": (linked_list(TWO_LINKED), ["801", "802"]),
    "linked data item": (linked_item(TWO_LINKED[0]), ["801"]),
    "linked data bare item": (TWO_LINKED[0], ["801"]),
}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_detected_in_plain_and_compressed_files(
    tmp_path: Path, layout: str, indent: int | None, compressed: bool, bom: bool
) -> None:
    document, expected = LAYOUTS[layout]
    content = b"\xef\xbb\xbf" * bom + json.dumps(document, indent=indent).encode()
    path = tmp_path / "its.name.is.ignored"
    path.write_bytes(gzip.compress(content) if compressed else content)
    assert ids(path) == expected


@pytest.mark.parametrize(("items", "expected"), [(TWO, ["1", "2"]), (TWO_LINKED, ["801", "802"])])
def test_json_lines(tmp_path: Path, items: list[Json], expected: list[str]) -> None:
    assert ids(write_lines(tmp_path / "x.csv", items)) == expected


def test_the_source_record_is_the_object_as_received(tmp_path: Path) -> None:
    item = official(answerText="<p>Caf\xe9 \u2019</p>", aNewProperty=[1, 2.5, None, {"b": 1, "a": 2}])
    for content in (json.dumps(item, ensure_ascii=False), json.dumps([item], indent=1)):
        path = tmp_path / "x"
        path.write_text(content, "utf-8")
        (record,) = records(path)
        assert isinstance(record, DecodedRecord)
        (source_record,) = record.question.source_records
        assert decoded_body(source_record) == item
        assert list(decoded_body(source_record)["value"]) == list(item["value"])
        assert "Café ’" in source_record.body


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"  \n", "it is empty"),
        (b"# A readme\n", "it contains no questions"),
        (b"uri,answering body\nx,y\n", "it contains no questions"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "it contains no questions"),
        (b'{"openapi":"3.0.1","z":{"questionText":1}}', "it is not in the format of any source"),
        (b'{"totalResults":0,"results":[]}', "it contains no questions"),
        (b"<html><body>publicwhip</body></html>", "its root element is not TheyWorkForYou's"),
        ('{"openapi":"3.0.1","z":{"questionText":1}}'.encode("utf-16"), "it is not in the format of any source"),
    ],
)
def test_a_file_of_no_source_is_skipped_with_a_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "official-api.ndjson"
    path.write_bytes(content)
    assert detect_source(path) == SkippedFile(path, reason)


def test_folders_are_read_in_order(tmp_path: Path) -> None:
    for name in ("b/2", "b/1", "a/9", "c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [str(p.relative_to(tmp_path)) for p in input_files([tmp_path / "c", tmp_path])] == ["c", "a/9", "b/1", "b/2", "c"]


def test_a_truncated_gzip_is_read_up_to_the_damage(tmp_path: Path) -> None:
    items = [official(id=n, heading=Random(n).randbytes(2_000).hex()) for n in range(1, 200)]
    compressed = gzip.compress(write_lines(tmp_path / "plain", items).read_bytes())
    path = tmp_path / "cut.gz"
    path.write_bytes(compressed[: len(compressed) // 2])
    *decoded, last = records(path)
    assert 80 < len(decoded) < 120
    assert [record.question.id for record in decoded if isinstance(record, DecodedRecord)] == [
        str(n + 1) for n in range(len(decoded))
    ]
    reason = "the gzip file is damaged or cut short here; the rest of the file could not be counted"
    assert last == Rejection(reason, f"{path} line {len(decoded) + 1}", "official-api", is_uncounted=True)


def test_a_truncated_gzip_of_an_array_is_read_up_to_the_damage(tmp_path: Path) -> None:
    items = [official(id=n, heading=Random(n).randbytes(2_000).hex()) for n in range(1, 200)]
    compressed = gzip.compress(json.dumps(items).encode())
    path = tmp_path / "cut.gz"
    path.write_bytes(compressed[: len(compressed) // 2])
    *decoded, last = records(path)
    assert 50 < len(decoded) < 120
    assert all(isinstance(record, DecodedRecord) for record in decoded)
    reason = "the gzip file is damaged or cut short here; the rest of the file could not be counted"
    assert last == Rejection(reason, f"{path} item {len(decoded) + 1}", "official-api", is_uncounted=True)


def test_changed_bytes_within_a_gzip_are_damage(tmp_path: Path) -> None:
    items = [official(id=n, heading=Random(n).randbytes(2_000).hex()) for n in range(1, 200)]
    compressed = bytearray(gzip.compress(write_lines(tmp_path / "plain", items).read_bytes()))
    compressed[len(compressed) // 2 : len(compressed) // 2 + 400] = bytes(400)
    path = tmp_path / "bad.gz"
    path.write_bytes(compressed)
    outcomes = records(path)
    assert isinstance(outcomes[-1], Rejection)
    assert sum(isinstance(record, DecodedRecord) for record in outcomes) > 50


def test_a_broken_line_rejects_only_itself(tmp_path: Path) -> None:
    lines = [json.dumps(official(id=n)).encode() for n in range(1, 8)]
    lines[1] = lines[1][:70]
    lines[2] = json.dumps(official(id=3, heading="caf\xe9"), ensure_ascii=False).encode("latin-1")
    lines[3] = b"[1, 2]"
    lines[4] = json.dumps(official(id=5, house=None)).encode()
    lines[5] = b""
    path = tmp_path / "x"
    path.write_bytes(b"\n".join(lines))
    outcomes = records(path)
    decoded = [r for r in outcomes if isinstance(r, DecodedRecord)]
    assert [(r.question.id, r.question.heading) for r in decoded[1:2]] == [("3", "café")]
    assert [r.question.id for r in decoded] == ["1", "3", "7"]
    broken, not_an_object, without_house = (r for r in outcomes if isinstance(r, Rejection))
    assert "not JSON in UTF-8" in broken.reason
    assert "Windows-1252" in decoded[1].warnings[0]
    assert not_an_object.reason == "not an object: [1, 2]"
    assert "house" in without_house.reason
    assert without_house.id == "5"
    assert [r.location for r in (broken, not_an_object, without_house)] == [f"{path} line {n}" for n in (2, 4, 5)]


@pytest.mark.parametrize("first", [b'{"value": {"id": 1, "questionText": "cut', b"\x00garbage", b"}"])
def test_a_broken_first_line_does_not_hide_the_source(tmp_path: Path, first: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(first + b"\n" + json.dumps(official(id=2)).encode() + b"\n")
    rejected, decoded = records(path)
    assert isinstance(rejected, Rejection)
    assert isinstance(decoded, DecodedRecord)


def test_a_broken_array_is_read_up_to_the_break(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(json.dumps([official(id=1), 7, official(id=2, house="x"), official(id=3)])[:-20])
    decoded, number, refused, broken = records(path)
    assert isinstance(decoded, DecodedRecord)
    assert isinstance(number, Rejection)
    assert isinstance(refused, Rejection)
    assert isinstance(broken, Rejection)
    assert (number.reason, refused.id, broken.location) == ("not an object: 7", "2", f"{path} item 4")
    assert "JSON is broken" in broken.reason


def test_a_file_that_cannot_be_read_is_one_rejection(tmp_path: Path) -> None:
    missing = detect_source(tmp_path / "gone")
    assert isinstance(missing, Rejection)
    assert "cannot be read: No such file" in missing.reason
    truncated = tmp_path / "x.gz"
    truncated.write_bytes(gzip.compress(b"some text that is cut at once")[:8])
    rejection = detect_source(truncated)
    assert isinstance(rejection, Rejection)
    assert "gzip" in rejection.reason


def test_the_sample_is_read_like_any_file() -> None:
    outcomes = [record for path in input_files([SAMPLE]) for record in records(path)]
    assert len(outcomes) >= 300
    assert all(isinstance(record, DecodedRecord) for record in outcomes)
