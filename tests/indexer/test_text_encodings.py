"""Files in UTF-16 and Windows-1252 are read; the day of a time stamp is the day in Britain."""

from __future__ import annotations

import codecs
import json
from datetime import date
from pathlib import Path

import pytest

from indexer.outcomes import DecodedRecord
from indexer.sources.detection import detect_source
from indexer.sources.field_readers import read_date
from indexer.sources.source_file import SourceFile
from tests.indexer.source_records import linked, official, ques, reply

HEADING = "Caf\xe9s \u2019 \u20ac"
JSON_TEXTS = {
    "item": json.dumps(official(heading=HEADING), ensure_ascii=False),
    "lines": "\n".join(json.dumps(official(heading=HEADING), ensure_ascii=False) for _ in range(3)),
    "array": json.dumps([official(heading=HEADING)] * 3, ensure_ascii=False, indent=1),
    "linked data": json.dumps([linked(hansardHeading=HEADING)], ensure_ascii=False),
}
XML_TEXT = (
    '<?xml version="1.0" encoding="{}"?>\n<publicwhip latest="yes">\n<minor-heading>' + HEADING + "</minor-heading>\n"
    + ques(("294001", "To ask.")) + reply("<p>Yes.</p>") + "</publicwhip>"
)  # fmt: skip
ENCODINGS = {
    "utf-8": (b"", "utf-8"),
    "utf-8 with mark": (codecs.BOM_UTF8, "utf-8"),
    "utf-16 little": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "utf-16 big": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "utf-16 little without mark": (b"", "utf-16-le"),
    "utf-16 big without mark": (b"", "utf-16-be"),
    "windows-1252": (b"", "cp1252"),
}


def headings(path: Path) -> set[str]:
    file = detect_source(path)
    assert isinstance(file, SourceFile), file
    records = list(file.records())
    assert all(isinstance(record, DecodedRecord) for record in records), records
    return {record.question.heading for record in records if isinstance(record, DecodedRecord)}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("layout", JSON_TEXTS)
def test_json_in_every_encoding(tmp_path: Path, layout: str, encoding: str) -> None:
    mark, codec = ENCODINGS[encoding]
    path = tmp_path / "x"
    path.write_bytes(mark + JSON_TEXTS[layout].encode(codec))
    assert headings(path) == {HEADING}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_xml_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    mark, codec = ENCODINGS[encoding]
    declared = {"cp1252": "ISO-8859-1"}.get(codec, codec[:6])
    path = tmp_path / "x"
    path.write_bytes(mark + XML_TEXT.format(declared).encode(codec))
    assert headings(path) == {HEADING}


def test_bytes_that_are_not_utf_8_are_read_as_windows_1252(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(XML_TEXT.format("utf-8").encode("utf-8").replace("\u2019".encode(), b"\x92"))
    assert headings(path) == {HEADING}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-07-01T23:00:00Z", date(2024, 7, 2)),
        ("2024-07-01T22:59:59Z", date(2024, 7, 1)),
        ("2024-07-02T00:00:00+01:00", date(2024, 7, 2)),
        ("2024-01-01T23:00:00Z", date(2024, 1, 1)),
        ("2024-01-02T00:30:00+01:00", date(2024, 1, 1)),
        ("2024-07-01T23:00:00.123+00:00", date(2024, 7, 2)),
        ("2024-07-01T19:30:00-05:00", date(2024, 7, 2)),
        ("2024-07-01T23:00:00z", date(2024, 7, 2)),
        ("2024-07-01T00:00:00", date(2024, 7, 1)),
        ("2024-07-01T23:59:59.9999999", date(2024, 7, 1)),
        ("2024-07-01", date(2024, 7, 1)),
        ("2024-03-31T00:59:00Z", date(2024, 3, 31)),
        ("2024-10-26T23:30:00Z", date(2024, 10, 27)),
        ("2024-10-27T23:30:00Z", date(2024, 10, 27)),
    ],
)
def test_the_day_of_a_time_stamp_is_the_day_in_britain(text: str, day: date) -> None:
    warnings: list[str] = []
    assert (read_date(text, "date", warnings.append), warnings) == (day, [])
