"""Decodes result objects of the official API, ``{"value": ..., "links": ...}``, into questions. Takes JSON objects, no files.

Lists of the API cut their texts: a question at 255 characters; an answer at 255, without tags, followed by "...". Where the
tags stood between the cells of a table, a space is put back.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated

import msgspec

from indexer.cleaning.glued_cells import separate_cells
from indexer.cleaning.html_repair import repaired_html
from indexer.cleaning.html_to_text import has_table, plain_text
from indexer.outcomes import InvalidRecord, Warn, no_warning
from indexer.sources.field_readers import read_address, read_date, read_house, read_line, read_uin, shown
from indexer.sources.value_conversion import convert
from search.model.parliament import CUT_MARK, LIST_TEXT_CHARACTERS, is_cut_question
from search.model.question import Answer, AnsweringBody, Attachment, GroupedQuestion, House, Person, Question, SourceRecord

_MAX_ID = 2**53 - 1
_Number = Annotated[int, msgspec.Meta(ge=0, le=_MAX_ID)]


class _Member(msgspec.Struct, rename="camel"):
    name: str | None = None
    list_as: str | None = None
    party: str | None = None
    member_from: str | None = None


class _Attachment(msgspec.Struct, rename="camel"):
    url: str | None = None
    title: str | None = None
    file_type: str | None = None
    file_size_bytes: _Number | None = None


class _GroupedQuestion(msgspec.Struct, rename="camel"):
    question_uin: str | None = None
    date_tabled: str | None = None


class _Value(msgspec.Struct, rename="camel"):
    """Every property that the API documents, except ``id``, ``house`` and ``attachmentCount``, the number of ``attachments``.

    Any of them may be missing or null.
    """

    question_text: str | None = None
    uin: str | None = None
    asking_member_id: _Number | None = None
    asking_member: _Member | None = None
    member_has_interest: bool | None = None
    date_tabled: str | None = None
    date_for_answer: str | None = None
    answering_body_id: _Number | None = None
    answering_body_name: str | None = None
    is_withdrawn: bool | None = None
    is_named_day: bool | None = None
    grouped_questions: list[str] | None = None
    grouped_questions_dates: list[_GroupedQuestion] | None = None
    answer_is_holding: bool | None = None
    answer_is_correction: bool | None = None
    answering_member_id: _Number | None = None
    answering_member: _Member | None = None
    correcting_member_id: _Number | None = None
    correcting_member: _Member | None = None
    date_answered: str | None = None
    answer_text: str | None = None
    original_answer_text: str | None = None
    comparable_answer_text: str | None = None
    date_answer_corrected: str | None = None
    date_holding_answer: str | None = None
    heading: str | None = None
    attachments: list[_Attachment] | None = None


def read_question(item: Mapping[str, object], warn: Warn = no_warning) -> Question:
    """Return the question of one result object. ``warn`` is called with each fault of its values. Raises ``InvalidRecord``.

    A record needs an id, a House, and its text, heading, body or answer, which show what was asked. The API may send no more
    than that of a withdrawn question.
    """
    sent = item.get("value")
    if not isinstance(sent, Mapping):
        raise InvalidRecord(f"not a result of the official API: its value is not an object: {shown(sent)}")
    value = convert(sent, _Value, warn)
    uin = read_uin(value.uin or "")
    text = plain_text(value.question_text or "")
    house = read_house([sent.get("house")], uin, text, warn)
    question = Question(
        id=_id(sent.get("id")),
        house=house,
        text=text,
        uin=uin,
        tabled_on=read_date(value.date_tabled, "dateTabled", warn),
        due_on=read_date(value.date_for_answer, "dateForAnswer", warn),
        asked_by=_person(value.asking_member, value.asking_member_id, house),
        answering_body=AnsweringBody(read_line(value.answering_body_name or ""), value.answering_body_id),
        heading=read_line(value.heading or ""),
        answer=_answer(value, house, warn),
        held_on=read_date(value.date_holding_answer, "dateHoldingAnswer", warn),
        is_withdrawn=bool(value.is_withdrawn),
        is_named_day=bool(value.is_named_day),
        has_interest=bool(value.member_has_interest),
        grouped=_grouped(value, warn),
        is_cut=is_cut_question(value.question_text or "", value.answer_text or ""),
        source_records=(SourceRecord("official-api", msgspec.json.encode(item).decode()),),
    )
    if not (text or question.heading or question.answering_body.name or question.answer or question.is_withdrawn):
        raise InvalidRecord("questionText is empty, and nothing else tells what was asked")
    return question


def _id(value: object) -> str:
    if value is None:
        raise InvalidRecord("the id is missing")
    try:
        number = msgspec.convert(value, int, strict=False)
    except (msgspec.ValidationError, ValueError):
        raise InvalidRecord(f"the id is not a whole number: {shown(value)}") from None
    if number < 1:
        raise InvalidRecord(f"the id is not positive: {number}")
    if number > _MAX_ID:
        raise InvalidRecord("the id is too large to be a question's")
    return str(number)


def _answer(value: _Value, house: House, warn: Warn) -> Answer | None:
    """Return the answer; None if it has neither text nor date. A third of the real answers have a text and no date."""
    html = repaired_html(value.answer_text or "")
    original_html = repaired_html(value.original_answer_text or "")
    answered_on = read_date(value.date_answered, "dateAnswered", warn)
    if not html and not answered_on:
        return None
    return Answer(
        html=html,
        text=_answer_text(html),
        answered_on=answered_on,
        answered_by=_person(value.answering_member, value.answering_member_id, house),
        is_holding=bool(value.answer_is_holding),
        is_correction=bool(value.answer_is_correction),
        corrected_on=read_date(value.date_answer_corrected, "dateAnswerCorrected", warn),
        corrected_by=_person(value.correcting_member, value.correcting_member_id, house),
        original_html=original_html,
        original_text=_answer_text(original_html),
        comparable_html=repaired_html(value.comparable_answer_text or ""),
        attachments=tuple(filter(None, (_attachment(attachment, warn) for attachment in value.attachments or ()))),
        is_cut=_is_cut(value.answer_text or ""),
        has_table=has_table(html),
    )


def _is_cut(html: str) -> bool:
    return len(html) == LIST_TEXT_CHARACTERS + len(CUT_MARK) and html.endswith(CUT_MARK) and "<" not in html


def _answer_text(html: str) -> str:
    text = plain_text(html)
    return text if "<" in html else separate_cells(text)


def _person(member: _Member | None, member_id: int | None, house: House) -> Person:
    """Return a member. ``memberFrom`` is the constituency in the Commons, and the type of peerage in the Lords."""
    if member is None:
        return Person(member_id=member_id)
    return Person(
        name=read_line(member.name or ""),
        member_id=member_id,
        constituency=read_line(member.member_from or "") if house == "Commons" else "",
        party=read_line(member.party or ""),
        list_as=read_line(member.list_as or ""),
    )


def _attachment(attachment: _Attachment, warn: Warn) -> Attachment | None:
    """Return an attachment; None if it has neither an address nor a title."""
    title, url = read_line(attachment.title or ""), read_address(attachment.url or "", "attachments.url", warn)
    size = attachment.file_size_bytes
    return Attachment(title, "", url, (attachment.file_type or "").strip(), size) if title or url else None


def _grouped(value: _Value, warn: Warn) -> tuple[GroupedQuestion, ...]:
    """Return the questions answered together with this one. A group without a UIN, which the API allows, is left out."""
    read_day = partial(read_date, name="groupedQuestionsDates.dateTabled", warn=warn)
    dated = tuple(
        GroupedQuestion(read_uin(question.question_uin), read_day(question.date_tabled))
        for question in value.grouped_questions_dates or ()
        if question.question_uin
    )
    return dated or tuple(GroupedQuestion(read_uin(uin)) for uin in value.grouped_questions or () if uin)
