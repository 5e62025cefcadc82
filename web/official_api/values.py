"""A record as the official API's ``value``: what that API sent of it, unchanged; made from what we know where it sent none."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from search.model.parliament import CUT_MARK, LIST_TEXT_CHARACTERS
from search.model.question import Answer, Attachment, GroupedQuestion, Person, Question

Value = dict[str, object]

THUMBNAIL = "https://members-api.parliament.uk/api/Members/{}/Thumbnail"

MEMBERS = ("askingMember", "answeringMember", "correctingMember")
GAPS = (
    *MEMBERS,
    "answerIsHolding",
    "answerIsCorrection",
    "answeringMemberId",
    "correctingMemberId",
    "dateAnswered",
    "answerText",
    "dateAnswerCorrected",
    "dateHoldingAnswer",
)
"""What another source may know although the official API, asked sooner, said null."""

_TAG = re.compile(r"<[^<>]*>")


class _Result(msgspec.Struct):
    value: Value = msgspec.field(default_factory=dict)


_decode = msgspec.json.Decoder(_Result).decode


def item(question: Question, expand: bool, cut: bool = False) -> Value:
    """A record as the API sends it. With ``expand`` its members are objects, not null; ``cut`` cuts its texts short."""
    made = value(question, expand)
    href = f"/Questions/{question.id}"
    return {"value": _shortened(made) if cut else made, "links": [{"rel": "self", "href": href, "method": "GET"}]}


def value(question: Question, expand: bool) -> Value:
    """Every property of the API, in its order; whole texts in place of those it cut, where another source has them."""
    made = {**_question(question), **_answer(question), **_papers(question)}
    sent: Value = next((_decode(wire.body).value for wire in question.source_records if wire.source == "official-api"), {})
    known = made | sent
    known.update({name: made[name] for name in GAPS if known[name] is None})
    if len(str(known["questionText"])) == LIST_TEXT_CHARACTERS and not question.is_cut:
        known["questionText"] = question.text
    if question.answer and not question.answer.is_cut and _is_cut(str(known["answerText"])):
        known["answerText"] = made["answerText"]
    return known if expand else {**known, **dict.fromkeys(MEMBERS)}


def _shortened(whole: Value) -> Value:
    """The texts as the API's own lists cut them: a question at 255 characters, an answer, without tags, there and "..."."""
    question, answer = whole["questionText"], whole["answerText"]
    if isinstance(answer, str):
        bare = _TAG.sub("", answer)
        answer = bare if len(bare) <= LIST_TEXT_CHARACTERS else bare[:LIST_TEXT_CHARACTERS] + CUT_MARK
    return {**whole, "questionText": str(question)[:LIST_TEXT_CHARACTERS], "answerText": answer}


def _is_cut(text: str) -> bool:
    return len(text) == LIST_TEXT_CHARACTERS + len(CUT_MARK) and text.endswith(CUT_MARK) and "<" not in text


def _question(question: Question) -> Value:
    asker, body = question.asked_by, question.answering_body
    return {
        "id": int(question.id),
        "askingMemberId": asker.member_id,
        "askingMember": _member(asker),
        "house": question.house,
        "memberHasInterest": question.has_interest,
        "dateTabled": _time(question.tabled_on),
        "dateForAnswer": _time(question.due_on),
        "uin": question.uin or None,
        "questionText": question.text,
        "answeringBodyId": body.id,
        "answeringBodyName": body.name or None,
        "isWithdrawn": question.is_withdrawn,
        "isNamedDay": question.is_named_day,
        "groupedQuestions": [each.uin for each in question.grouped],
    }


def _answer(question: Question) -> Value:
    given = question.answer
    answer = given or Answer()
    return {
        "answerIsHolding": given and answer.is_holding,
        "answerIsCorrection": given and answer.is_correction,
        "answeringMemberId": answer.answered_by.member_id,
        "answeringMember": _member(answer.answered_by),
        "correctingMemberId": answer.corrected_by.member_id,
        "correctingMember": _member(answer.corrected_by),
        "dateAnswered": _time(answer.answered_on),
        "answerText": given and (answer.html or answer.text),
        "originalAnswerText": answer.original_html,
        "comparableAnswerText": answer.comparable_html,
        "dateAnswerCorrected": _time(answer.corrected_on),
        "dateHoldingAnswer": _time(question.held_on),
    }


def _papers(question: Question) -> Value:
    papers = question.answer.attachments if question.answer else ()
    return {
        "attachmentCount": len(papers),
        "heading": question.heading,
        "attachments": [_attachment(paper) for paper in papers],
        "groupedQuestionsDates": [_grouped(each) for each in question.grouped if each.tabled_on],
    }


def _member(person: Person) -> Value | None:
    if not person.name:
        return None
    return {
        "id": person.member_id,
        "listAs": person.list_as or None,
        "name": person.name,
        "party": person.party or None,
        "partyColour": None,
        "partyAbbreviation": None,
        "memberFrom": person.constituency or None,
        "thumbnailUrl": None if person.member_id is None else THUMBNAIL.format(person.member_id),
    }


def _attachment(paper: Attachment) -> Value:
    return {
        "url": paper.url or None,
        "title": paper.title or paper.file_name or None,
        "fileType": paper.file_type or None,
        "fileSizeBytes": paper.size_bytes,
    }


def _grouped(other: GroupedQuestion) -> Value:
    return {"questionUin": other.uin, "dateTabled": _time(other.tabled_on)}


def _time(day: date | None) -> str | None:
    return f"{day.isoformat()}T00:00:00" if day else None
