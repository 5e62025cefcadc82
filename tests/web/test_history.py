"""The page of a record lists its events, and compares any two of its versions."""

from __future__ import annotations

from typing import get_args

import pytest
from flask.testing import FlaskClient

from search.model.history import EventName
from tests.web.conftest import Get, Page, element_of, links_of, text_of
from web.pages.parts.record_history import EVENT_LABELS
from web.site.wording import REMOVED


def timeline(page: Page) -> list[tuple[str | None, str]]:
    """The day and the text of each event."""
    return [
        (
            day.attributes["datetime"] if (day := node.css_first("time")) else None,
            " ".join(element_of(node, ".event").text().split()),
        )
        for node in page.css(".timeline > li")
    ]


def changed(page: Page, which: str) -> list[str]:
    return [" ".join(node.text().split()).removeprefix("added: ").removeprefix("removed: ") for node in page.css(which)]


def test_events_are_listed_with_their_days(get: Get) -> None:
    before = "Compare with what was before:"
    assert timeline(get("/questions/2007")) == [
        ("2024-06-03", "Tabled Office of Lanterns"),
        (
            "2024-06-05",
            f"Moved to another department from Office of Lanterns to Office of Chains date we saw it {before} "
            "moved to another department, version 2 of 507 of 3 June 2024",
        ),
        ("2024-06-10", f"Holding answer {before} holding answer, version 3 of 507 of 3 June 2024"),
        (
            "2024-06-20",
            f"{EVENT_LABELS['completed']} {before} {EVENT_LABELS['completed'].lower()}, version 4 of 507 of 3 June 2024",
        ),
        ("2024-06-28", f"{EVENT_LABELS['removed']} the last version that we have is shown date we saw it"),
    ]
    assert timeline(get("/questions/2005")) == [(None, "Tabled"), (None, "Withdrawn")]


def test_a_record_removed_at_source_is_labelled_everywhere(get: Get) -> None:
    assert text_of(get("/questions/2007"), ".standing").endswith(
        "Parliament has removed it from its site. We show the last version that we have."
    )
    assert REMOVED in text_of(get("/search?q=id:2007"), ".hit .tags")


def test_any_two_versions_are_compared_word_by_word(get: Get) -> None:
    page = get("/questions/2007?before=1&after=4")
    hint = "From “1: tabled, 3 June 2024” to “4: full answer after a holding answer, 20 June 2024”."
    assert text_of(page, ".comparison .hint") == hint
    assert changed(page, ".comparison .compared-words ins") == ["Chains,", "are in each lantern.", "Two in each."]
    assert changed(page, ".comparison .compared-words del") == ["Lanterns,", "are."]
    assert "removed: are. added: are in each lantern." in element_of(page, ".comparison .compared-words").text()
    facts = {text_of(node, "dt"): [*map(str.strip, (element_of(node, "del").text(), element_of(node, "ins").text()))]
             for node in page.css(".facts .property")}  # fmt: skip
    assert facts["Department"] == ["was: Office of Lanterns", "is: Office of Chains"]
    assert facts["Answered"] == ["was: none", "is: 20 June 2024"]
    assert [node.attributes["value"] for node in page.css(".compare option[selected]")] == ["1", "4"]
    assert page.css(".compared-words b") == []
    assert "<b>chains</b>" in text_of(page, ".compared-words")


def test_versions_are_compared_from_the_older_to_the_newer(get: Get) -> None:
    assert element_of(get("/questions/2007?before=4&after=1"), ".comparison").html == (
        element_of(get("/questions/2007?before=1&after=4"), ".comparison").html
    )
    assert "Nothing is different." in text_of(get("/questions/2007?before=2&after=2"), ".comparison")


def test_each_event_links_to_its_comparison_and_keeps_the_search(get: Get) -> None:
    page = get("/questions/2007?q=chains&at=1")
    (address,) = (url for words, url in links_of(page, ".timeline a").items() if "version 2" in words)
    assert address == "/questions/2007?q=chains&at=1&before=1&after=2#compared"
    compared = get(address.partition("#")[0])
    assert links_of(compared, ".trail-back")["Back to results"] == "/search?q=chains"
    assert {node.attributes["name"]: node.attributes["value"] for node in compared.css(".compare input")} == {
        "q": "chains",
        "at": "1",
    }


def test_the_original_answer_is_shown_beside_the_corrected_one(get: Get) -> None:
    page = get("/questions/2002")
    assert changed(page, ".correction del") == ["Seventy"]
    assert changed(page, ".correction ins") == ["Seven"]
    before, after = page.css(".side-by-side .compared-words")
    assert (before.css("ins"), after.css("del")) == ([], [])
    assert timeline(page)[-1] == (
        "2024-04-01",
        "Answer corrected Compare with what was before: answer corrected, version 2 of 502 of 6 March 2024",
    )
    assert get("/questions/2001").css(".correction, .compare") == []


@pytest.mark.parametrize("query", ["before=1", "after=9&before=1", "before=0&after=1", "before=x&after=1", "before=²&after=1"])
def test_unknown_versions_are_refused(get: Get, client: FlaskClient, query: str) -> None:
    assert "to the number of a version of this question, from 1 to 5." in text_of(get(f"/questions/2007?{query}", 400), "main")
    assert client.get(f"/questions/2007.json?{query}").status_code == 400


def test_the_json_has_the_same_history(client: FlaskClient) -> None:
    document = client.get("/questions/2007.json?before=1&after=2").get_json()
    assert [(event["event"], event["day"], event["day_is_recorded"]) for event in document["history"]] == [
        ("asked", "2024-06-03", True),
        ("transferred", "2024-06-05", False),
        ("held", "2024-06-10", True),
        ("completed", "2024-06-20", True),
        ("removed", "2024-06-28", False),
    ]
    assert [version["is_holding"] for version in document["record"]["versions"]] == [False, False, True, False, False]


def test_every_event_has_a_label() -> None:
    assert set(EVENT_LABELS) == set(get_args(EventName))
