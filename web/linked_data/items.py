"""A question as an item of the Linked Data API: the source's own object where there is one, else made of the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from search.model.linked_data_paths import leaf_values
from search.model.parliament import LEGISLATURES, MEMBERS_URI, RESOURCES_URI
from search.model.question import Answer, Attachment, Person, Question

Item = dict[str, Any]
"""JSON as the API has it: ``_about`` names a thing, ``{"_value": ...}`` is a literal, an array several of either."""

BIOGRAPHY = "Biography information for "
_decode = msgspec.json.Decoder(Item).decode


def address(id: str) -> str:
    """What a record is called, wherever it is served from."""
    return f"{RESOURCES_URI}{id}"


def item(question: Question) -> Item:
    """The item of a record. A source's own object is given unchanged, whatever other sources have added to the record since."""
    wire = next((wire for wire in question.source_records if wire.source == "linked-data"), None)
    return _decode(wire.body) if wire else _made(question)


def values(item: Mapping[str, object], path: str) -> list[str]:
    """The values an item has at a path."""
    return [value for at, value in leaf_values(item) if at == path]


def _made(question: Question) -> Item:
    body, asker = question.answering_body, question.asked_by
    legislature = LEGISLATURES[question.house]
    return _present(
        _about=address(question.id),
        AnsweringBody=[_literal(body.name)] if body.name else None,
        answer=_answer(question, question.answer) if question.answer else None,
        answeringDeptId=_literal(None if body.id is None else str(body.id)),
        answeringDeptShortName=_literal(body.short_name),
        answeringDeptSortName=_literal(body.sort_name),
        date=_day(question.tabled_on),
        hansardHeading=_literal(question.heading),
        houseId=_literal(legislature.number),
        legislature=[{"_about": legislature.uri, "prefLabel": _literal(legislature.name)}],
        questionText=question.text,
        registeredInterest=_flag(question.has_interest),
        tablingMember=_member(asker),
        tablingMemberConstituency=_literal(asker.constituency),
        tablingMemberPrinted=[_literal(asker.name)] if asker.name else None,
        uin=question.uin or None,
    )


def _answer(question: Question, answer: Answer) -> Item:
    about = f"{address(question.id)}/answer"
    first, corrected = answer.first_answered_at, answer.first_corrected_at
    return _present(
        _about=about,
        answerText=_literal(answer.html or answer.text),
        answeringMember=_member(answer.answered_by),
        answeringMemberConstituency=_literal(answer.answered_by.constituency),
        answeringMemberPrinted=_literal(answer.answered_by.name),
        attachment=_one_or_several([_attachment(about, n, each) for n, each in enumerate(answer.attachments, 1)]),
        dateOfAnswer=_day(answer.answered_on),
        groupedQuestionUIN=_one_or_several([_literal(uin) for uin in dict.fromkeys(each.uin for each in question.grouped)]),
        isMinisterialCorrection=_flag(answer.is_correction),
        previousAnswerVersion=_one_or_several([{"_about": version} for version in answer.previous_versions]),
        questionFirstAnswered=[_typed(first, "dateTime")] if first else None,
        questionFirstMinisteriallyCorrected=[_typed(corrected, "dateTime")] if corrected else None,
    )


def _attachment(about: str, number: int, paper: Attachment) -> Item:
    title = paper.title or None
    return _present(_about=f"{about}/attachment/{number}", fileName=_literal(paper.file_name), title=title)


def _member(person: Person) -> Item | None:
    if person.member_id is None:
        return None
    return _present(
        _about=f"{MEMBERS_URI}{person.member_id}", label=_literal(f"{BIOGRAPHY}{person.name}") if person.name else None
    )


def _literal(value: str | None) -> Item | None:
    return {"_value": value} if value else None


def _typed(value: str, datatype: str) -> Item:
    return {"_value": value, "_datatype": datatype}


def _flag(value: bool) -> Item:
    return _typed("true" if value else "false", "boolean")


def _day(value: date | None) -> Item | None:
    return _typed(value.isoformat(), "dateTime") if value else None


def _one_or_several(found: list[Item | None]) -> object:
    """As the API does: an object for one, an array for several, nothing for none."""
    return (found[0] if len(found) == 1 else found) if found else None


def _present(**properties: object) -> Item:
    return {name: value for name, value in properties.items() if value is not None}
