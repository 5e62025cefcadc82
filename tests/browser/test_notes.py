"""The notes on a search in a browser: results begin near the top whatever they are, and all of them can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import OpenPage, opened, size, top_of_results

NOTED = (
    *("Hamish MacAndie", "Tobias Okonjo-Reed", "lantren", "harbuors", "harbour beacons", "unanswered", "Office of Lanterns"),
    *("the", "(lamp", "tabled:banana", "UIN HL13171", "UIN 99999", "tabled:2019", "xylophone", "bridges"),
)
"""Texts that bring notes: people, slips, synonyms, filters, common words, faults, references, dates, words that nothing has."""


def combined(texts: Sequence[str]) -> Iterator[str]:
    """Each of the texts, each with others, and all of them."""
    for number in range(len(texts)):
        yield from (" ".join((*texts, *texts)[number : number + length]) for length in (1, 2, 4))
    yield " ".join(texts)


@pytest.fixture(scope="module")
def wide(browser: Browser, real_site: str) -> Iterator[Page]:
    with opened(browser, real_site, size(1280)) as page:
        yield page


@pytest.mark.parametrize(("width", "highest"), [(1280, 240), (380, 200)])
def test_results_begin_near_the_top_whatever_notes_a_search_has(
    open_page: OpenPage, real_site: str, width: int, highest: int
) -> None:
    page = open_page(real_site, size(width), java_script_enabled=False)
    tops: dict[str, float] = {}
    for text in combined(NOTED):
        for rest in ("", "&house=Commons&tabled-from=2019&collapse=same-answer"):
            address = f"/search?q={quote_plus(text)}{rest}"
            page.goto(address)
            if page.locator("li.hit").count():
                tops[address] = top_of_results(page)
    assert len(tops) > 40
    assert {address: top for address, top in tops.items() if top > highest} == {}


def test_notes_that_a_phone_has_no_room_for_open_by_a_key(open_page: OpenPage, real_site: str) -> None:
    page = open_page(real_site, size(380), java_script_enabled=False)
    page.goto("/search?q=lantren+harbuors+Hamish+MacAndie+the+unanswered")
    summary, folded = page.locator(".more-notes > summary"), page.locator(".more-notes > p")
    expect(folded.first).to_be_hidden()
    place = summary.bounding_box()
    assert place
    assert place["height"] >= 24
    summary.focus()
    page.keyboard.press("Enter")
    for note in folded.all():
        expect(note).to_be_visible()


def test_a_wide_window_shows_the_notes_that_fit_on_its_line(wide: Page) -> None:
    wide.goto("/search?q=Hamish+MacAndie")
    expect(wide.locator(".more-notes > summary")).to_be_hidden()
    expect(wide.get_by_role("link", name="Search for the words instead")).to_be_visible()


def test_print_has_every_note(wide: Page) -> None:
    wide.goto("/search?q=lantren+harbuors+Hamish+MacAndie+the+unanswered")
    wide.emulate_media(media="print")
    for note in wide.locator(".query-notes p").all():
        expect(note).to_be_visible()
    wide.emulate_media(media="screen")
