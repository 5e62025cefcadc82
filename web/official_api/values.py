"""A record as the official API's ``value``: the properties that the API sent, or else ones made from the record."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from search.model.parliament import CUT_MARK, LIST_TEXT_CHARACTERS
from search.model.question import Answer, Attachment, GroupedQuestion, Person, Question
from web.site import outside_links

Value = dict[str, object]

THUMBNAIL_URL = "https://members-api.parliament.uk/api/Members/{}/Thumbnail"

MEMBERS = ("askingMember", "answeringMember", "correctingMember")
FILLED_IF_NULL = (
    *MEMBERS,
    "uin",
    "questionText",
    "answerIsHolding",
    "answerIsCorrection",
    "askingMemberId",
    "answeringMemberId",
    "correctingMemberId",
    "dateAnswered",
    "answerText",
    "dateAnswerCorrected",
    "dateHoldingAnswer",
)
"""Properties that may be null in what the API sent, while another source has had them since or the index knows them."""

_TAG = re.compile(r"<[^<>]*>")


class _SentItem(msgspec.Struct):
    value: Value = msgspec.field(default_factory=dict)


_decode = msgspec.json.Decoder(_SentItem).decode


def item(question: Question, expand: bool, cut: bool = False) -> Value:
    """Return a record as the API sends it. ``expand`` gives its members as objects, not null; ``cut`` cuts its texts."""
    whole = value(question, expand)
    href = f"/Questions/{question.id}"
    return {"value": _with_cut_texts(whole) if cut else whole, "links": [{"rel": "self", "href": href, "method": "GET"}]}


def value(question: Question, expand: bool) -> Value:
    """Return every property of the API, in its order. Texts that the API cut are whole if another source has them whole."""
    from_record = {**_question(question), **_answer(question), **_attachments(question)}
    official = (record for record in question.source_records if record.source == "official-api")
    sent: Value = next((_decode(record.body).value for record in official), {})
    merged = from_record | sent
    merged.update({name: from_record[name] for name in FILLED_IF_NULL if merged[name] is None})
    merged.update({name: merged[name] if _has_number(merged[name]) else None for name in MEMBERS})
    if not merged["groupedQuestionsDates"]:
        merged["groupedQuestionsDates"] = from_record["groupedQuestionsDates"]
    merged["questionText"] = merged["questionText"] or from_record["questionText"]  # null if it was withdrawn
    if len(str(merged["questionText"])) == LIST_TEXT_CHARACTERS and not question.is_cut:
        merged["questionText"] = question.text
    if question.answer and not question.answer.is_cut and _is_cut(str(merged["answerText"])):
        merged["answerText"] = from_record["answerText"]
    return merged if expand else {**merged, **dict.fromkeys(MEMBERS)}


def _has_number(member: object) -> bool:
    """Whether an object of a member has a number, which distinguishes the member from others."""
    return isinstance(member, dict) and member.get("id") is not None


def _with_cut_texts(whole: Value) -> Value:
    """Cut the texts as the API's own lists do: a question at 255 characters; an answer, without tags, there too, with "...".

    Shorter texts keep every character, spaces at the end too.
    """
    question, answer = whole["questionText"], whole["answerText"]
    if isinstance(answer, str):
        plain = _TAG.sub("", answer)
        answer = plain if len(plain) <= LIST_TEXT_CHARACTERS else plain[:LIST_TEXT_CHARACTERS] + CUT_MARK
    cut_question = question[:LIST_TEXT_CHARACTERS] if isinstance(question, str) else None
    return {**whole, "questionText": cut_question, "answerText": answer}


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
        "dateTabled": _timestamp(question.tabled_on),
        "dateForAnswer": _timestamp(question.due_on),
        "uin": question.uin or None,
        "questionText": question.text or None,
        "answeringBodyId": body.id,
        "answeringBodyName": body.name or None,
        "isWithdrawn": question.is_withdrawn,
        "isNamedDay": question.is_named_day,
        "groupedQuestions": [grouped.uin for grouped in question.grouped],
    }


def _answer(question: Question) -> Value:
    has_answer = True if question.answer else None
    answer = question.answer or Answer()
    return {
        "answerIsHolding": has_answer and answer.is_holding,
        "answerIsCorrection": has_answer and answer.is_correction,
        "answeringMemberId": answer.answered_by.member_id,
        "answeringMember": _member(answer.answered_by),
        "correctingMemberId": answer.corrected_by.member_id,
        "correctingMember": _member(answer.corrected_by),
        "dateAnswered": _timestamp(answer.answered_on),
        "answerText": has_answer and (answer.html or answer.text),
        "originalAnswerText": answer.original_html,
        "comparableAnswerText": answer.comparable_html,
        "dateAnswerCorrected": _timestamp(answer.corrected_on),
        "dateHoldingAnswer": _timestamp(question.held_on),
    }


def _attachments(question: Question) -> Value:
    attachments = question.answer.attachments if question.answer else ()
    return {
        "attachmentCount": len(attachments),
        "heading": question.heading,
        "attachments": [_attachment(attachment) for attachment in attachments],
        "groupedQuestionsDates": [_grouped(grouped) for grouped in question.grouped if grouped.tabled_on],
    }


def _member(person: Person) -> Value | None:
    """Return a member's object; None without a name or without a number, which clients count members by."""
    if not person.name or person.member_id is None:
        return None
    return {
        "id": person.member_id,
        "listAs": person.list_as or None,
        "name": person.name,
        "party": person.party or None,
        "partyColour": None,
        "partyAbbreviation": None,
        "memberFrom": person.constituency or None,
        "thumbnailUrl": THUMBNAIL_URL.format(person.member_id),
    }


def _attachment(attachment: Attachment) -> Value:
    return {
        "url": outside_links.safe_link(attachment.url) or None,
        "title": attachment.title or attachment.file_name or None,
        "fileType": attachment.file_type or None,
        "fileSizeBytes": attachment.size_bytes,
    }


def _grouped(grouped: GroupedQuestion) -> Value:
    return {"questionUin": grouped.uin, "dateTabled": _timestamp(grouped.tabled_on)}


def _timestamp(day: date | None) -> str | None:
    return f"{day.isoformat()}T00:00:00" if day else None
