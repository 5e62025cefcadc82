"""Input made to break the reader: each costs itself and a line in the report, and never the build or the memory."""

from __future__ import annotations

import json
import resource
from pathlib import Path

import pytest

from indexer.files.json_depth import MAX_DEPTH, DepthLimiter
from indexer.outcomes import DecodedRecord, Rejection
from indexer.sources.detection import detect_source
from indexer.sources.source_file import SourceFile
from tests.indexer.source_records import Json, linked, official

DEEP = b"[" * 100_000


def read(path: Path, content: bytes) -> tuple[int, list[Rejection]]:
    """How many records were read, and what was rejected."""
    path.write_bytes(content)
    found = detect_source(path)
    assert isinstance(found, SourceFile), found
    records = list(found.records())
    return sum(isinstance(each, DecodedRecord) for each in records), [each for each in records if isinstance(each, Rejection)]


def line(record: Json) -> bytes:
    return json.dumps(record).encode() + b"\n"


@pytest.mark.parametrize(
    "record",
    [
        linked(answeringDeptId={"_value": "9" * 5000}),
        linked(tablingMember={"_about": f"http://data.parliament.uk/members/{'9' * 5000}"}),
        official(questionText="\ud800 lamps"),
        official(heading="\udfff"),
        official(id=10**400),
        official(answerText=7),
        official(groupedQuestionsDates=[{"questionUin": None}]),
        {"value": official()["value"] | {"dateTabled": "2024-03-05\x00"}},
    ],
)
def test_a_record_no_reader_foresaw_costs_itself(tmp_path: Path, record: Json) -> None:
    before, after = (line(linked()), line(linked())) if "_about" in record else (line(official()), line(official()))
    path = tmp_path / "x"
    count, rejected = read(path, before + line(record) + after)
    assert 2 <= count <= 3
    assert [each.location for each in rejected] == [f"{path} line 2"] * (3 - count)


@pytest.mark.parametrize("at", [0, 1])
def test_a_line_nested_without_end_costs_itself(tmp_path: Path, at: int) -> None:
    lines = [line(official()), line(official(id=502))]
    count, (rejection,) = read(tmp_path / "x", b"".join([*lines[:at], DEEP + b"\n", *lines[at:]]))
    assert count == 2
    assert rejection.location.endswith(f"line {at + 1}")


def test_an_array_nested_without_end_keeps_what_came_before_in_bounded_memory(tmp_path: Path) -> None:
    many = b",".join(line(official(id=number)) for number in range(1, 200))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count, (rejection,) = read(tmp_path / "x", b"[" + many + b"," + DEEP)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000, "kilobytes; unguarded it takes all there is"
    assert 50 < count < 200
    assert "nested too deep" in rejection.reason


def test_comments_within_xml_cost_nothing(tmp_path: Path) -> None:
    body = """<ques id="uk.org.publicwhip/wrans/2009-10-26b.1.q0" speakername="A"><!-- x -->
    <p qnum="1">What <!-- y -->is it?</p></ques>
    <reply id="uk.org.publicwhip/wrans/2009-10-26b.1.r0" speakername="B"><!-- z --><?pi?><p>It is that.</p></reply>"""
    content = f'<?xml version="1.0"?><publicwhip latest="yes">{body}</publicwhip>'
    assert read(tmp_path / "x", content.encode()) == (1, [])


def test_brackets_within_texts_do_not_stop_a_long_document(tmp_path: Path) -> None:
    many = b",".join(line(official(id=number, questionText="lamps (a] [b] {c}")) for number in range(1, 3000))
    count, rejected = read(tmp_path / "x", b"[" + many + b"]")
    assert (count, rejected) == (2999, [])


def test_depth_is_told_to_a_block() -> None:
    shallow, deep, broad = b"[" * MAX_DEPTH, b" " * 5000 + b"[" * (MAX_DEPTH + 1), (b"[" * 500 + b"]" * 500) * 50
    assert [len(DepthLimiter().limit(data)) for data in (shallow, deep, broad)] == [MAX_DEPTH, 6144, len(broad)]
