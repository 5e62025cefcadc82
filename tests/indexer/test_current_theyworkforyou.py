"""TheyWorkForYou's files since late 2014: the day tabled in ids and addresses, the day answered in the file's name only."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer import __main__ as command
from indexer.outcomes import DecodedRecord, Rejection, SkippedFile
from indexer.sources.detection import detect_source
from indexer.sources.source_file import SourceFile
from search.engines.whoosh.engine import WhooshEngine
from search.model.question import Question
from search.query.request import SearchRequest
from tests.indexer.source_records import official, write_lines

DETAIL = "https://questions-statements.parliament.uk/written-questions/detail"


def element(
    uin: str = "31007", tabled: str = "2021-05-18", url: str | None = None, qnum: str | None = None, kind: str = "wrans"
) -> str:
    """Return a question and its reply in the form of the files since 2014."""
    gid = f"uk.org.publicwhip/{kind}/{tabled}.{uin}"
    address = f"{DETAIL}/{tabled}/{uin}" if url is None else url
    number = uin if qnum is None else qnum
    numbered = f'<p qnum="{number}">' if number else "<p>"
    return (
        f'<major-heading id="{gid}.mh" nospeaker="true">\n Department for Lighthouses\n</major-heading>\n'
        f'<minor-heading id="{gid}.h" nospeaker="true">\n Foghorns: Repairs\n</minor-heading>\n'
        f'<ques id="{gid}.q0" person_id="uk.org.publicwhip/person/1" speakername="Ivor Quill" url="{address}">\n'
        f" {numbered}To ask the Secretary of State for Lighthouses, how many foghorns were mended.</p>\n</ques>\n"
        f'<reply id="{gid}.r0" person_id="uk.org.publicwhip/person/2" speakername="Olwen Pryce">\n <p>Twelve.</p>\n</reply>\n'
    )


def write(path: Path, *elements: str, root: str = "<publicwhip>") -> Path:
    path.write_text('<?xml version="1.0" encoding="utf-8"?>\n' + root + "\n" + "".join(elements) + "</publicwhip>\n")
    return path


def read(path: Path) -> list[DecodedRecord]:
    file = detect_source(path)
    assert isinstance(file, SourceFile), file
    records = list(file.records())
    return [record for record in records if isinstance(record, DecodedRecord) or pytest.fail(str(record))]


@pytest.mark.parametrize(
    ("name", "elements", "expected"),
    [
        ("answers2021-05-24.xml", {}, ("commons-2021-05-18-31007", "31007", date(2021, 5, 18), date(2021, 5, 24))),
        ("answers2021-05-24b.xml", {}, ("commons-2021-05-18-31007", "31007", date(2021, 5, 18), date(2021, 5, 24))),
        ("saved.xml", {}, ("commons-2021-05-18-31007", "31007", date(2021, 5, 18), None)),
        ("answers2021-05-11.xml", {}, ("commons-2021-05-18-31007", "31007", date(2021, 5, 18), None)),
        ("answers2021-15-11.xml", {}, ("commons-2021-05-18-31007", "31007", date(2021, 5, 18), None)),
        ("answers2021-05-24.xml", {"url": ""}, ("commons-2021-05-18-31007", "31007", date(2021, 5, 18), date(2021, 5, 24))),
        ("answers2021-05-24.xml", {"qnum": ""}, ("commons-2021-05-18-31007", "31007", date(2021, 5, 18), date(2021, 5, 24))),
        (
            "answers2021-05-24.xml",
            {"qnum": "", "url": ""},
            ("commons-2021-05-18-31007", "31007", date(2021, 5, 18), date(2021, 5, 24)),
        ),
        (
            "answers2016-03-09.xml",
            {"tabled": "2016-03-01", "url": "http://www.parliament.uk/business/written-question/Commons/2016-02-29/31007/"},
            ("commons-2016-02-29-31007", "31007", date(2016, 2, 29), date(2016, 3, 9)),
        ),
        (
            "lordswrans2021-05-24.xml",
            {"uin": "HL77"},
            ("lords-2021-05-18-HL77", "HL77", date(2021, 5, 18), date(2021, 5, 24)),
        ),
        (
            "lordswrans2021-05-24.xml",
            {"uin": "hl78", "url": ""},
            ("lords-2021-05-18-HL78", "HL78", date(2021, 5, 18), date(2021, 5, 24)),
        ),
    ],
)  # fmt: skip
def test_the_days_of_a_question(tmp_path: Path, name: str, elements: dict[str, str], expected: tuple[Any, ...]) -> None:
    (record,) = read(write(tmp_path / name, element(**elements)))
    question = record.question
    assert question.answer is not None
    assert (question.id, question.uin, question.tabled_on, question.answer.answered_on) == expected
    assert (question.heading, question.answering_body.name) == ("Foghorns: Repairs", "Department for Lighthouses")
    is_wrong_name = name in ("answers2021-05-11.xml", "answers2021-15-11.xml")
    assert [warning[:26] for warning in record.warnings] == ["the day in the file's name"] * is_wrong_name


def test_an_id_with_a_letter_has_the_day_of_the_answer(tmp_path: Path) -> None:
    old = element(tabled="2009-10-26a", url="")
    (record,) = read(write(tmp_path / "answers2009-10-26a.xml", old, root='<publicwhip latest="yes">'))
    assert record.question.answer is not None
    assert (record.question.tabled_on, record.question.answer.answered_on) == (None, date(2009, 10, 26))


@pytest.mark.parametrize(
    ("name", "kind", "root", "reason"),
    [
        ("sp2021-05-18.xml", "spwa", "<publicwhip>", "Scottish Parliament"),
        ("x.xml", "spwa", '<publicwhip latest="yes">', "Scottish Parliament"),
        ("x.xml", "sp", "<publicwhip>", "Scottish Parliament"),
        ("ni2021-05-18.xml", "ni", "<publicwhip>", "Northern Ireland Assembly"),
        ("x.xml", "niwa", '<publicwhip latest="no">', "Northern Ireland Assembly"),
        ("senedd2021-05-18.xml", "senedd", "<publicwhip>", "Senedd"),
        ("debates2021-05-18a.xml", "debate", "<publicwhip>", "its elements are of the kind “debate”"),
        ("answers2021-05-18a.xml", "wrans", '<publicwhip latest="no">', 'it is not marked latest="yes"'),
    ],
)  # fmt: skip
def test_other_files_are_skipped_by_their_right_reason(tmp_path: Path, name: str, kind: str, root: str, reason: str) -> None:
    skipped = detect_source(write(tmp_path / name, element(kind=kind), root=root))
    assert isinstance(skipped, SkippedFile), skipped
    assert reason in skipped.reason


def test_an_empty_day_is_skipped(tmp_path: Path) -> None:
    skipped = detect_source(write(tmp_path / "answers2021-05-18.xml"))
    assert isinstance(skipped, SkippedFile)
    assert skipped.reason == "it contains no questions"


OFFICIAL = official(
    id=70001,
    uin="31007",
    dateTabled="2021-05-18T00:00:00",
    dateForAnswer="2021-05-21T00:00:00",
    dateAnswered="2021-05-24T00:00:00",
    answerText="<p>Twelve.</p>",
    groupedQuestions=[],
)


def indexed(index: Path) -> list[Question]:
    engine = WhooshEngine(index)
    questions = list(engine.scan(SearchRequest()))
    engine.close()
    return questions


@pytest.mark.parametrize("order", ["together", "official first", "official last"])
@pytest.mark.parametrize("name", ["answers2021-05-24.xml", "saved.xml"])
def test_the_official_record_and_theyworkforyous_are_one(tmp_path: Path, order: str, name: str) -> None:
    official, theyworkforyou = write_lines(tmp_path / "official.ndjson", [OFFICIAL]), write(tmp_path / name, element())
    index = tmp_path / "index"
    if order == "together":
        assert command.main(["build", str(official), str(theyworkforyou), "--index", str(index)]) == 0
    else:
        first, second = (official, theyworkforyou) if order == "official first" else (theyworkforyou, official)
        assert command.main(["build", str(first), "--index", str(index)]) == 0
        assert command.main(["update", str(second), "--index", str(index)]) == 0
    (question,) = indexed(index)
    assert (question.id, question.uin, question.tabled_on) == ("70001", "31007", date(2021, 5, 18))
    assert question.answer is not None
    assert question.answer.answered_on == date(2021, 5, 24)
    assert [record.source for record in question.source_records] == ["official-api", "theyworkforyou"]


def test_the_versions_of_one_day_are_one_record_each(tmp_path: Path) -> None:
    for letter, heading in zip("abcdef", "ABCDEF", strict=True):
        write(tmp_path / f"answers2021-05-24{letter}.xml", element().replace("Foghorns", heading))
    index = tmp_path / "index"
    assert command.main(["build", str(tmp_path), "--index", str(index)]) == 0
    (question,) = indexed(index)
    assert question.heading == "F: Repairs"


def test_a_withdrawal_without_text_is_taken_in(tmp_path: Path) -> None:
    before = write_lines(tmp_path / "before.ndjson", [official(answerText=None, dateAnswered=None)])
    after = write_lines(
        tmp_path / "after.ndjson", [official(questionText=None, isWithdrawn=True, answerText=None, dateAnswered=None)]
    )
    for number, files in enumerate(([before, after], [after, before])):
        index = tmp_path / f"index{number}"
        assert command.main(["build", str(files[0]), "--index", str(index)]) == 0
        assert command.main(["update", str(files[1]), "--index", str(index)]) == 0
        (question,) = indexed(index)
        assert (question.state, question.text[:6]) == ("withdrawn", "To ask")


def test_a_question_without_an_id_that_has_a_day_is_rejected(tmp_path: Path) -> None:
    path = write(tmp_path / "answers2021-05-24.xml", element(), element(tabled="soon", url=""))
    file = detect_source(path)
    assert isinstance(file, SourceFile)
    decoded, rejected = file.records()
    assert isinstance(decoded, DecodedRecord)
    assert isinstance(rejected, Rejection)
    assert rejected.reason.startswith("the id contains no date: ")
