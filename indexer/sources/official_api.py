"""Decodes result objects of the official API, ``{"value": ..., "links": ...}``, into questions. Takes JSON objects, no files.

Lists of the API cut their texts: a question at 255 characters; an answer at 255, without tags, followed by "...". Where the
tags stood between the cells of a table, a space is put back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from indexer.cleaning.glued_cells import part_cells
from indexer.cleaning.html_to_text import has_table, plain_text
from indexer.outcomes import InvalidRecord
from indexer.sources.field_readers import read_date
from search.model.parliament import CUT_MARK, LIST_TEXT_CHARACTERS
from search.model.question import Answer, AnsweringBody, Attachment, GroupedQuestion, House, Person, Question, SourceRecord


class _Member(msgspec.Struct, rename="camel"):
    name: str | None = None
    list_as: str | None = None
    party: str | None = None
    member_from: str | None = None


class _Attachment(msgspec.Struct, rename="camel"):
    url: str | None = None
    title: str | None = None
    file_type: str | None = None
    file_size_bytes: int | None = None


class _GroupedQuestion(msgspec.Struct, rename="camel"):
    question_uin: str
    date_tabled: str | None = None


class _Value(msgspec.Struct, rename="camel"):
    """Every property that the API documents, except ``attachmentCount``, the number of ``attachments``."""

    id: int
    house: Literal["Commons", "Lords"]
    question_text: str
    uin: str | None = None
    asking_member_id: int | None = None
    asking_member: _Member | None = None
    member_has_interest: bool | None = None
    date_tabled: str | None = None
    date_for_answer: str | None = None
    answering_body_id: int | None = None
    answering_body_name: str | None = None
    is_withdrawn: bool | None = None
    is_named_day: bool | None = None
    grouped_questions: list[str] | None = None
    grouped_questions_dates: list[_GroupedQuestion] | None = None
    answer_is_holding: bool | None = None
    answer_is_correction: bool | None = None
    answering_member_id: int | None = None
    answering_member: _Member | None = None
    correcting_member_id: int | None = None
    correcting_member: _Member | None = None
    date_answered: str | None = None
    answer_text: str | None = None
    original_answer_text: str | None = None
    comparable_answer_text: str | None = None
    date_answer_corrected: str | None = None
    date_holding_answer: str | None = None
    heading: str | None = None
    attachments: list[_Attachment] | None = None


class _Result(msgspec.Struct):
    value: _Value


def read_question(item: Mapping[str, object]) -> Question:
    """Return the question of one result object. Raises ``InvalidRecord``."""
    try:
        value = msgspec.convert(item, _Result, strict=False).value
    except msgspec.ValidationError as error:
        raise InvalidRecord(f"not a result of the official API: {error}") from None
    text = plain_text(value.question_text)
    if value.id < 1 or not text:
        raise InvalidRecord(f"the id is not positive: {value.id}" if value.id < 1 else "questionText is empty")
    return Question(
        id=str(value.id),
        house=value.house,
        text=text,
        uin=(value.uin or "").strip(),
        tabled_on=read_date(value.date_tabled, "dateTabled"),
        due_on=read_date(value.date_for_answer, "dateForAnswer"),
        asked_by=_person(value.asking_member, value.asking_member_id, value.house),
        answering_body=AnsweringBody((value.answering_body_name or "").strip(), value.answering_body_id),
        heading=" ".join((value.heading or "").split()),
        answer=_answer(value),
        held_on=read_date(value.date_holding_answer, "dateHoldingAnswer"),
        is_withdrawn=bool(value.is_withdrawn),
        is_named_day=bool(value.is_named_day),
        has_interest=bool(value.member_has_interest),
        grouped=_grouped(value),
        is_cut=len(value.question_text) == LIST_TEXT_CHARACTERS,
        source_records=(SourceRecord("official-api", msgspec.json.encode(item).decode()),),
    )


def _answer(value: _Value) -> Answer | None:
    """Return the answer; None if it has neither text nor date. A third of the real answers have a text and no date."""
    html = value.answer_text or ""
    answered_on = read_date(value.date_answered, "dateAnswered")
    if not html and not answered_on:
        return None
    return Answer(
        html=html,
        text=_answer_text(html),
        answered_on=answered_on,
        answered_by=_person(value.answering_member, value.answering_member_id, value.house),
        is_holding=bool(value.answer_is_holding),
        is_correction=bool(value.answer_is_correction),
        corrected_on=read_date(value.date_answer_corrected, "dateAnswerCorrected"),
        corrected_by=_person(value.correcting_member, value.correcting_member_id, value.house),
        original_html=value.original_answer_text or "",
        original_text=_answer_text(value.original_answer_text or ""),
        comparable_html=value.comparable_answer_text or "",
        attachments=tuple(_attachment(attachment) for attachment in value.attachments or ()),
        is_cut=len(html) == LIST_TEXT_CHARACTERS + len(CUT_MARK) and html.endswith(CUT_MARK) and "<" not in html,
        has_table=has_table(html),
    )


def _answer_text(html: str) -> str:
    text = plain_text(html)
    return text if "<" in html else part_cells(text)


def _person(member: _Member | None, member_id: int | None, house: House) -> Person:
    """Return a member. ``memberFrom`` is the constituency in the Commons, and the type of peerage in the Lords."""
    if member is None:
        return Person(member_id=member_id)
    return Person(
        name=(member.name or "").strip(),
        member_id=member_id,
        constituency=(member.member_from or "") if house == "Commons" else "",
        party=member.party or "",
        list_as=member.list_as or "",
    )


def _attachment(attachment: _Attachment) -> Attachment:
    return Attachment(
        title=attachment.title or "",
        url=attachment.url or "",
        file_type=attachment.file_type or "",
        size_bytes=attachment.file_size_bytes,
    )


def _grouped(value: _Value) -> tuple[GroupedQuestion, ...]:
    if value.grouped_questions_dates:
        return tuple(
            GroupedQuestion(question.question_uin, read_date(question.date_tabled, "groupedQuestionsDates.dateTabled"))
            for question in value.grouped_questions_dates
        )
    return tuple(GroupedQuestion(uin) for uin in value.grouped_questions or ())
