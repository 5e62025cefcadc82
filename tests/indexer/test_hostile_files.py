"""Hostile input: each file or record is rejected on its own, and neither stops the build nor exhausts the memory."""

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
    """Return the number of records decoded, and the rejections."""
    path.write_bytes(content)
    file = detect_source(path)
    assert isinstance(file, SourceFile), file
    records = list(file.records())
    return sum(isinstance(outcome, DecodedRecord) for outcome in records), [
        outcome for outcome in records if isinstance(outcome, Rejection)
    ]


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
def test_an_unexpected_value_rejects_only_its_record(tmp_path: Path, record: Json) -> None:
    before, after = (line(linked()), line(linked())) if "_about" in record else (line(official()), line(official()))
    path = tmp_path / "x"
    count, rejected = read(path, before + line(record) + after)
    assert 2 <= count <= 3
    assert [rejection.location for rejection in rejected] == [f"{path} line 2"] * (3 - count)


@pytest.mark.parametrize("index", [0, 1])
def test_a_line_nested_too_deep_rejects_only_itself(tmp_path: Path, index: int) -> None:
    lines = [line(official()), line(official(id=502))]
    count, (rejection,) = read(tmp_path / "x", b"".join([*lines[:index], DEEP + b"\n", *lines[index:]]))
    assert count == 2
    assert rejection.location.endswith(f"line {index + 1}")


def test_an_array_nested_too_deep_is_read_up_to_there_in_bounded_memory(tmp_path: Path) -> None:
    many = b",".join(line(official(id=number)) for number in range(1, 200))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count, (rejection,) = read(tmp_path / "x", b"[" + many + b"," + DEEP)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000, (
        "kilobytes; without the depth limit the parser takes all memory"
    )
    assert 50 < count < 200
    assert "nested too deep" in rejection.reason


def test_comments_within_xml_are_ignored(tmp_path: Path) -> None:
    body = """<ques id="uk.org.publicwhip/wrans/2009-10-26b.1.q0" speakername="A"><!-- x -->
    <p qnum="1">What <!-- y -->is it?</p></ques>
    <reply id="uk.org.publicwhip/wrans/2009-10-26b.1.r0" speakername="B"><!-- z --><?pi?><p>It is that.</p></reply>"""
    content = f'<?xml version="1.0"?><publicwhip latest="yes">{body}</publicwhip>'
    assert read(tmp_path / "x", content.encode()) == (1, [])


def test_brackets_within_strings_do_not_stop_a_long_document(tmp_path: Path) -> None:
    many = b",".join(line(official(id=number, questionText="lamps (a] [b] {c}")) for number in range(1, 3000))
    count, rejected = read(tmp_path / "x", b"[" + many + b"]")
    assert (count, rejected) == (2999, [])


def test_the_depth_limit_is_exact_to_a_block() -> None:
    shallow, deep, broad = b"[" * MAX_DEPTH, b" " * 5000 + b"[" * (MAX_DEPTH + 1), (b"[" * 500 + b"]" * 500) * 50
    assert [len(DepthLimiter().limit(data)) for data in (shallow, deep, broad)] == [MAX_DEPTH, 6144, len(broad)]
