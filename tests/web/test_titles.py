"""Titles of pages (WCAG 2.4.2): each says what its page is of, and different pages have different ones."""

from __future__ import annotations

from collections import defaultdict

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Get, text_of
from tests.web.test_every_page import RECORDS
from web.site.help_topics import TOPICS

DIFFERENT = (
    *("/", "/search", "/search?q=lantern", "/search?q=harbour", "/search?q=lantern&house=Lords", "/search/values/body"),
    *("/search/values/asked", "/asked", "/asked?text=light+the+lanterns", "/asked?text=the", "/coverage"),
    *("/people", "/people?letter=f", "/people?find=okonjo", "/people/90", "/people/13", "/people/13?role=asked"),
    *("/bodies", "/bodies/office-of-lanterns", "/bodies/health-all-names", "/trends", "/trends?q=lantern"),
    *("/trends?q=harbour", "/rising", "/rising?window=month", "/clock", "/clock?house=Lords", "/clock?month=2021-02"),
    *("/changes", "/changes?kind=overdue", "/changes?kind=corrected", "/changes?per=10", "/changes?per=10&page=2"),
    *("/questions/1285393/similar", "/questions/2001/similar", "/questions/1285393/score?q=lantern"),
    *("/questions/1285393/score?q=harbour", "/questions/1285393/thread", "/questions/1285393/set"),
    *("/questions/1285393/series", "/questions/2001/thread", "/resources/2001.html", "/resources/2010.html"),
    *("/resources/2011.html", "/answeredquestions.html", "/nowhere", "/questions/none", "/people/none", "/bodies/none"),
    *("/search?tabled=banana", "/search?colour=red", "/help"),
    *(f"/help/{topic}" for topic in TOPICS),
)


def test_different_pages_have_different_titles(client: FlaskClient, get: Get) -> None:
    pages = defaultdict(list)
    for address in (*DIFFERENT, *RECORDS):
        pages[text_of(get(address, client.get(address).status_code), "title")].append(address)
    assert [addresses for addresses in pages.values() if len(addresses) > 1 and not _are_unnumbered(addresses)] == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/changes?per=10&page=2", "page 2 of"),
        ("/questions/2001/similar", "Lanterns: Numbers"),
        ("/asked?text=light+the+lanterns", "light the lanterns"),
        ("/trends?q=lantern&q=harbour", "lantern, harbour"),
        ("/people/90", "Tobias Okonjo-Reed"),
        ("/clock?month=2021-02", "February 2021"),
        ("/search?state=not-collected", "No answer collected – Wrans"),
        ("/search?q=lantern&collapse=body", "lantern, grouped by department – Wrans"),
        ("/help/clock", "When answers are due – Help"),
        ("/search?tabled=banana", "There is a problem: Date tabled"),
    ],
)
def test_a_title_says_the_subject_or_the_page(client: FlaskClient, get: Get, address: str, words: str) -> None:
    assert words in text_of(get(address, client.get(address).status_code), "title")


def _are_unnumbered(addresses: list[str]) -> bool:
    """Whether pages are records under one heading without a number, which nothing tells apart but their address."""
    return set(addresses) <= {"/questions/2010", "/questions/2011"}
