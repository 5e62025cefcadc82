"""Decodes items of the Linked Data API into questions. Takes JSON objects, no files.

A property may be a single value or an array, bare or as ``{"_value": ...}``, or null; all forms are read alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import msgspec

from indexer.cleaning.html_repair import repaired_html
from indexer.cleaning.html_to_text import has_table, plain_text
from indexer.outcomes import InvalidRecord, Warn, no_warning
from indexer.sources.field_readers import read_date, read_house, read_line, read_person, read_uin, shown
from search.model.linked_data_paths import unmapped_properties
from search.model.question import Answer, AnsweringBody, Attachment, GroupedQuestion, House, Person, Question, SourceRecord
from search.text.quotation import quoted

_Node = Mapping[str, object]
_RESOURCE_ID = re.compile(r"/resources/([1-9][0-9]{0,15})$")
_MEMBER_ID = re.compile(r"/members/([0-9]{1,15})$")
_MAX_DIGITS = 15
_FLAGS = {"": False, "false": False, "no": False, "0": False, "true": True, "yes": True, "1": True}
_SINGLE_VALUES = (
    "AnsweringBody AnswerDate answeringDeptId date dateTabled hansardHeading houseId questionText registeredInterest session "
    "tablingMemberConstituency tablingMemberPrinted uin writtenParliamentaryQuestionType"
).split()
_SINGLE_ANSWER_VALUES = (
    "answerText answeringMemberConstituency answeringMemberPrinted dateOfAnswer isMinisterialCorrection questionFirstAnswered "
    "questionFirstMinisteriallyCorrected"
).split()
_LABEL_PREFIX = "Biography information for "


def read_question(item: _Node, warn: Warn = no_warning) -> Question:
    """Return the question of one item. Only ``_view=all`` has ``AnswerDate`` and ``session``.

    ``warn`` is called with each fault of its values. Raises ``InvalidRecord``.
    """
    _check_single_values(item, _SINGLE_VALUES, warn)
    text = plain_text(_first(item, "questionText"))
    uin = read_uin(_first(item, "uin"))
    question = Question(
        id=_id(item),
        house=_house(item, uin, text, warn),
        text=text,
        uin=uin,
        tabled_on=read_date(_first(item, "date") or _first(item, "dateTabled"), "date", warn),
        due_on=read_date(_first(item, "AnswerDate"), "AnswerDate", warn),
        asked_by=_person(item, "tabling"),
        answering_body=_answering_body(item, warn),
        heading=read_line(_first(item, "hansardHeading")),
        answer=_answer(item, warn),
        is_named_day="named" in _first(item, "writtenParliamentaryQuestionType").lower(),
        has_interest=_flag(item, "registeredInterest", warn),
        grouped=tuple(
            GroupedQuestion(read_uin(uin)) for answer in _nodes(item, "answer") for uin in _values(answer, "groupedQuestionUIN")
        ),
        session=_first(item, "session"),
        properties=_properties(item, warn),
        source_records=(SourceRecord("linked-data", msgspec.json.encode(item).decode()),),
    )
    if not (text or question.heading or question.answering_body.name or question.answer):
        raise InvalidRecord("questionText is missing or empty, and nothing else tells what was asked")
    return question


def _answer(item: _Node, warn: Warn) -> Answer | None:
    answer = next(iter(_nodes(item, "answer")), {})
    _check_single_values(answer, _SINGLE_ANSWER_VALUES, warn)
    html = repaired_html(_first(answer, "answerText"))
    answered_on = read_date(_first(answer, "dateOfAnswer"), "dateOfAnswer", warn)
    if not html and not answered_on:
        return None
    first_answered_at, _ = _time_stamp(answer, "questionFirstAnswered", warn)
    corrected_at, corrected_on = _time_stamp(answer, "questionFirstMinisteriallyCorrected", warn)
    return Answer(
        html=html,
        text=plain_text(html),
        answered_on=answered_on,
        answered_by=_person(answer, "answering"),
        is_correction=_flag(answer, "isMinisterialCorrection", warn),
        corrected_on=corrected_on,
        first_answered_at=first_answered_at,
        first_corrected_at=corrected_at,
        previous_versions=tuple(_about(version) for version in _nodes(answer, "previousAnswerVersion")),
        attachments=tuple(
            Attachment(title=read_line(_first(attachment, "title")), file_name=_first(attachment, "fileName"))
            for attachment in _nodes(answer, "attachment")
        ),
        has_table=has_table(html),
    )


def _id(item: _Node) -> str:
    match = _RESOURCE_ID.search(_about(item))
    if match is None:
        raise InvalidRecord(f"_about is not a resource's address: {quoted(_about(item))}")
    return match[1]


def _house(item: _Node, uin: str, text: str, warn: Warn) -> House:
    values = [*_values(item, "houseId")]
    for legislature in _nodes(item, "legislature"):
        values += [*_values(legislature, "prefLabel"), *filter(None, [_about(legislature)])]
    return read_house(values, uin, text, warn)


def _answering_body(item: _Node, warn: Warn) -> AnsweringBody:
    return AnsweringBody(
        name=read_line(_first(item, "AnsweringBody")),
        id=_number(_first(item, "answeringDeptId"), "answeringDeptId", warn),
        short_name=_first(item, "answeringDeptShortName"),
        sort_name=_first(item, "answeringDeptSortName"),
    )


def _number(text: str, name: str, warn: Warn) -> int | None:
    """Return a whole number; None, with a warning, for another text. Longer numbers take long to convert."""
    if text.isdecimal() and len(text) <= _MAX_DIGITS:
        return int(text)
    if text:
        warn(f"{name} is not a whole number: {shown(text)}")
    return None


def _flag(node: _Node, name: str, warn: Warn) -> bool:
    """Return a value that is true or false; false, with a warning, for a text that means neither."""
    text = _first(node, name).lower()
    if text not in _FLAGS:
        warn(f"{name} is not true or false: {shown(text)}")
    return _FLAGS.get(text, False)


def _time_stamp(node: _Node, name: str, warn: Warn) -> tuple[str, date | None]:
    """Return a time stamp as sent, and its day; "" and None, with a warning, for any other text."""
    text = _first(node, name)
    day = read_date(text, name, warn)
    return (text if day else ""), day


def _check_single_values(node: _Node, names: list[str], warn: Warn) -> None:
    """Warn of each property that has an object or a list where a single value is expected. Such values are not read."""
    for name in names:
        for value in _as_list(node.get(name)):
            inner = value.get("_value") if isinstance(value, Mapping) and "_value" in value else value
            if isinstance(inner, Mapping | list):
                warn(f"{name} is not a single value: {shown(inner)}")


def _properties(item: _Node, warn: Warn) -> tuple[str, ...]:
    try:
        return unmapped_properties(item)
    except RecursionError:
        warn("the other properties are nested too deep")
        return ()


def _person(node: _Node, role: str) -> Person:
    """Return the ``tabling`` or ``answering`` member. Some printed names in the API are only ","; they count as missing."""
    member = next(iter(_nodes(node, f"{role}Member")), {})
    member_id = _MEMBER_ID.search(_about(member))
    printed = _first(node, f"{role}MemberPrinted").strip(" ,") or _first(member, "label").removeprefix(_LABEL_PREFIX)
    return read_person(printed, int(member_id[1]) if member_id else None, _first(node, f"{role}MemberConstituency"))


def _about(node: _Node) -> str:
    about = node.get("_about")
    return about if isinstance(about, str) else ""


def _nodes(node: _Node, name: str) -> list[_Node]:
    """Return the objects among the values of a property."""
    return [value for value in _as_list(node.get(name)) if isinstance(value, Mapping)]


def _values(node: _Node, name: str) -> list[str]:
    """Return the values of a property as texts, without blank and null ones, objects and lists."""
    values = [value.get("_value") if isinstance(value, Mapping) else value for value in _as_list(node.get(name))]
    return [text for text in (str(value).strip() for value in values if isinstance(value, str | int | float)) if text]


def _first(node: _Node, name: str) -> str:
    return next(iter(_values(node, name)), "")


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
