"""Addresses are short and stable, and are parsed back into the same search."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from msgspec.structs import replace

from search.model.fields import FIELDS
from search.model.question import Question
from search.query import url_params
from search.query.nodes import AnyOf, DateRange, Exists
from search.query.request import MATCH_ALL, SearchRequest
from tests.random_requests import RequestGenerator
from tests.web.conftest import CUT, HELD, SEED_SHAPED
from web.site import outside_links, urls
from web.site.urls import SimilarParams

LORDS = AnyOf("house", ("Lords",))
BODIES = AnyOf("body", ("Home Office", "R&D / A+E"))
SINCE = DateRange("tabled", date(2021, 1, 1))
REQUEST = SearchRequest("modern slavery", filters=(BODIES, LORDS, SINCE), sort="newest", page=3)
TEXTS = ("", "lantern", '"a b" &c', "100% é+;=#/?", "l\u2019\u00e9t\u00e9", "name~2 a-b_c.d")
REST = "house=Lords&tabled-from=2021-01-01&sort=newest"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (urls.search(SearchRequest()), "/search"),
        (urls.text_search('"a b" &c'), "/search?q=%22a+b%22+%26c"),
        (urls.value_search("asked", "Siân O'Brien"), "/search?asked=Si%C3%A2n+O%27Brien"),
        (urls.filter_search(DateRange("tabled", None, date(2021, 2, 9))), "/search?tabled-to=2021-02-09"),
        (urls.filter_search(Exists("answered-on", False)), "/search?lacks=answered-on"),
        (urls.search_without(REQUEST, BODIES), f"/search?q=modern+slavery&{REST}"),
        (
            urls.search(urls.request_without_value(REQUEST, BODIES, "Home Office")),
            f"/search?q=modern+slavery&body=R%26D+%2F+A%2BE&{REST}",
        ),
        (urls.search(urls.request_without_value(REQUEST, LORDS, "Lords")), urls.search_without(REQUEST, LORDS)),
        (urls.facet_values("body", SearchRequest("x", page=4)), "/search/values/body?q=x"),
        (urls.record("1285393"), "/questions/1285393"),
        (urls.record("a b/c"), "/questions/a%20b%2Fc"),
        (urls.record("7", SearchRequest("x", page=2), 21), "/questions/7?q=x&at=21"),
        (urls.similar("7", SimilarParams()), "/questions/7/similar"),
        (
            urls.similar("7", SimilarParams((LORDS,), ("rent",), ("flat", "let"), True), 2),
            "/questions/7/similar?drop=rent&add=flat&add=let&within=yes&house=Lords&page=2",
        ),
        (
            urls.similar("7", SimilarParams(unlike_ids=("8", "9"), same_fields=("body", "asked"), later_only=True)),
            "/questions/7/similar?unlike=8&unlike=9&same=body&same=asked&later=yes",
        ),
        (urls.earlier_questions("Who & what?"), "/asked?text=Who+%26+what%3F"),
        (urls.help_topic(), "/help"),
        (urls.help_topic("data"), "/help/data"),
    ],
)
def test_an_address_is_short_and_stable(address: str, expected: str) -> None:
    assert address == expected


def test_an_address_is_parsed_back_into_its_search() -> None:
    read = url_params.read(parse_qsl(urlsplit(urls.search(REQUEST)).query))
    assert (read.text, set(read.filters), read.sort, read.page) == (REQUEST.text, set(REQUEST.filters), "newest", 3)


@pytest.mark.parametrize(
    ("question", "address"),
    [(SEED_SHAPED, "/2021-02-09/HL13171"), (CUT, "/2024-05-01/503"), (HELD, "")],
)
def test_the_official_page_is_addressed_by_day_and_uin(question: Question, address: str) -> None:
    assert outside_links.parliament_page(question) == (f"{outside_links.PARLIAMENT_PAGES}{address}" if address else "")


def test_an_address_is_what_the_standard_library_makes_of_its_parameters() -> None:
    generator = RequestGenerator(7, {name: ["R&D / A+E", "Siân O'Brien", "x"] for name in FIELDS})
    for number in range(500):
        request = replace(generator.request(), text=TEXTS[number % len(TEXTS)], query=MATCH_ALL)
        pairs = url_params.write(request)
        first_page = url_params.write(replace(request, page=1))
        assert urls.search(request) == ("/search?" + urlencode(pairs)).removesuffix("?")
        assert urls.record("a b/c", request, 3) == "/questions/a%20b%2Fc?" + urlencode([*first_page, ("at", "3")])
        assert urls.score("7", request) == ("/questions/7/score?" + urlencode(pairs)).removesuffix("?")
        assert urls.filter_search(*request.filters) == urls.search(SearchRequest(filters=request.filters))
