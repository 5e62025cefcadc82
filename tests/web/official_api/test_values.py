"""The value of a record: sent properties unchanged, complete texts for cut ones, and the same properties if none were sent."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from search.model.question import Answer, Attachment, GroupedQuestion, Person, Question, SourceRecord
from tests.web.conftest import ASKER, CORRECTED, HELD, SEED_SHAPED, WITHDRAWN
from tests.web.official_api.conftest import Ask
from tests.web.official_api.made import CUT, CUT_ANSWER, MENDED, SENT, WHOLE, WHOLE_ANSWER, sent
from web.official_api import values
from web.official_api.values import item, value


def test_sent_properties_are_served_unchanged(ask: Ask) -> None:
    expected = {**SENT, "answeringMember": value(CUT, expand=True)["answeringMember"]}
    assert ask("/9001", expandMember="true")["value"] == expected
    assert ask("/9001")["value"] == {**SENT, "askingMember": None}
    assert list(ask("/9001")["value"]) == list(SENT)


def test_undocumented_properties_are_served_too() -> None:
    wired = replace(CUT, source_records=(sent(shoeSize=1.5, heading=None),))
    assert value(wired, expand=False) == {**SENT, "askingMember": None, "shoeSize": 1.5, "heading": None}


def test_complete_texts_replace_cut_ones() -> None:
    assert value(MENDED, expand=False)["questionText"] == WHOLE
    assert value(MENDED, expand=False)["answerText"] == WHOLE_ANSWER
    assert value(CUT, expand=False)["questionText"] == WHOLE[:255]
    assert value(CUT, expand=False)["answerText"] == CUT_ANSWER


def test_an_answer_that_only_looks_cut_is_left_alone() -> None:
    for text in ("x" * 254 + "<" + "...", "x" * 258, "x" * 254 + "...", "short..."):
        wired = replace(MENDED, source_records=(sent(answerText=text),))
        assert value(wired, expand=False)["answerText"] == text


def test_a_later_answer_of_another_source_fills_nulls() -> None:
    blank = dict.fromkeys(("answerIsHolding", "answerIsCorrection", "answeringMemberId", "dateAnswered", "answerText"))
    fields = value(replace(MENDED, source_records=(sent(**blank),)), expand=False)
    assert (fields["answerIsHolding"], fields["answeringMemberId"], fields["dateAnswered"]) == (
        False,
        91,
        "2024-03-06T00:00:00",
    )
    assert fields["answerText"] == WHOLE_ANSWER


def test_a_value_made_from_a_record_has_the_same_properties_in_order(ask: Ask) -> None:
    for question in (SEED_SHAPED, CORRECTED, HELD, WITHDRAWN):
        assert list(ask(f"/{question.id}")["value"]) == list(SENT)


def test_a_value_made_from_a_record_is_complete() -> None:
    fields = value(SEED_SHAPED, expand=True)
    member = {
        "id": 4197,
        "listAs": "Fenwick, Baroness",
        "name": "Baroness Fenwick",
        "party": "Harbour Party",
        "partyColour": None,
        "partyAbbreviation": None,
        "memberFrom": None,
        "thumbnailUrl": "https://members-api.parliament.uk/api/Members/4197/Thumbnail",
    }
    assert (fields["id"], fields["askingMemberId"], fields["askingMember"]) == (1285393, 4197, member)
    assert (fields["house"], fields["uin"], fields["heading"]) == ("Lords", "HL13171", "Lanterns: Harbours")
    assert (fields["dateTabled"], fields["dateForAnswer"]) == ("2021-02-09T00:00:00", "2021-02-23T00:00:00")
    assert (fields["answeringBodyId"], fields["answeringBodyName"]) == (1, "Office of Lanterns")
    assert fields["questionText"] == SEED_SHAPED.text
    assert SEED_SHAPED.answer is not None
    assert fields["answerText"] == SEED_SHAPED.answer.html
    assert (fields["answerIsHolding"], fields["answerIsCorrection"], fields["dateAnswered"]) == (
        False,
        False,
        "2021-02-23T00:00:00",
    )
    assert (fields["groupedQuestions"], fields["groupedQuestionsDates"]) == (["HL13168", "HL13169"], [])
    assert fields["attachmentCount"] == 1
    assert fields["attachments"] == [{"url": None, "title": "Lantern Statistics", "fileType": None, "fileSizeBytes": None}]


def test_attachments_and_grouped_questions_are_complete() -> None:
    paper = Attachment("", "a.pdf", "https://example.gov.uk/a.pdf", "application/pdf", 1234)
    grouped = (GroupedQuestion("5", date(2024, 1, 2)), GroupedQuestion("6"))
    fields = value(replace(CORRECTED, answer=Answer(text="Yes.", attachments=(paper,)), grouped=grouped), expand=False)
    attachment = {"url": paper.url, "title": "a.pdf", "fileType": paper.file_type, "fileSizeBytes": 1234}
    assert (fields["attachmentCount"], fields["attachments"], fields["answerText"]) == (1, [attachment], "Yes.")
    assert fields["groupedQuestions"] == ["5", "6"]
    assert fields["groupedQuestionsDates"] == [{"questionUin": "5", "dateTabled": "2024-01-02T00:00:00"}]


def test_unknown_properties_are_null() -> None:
    fields = value(Question("5", "Lords", "To ask."), expand=True)
    nulls = {name for name, known in fields.items() if known is None}
    assert nulls == {
        *(set(values.FILLED_IF_NULL) - {"questionText"}),
        "askingMemberId",
        "dateTabled",
        "dateForAnswer",
        "uin",
        "answeringBodyId",
        "answeringBodyName",
    }
    assert (fields["originalAnswerText"], fields["comparableAnswerText"], fields["heading"]) == ("", "", "")


@pytest.mark.parametrize(("known", "sent"), [("To ask.", "To ask."), ("", None)])
def test_the_text_of_a_withdrawn_question_is_the_known_one_or_null(known: str, sent: str | None) -> None:
    record = SourceRecord("official-api", '{"value": {"id": 5, "questionText": null, "isWithdrawn": true}}')
    question = Question("5", "Lords", known, is_withdrawn=True, source_records=(record,))
    assert value(question, expand=False)["questionText"] == sent
    assert item(question, expand=False, cut=True)["value"]["questionText"] == sent  # type: ignore[index]


def test_a_correction_names_who_corrected_and_when() -> None:
    fields = value(CORRECTED, expand=True)
    assert (fields["answerIsCorrection"], fields["dateAnswerCorrected"], fields["correctingMemberId"]) == (
        True,
        "2024-04-01T00:00:00",
        4311,
    )
    assert fields["originalAnswerText"] == "<p>Seventy pounds.</p>"
    assert value(HELD, expand=True)["dateHoldingAnswer"] == "2024-05-09T00:00:00"


@pytest.mark.parametrize("person", [Person(), Person(member_id=77)])
def test_a_member_without_a_name_stays_null(person: Person) -> None:
    assert value(replace(SEED_SHAPED, asked_by=person), expand=True)["askingMember"] is None


def test_a_member_without_a_number_is_no_object() -> None:
    fields = value(replace(SEED_SHAPED, asked_by=replace(ASKER, member_id=None, constituency="Quay")), expand=True)
    assert (fields["askingMemberId"], fields["askingMember"]) == (None, None)


def test_only_the_source_record_of_the_official_api_is_used() -> None:
    other = replace(
        SEED_SHAPED,
        source_records=(SourceRecord("linked-data", '{"value": {"id": 1}}'), SourceRecord("theyworkforyou", "<ques/>")),
    )
    assert value(other, expand=False) == value(replace(SEED_SHAPED, source_records=()), expand=False)


def test_texts_are_cut_as_parliaments_api_cuts_them(ask: Ask) -> None:
    record = replace(MENDED, source_records=())
    whole, cut = (item(record, False, is_cut)["value"] for is_cut in (False, True))
    assert isinstance(whole, dict)
    assert isinstance(cut, dict)
    assert cut == {**whole, "questionText": WHOLE[:255], "answerText": CUT_ANSWER}
    cut_value = ask("", uIN="9001", cut="true")["results"][0]["value"]
    assert (cut_value["questionText"], cut_value["answerText"]) == (WHOLE[:255], CUT_ANSWER)
    short_value = ask("", uIN="501", cut="true")["results"][0]["value"]
    assert (short_value["questionText"], short_value["answerText"]) == (
        ask("/2001")["value"]["questionText"],
        "Figures202240202341",
    )


def test_an_unanswered_question_can_be_cut() -> None:
    cut = item(WITHDRAWN, False, True)["value"]
    assert isinstance(cut, dict)
    assert (cut["questionText"], cut["answerText"]) == (WITHDRAWN.text, None)
