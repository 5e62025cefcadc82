"""Records for tests of the official API: invented ones, those of the site's tests, and some in the form of that API."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from msgspec.structs import replace

from search.model.question import Answer, AnsweringBody, Person, Question, SourceRecord
from tests.invented import questions
from tests.web.conftest import BY_HAND

Json = dict[str, Any]

WHOLE = "To ask the Minister for Lanterns, whether " + "the wicks are trimmed at dusk and " * 20 + "why."
WHOLE_ANSWER = "<p>Wicks &amp; oil.</p><p>" + "They are trimmed. " * 30 + "</p>"
CUT_ANSWER = ("Wicks &amp; oil." + "They are trimmed. " * 30)[:255] + "..."

SENT: Json = {
    "id": 9001,
    "askingMemberId": 90,
    "askingMember": {
        "id": 90,
        "listAs": "Okonjo-Reed, Tobias",
        "name": "Tobias Okonjo-Reed",
        "party": "Harbour Party",
        "partyColour": "0000ff",
        "partyAbbreviation": "Har",
        "memberFrom": "Okonjo-Reed Vale",
        "thumbnailUrl": "https://members-api.parliament.uk/api/Members/90/Thumbnail",
    },
    "house": "Commons",
    "memberHasInterest": False,
    "dateTabled": "2024-03-01T00:00:00",
    "dateForAnswer": "2024-03-05T00:00:00",
    "uin": "9001",
    "questionText": WHOLE[:255],
    "answeringBodyId": 7,
    "answeringBodyName": "Office of Lanterns",
    "isWithdrawn": False,
    "isNamedDay": True,
    "groupedQuestions": ["9002"],
    "answerIsHolding": False,
    "answerIsCorrection": False,
    "answeringMemberId": 91,
    "answeringMember": None,
    "correctingMemberId": None,
    "correctingMember": None,
    "dateAnswered": "2024-03-06T00:00:00",
    "answerText": CUT_ANSWER,
    "originalAnswerText": "",
    "comparableAnswerText": "",
    "dateAnswerCorrected": None,
    "dateHoldingAnswer": None,
    "attachmentCount": 0,
    "heading": "Lanterns: Wicks",
    "attachments": [],
    "groupedQuestionsDates": [{"questionUin": "9002", "dateTabled": "2024-03-01T00:00:00"}],
}
"""A result with cut texts, as a list of the official API sends it."""


def sent(**changed: object) -> SourceRecord:
    """Return the source record of ``SENT`` with some of its properties changed."""
    links = [{"rel": "self", "href": "/Questions/9001", "method": "GET"}]
    return SourceRecord("official-api", json.dumps({"value": SENT | changed, "links": links}))


CUT = Question(
    id="9001",
    house="Commons",
    text=WHOLE[:255],
    uin="9001",
    tabled_on=date(2024, 3, 1),
    due_on=date(2024, 3, 5),
    asked_by=Person("Tobias Okonjo-Reed", 90),
    answering_body=AnsweringBody("Office of Lanterns", 7),
    heading="Lanterns: Wicks",
    answer=Answer(
        html=CUT_ANSWER,
        text=CUT_ANSWER,
        answered_on=date(2024, 3, 6),
        answered_by=Person("Alys Fenwick", 91),
        is_cut=True,
    ),
    is_named_day=True,
    is_cut=True,
    source_records=(sent(),),
)
MENDED = replace(
    CUT,
    text=WHOLE,
    is_cut=False,
    answer=replace(CUT.answer or Answer(), html=WHOLE_ANSWER, text=WHOLE_ANSWER, is_cut=False),
)
"""``CUT`` with complete texts from another source."""

NUMBERLESS = Question(
    id="commons-2009-10-26-77",
    house="Commons",
    text="To ask the Minister for Lanterns, how many lanterns there were.",
    uin="77",
    answer=Answer(html="<p>Nine.</p>", text="Nine.", answered_on=date(2009, 10, 26)),
)
TWICE = tuple(
    Question(number, "Commons", "To ask the Minister, what.", uin="31", tabled_on=date(2024, 6, 3)) for number in ("42", "41")
)
"""Two records with the same day and UIN."""

RECORDS = (*questions(160), *BY_HAND, CUT, NUMBERLESS, *TWICE)
