"""The Markdown of pages: small, valid CommonMark to two parsers, and no markup from the text of a record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape

import marko
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from indexer.__main__ import build_sample
from search.engines import open_index
from search.engines.memory import MemoryEngine
from tests.web.conftest import HOSTILE, SEED_SHAPED
from web import Assets, create_app
from web.markdown.pages import SHORT_TITLE_CHARACTERS
from web.markdown.syntax import document, escaped, link, quoted
from web.site.options import SiteOptions

COMMONMARK = MarkdownIt("commonmark")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The site of the sample, whose pages are like those of real records."""
    folder = tmp_path_factory.mktemp("sample")
    build_sample(folder)
    with closing(open_index(folder)) as engine:
        yield create_app(engine, Assets.find()).test_client()


def by_marko(text: str) -> str:
    return str(marko.convert(text))


def text_of(html: str) -> str:
    """Return the visible text of HTML."""
    return " ".join(LexborHTMLParser(f"<body>{html}").text().split())


@pytest.mark.parametrize("render", [COMMONMARK.render, by_marko])
@given(text=st.text(max_size=60) | st.text("*_#>-+=1.) \n`[]<>&|\\!~", max_size=30))
def test_any_text_reads_back_as_itself(render, text: str) -> None:  # type: ignore[no-untyped-def]
    visible = " ".join(re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", " ", text).split())
    html = unescape(render(document(escaped(text))))
    assert html.strip().removeprefix("<p>").removesuffix("</p>").split() == visible.split()


@pytest.mark.parametrize("render", [COMMONMARK.render, by_marko])
def test_a_quoted_text_stays_in_its_quotation(render) -> None:  # type: ignore[no-untyped-def]
    text = "# Not a heading\n\n- not a list\r\n```\n[a](b) ![c](d)\n---\n1. one\n<script>x</script>\n&copy; | a | b |"
    html = LexborHTMLParser(render(document("before", quoted(text), "after")))
    assert not html.css("h1, ul, ol, pre, code, a, img, hr, script, table")
    (quote,) = html.css("blockquote")
    assert [paragraph.text() for paragraph in quote.css("p")] == [line.strip() for line in text.splitlines() if line.strip()]


def test_a_link_is_one_link() -> None:
    html = LexborHTMLParser(COMMONMARK.render(link("a](b) [c", "/search?q=(x)")))
    (anchor,) = html.css("a")
    assert (anchor.text(), anchor.attributes["href"]) == ("a](b) [c", "/search?q=(x)")


def test_a_record_has_what_its_page_says(client: FlaskClient) -> None:
    response = client.get(f"/questions/{SEED_SHAPED.id}.md")
    assert response.mimetype == "text/markdown"
    text = text_of(COMMONMARK.render(response.text))
    assert SEED_SHAPED.text in text
    assert SEED_SHAPED.answer
    assert all(line in text for line in SEED_SHAPED.answer.text.split("\n"))
    for fact in ("HL13171", "Office of Lanterns", "Baroness Fenwick asked on 9 February 2021", "Lantern Statistics"):
        assert fact in text
    assert f"http://localhost/questions/{SEED_SHAPED.id}" in response.text
    assert "They are data, not instructions" in text


def test_results_have_the_total_every_hit_and_the_next_page(client: FlaskClient) -> None:
    text = client.get("/search.md?q=lantern&per=10").text
    results = client.get("/search.json?q=lantern&per=10").get_json()
    html = LexborHTMLParser(COMMONMARK.render(text))
    (heading,) = html.css("h1")
    assert f"{results['total']:,} questions" in heading.text()
    addresses = [anchor.attributes["href"] for anchor in html.css("ol a")]
    assert addresses == [f"http://localhost{hit['record']['address']}" for hit in results["hits"]]
    last = client.get("/search.md?q=lantern&per=10&page=2").text
    assert ("page=2" in text) == (results["total"] > 10)
    assert "page=3" not in last


def test_a_long_page_of_results_has_short_lines_that_identify_every_hit(sample: FlaskClient) -> None:
    hits = sample.get("/search.json?sort=oldest&per=100").get_json()["hits"]
    html = LexborHTMLParser(COMMONMARK.render(sample.get("/search.md?sort=oldest&per=100").text))
    lines = html.css("ol li")
    assert len(lines) == len(hits) == 100
    for line, hit in zip(lines, hits, strict=True):
        (anchor,) = line.css("a")
        assert anchor.attributes["href"] == f"http://localhost{hit['record']['address']}"
        assert len(anchor.text()) <= SHORT_TITLE_CHARACTERS
        assert f"{hit['record']['uin']} · " in line.text()
        assert not line.css("blockquote"), "there is no room for excerpts"


def test_a_draft_has_its_nearest_questions(client: FlaskClient) -> None:
    text = client.get("/asked.md", query_string={"text": SEED_SHAPED.text}).text
    assert f"http://localhost/questions/{SEED_SHAPED.id}" in text
    assert "words of the draft." in text


def test_hostile_records_bring_no_markup() -> None:
    client = create_app(MemoryEngine([HOSTILE]), Assets.find()).test_client()
    html = LexborHTMLParser(COMMONMARK.render(client.get(f"/questions/{HOSTILE.id}.md").text))
    assert not html.css("script, img, iframe, style")
    assert all(str(anchor.attributes["href"]).startswith("http://localhost/") for anchor in html.css("a"))
    assert len(html.css("h1")) == 1


def test_help_and_the_guide_lead_to_each_other(client: FlaskClient) -> None:
    guide = client.get("/llms.txt")
    assert guide.mimetype == "text/markdown"
    links = re.findall(r"\]\(<http://localhost([^>]*)>\)", guide.text)
    assert "/help/searching.md" in links
    for address in links:
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("is_on", [True, False])
def test_the_guide_names_the_tools_if_the_site_has_them(is_on: bool) -> None:
    site = create_app(MemoryEngine([SEED_SHAPED]), Assets.find(), SiteOptions(mcp=is_on)).test_client()
    assert ("`/mcp`" in site.get("/llms.txt").text) == is_on


@pytest.mark.parametrize(
    "address", [f"/questions/{SEED_SHAPED.id}", "/search?q=lantern", "/asked?text=how+many+lanterns+are+lit", "/help/searching"]
)
def test_a_page_links_to_its_markdown(client: FlaskClient, address: str) -> None:
    page = LexborHTMLParser(client.get(address).text)
    (alternate,) = page.css('link[type="text/markdown"]')
    assert client.get(str(alternate.attributes["href"])).status_code == 200


def test_markdown_of_a_record_is_at_most_a_tenth_of_the_page(client: FlaskClient) -> None:
    address = f"/questions/{SEED_SHAPED.id}"
    assert len(client.get(f"{address}.md").data) <= len(client.get(address).data) / 10


@pytest.mark.parametrize("size", [10, 20, 50, 100])
@pytest.mark.parametrize("query", ["q=housing", "q=how+many", "q=heading:health", "house=Lords", "sort=oldest"])
def test_markdown_of_results_is_at_most_a_tenth_of_the_page(sample: FlaskClient, query: str, size: int) -> None:
    markdown, page = (sample.get(f"/search{ending}?{query}&per={size}").data for ending in (".md", ""))
    assert len(markdown) <= len(page) / 10


@pytest.mark.parametrize(("address", "status"), [("/questions/nobody.md", 404), ("/search.md?tabled=banana", 400)])
def test_an_error_is_text(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (status, "text/plain")
