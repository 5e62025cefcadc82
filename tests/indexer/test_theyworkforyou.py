"""Decoding files of TheyWorkForYou into questions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.outcomes import DecodedRecord, Rejection, SkippedFile
from indexer.sources.detection import detect_source
from indexer.sources.source_file import SourceFile
from search.model.question import GroupedQuestion, Person, Question
from tests.indexer.source_records import headings, publicwhip, ques, reply


def read(path: Path, body: str, **options: str) -> list[DecodedRecord | Rejection]:
    path.write_text(publicwhip(body, **options), "latin-1")
    source_file = detect_source(path)
    assert isinstance(source_file, SourceFile)
    assert source_file.source == "theyworkforyou"
    return list(source_file.records())


def questions(path: Path, body: str) -> list[Question]:
    records = read(path, body)
    assert all(isinstance(record, DecodedRecord) for record in records)
    return [record.question for record in records if isinstance(record, DecodedRecord)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "answers.xml"


def test_one_question_and_its_reply(file: Path) -> None:
    question_element = ques(("294001", "To ask the Keeper <i> (a)</i> when&mdash;and why."))
    reply_element = reply('<p pid="b.1/1">At night.</p><table><tr pid="x"><td>1</td></tr></table>')
    (question,) = questions(file, headings("DEPARTMENT FOR FOG AND LAMPS", "Night Work") + question_element + reply_element)
    assert question.id == "commons-2009-11-02-294001"
    assert (question.house, question.uin, question.heading) == ("Commons", "294001", "Night Work")
    assert question.text == "To ask the Keeper (a) when—and why."
    assert question.answering_body.name == "Department for Fog and Lamps"
    assert question.asked_by == Person("Ivor Quill")
    assert question.tabled_on is None
    answer = question.answer
    assert answer is not None
    assert (answer.answered_on, answer.answered_by) == (date(2009, 11, 2), Person("Olwen Pryce"))
    assert (answer.text, answer.has_table) == ("At night.\n\n1", True)
    assert answer.html == "<p>At night.</p><table><tr><td>1</td></tr></table>"
    (source_record,) = question.source_records
    assert source_record.source == "theyworkforyou"
    assert source_record.body.startswith("<ques ")
    assert "<reply " in source_record.body


def test_several_questions_of_one_ques_share_its_opening_and_its_reply(file: Path) -> None:
    element = ques(("", "To ask the Keeper "), ("294002", "(1)  how many lamps;"), ("294003", "(2)  how many wicks."))
    first, second = questions(file, element + reply("<p>Nine.</p>"))
    assert (first.uin, first.text) == ("294002", "To ask the Keeper how many lamps;")
    assert (second.uin, second.text) == ("294003", "To ask the Keeper how many wicks.")
    assert first.grouped == (GroupedQuestion("294003"),)
    assert second.grouped == (GroupedQuestion("294002"),)
    assert first.answer == second.answer
    assert first.answer is not None


def test_several_ques_before_one_reply_are_grouped(file: Path) -> None:
    body = ques(("294004", "To ask A.")) + ques(("294005", "To ask B."), name="Bryn Rook") + reply("<p>Both.</p>")
    first, second = questions(file, body)
    assert (first.asked_by.name, second.asked_by.name) == ("Ivor Quill", "Bryn Rook")
    assert first.grouped == (GroupedQuestion("294005"),)
    assert (first.answer, second.grouped) == (second.answer, (GroupedQuestion("294004"),))


def test_a_reply_answers_only_the_questions_before_it(file: Path) -> None:
    body = (
        headings("FOG", "One") + ques(("294006", "To ask A.")) + reply("<p>A.</p>") + reply("<p>More of A.</p>")
        + ques(("294007", "To ask B.")) + headings("LAMPS", "Two") + reply("<p>Of nothing.</p>")
    )  # fmt: skip
    first, second = questions(file, body)
    assert first.answer is not None
    assert first.answer.text == "A.\n\nMore of A."
    assert (second.answer, second.heading, second.grouped) == (None, "One", ())


def test_an_earlier_holding_answer_is_a_date_not_a_state(file: Path) -> None:
    holding_line = '<p class="holdinganswer">holding answer <phrase class="date" code="2009-10-22">22 October 2009</phrase></p>'
    paragraph = '<p>As I said on <phrase class="date" code="2009-10-30">30 October</phrase>.</p>'
    (question,) = questions(file, ques(("294008", "To ask C.")) + reply(holding_line + paragraph))
    assert question.answer is not None
    assert (question.held_on, question.state) == (date(2009, 10, 22), "answered")
    assert question.answer.text == "As I said on 30 October."


def test_a_lords_question_and_a_question_without_a_uin(file: Path) -> None:
    body = (
        ques(("HL5001", "To ask Her Majesty's Government A."), speaker="lord/100001")
        + reply("<p>A.</p>")
        + ques(("", "To ask Her Majesty's Government B."), number="101.7", speaker="lord/100001")
        + ques(("", "To ask the Keeper C."), number="102.7")
    )
    numbered, unnumbered, commons = questions(file, body)
    assert (numbered.id, numbered.house) == ("lords-2009-11-02-HL5001", "Lords")
    assert (unnumbered.id, unnumbered.uin, unnumbered.house) == ("lords-2009-11-02-101.7", "", "Lords")
    assert commons.id == "commons-2009-11-02-102.7"


def test_a_file_that_is_not_the_latest_is_skipped(file: Path) -> None:
    file.write_text(publicwhip(ques(("1", "To ask."))  , latest="no"))  # fmt: skip
    skipped = detect_source(file)
    assert isinstance(skipped, SkippedFile)
    assert 'not marked latest="yes"' in skipped.reason


@pytest.mark.parametrize(
    "declarations",
    [
        '<!ENTITY secret SYSTEM "file:///etc/hostname">',
        '<!ENTITY secret PUBLIC "x" "http://a.example/x">',
        '<!ENTITY % more SYSTEM "http://a.example/more.dtd"> %more;',
        '<!ENTITY a "ha"><!ENTITY secret "&a;&a;&a;&a;">',
        "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(9)),
        '<!ENTITY secret "&#60;">',
    ],
    ids=["system", "public", "parameter", "nested", "laughs", "markup"],
)
def test_entities_that_fetch_or_expand_are_rejected(file: Path, declarations: str) -> None:
    (rejection,) = read(file, ques(("294009", "To ask.")) + reply("<p>&secret;</p>"), declarations=declarations)
    assert isinstance(rejection, Rejection)
    assert "not one plain character" in rejection.reason


def test_an_external_document_type_is_rejected(file: Path) -> None:
    content = publicwhip(ques(("294010", "To ask.")))
    file.write_text(content.replace("publicwhip [", 'publicwhip SYSTEM "http://a.example/p.dtd" ['))
    source_file = detect_source(file)
    assert isinstance(source_file, SourceFile)
    (rejection,) = source_file.records()
    assert isinstance(rejection, Rejection)
    assert "external" in rejection.reason


def test_groups_around_the_damage_are_read(file: Path) -> None:
    whole = ques(("294011", "To ask A.")) + reply("<p>A.</p>") + "\n"
    for broken in (ques(("294012", "To ask <b>B.")) + reply("<p>B.</p>"), ques(("294012", "To ask B."))[:-20]):
        decoded, rejected = read(file, whole + broken)
        assert isinstance(decoded, DecodedRecord)
        assert isinstance(rejected, Rejection)
        assert decoded.question.uin == "294011"
        assert "XML is broken" in rejected.reason
        assert rejected.location.startswith(f"{file} line ")


def test_a_question_without_text_or_date_rejects_only_itself(file: Path) -> None:
    body = ques(("294013", " ")) + ques(("294014", "To ask.")).replace("2009-11-02b", "nodate") + ques(("294015", "To ask."))
    empty, dateless, valid = read(file, body)
    assert isinstance(empty, Rejection)
    assert isinstance(dateless, Rejection)
    assert isinstance(valid, DecodedRecord)
    assert (empty.reason, dateless.reason[:24]) == ("the question has no text", "the id contains no date:")
