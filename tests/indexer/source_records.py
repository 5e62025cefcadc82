"""Invented records in the format of each source, for the tests of the indexer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from search.model.question import SourceRecord

Json = dict[str, Any]


def official(**changes: Any) -> Json:
    """Return an answered result object of the official API, with ``changes`` to its value."""
    value: Json = {
        "id": 501,
        "askingMemberId": 71,
        "askingMember": None,
        "house": "Commons",
        "memberHasInterest": True,
        "dateTabled": "2024-03-05T00:00:00",
        "dateForAnswer": "2024-03-08T00:00:00",
        "uin": "17001",
        "questionText": "To ask the Secretary of State for Lighthouses, how many lamps were repaired in 2023.",
        "answeringBodyId": 9,
        "answeringBodyName": "Department for Lighthouses",
        "isWithdrawn": False,
        "isNamedDay": True,
        "groupedQuestions": ["17002"],
        "answerIsHolding": False,
        "answerIsCorrection": False,
        "answeringMemberId": 72,
        "answeringMember": None,
        "correctingMemberId": None,
        "correctingMember": None,
        "dateAnswered": "2024-03-08T00:00:00",
        "answerText": "<p>Forty-one lamps were repaired.</p><p>None was beyond repair.</p>",
        "originalAnswerText": "",
        "comparableAnswerText": "",
        "dateAnswerCorrected": None,
        "dateHoldingAnswer": None,
        "attachmentCount": 0,
        "heading": "Lighthouses: Repairs",
        "attachments": [],
        "groupedQuestionsDates": [],
    }
    return {"value": value | changes, "links": [{"rel": "self", "href": f"/Questions/{value['id']}", "method": "GET"}]}


def linked(**changes: Any) -> Json:
    """Return an item of the Linked Data API with ``changes``; None removes a property."""
    item: Json = {
        "_about": "http://data.parliament.uk/resources/801",
        "AnsweringBody": [{"_value": "Department for Lighthouses"}],
        "answer": {
            "_about": "http://data.parliament.uk/resources/801/answer",
            "answerText": {"_value": "<p>The fog was thick.</p>"},
            "answeringMember": {
                "_about": "http://data.parliament.uk/members/72",
                "label": {"_value": "Biography information for Olwen Pryce"},
            },
            "answeringMemberPrinted": {"_value": "Olwen Pryce"},
            "answeringMemberConstituency": {"_value": "Seal Sands"},
            "dateOfAnswer": {"_value": "2015-02-23", "_datatype": "dateTime"},
            "isMinisterialCorrection": {"_value": "false", "_datatype": "boolean"},
            "questionFirstAnswered": [{"_value": "2015-02-23T16:52:29.297Z", "_datatype": "dateTime"}],
        },
        "answeringDeptId": {"_value": "9"},
        "answeringDeptShortName": {"_value": "Lighthouses"},
        "answeringDeptSortName": {"_value": "Lighthouses, Department for"},
        "date": {"_value": "2015-02-09", "_datatype": "dateTime"},
        "hansardHeading": {"_value": "Fog"},
        "houseId": {"_value": "1"},
        "legislature": [{"_about": "http://data.parliament.uk/terms/25259", "prefLabel": {"_value": "House of Commons"}}],
        "questionText": "To ask the Secretary of State for Lighthouses, how thick the fog was.",
        "registeredInterest": {"_value": "false", "_datatype": "boolean"},
        "tablingMember": {
            "_about": "http://data.parliament.uk/members/71",
            "label": {"_value": "Biography information for Ivor Quill"},
        },
        "tablingMemberPrinted": [{"_value": "Ivor Quill"}],
        "tablingMemberConstituency": {"_value": "Gannet Rock"},
        "uin": "223001",
    }
    return {name: value for name, value in (item | changes).items() if value is not None}


def linked_answer(**changes: Any) -> Json:
    """Return an item of the Linked Data API with changes to its answer; None removes a property."""
    answer = {name: value for name, value in (linked()["answer"] | changes).items() if value is not None}
    return linked(answer=answer)


def publicwhip(body: str, latest: str = "yes", declarations: str = '<!ENTITY mdash "&#8212;">') -> str:
    """Return a TheyWorkForYou file with these elements."""
    return (
        f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE publicwhip [\n{declarations}\n]>\n'
        f'<publicwhip scrapeversion="b" latest="{latest}">\n{body}\n</publicwhip>\n'
    )


def ques(*paragraphs: tuple[str, str], number: str = "90001.q0", speaker: str = "member/4", name: str = "Ivor Quill") -> str:
    """Return a ``ques`` element of (uin, text) paragraphs; a uin of "" leaves out the attribute."""
    inner = "".join(f'<p qnum="{uin}">{text}</p>' if uin else f"<p>{text}</p>" for uin, text in paragraphs)
    gid = f"uk.org.publicwhip/wrans/2009-11-02b.{number}"
    return f'<ques id="{gid}" speakerid="uk.org.publicwhip/{speaker}" speakername="{name}">{inner}</ques>'


def reply(inner: str, number: str = "90001.r0", name: str = "Olwen Pryce") -> str:
    """Return a ``reply`` element."""
    gid = f"uk.org.publicwhip/wrans/2009-11-02b.{number}"
    return f'<reply id="{gid}" speakerid="uk.org.publicwhip/member/5" speakername="{name}">{inner}</reply>'


def headings(major: str, minor: str) -> str:
    """Return a major and a minor heading."""
    return f"<major-heading>\n\t{major}\n</major-heading><minor-heading>\n\t{minor}\n</minor-heading>"


def write_lines(path: Path, items: list[Json]) -> Path:
    """Write the items as JSON Lines; return the path."""
    path.write_text("".join(json.dumps(item) + "\n" for item in items), "utf-8")
    return path


def decoded_body(record: SourceRecord) -> Json:
    """Return the JSON of a source record of one of the two APIs."""
    item: Json = json.loads(record.body)
    return item
