"""A question as an item of the Linked Data API: the object that the API sent, with missing properties made from the record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

import msgspec

from search.model.linked_data_paths import leaf_values
from search.model.parliament import LEGISLATURES, MEMBERS_URI
from search.model.question import Answer, Attachment, Person, Question
from web.site import urls

Item = dict[str, Any]
"""A resource in the API's JSON: ``_about`` is its URI, ``{"_value": ...}`` a literal; an array has several of either."""

MEMBER_LABEL_PREFIX = "Biography information for "

MIDNIGHT = "T00:00:00"
UNKNOWN_NAME = ","
"""The name that the API prints for a minister whose name it does not know."""

_decode = msgspec.json.Decoder(Item).decode


def item(question: Question, names: Collection[str] = ()) -> Item:
    """Return the item of a record. What the API sent is unchanged; properties that it did not send are made from the record.

    With ``names``, only these are made.
    """
    made, sent = _item(question, names), _sent(question)
    if sent is None:
        return made
    answer, made_answer = sent.get("answer"), made.get("answer")
    if isinstance(answer, dict) and made_answer:
        sent["answer"] = {**answer, **_unknown_in(answer, made_answer)}
    return {**sent, **_unknown_in(sent, made)}


def _unknown_in(sent: Mapping[str, object], made: Mapping[str, object]) -> Item:
    """Return the properties that were not sent, or sent as a literal without a value."""
    return {name: value for name, value in made.items() if name not in sent or is_null(sent[name])}


def is_null(value: object) -> bool:
    """Whether a value is null, or a literal without a value."""
    return value is None or (isinstance(value, dict) and "_value" in value and value["_value"] is None)


def values(item: Mapping[str, object], path: str) -> list[str]:
    """Return the values that an item has at a path."""
    return [value for leaf_path, value in leaf_values(item) if leaf_path == path]


def whole_texts(question: Question, path: str) -> list[str]:
    """Return the values of its item at a path of ``TEXT_PATHS``, without making the rest of the item."""
    answer, first = question.answer, path.partition(".")[0]
    made = question.text if first == path else (answer.html or answer.text) if answer else ""
    sent = (_sent(question) or {}).get(first)
    return [value for leaf_path, value in leaf_values({first: sent}) if leaf_path == path] or [made]


def is_sent(question: Question) -> bool:
    """Whether Parliament's API sent the item of a record. It may then have any properties."""
    return any(record.source == "linked-data" for record in question.source_records)


def _sent(question: Question) -> Item | None:
    """Return the item as the API sent it, or None."""
    source_record = next((record for record in question.source_records if record.source == "linked-data"), None)
    return _decode(source_record.body) if source_record else None


def _item(question: Question, names: Collection[str]) -> Item:
    made: Item = {"_about": urls.record_uri(question.id)}
    for name, make in _PROPERTIES.items():
        if (not names or name in names) and (value := make(question)) is not None:
            made[name] = value
    return made


def _answer(question: Question, answer: Answer) -> Item:
    uri = f"{urls.record_uri(question.id)}/answer"
    first, corrected = answer.first_answered_at or first_moment(answer.answered_on), answer.first_corrected_at
    grouped_uins = dict.fromkeys(grouped.uin for grouped in question.grouped)
    return _without_none(
        _about=uri,
        answerText=literal(answer.html or answer.text),
        answeringMember=_member(answer.answered_by),
        answeringMemberConstituency=literal(answer.answered_by.constituency),
        answeringMemberPrinted=literal(answer.answered_by.name or UNKNOWN_NAME),
        attachment=_one_or_several([_attachment(uri, n, paper) for n, paper in enumerate(answer.attachments, 1)]),
        dateOfAnswer=date_literal(answer.answered_on),
        groupedQuestionUIN=_one_or_several([literal(uin) for uin in grouped_uins]),
        isMinisterialCorrection=_boolean(answer.is_correction),
        previousAnswerVersion=_one_or_several([{"_about": version} for version in answer.previous_versions]),
        questionFirstAnswered=[_typed(first, "dateTime")] if first else None,
        questionFirstMinisteriallyCorrected=[_typed(corrected, "dateTime")] if corrected else None,
    )


def first_moment(day: date | None) -> str:
    """Return midnight of a day as a time stamp, because no source gives the time. "" for None."""
    return f"{day.isoformat()}{MIDNIGHT}Z" if day else ""


def _attachment(answer_uri: str, number: int, paper: Attachment) -> Item:
    uri, title = f"{answer_uri}/attachment/{number}", paper.title or None
    return _without_none(_about=uri, fileName=literal(paper.file_name), title=title)


def _member(person: Person) -> Item | None:
    if person.member_id is None:
        return None
    label = literal(f"{MEMBER_LABEL_PREFIX}{person.name}") if person.name else None
    return _without_none(_about=f"{MEMBERS_URI}{person.member_id}", label=label)


def literal(value: str | None) -> Item | None:
    """Return a text as a literal; None if it is empty."""
    return {"_value": value} if value else None


def _typed(value: str, datatype: str) -> Item:
    return {"_value": value, "_datatype": datatype}


def _boolean(value: bool) -> Item:
    return _typed("true" if value else "false", "boolean")


def date_literal(value: date | None) -> Item | None:
    """Return a day as a literal; None for no day."""
    return _typed(value.isoformat(), "dateTime") if value else None


def _one_or_several(values: list[Item | None]) -> object:
    """Return the only value itself, several as a list, and None for none, as the API does."""
    return (values[0] if len(values) == 1 else values) if values else None


def _without_none(**properties: object) -> Item:
    return {name: value for name, value in properties.items() if value is not None}


def _legislature(question: Question) -> list[Item]:
    legislature = LEGISLATURES[question.house]
    return [{"_about": legislature.uri, "prefLabel": literal(legislature.name)}]


def _literals(value: str) -> list[Item | None] | None:
    return [literal(value)] if value else None


def _number(value: int | None) -> Item | None:
    return literal(None if value is None else str(value))


_PROPERTIES: Mapping[str, Callable[[Question], object]] = {
    "AnsweringBody": lambda question: _literals(question.answering_body.name),
    "answer": lambda question: _answer(question, question.answer) if question.answer else None,
    "answeringDeptId": lambda question: _number(question.answering_body.id),
    "answeringDeptShortName": lambda question: literal(question.answering_body.short_name),
    "answeringDeptSortName": lambda question: literal(question.answering_body.sort_name),
    "date": lambda question: date_literal(question.tabled_on),
    "hansardHeading": lambda question: literal(question.heading),
    "houseId": lambda question: literal(LEGISLATURES[question.house].number),
    "legislature": _legislature,
    "questionText": lambda question: question.text,
    "registeredInterest": lambda question: _boolean(question.has_interest),
    "tablingMember": lambda question: _member(question.asked_by),
    "tablingMemberConstituency": lambda question: literal(question.asked_by.constituency),
    "tablingMemberPrinted": lambda question: _literals(question.asked_by.name),
    "uin": lambda question: question.uin or None,
}
"""How each property of an item is made from a record; None if the record does not have it."""
