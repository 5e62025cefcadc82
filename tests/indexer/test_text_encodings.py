"""Files in UTF-16 and Windows-1252 are read; the day of a time stamp is the day in Britain."""

from __future__ import annotations

import codecs
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.outcomes import DecodedRecord
from indexer.sources import british_time
from indexer.sources.british_time import british_day
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


@given(st.datetimes(datetime(1997, 1, 1), datetime(2037, 12, 31)))
def test_the_rule_of_summer_time_agrees_with_the_time_zone_database(moment: datetime) -> None:
    utc = moment.replace(tzinfo=UTC)
    if british_time._LONDON is None:
        pytest.skip("this machine has no time zone database")
    assert british_time._by_rule(utc).date() == british_day(utc)


def test_a_machine_without_the_time_zone_database_has_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(british_time, "_LONDON", None)
    assert british_day(datetime(2024, 7, 1, 23, tzinfo=UTC)) == date(2024, 7, 2)
    assert british_day(datetime(2024, 12, 1, 23, tzinfo=UTC)) == date(2024, 12, 1)
    changes = [datetime(2024, 3, 31, 1, tzinfo=UTC), datetime(2024, 10, 27, 1, tzinfo=UTC)]
    hours = [british_time._by_rule(change + step).hour for change in changes for step in (-timedelta(minutes=1), timedelta(0))]
    assert hours == [0, 2, 1, 1]
