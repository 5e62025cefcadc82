"""Damage in the middle of a file costs the record that has it. What could not be counted is said."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.files.input_stream import input_files
from indexer.outcomes import DecodedRecord, Rejection, SkippedFile
from indexer.sources.detection import detect_source
from indexer.sources.source_file import DOUBTFUL, SourceFile
from tests.indexer.source_records import Json, headings, linked, official, ques, reply

UNCOUNTED = "could not be counted"


def read(path: Path) -> tuple[list[DecodedRecord], list[Rejection]]:
    file = detect_source(path)
    if isinstance(file, Rejection):
        return [], [file]
    assert isinstance(file, SourceFile), file
    records = list(file.records())
    return [r for r in records if isinstance(r, DecodedRecord)], [r for r in records if isinstance(r, Rejection)]


def ids(records: list[DecodedRecord]) -> list[str]:
    return [record.question.id.rpartition("-")[2] for record in records]


def question(number: int, text: str = "To ask the Keeper of lamps.", answer: str = "<p>Lit.</p>") -> str:
    number_of_element = f"{number}.q0"
    return headings("FOG", f"Lamps {number}") + ques((str(number), text), number=number_of_element) + reply(answer)


def publicwhip(*questions: str) -> str:
    return '<?xml version="1.0" encoding="utf-8"?>\n<publicwhip latest="yes">\n' + "\n".join(questions) + "\n</publicwhip>\n"


@pytest.mark.parametrize(
    ("text", "answer", "read_text"),
    [
        ("To ask about A & B.", "<p>Lit.</p>", "To ask about A & B."),
        ("To ask.", '<p><a href="https://a.example/?a=1&b=2">Table</a></p>', "Table (https://a.example/?a=1&b=2)"),
        ("To ask whether 3 < 5.", "<p>Lit.</p>", "To ask whether 3 < 5."),
        ("To ask.", "<p>Fewer than <5.</p>", "Fewer than <5."),
        ("To ask of caf&eacute;s.", "<p>Lit.</p>", "To ask of cafés."),
        ("To ask of &unheardof; lamps.", "<p>Lit.</p>", "To ask of &unheardof; lamps."),
        ("To ask\x01 of lamps.", "<p>Lit.</p>", "To ask of lamps."),
        ("To ask&#0; of lamps.", "<p>Lit.</p>", "To ask of lamps."),
        ("To ask &#163;5.", "<p>R&D</p>", "To ask £5."),
        ("To ask <", "<p>Lit.</p>", "To ask <"),
    ],
)
def test_damage_with_one_possible_reading_is_repaired(tmp_path: Path, text: str, answer: str, read_text: str) -> None:
    path = tmp_path / "x.xml"
    path.write_text(publicwhip(question(1), question(2, text, answer), question(3)))
    records, rejected = read(path)
    assert (ids(records), rejected) == (["1", "2", "3"], [])
    assert [bool(record.warnings) for record in records] == [False, True, False]
    repaired = records[1].question
    assert repaired.answer is not None
    assert read_text in (repaired.text, repaired.answer.text)
    assert repaired.heading == "Lamps 2"


@pytest.mark.parametrize(
    ("broken", "rejections"),
    [
        (question(2, "To ask <b>about lamps."), 1),
        (question(2, "To ask</p></i> about lamps."), 1),
        (question(2, answer="<p>Lit.<table></p>"), 1),
        (question(2).replace("</ques>", ""), 1),
        (question(2).replace("<ques ", "<qu#es "), 1),
        (question(2).replace('qnum="2"', 'qnum="2'), 1),
        (question(2).replace("</reply>", "</replay>"), 1),
        (question(2, "To ask <b>A.").replace("</ques>", '<p qnum="22">(2) B.</p></ques>'), 2),
    ],
)
def test_only_the_damaged_question_is_lost(tmp_path: Path, broken: str, rejections: int) -> None:
    path = tmp_path / "x.xml"
    path.write_text(publicwhip(question(1), broken, question(3)))
    records, rejected = read(path)
    assert ids(records) == ["1", "3"]
    assert len(rejected) == rejections
    assert all(rejection.location.startswith(f"{path} line ") for rejection in rejected)
    assert all(record.question.answer and record.question.answer.text == "Lit." for record in records)
    assert not any(rejection.is_uncounted for rejection in rejected)


def test_other_elements_of_a_damaged_file_are_passed_over(tmp_path: Path) -> None:
    other = '<gidredirect oldgid="uk.org.publicwhip/wrans/2009-11-01b.1.q0" newgid="uk.org.publicwhip/wrans/2009-11-02b.1.q0"/>'
    path = tmp_path / "x.xml"
    path.write_text(publicwhip(question(1), other, question(2, "To ask of A & B."), other, question(3)))
    records, rejected = read(path)
    assert (ids(records), rejected) == (["1", "2", "3"], [])


def test_a_broken_heading_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text(publicwhip(question(1), question(2).replace("Lamps 2", "Lamps <b>2"), question(3)))
    records, rejected = read(path)
    assert (ids(records), rejected) == (["1", "2", "3"], [])
    assert [record.question.heading for record in records] == ["Lamps 1", "", "Lamps 3"]
    assert "the heading is left out" in records[1].warnings[0]


@pytest.mark.parametrize(("cut_at", "intact_ids"), [("<reply", ["1"]), ("Lit.", ["1"]), ("</publicwhip>", ["1", "2"])])
def test_a_file_that_is_cut_short_says_so(tmp_path: Path, cut_at: str, intact_ids: list[str]) -> None:
    content = publicwhip(question(1), question(2))
    path = tmp_path / "x.xml"
    path.write_text(content[: content.rindex(cut_at)])
    records, rejected = read(path)
    assert ids(records) == intact_ids
    assert rejected[-1].reason == "the file is cut short here; what followed could not be counted"
    assert [rejection.is_uncounted for rejection in rejected] == [False] * (len(rejected) - 1) + [True]


ITEMS = [official(id=number, uin=str(number)) for number in range(1, 6)]
LINKED_ITEMS = [linked(_about=f"http://data.parliament.uk/resources/{number}") for number in range(1, 6)]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("items", [ITEMS, LINKED_ITEMS])
@pytest.mark.parametrize(
    ("find", "put"),
    [
        ('"uin": "', '"uin": '),
        ('"uin": "', '"uin" "'),
        ("}", ""),
        ("]", ""),
        ('"uin": ', '"uin": NIL'),
        ("{", ""),
        (": ", ": [[[["),
        ('"uin": "', '"uin": "\\x'),
    ],
)  # fmt: skip
def test_only_the_broken_element_of_an_array_is_rejected(
    tmp_path: Path, items: list[Json], indent: int | None, find: str, put: str
) -> None:
    texts = [json.dumps(item, indent=indent) for item in items]
    texts[2] = texts[2].replace(find, put, 1)
    path = tmp_path / "x"
    response = (
        ('{"format": "linked-data-api", "result": {"items": [', "]}}")
        if items is LINKED_ITEMS
        else ('{"totalResults": 5, "results": [', "]}")
    )
    for opening, closing in (("[", "]"), response):
        path.write_text(opening + ",\n".join(texts) + closing)
        records, rejected = read(path)
        assert ids(records) in (["1", "2", "4", "5"], ["1", "2", "3", "4", "5"])
        assert len(records) + len(rejected) == 5
        assert [rejection.location for rejection in rejected] == [f"{path} item 3"] * len(rejected)
        assert not any(rejection.is_uncounted for rejection in rejected)


def test_the_rest_of_an_array_that_cannot_be_recognised_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text(json.dumps(ITEMS)[:-1] + ", {" + "x" * 1000)
    records, (rejection,) = read(path)
    assert len(records) == 5
    assert "the rest of the file, 1,000 bytes, could not be counted" in rejection.reason
    assert rejection.is_uncounted


@pytest.mark.parametrize("first", ['{"value": {"id": 1, "uin": ', "[[[", "{,", '"x'])
def test_an_array_that_is_broken_at_its_start_is_recognised(tmp_path: Path, first: str) -> None:
    path = tmp_path / "x"
    path.write_text("[" + ",".join([first, *map(json.dumps, ITEMS[1:])]) + "]")
    records, rejected = read(path)
    assert (ids(records), len(rejected)) == (["2", "3", "4", "5"], 1)


def test_control_characters_within_a_line_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("\n".join(json.dumps(item).replace("how many", "how\x01 many\t") for item in ITEMS))
    records, rejected = read(path)
    assert (len(records), rejected) == (5, [])
    assert {record.question.text for record in records} == {
        "To ask the Secretary of State for Lighthouses, how many lamps were repaired in 2023."
    }
    assert all(record.warnings for record in records)


def noisy(count: int) -> list[Json]:
    """Return records that compress badly: an offset in the gzip file is close to the same share of the content."""
    noise = Random(7)
    return [official(id=number, heading=noise.randbytes(1_000).hex()) for number in range(1, count + 1)]


def noisy_gzip(tmp_path: Path, damaged_bytes: int) -> Path:
    """Write a gzip file of 100 records with ``damaged_bytes`` zero bytes in its middle; return its path."""
    compressed = bytearray(gzip.compress(lines(noisy(100)), mtime=0))
    middle = len(compressed) // 2
    compressed[middle : middle + damaged_bytes] = bytes(damaged_bytes)
    path = tmp_path / "x.gz"
    path.write_bytes(compressed)
    return path


def test_damage_within_a_gzip_file_is_measured(tmp_path: Path) -> None:
    records, rejected = read(noisy_gzip(tmp_path, 60))
    assert ids(records)[:45] == [str(number) for number in range(1, 46)]
    assert len(records) <= 55
    assert rejected[-1].is_uncounted
    assert "the gzip file is damaged or cut short here; the rest of the file, " in rejected[-1].reason


@pytest.mark.parametrize("damaged_bytes", [1, 2, 60])
def test_a_record_of_a_damaged_gzip_file_has_a_warning(tmp_path: Path, damaged_bytes: int) -> None:
    """Damaged bytes may decompress to another text, which only the checksum at the end of the file shows."""
    records, rejected = read(noisy_gzip(tmp_path, damaged_bytes))
    assert {record.warnings for record in records} == {(DOUBTFUL,)}
    assert rejected[-1].is_uncounted


def test_a_record_of_a_sound_or_shortened_gzip_file_has_no_warning(tmp_path: Path) -> None:
    path = noisy_gzip(tmp_path, 0)
    assert {record.warnings for record in read(path)[0]} == {()}
    path.write_bytes(path.read_bytes()[:60_000])
    records, rejected = read(path)
    assert len(records) > 40
    assert {record.warnings for record in records} == {()}
    assert rejected[-1].is_uncounted


def test_two_gzip_members_and_padding_are_one_file(tmp_path: Path) -> None:
    halves = [gzip.compress(json.dumps(item).encode() + b"\n") for item in ITEMS]
    path = tmp_path / "x.gz"
    path.write_bytes(b"".join(halves) + bytes(50_000))
    assert read(path)[1] == []
    path.write_bytes(b"".join(halves) + b"junk")
    records, (rejection,) = read(path)
    assert [record.warnings for record in records] == [()] * 5
    assert " bytes, could not be counted" in rejection.reason


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def lines(items: list[Json]) -> bytes:
    return "".join(json.dumps(item) + "\n" for item in items).encode()


def test_the_files_of_a_zip_archive_are_read(tmp_path: Path) -> None:
    members = {
        "b/official.ndjson": lines(ITEMS),
        "a.xml": publicwhip(question(1)).encode(),
        "c.gz": gzip.compress(lines(ITEMS)),
    }
    path = archive(tmp_path / "all.zip", {**members, "../outside": b"x", "/etc/passwd": b"y"})
    files = list(input_files([path]))
    assert [str(file.relative_to(path)) for file in files] == ["a.xml", "b/official.ndjson", "c.gz", "etc/passwd", "outside"]
    counts = [len(read(file)[0]) for file in files[:3]]
    assert counts == [1, 5, 5]
    assert all(isinstance(detect_source(file), SkippedFile) for file in files[3:])


def test_only_the_records_after_damage_in_a_member_of_a_zip_archive_are_lost(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.zip", {"a.ndjson": lines(noisy(100)), "b.ndjson": lines(ITEMS)})
    content = bytearray(path.read_bytes())
    content[60_000:60_040] = bytes(40)
    path.write_bytes(content)
    damaged, whole = input_files([path])
    records, rejected = read(damaged)
    assert 20 < len(records) < 100
    assert {record.warnings for record in records} == {(DOUBTFUL,)}
    assert rejected[-1].is_uncounted
    assert UNCOUNTED in rejected[-1].reason
    records, rejected = read(whole)
    assert ([record.warnings for record in records], rejected) == ([()] * 5, [])


def test_a_zip_archive_without_its_list_of_files_is_rejected(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.zip", {"a.ndjson": lines(ITEMS)})
    path.write_bytes(path.read_bytes()[:-40])
    (file,) = input_files([path])
    assert file == path
    _, (rejection,) = read(path)
    assert UNCOUNTED in rejection.reason


def test_an_office_document_is_one_file(tmp_path: Path) -> None:
    path = archive(tmp_path / "lamps.xlsx", {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
    assert list(input_files([path])) == [path]
    assert isinstance(detect_source(path), SkippedFile)


DAMAGE = st.one_of(
    st.sampled_from(
        [b"&", b"<", b"</p>", b"<b>", b"\0", b'"', b"'", b"}", b"{", b"]", b"[", b"\\", b"]]>", b"\xff", b"<ques ", b","]
    ),
    st.binary(max_size=6).filter(lambda junk: b"\n" not in junk),
)
TEXTS: dict[str, tuple[list[bytes], bytes, bytes, bytes]] = {
    "lines": ([json.dumps(item).encode() for item in ITEMS], b"", b"\n", b"\n"),
    "array": ([json.dumps(item).encode() for item in ITEMS], b"[", b",", b"]"),
    "xml": ([question(n).encode() for n in range(1, 6)], b'<publicwhip latest="yes">', b"\n", b"</publicwhip>"),
}


@pytest.mark.slow
@pytest.mark.parametrize("layout", TEXTS)
@given(DAMAGE, st.floats(0.05, 0.95), st.integers(0, 12))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_damage_costs_at_most_its_record(tmp_path: Path, layout: str, junk: bytes, place: float, removed: int) -> None:
    records, start, between, end = TEXTS[layout]
    offset = int(place * len(records[2]))
    damaged = records[2][:offset] + junk + records[2][offset + removed :]
    path = tmp_path / "x"
    path.write_bytes(start + between.join([*records[:2], damaged, *records[3:]]) + end)
    decoded, rejected = read(path)
    assert {"1", "2", "4", "5"} - set(ids(decoded)) == set()
    assert len(decoded) + len(rejected) >= 5
    assert not any(rejection.is_uncounted for rejection in rejected)


def test_lines_that_end_in_a_carriage_return_alone_are_lines(tmp_path: Path) -> None:
    path = tmp_path / "old.ndjson"
    path.write_bytes("\r".join(json.dumps(official(id=number)) for number in (1, 2, 3)).encode())
    records, rejected = read(path)
    assert (ids(records), rejected) == (["1", "2", "3"], [])


def test_a_value_that_is_no_number_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "nan.ndjson"
    path.write_text(json.dumps(official(id=1, attachmentCount=float("nan"))) + "\n" + json.dumps(official(id=2)) + "\n")
    records, rejected = read(path)
    assert (ids(records), rejected) == (["1", "2"], [])
    assert ["NaN" in " ".join(record.warnings) for record in records] == [True, False]


def test_the_last_value_of_a_property_that_is_given_twice_counts(tmp_path: Path) -> None:
    path = tmp_path / "twice.ndjson"
    path.write_text(json.dumps(official(id=1, uin="501")).replace('"uin": "501"', '"uin": "501", "uin": "502"'))
    records, rejected = read(path)
    assert [record.question.uin for record in records] == ["502"]
    assert rejected == []


def test_objects_that_follow_one_another_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "objects.json"
    path.write_text("\n".join(json.dumps(official(id=number), indent=2) for number in (1, 2, 3)))
    records, rejected = read(path)
    assert (ids(records), rejected) == (["1", "2", "3"], [])
    path.write_text(path.read_text() + "\n} what follows is no object")
    records, (rejection,) = read(path)
    assert ids(records) == ["1", "2", "3"]
    assert rejection.is_uncounted
    assert UNCOUNTED in rejection.reason


def test_a_file_with_unsafe_entities_could_not_be_counted(tmp_path: Path) -> None:
    path = tmp_path / "answers2024-03-05.xml"
    path.write_text(publicwhip(question(1), question(2)).replace("<publicwhip", '<!DOCTYPE p [<!ENTITY e "xx">]><publicwhip'))
    records, (rejection,) = read(path)
    assert records == []
    assert rejection.is_uncounted
    assert UNCOUNTED in rejection.reason
