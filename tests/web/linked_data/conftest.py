"""The Linked Data API over generated items in its own form, and over records of the other sources, on each engine."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.sources.linked_data import read_question
from search.engine import Engine
from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.parliament import DATA_URI, HOUSE_OF, LEGISLATURES
from search.model.question import Question
from tests.invented import questions, sentence
from tests.served import served
from web import Assets, create_app
from web.api_queries.body_names import BodyNames
from web.api_queries.member_numbers import MemberNumbers
from web.linked_data.filters import Named
from web.linked_data.items import Item, item
from web.site.options import SiteOptions

Result = dict[str, Any]
Ask = Callable[..., Result]

BODIES = (
    ("9", "Department for Lighthouses", "Lighthouses"),
    ("12", "Ministry of Tides", "Tides"),
    ("101", "The Fog Office", ""),
)
MEMBERS = (("71", "Ivor Quill", "Gannet Rock"), ("72", "Olwen Pryce", "Seal Sands"), ("4197", "Baroness Fenwick", ""))
HEADINGS = ("Fog", "Tides: Tables", "Lamps & Wicks", "")


def value(text: str, datatype: str = "") -> Item:
    return {"_value": text, "_datatype": datatype} if datatype else {"_value": text}


def member(number: str, name: str) -> Item:
    return {"_about": f"{DATA_URI}/members/{number}", "label": value(f"Biography information for {name}")}


def one_or_several(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def random_item(number: int, dice: random.Random) -> Item:
    """Return a random item: each property that the API may send is absent, or has one value or several."""
    about = f"{DATA_URI}/resources/{number}"
    day = date(2015, 1, 1) + timedelta(days=dice.randrange(90))
    answered = day + timedelta(days=dice.randrange(10))
    body, asker, minister = dice.choice(BODIES), dice.choice(MEMBERS), dice.choice(MEMBERS)
    house, legislature = dice.choice([("1", "House of Commons"), ("2", "House of Lords")])
    heading, grouped, papers = (
        dice.choice(HEADINGS),
        dice.sample(["HL7", "HL8", "91"], dice.choice([0, 0, 1, 3])),
        dice.choice([0, 0, 1, 2]),
    )
    corrected = dice.random() < 0.2
    answer: Item = {
        "_about": f"{about}/answer",
        "answerText": value(f"<p>{sentence(dice, 5, 40)}</p><p>A &amp; <b>B</b>oats, “said” she: 1 < 2.</p>"),
        "answeringMember": member(*minister[:2]),
        "answeringMemberPrinted": value(minister[1]),
        "dateOfAnswer": value(answered.isoformat(), "dateTime"),
        "isMinisterialCorrection": value(str(corrected).lower(), "boolean"),
        "questionFirstAnswered": [value(f"{answered}T{dice.randrange(10, 20)}:52:29.{dice.randrange(100)}Z", "dateTime")],
    }
    if minister[2]:
        answer["answeringMemberConstituency"] = value(minister[2])
    if grouped:
        answer["groupedQuestionUIN"] = one_or_several([value(uin) for uin in grouped])
    if papers:
        answer["attachment"] = one_or_several(
            [
                {"_about": f"{about}/answer/attachment/{n}", "fileName": value(f"table-{n}.pdf"), "title": f'Table "{n}"'}
                for n in range(1, papers + 1)
            ]
        )
    if corrected:
        answer["previousAnswerVersion"] = {
            "_about": f"{about}/answer/previousversion/{number}",
            "answeringMember": member(*asker[:2]),
            "answeringMemberPrinted": value(asker[1]),
        }
        answer["questionFirstMinisteriallyCorrected"] = [value(f"{answered}T23:00:00Z", "dateTime")]
    question: Item = {
        "_about": about,
        "AnsweringBody": [value(body[1])],
        "answer": answer,
        "answeringDeptId": value(body[0]),
        "answeringDeptShortName": value(body[2] or body[1]),
        "answeringDeptSortName": value(body[1]),
        "date": value(day.isoformat(), "dateTime"),
        "houseId": value(house),
        "legislature": [{"_about": LEGISLATURES[HOUSE_OF[legislature]].uri, "prefLabel": value(legislature)}],
        "questionText": f"To ask the Secretary of State, {sentence(dice, 4, 20)}",
        "registeredInterest": value(dice.choice(["true", "false"]), "boolean"),
        "tablingMember": member(*asker[:2]),
        "tablingMemberPrinted": [value(asker[1])],
        "uin": str(dice.randrange(100, 130)),
    }
    if heading:
        question["hansardHeading"] = value(heading)
    if asker[2]:
        question["tablingMemberConstituency"] = value(asker[2])
    return question


def made_items(count: int) -> list[Item]:
    dice = random.Random(11)
    return [random_item(5000 + number, dice) for number in range(count)]


@pytest.fixture(scope="session")
def records() -> list[Question]:
    """Sixty records of the Linked Data API, and forty of another source, with and without an answer."""
    return [*(read_question(original) for original in made_items(60)), *questions(40)]


@pytest.fixture(scope="session")
def answered(records: list[Question]) -> list[Item]:
    """The items of the list of answered questions, in no order."""
    engine = MemoryEngine(records)
    named = Named(MemberNumbers(engine), BodyNames(engine))
    return [item(named.completed(record)) for record in records if record.answer is not None]


@pytest.fixture(scope="session", params=["memory", "whoosh"])
def linked_engine(
    request: pytest.FixtureRequest, records: list[Question], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    if request.param == "memory":
        yield served(MemoryEngine(records))
        return
    folder = tmp_path_factory.mktemp("linked")
    WhooshWriter(folder).rebuild(records)
    engine = WhooshEngine(folder)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def api(linked_engine: Engine) -> FlaskClient:
    return create_app(linked_engine, Assets.find(), SiteOptions(linked_data_all=True)).test_client()


@pytest.fixture(scope="session")
def ask(api: FlaskClient) -> Ask:
    """Return the result at an address as JSON."""

    def fetch(address: str, **parameters: str | list[str]) -> Result:
        response = api.get(address, query_string=parameters or None)
        assert response.status_code == 200, (address, parameters, response.text)
        assert response.mimetype == "application/json"
        document = response.get_json()
        assert (document["format"], document["version"]) == ("linked-data-api", "0.2")
        result: Result = document["result"]
        return result

    return fetch
