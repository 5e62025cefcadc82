"""A small site over invented questions: forty generated ones, and a handwritten one for each thing that a page must show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from msgspec import structs
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from search.engines.memory import MemoryEngine
from search.lexicon.thesaurus import SynonymEntry
from search.model.derived import Citation, Derived
from search.model.question import Answer, AnsweringBody, Attachment, GroupedQuestion, Person, Question, SourceRecord, Version
from tests.derived import with_derived
from tests.invented import questions
from tests.served import served
from web import Assets, create_app

DATA_SCRIPTS = 'script[type="application/ld+json"]'
RUN_SCRIPTS = 'script:not([type="application/ld+json"])'
"""Selectors of the script elements that hold data, which browsers never run, and of those that they run."""

Page = LexborHTMLParser
Get = Callable[..., Page]

BODY = AnsweringBody("Office of Lanterns", 1, "Lanterns", "Lanterns")
ASKER = Person("Baroness Fenwick", 4197, "", "Harbour Party", "Fenwick, Baroness")
MINISTER = Person("Baroness Stell of Marlow", 4311)
COUNTED = "In March 2021 there were 1,204 of them, and every harbour master has promised to light those that are out."
LONG_LINK = "https://www.example.gov.uk/collections/lantern-statistics"

SEED_SHAPED = Question(
    id="1285393",
    house="Lords",
    text="To ask His Majesty's Government what steps they are taking to reduce the number of unlit lanterns in harbours.",
    uin="HL13171",
    tabled_on=date(2021, 2, 9),
    due_on=date(2021, 2, 23),
    asked_by=ASKER,
    answering_body=BODY,
    heading="Lanterns: Harbours",
    answer=Answer(
        html=f'<p>Lanterns are lit at dusk.</p><p>See: <a href="{LONG_LINK}" target="_blank">h</a>{LONG_LINK[1:]}</p><p> </p>'
        f"<p>{COUNTED}</p>",
        text=f"Lanterns are lit at dusk.\nSee: {LONG_LINK}\n{COUNTED}",
        answered_on=date(2021, 2, 23),
        answered_by=MINISTER,
        first_answered_at="2021-02-23T16:52:29.297Z",
        attachments=(Attachment("Lantern Statistics", "lantern-statistics-2020.pdf"),),
    ),
    grouped=(GroupedQuestion("HL13168"), GroupedQuestion("HL13169")),
    session="2019-21",
    source_records=(
        SourceRecord("linked-data", '{"_about": "http://data.parliament.uk/resources/1285393", "uin": "HL13171"}'),
    ),
)
SIBLING = Question(
    id="1285390",
    house="Lords",
    text="To ask His Majesty's Government how many lanterns there are in harbours.",
    uin="HL13168",
    tabled_on=date(2021, 2, 9),
    asked_by=ASKER,
    answering_body=BODY,
    heading="Lanterns: Harbours",
    answer=SEED_SHAPED.answer,
    grouped=(GroupedQuestion("HL13171"), GroupedQuestion("HL13169")),
)
TABLE = Question(
    id="2001",
    house="Commons",
    text="To ask the Minister for Lanterns, how many lanterns were lit in each year.",
    uin="501",
    tabled_on=date(2024, 3, 5),
    asked_by=Person("Tobias Okonjo-Reed", 90),
    answering_body=BODY,
    heading="Lanterns: Numbers",
    derived=Derived((Citation("HL13171", "1285393"), Citation("502", outcome="not-held", in_answer=True)), wording="5a1e"),
    answer=Answer(
        html="<h1>Figures</h1><table><tr><td>2022</td><td>40</td></tr><tr><td>2023</td><td>41</td></tr></table>",
        text="Figures\n2022 | 40\n2023 | 41",
        answered_on=date(2024, 3, 5),
        answered_by=MINISTER,
        has_table=True,
    ),
    is_named_day=True,
    has_interest=True,
)
CORRECTED = Question(
    id="2002",
    house="Commons",
    text="To ask the Minister for Lanterns, what a lantern costs.",
    uin="502",
    tabled_on=date(2024, 3, 6),
    answering_body=BODY,
    heading="Lanterns: Costs",
    answer=Answer(
        html="<p>Seven pounds.</p>",
        text="Seven pounds.",
        answered_on=date(2024, 3, 7),
        answered_by=MINISTER,
        is_correction=True,
        corrected_on=date(2024, 4, 1),
        corrected_by=MINISTER,
        original_html="<p>Seventy pounds.</p>",
        original_text="Seventy pounds.",
        comparable_html="<p><del>Seventy</del> <ins>Seven</ins> pounds.</p>",
    ),
)
CUT = Question(
    id="2003",
    house="Commons",
    text="To ask the Minister for Lanterns, whether wicks",
    uin="503",
    tabled_on=date(2024, 5, 1),
    answering_body=BODY,
    answer=Answer(text="We have no plans to", is_cut=True),
    is_cut=True,
)
HELD = Question(
    id="2004",
    house="Commons",
    text="To ask the Minister for Lanterns, when the lamp oil review will end.",
    tabled_on=date(2024, 5, 2),
    answering_body=BODY,
    heading="Lamp Oil",
    held_on=date(2024, 5, 9),
    answer=Answer(html="Soon.", text="Soon.", answered_on=date(2024, 5, 9), is_holding=True),
)
WITHDRAWN = Question(id="2005", house="Commons", text="Withdrawn lantern question.", heading="Lanterns", is_withdrawn=True)
HOSTILE = Question(
    id="2006",
    house="Commons",
    text="<script>alert('question')</script> lantern",
    uin="506",
    tabled_on=date(2024, 5, 3),
    asked_by=Person('"><img src=x onerror=alert(1)>'),
    answering_body=AnsweringBody("</title><script>alert(2)</script>"),
    heading="<b onmouseover=alert(3)>Lantern</b> & co",
    answer=Answer(
        html="<p onclick=alert(4)>Lit<script>alert(5)</script></p>",
        text="Lit",
        attachments=(Attachment("Paper", "x.pdf", "javascript:alert(6)"),),
    ),
)
MOVED = Question(
    id="2007",
    house="Commons",
    text="To ask the Minister for Chains, how many <b>chains</b> there are in each lantern.",
    uin="507",
    tabled_on=date(2024, 6, 3),
    asked_by=Person("Tobias Okonjo-Reed", 90),
    answering_body=AnsweringBody("Office of Chains", 2, "Chains", "Chains"),
    heading="Lanterns: Chains",
    held_on=date(2024, 6, 10),
    answer=Answer(html="<p>Two in each.</p>", text="Two in each.", answered_on=date(2024, 6, 20), answered_by=MINISTER),
    is_removed_at_source=True,
)
_TABLED = structs.replace(
    Version.of(MOVED), text="To ask the Minister for Lanterns, how many <b>chains</b> there are.",
    answering_body=BODY.name, heading="", held_on=None, answer="", answered_on=None, is_removed_at_source=False,
)  # fmt: skip
_SENT_ON = structs.replace(_TABLED, text=MOVED.text, answering_body="Office of Chains")
_HOLDING = structs.replace(_SENT_ON, held_on=date(2024, 6, 10), answer="Soon.", answered_on=date(2024, 6, 10), is_holding=True)
_WHOLE = structs.replace(Version.of(MOVED), is_removed_at_source=False)
VERSIONED = replace(
    MOVED,
    versions=tuple(
        structs.replace(state, seen_at=datetime(2024, 6, day, 12, tzinfo=UTC))
        for day, state in ((3, _TABLED), (5, _SENT_ON), (10, _HOLDING), (21, _WHOLE), (28, Version.of(MOVED)))
    ),
)
"""Tabled, transferred, held, answered, and removed at its source."""

RENAMED = tuple(
    Question(str(2010 + number), "Commons", "Wicks in wards.", heading="Wards", answering_body=AnsweringBody(name))
    for number, name in enumerate(("Department of Health", "Department of Health and Social Care"))
)
"""One department under two names."""

BY_HAND = (SEED_SHAPED, SIBLING, TABLE, CORRECTED, CUT, HELD, WITHDRAWN, HOSTILE, VERSIONED, *RENAMED)


@pytest.fixture(scope="session")
def engine() -> MemoryEngine:
    return MemoryEngine(
        map(with_derived, [*questions(40), *BY_HAND]), synonyms=[SynonymEntry("Harbour Beacon", ("lantern", "lamp oil"))]
    )


@pytest.fixture(scope="session")
def client(engine: MemoryEngine) -> FlaskClient:
    return create_app(served(engine), Assets.find()).test_client()


@pytest.fixture(scope="session")
def get(client: FlaskClient) -> Get:
    """Fetch and parse a page, and check its status."""

    def fetch(address: str, status: int = 200) -> Page:
        response = client.get(address)
        assert response.status_code == status, (response.status_code, address)
        return LexborHTMLParser(response.text)

    return fetch


def element_of(page: Page | LexborNode, selector: str) -> LexborNode:
    """The first element that matches the selector. The test fails if there is none."""
    element = page.css_first(selector)
    assert element is not None, f"no element matches {selector}"
    return element


def text_of(page: Page | LexborNode, selector: str) -> str:
    """The text of the first element that matches the selector, with single spaces."""
    return " ".join(element_of(page, selector).text().split())


def links_of(page: Page, selector: str = "a") -> dict[str, str]:
    """The links of a page: text, with single spaces, to address."""
    return {" ".join(node.text().split()): node.attributes.get("href") or "" for node in page.css(selector)}
