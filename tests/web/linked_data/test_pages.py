"""The pages of the Linked Data API: they show what Parliament's own page shows, and every link leads where it says."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser, LexborNode

from indexer.sources.linked_data import read_question
from search.engines.memory import MemoryEngine
from search.model.parliament import DATA_URI
from tests.web.conftest import element_of, links_of
from web import Assets, create_app
from web.linked_data.items import Item
from web.linked_data.pages import builders

SEED = Path(os.environ.get("WRANS_SHARED", Path(__file__).parents[4] / "shared")) / "seed"
needs_seed = pytest.mark.skipif(not SEED.is_dir(), reason=f"the page is not at {SEED}")

PLAIN = (
    "answering dept id", "answering dept short name", "answering dept sort name", "hansard heading", "house id", "pref label",
    "answering member printed", "file name", "label", "is ministerial correction", "registered interest",
)  # fmt: skip


def page(client: FlaskClient, address: str) -> LexborHTMLParser:
    response = client.get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200, (address, response.text)
    return LexborHTMLParser(response.text)


def words_of(node: LexborNode | LexborHTMLParser) -> str:
    return " ".join(node.text(separator=" ").split())


def test_a_list_has_its_form_filters_and_options(api: FlaskClient) -> None:
    document = page(api, "/answeredquestions?hansardHeading=Fog&_sort=-date&_pageSize=10")
    links = links_of(document)
    assert {"JSON", "XML", "CSV", "Turtle", "RDF/XML", "JSON as text", "HTML"} <= links.keys()
    assert words_of(element_of(document, ".linked-form summary")) == "Show search form"
    fields = {node.attributes.get("name") for node in document.css(".linked-form [name]")}
    assert {"uin", "date", "min-date", "max-date", "registeredInterest", "answer.dateOfAnswer", "_search", "_sort"} <= fields
    assert [node.attributes.get("value") for node in document.css('.linked-form [name="hansardHeading"]')] == ["Fog"]
    assert links["Remove filter hansard heading: Fog ×"] == "/answeredquestions?_sort=-date&_pageSize=10"
    assert {"reverse date", "remove date", "Items a page: 25", "View: all"} <= links.keys()
    assert element_of(document, "h1").text().startswith("Answered questions: ")
    assert "Next page" in links or len(document.css(".linked-item")) < 10


def test_a_value_links_to_its_filter_or_removes_it(api: FlaskClient) -> None:
    links = links_of(page(api, "/answeredquestions?hansardHeading=Fog&min-date=2015-01-01&_pageSize=250&_page=0"))
    assert links["remove filter hansard heading: Fog"] == "/answeredquestions?min-date=2015-01-01&_pageSize=250"
    like = links["more like this answering dept id: 9"]
    assert dict(parse_qsl(urlsplit(like).query))["answeringDeptId"] == "9"
    day = next(words.split()[3] for words in links if words.startswith("on or after 2015") and words.endswith(" date"))
    for words, name in ((f"on or after {day} date", "min-date"), (f"on or before {day} date", "max-date")):
        query = dict(parse_qsl(urlsplit(links[words]).query))
        assert query[name] == day
        assert "_page" not in query


def test_no_link_of_a_page_is_dead(api: FlaskClient) -> None:
    followed = set()
    for address in (
        "/answeredquestions?hansardHeading=Fog&_pageSize=2&_sort=date",
        "/answeredquestions/5003",
        "/resources/5003",
    ):
        for node in page(api, address).css("main a[href]"):
            target = node.attributes["href"] or ""
            if target not in followed and target.startswith("/"):
                followed.add(target)
                assert api.get(target).status_code == 200, target
    assert len(followed) > 60


def test_the_page_of_an_item_has_the_record_and_every_property(api: FlaskClient) -> None:
    for address in ("/answeredquestions/5003", "/resources/5003.html"):
        document = page(api, address)
        assert {node.text().strip() for node in document.css("h2")} >= {"Question", "Answer", "5003"}
        assert len(document.css("h1")) == 1
        assert "This question on its own page" in links_of(document)
        assert links_of(document)["JSON"] == f"{address.removesuffix('.html')}.json"


def test_hostile_values_stay_text() -> None:
    hostile = {
        "_about": f"{DATA_URI}/resources/1",
        "houseId": {"_value": "1"},
        "questionText": "<script>alert(1)</script> lamps",
        "hansardHeading": {"_value": '"><img src=x onerror=alert(2)>'},
        "answer": {"_about": "javascript:alert(3)", "answerText": {"_value": "<p onclick=x()>Lit<script>y()</script></p>"}},
    }
    client = create_app(MemoryEngine([read_question(hostile)]), Assets.find()).test_client()
    for address in ("/answeredquestions?_search=lamps", "/answeredquestions/1", "/resources/1"):
        document = page(client, address)
        assert len(document.css("script")) == 1
        assert document.css("img") == []
        assert not any(name.startswith("on") for node in document.css("main *") for name in node.attributes)
        assert all((node.attributes["href"] or "/").startswith(("/", "https://", "#")) for node in document.css("a[href]"))


def seed_lines() -> list[str]:
    (path,) = SEED.glob("*.txt")
    return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]


def seed_item(lines: list[str]) -> Item:
    """Return an item with the values of the original page, read from its lines."""
    text = "\n".join(lines)

    def after(name: str, ending: str = r"(?: more like this| remove filter)?") -> str:
        match = re.search(rf"^{name} (.*?){ending}$", text, re.MULTILINE)
        assert match is not None, name
        return match[1]

    def day(name: str) -> str:
        match = re.search(rf"^{name}\s+less than (\S+?)more like this", text, re.MULTILINE)
        assert match is not None, name
        return match[1]

    def alone(before: str) -> str:
        match = re.search(rf"^{before}\n(.*?)(?: more like this)?$", text, re.MULTILINE)
        assert match is not None, before
        return match[1]

    about = f"{DATA_URI}/resources/{lines[3]}"
    labels = re.findall(r"^label (.*?) more like this$", text, re.MULTILINE)
    minister, asker = re.findall(r"^(?:answering|tabling) member\n(\d+)$", text, re.MULTILINE)
    value = {"_value": ""}.__class__
    return {
        "_about": about,
        "registeredInterest": value(_value=after("registered interest"), _datatype="boolean"),
        "date": value(_value=day("date"), _datatype="dateTime"),
        "AnsweringBody": [value(_value=alone("answering body"))],
        "answeringDeptId": value(_value=after("answering dept id")),
        "answeringDeptShortName": value(_value=after("answering dept short name")),
        "answeringDeptSortName": value(_value=after("answering dept sort name")),
        "hansardHeading": value(_value=after("hansard heading")),
        "houseId": value(_value=after("house id")),
        "legislature": [{"_about": f"{DATA_URI}/terms/{alone('legislature')}", "prefLabel": value(_value=after("pref label"))}],
        "questionText": after("question text"),
        "tablingMemberPrinted": [value(_value=alone("tabling member printed"))],
        "uin": after("uin"),
        "answer": {
            "_about": f"{about}/answer",
            "isMinisterialCorrection": value(_value=after("is ministerial correction"), _datatype="boolean"),
            "dateOfAnswer": value(_value=day("date of answer"), _datatype="dateTime"),
            "answerText": value(_value=after("answer text", "")),
            "answeringMemberPrinted": value(_value=after("answering member printed")),
            "groupedQuestionUIN": [value(_value=uin) for uin in re.findall(r"^(HL\d+) more like this$", text, re.MULTILINE)],
            "questionFirstAnswered": [value(_value=day("question first answered"), _datatype="dateTime")],
            "answeringMember": {"_about": f"{DATA_URI}/members/{minister}", "label": value(_value=labels[0])},
            "attachment": {
                "_about": f"{about}/answer/attachment/{alone('attachment')}",
                "fileName": value(_value=after("file name")),
                "title": after("title"),
            },
        },
        "tablingMember": {"_about": f"{DATA_URI}/members/{asker}", "label": value(_value=labels[1])},
    }


@pytest.fixture(scope="module")
def seeded() -> Iterator[tuple[list[str], LexborHTMLParser]]:
    lines = seed_lines()
    of_seed = seed_item(lines)
    heading = of_seed["hansardHeading"]["_value"]
    with create_app(MemoryEngine([read_question(of_seed)]), Assets.find()).test_client() as client:
        response = client.get("/answeredquestions", query_string={"hansardHeading": heading}, headers={"Accept": "text/html"})
        yield lines, LexborHTMLParser(response.text)


def _packed(text: str) -> str:
    """Return the text without spaces, because pages have additional spaces around links."""
    return "".join(text.split())


@needs_seed
def test_every_line_of_the_original_page_is_shown(seeded: tuple[list[str], LexborHTMLParser]) -> None:
    lines, document = seeded
    shown = words_of(element_of(document, "main"))
    names = [node.text().strip() for node in document.css("dt")]
    for line in lines[1:]:  # the first is the name of the whole site
        if line.startswith("answer text "):
            assert "answer text" in names
            sentences = re.findall(r">([^<>]{30,})<", line)
            assert len(sentences) > 5
            assert all(_packed(sentence.replace("&amp;", "&")) in _packed(shown) for sentence in sentences)
            continue
        for part in re.split(r"(?:more like this|remove filter|less than|more than)", line):
            assert part.strip().lower() in shown.lower(), (line, part)
    assert set(PLAIN) <= set(names)


@needs_seed
def test_the_links_of_the_original_page_are_there_and_lead_where_they_say(seeded: tuple[list[str], LexborHTMLParser]) -> None:
    lines, document = seeded
    text = "\n".join(lines)
    links = [" ".join(node.text().split()) for node in document.css("dl.linked a")]
    days = len(re.findall(r"less than", text))
    assert sum(link.startswith("more like this") for link in links) >= len(re.findall(r"more like this", text))
    assert (
        sum(link.startswith("on or before ") for link in links)
        == days
        == sum(link.startswith("on or after ") for link in links)
    )
    assert sum(link.startswith("remove filter") for link in links) == len(re.findall(r"remove filter", text)) == 1


def test_a_page_has_at_most_250_items(api: FlaskClient) -> None:
    assert api.get("/answeredquestions.html?_pageSize=250").status_code == 200
    response = api.get("/answeredquestions.html?_pageSize=251")
    assert response.status_code == 400
    assert "value must be at most 250 for the format html; JSON, XML and CSV have larger pages." in response.text


def test_a_page_of_many_items_with_a_long_address_is_no_longer_than_its_items(
    api: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builders, "MAX_ADDRESS_CHARACTERS", 10_000)
    long_search = "+".join(["tide"] * 300)
    sizes = {}
    for size in (5, 15):
        for text in ("tide", long_search):
            body = api.get(f"/answeredquestions.html?_pageSize={size}&_search={text}").text
            sizes[size, text] = len(body)
            assert ("more like this" in body) == (size == 5 or text == "tide")
            assert ("no filter links" in body) != ("more like this" in body)
    assert sizes[15, long_search] < 2 * sizes[15, "tide"]
