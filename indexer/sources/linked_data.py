"""Decodes items of the Linked Data API into questions. Takes JSON objects, no files.

A property may be a single value or an array, bare or as ``{"_value": ...}``, or null; all forms are read alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from indexer.cleaning.html_to_text import has_table, plain_text
from indexer.outcomes import InvalidRecord
from indexer.sources.field_readers import read_date, read_person
from search.model.linked_data_paths import unmapped_properties
from search.model.parliament import HOUSE_OF
from search.model.question import Answer, AnsweringBody, Attachment, GroupedQuestion, House, Person, Question, SourceRecord

_Node = Mapping[str, object]
_RESOURCE_ID = re.compile(r"/resources/([1-9][0-9]*)$")
_MEMBER_ID = re.compile(r"/members/([0-9]+)$")
_LABEL_PREFIX = "Biography information for "


def read_question(item: _Node) -> Question:
    """Return the question of one item. Only ``_view=all`` has ``AnswerDate`` and ``session``. Raises ``InvalidRecord``."""
    text = plain_text(_first(item, "questionText"))
    if not text:
        raise InvalidRecord("questionText is missing or empty")
    return Question(
        id=_id(item),
        house=_house(item),
        text=text,
        uin=_first(item, "uin"),
        tabled_on=read_date(_first(item, "date") or _first(item, "dateTabled"), "date"),
        due_on=read_date(_first(item, "AnswerDate"), "AnswerDate"),
        asked_by=_person(item, "tabling"),
        answering_body=_answering_body(item),
        heading=" ".join(_first(item, "hansardHeading").split()),
        answer=_answer(item),
        is_named_day="named" in _first(item, "writtenParliamentaryQuestionType").lower(),
        has_interest=_first(item, "registeredInterest") == "true",
        grouped=tuple(
            GroupedQuestion(uin) for answer in _nodes(item, "answer") for uin in _values(answer, "groupedQuestionUIN")
        ),
        session=_first(item, "session"),
        properties=unmapped_properties(item),
        source_records=(SourceRecord("linked-data", msgspec.json.encode(item).decode()),),
    )


def _answer(item: _Node) -> Answer | None:
    answer = next(iter(_nodes(item, "answer")), {})
    html = _first(answer, "answerText")
    answered_on = read_date(_first(answer, "dateOfAnswer"), "dateOfAnswer")
    if not html and not answered_on:
        return None
    corrected_at = _first(answer, "questionFirstMinisteriallyCorrected")
    return Answer(
        html=html,
        text=plain_text(html),
        answered_on=answered_on,
        answered_by=_person(answer, "answering"),
        is_correction=_first(answer, "isMinisterialCorrection") == "true",
        corrected_on=read_date(corrected_at, "questionFirstMinisteriallyCorrected"),
        first_answered_at=_first(answer, "questionFirstAnswered"),
        first_corrected_at=corrected_at,
        previous_versions=tuple(_about(version) for version in _nodes(answer, "previousAnswerVersion")),
        attachments=tuple(
            Attachment(title=_first(attachment, "title"), file_name=_first(attachment, "fileName"))
            for attachment in _nodes(answer, "attachment")
        ),
        has_table=has_table(html),
    )


def _id(item: _Node) -> str:
    match = _RESOURCE_ID.search(_about(item))
    if match is None:
        raise InvalidRecord(f"_about is not a resource's address: {_about(item)!r}")
    return match[1]


def _house(item: _Node) -> House:
    values = [*_values(item, "houseId")]
    for legislature in _nodes(item, "legislature"):
        values += [*_values(legislature, "prefLabel"), _about(legislature)]
    for value in values:
        if value in HOUSE_OF:
            return HOUSE_OF[value]
    raise InvalidRecord(f"neither houseId nor legislature names a House: {values}")


def _answering_body(item: _Node) -> AnsweringBody:
    number = _first(item, "answeringDeptId")
    return AnsweringBody(
        name=_first(item, "AnsweringBody"),
        id=int(number) if number.isdecimal() else None,
        short_name=_first(item, "answeringDeptShortName"),
        sort_name=_first(item, "answeringDeptSortName"),
    )


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
    """Return the values of a property as texts, without blank and null ones."""
    values = [value.get("_value") if isinstance(value, Mapping) else value for value in _as_list(node.get(name))]
    return [text for text in (str(value).strip() for value in values if value is not None) if text]


def _first(node: _Node, name: str) -> str:
    return next(iter(_values(node, name)), "")


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
