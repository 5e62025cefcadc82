"""The words of the site, in one place: what each kind of page says, and phrases that no text may have that a reader can meet.

Other tests check what a page does; a change of its words breaks this one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from search.coverage.months import Verdict
from search.engines.memory import MemoryEngine
from search.model.question import Person, Question
from search.text.quotation import quoted
from tests.web.conftest import Get, text_of
from tests.web.test_every_page import FAILING, FOUND
from web import Assets, create_app
from web.pages.parts.coverage_words import VERDICTS
from web.site.help_topics import TOPICS

ROOT = Path(__file__).parents[2]
DRAFT = "/asked?text=What+steps+are+taken+to+light+the+lanterns+of+our+harbours+today"

SAID = {
    DRAFT: (
        "Check a draft question",
        "Highlighted words are only in the earlier question.",
        "Your words not in it: light … lanterns … our … today",
        "4 similar earlier questions. Based on these words: light, steps, taken, lanterns, harbours.",
    ),
    "/asked?text=lantrens": ("No question has “lantrens”. Showing results for “lanterns”.", "Show exact words only"),
    "/asked?text=lantrens&as-typed=yes": ("Showing exact words only. Include similar terms",),
    "/asked?text=the": ("There is a problem", "Enter more of your question and check its spelling."),
    "/questions/2001/similar?drop=lit&unlike=1285393": (
        "Questions similar to “Lanterns: Numbers”",
        "Based on these words",
        "Remove any that do not help.",
        "Undo lit",
        "Undo hiding Lanterns: Harbours, HL13171 of 9 February 2021",
        "Hide this",
        "Show only",
    ),
    "/questions/2001/similar?page=9": ("There is only 1 page.",),
    "/changes?kind=corrected": (
        "Full answers after a holding answer",
        "Removed from Parliament’s site",
        "3 corrections have no date. They are listed by the last date that we know of the question.",
        "Get updates",
        "Asker not in our source",
    ),
    "/changes?kind=transferred&q=zebra": ("There are no changes of this kind.",),
    "/changes?per=10&page=9": ("There are only 5 pages.",),
    "/coverage": (
        "What this site covers",
        "Gaps in the data",
        "Text cut short by the source",
        "Holding answer only",
        "No asker in our source",
        "Answered, minister not in our source",
        "No answer here",
        "We could read every record.",
        "There are no questions of these kinds: ",
    ),
    "/clock": ("How long answers take", "The rules", "A holding answer does not stop the clock."),
    "/trends?q=lantern": ("Hatched periods are not complete in our data.",),
    "/rising": ("Rising subjects", "What members ask about more than before."),
    "/people?find=nobody": ("No member has this name. Check the spelling, or enter only the surname.",),
    "/people/90": ("Everything on this page comes from the questions we have.", "We give no shares or rankings"),
    "/bodies": ("The departments and other bodies that answer questions.",),
    "/questions/1285393/set": ("We know of no other department that the member asked this question within two weeks.",),
    "/questions/1285393/thread": ("This question refers to no other question on this site, and none refers to it.",),
    "/questions/2004": ("Holding answer only, given on 9 May 2024. We have no full answer yet.",),
    "/questions/1285393/score?q=lantern": ("Why this result", "You searched for “lantern”."),
    "/search?tabled=banana": (
        "There is a problem",
        "Date tabled: “banana” is not a date. Enter a date like 5 March 2024, March 2024 or 2024.",
        "Continue without it",
    ),
    "/search?tabled-from=2024&tabled-to=2021": ("“From” must be before “To”.", "Swap them"),
    "/search?q=zzqqxxyyv": ("Put a star after the start of a word to find all words that start with it, for example",),
    "/search?colour=red": ("There is no filter called “colour”. Remove it from the address.",),
    "/nowhere": ("Page not found", "If you typed the address, check it."),
    "/questions/none": ("There is no question none", "Check the number in the address."),
    "/people/none": ("No member has the address none", "Look for the name in the list of all members.", "All members"),
    "/bodies/Office of Lanterns": ("No department has the address Office of Lanterns", "All departments"),
    "/changes?kind=corrections": ("Kind of change: Choose one of all, answered,",),
    "/help": ("I want to …", "check whether a question was asked before"),
}
"""What pages say, by address. The records are those of ``conftest``."""

NEVER = (
    *("narrow these results", "particulars", "read as:", "given again", "left out as too common", "everything recorded"),
    *("waiting for an answer", "is not given", "not given", "as data", "nearest", "not like it", "put back", "taken out"),
    *("take out", "made whole", "holding answers completed", "gone from", "removed at source", "back at source"),
    *("filters on", "fold", "folded", "foremost", "just as typed", "what was typed", "words of the best results"),
    *("known to be missing", "what is here", "in this copy", "this copy has", "not whole", "whole months", "do not reach"),
    *("this search cannot be read", "this search cannot be run", "exchange them", "comes after the last"),
    *("it lacks:", "it has not", "underlined words", "found mostly", "found by these words", "key terms", "is not here"),
    *("collapse same answers", "collapsed to", "questions nearest to", "not in this index", "in these data"),
    *(
        "cannot be counted; the facets",
        "took it out of",
        "take it out of the address",
        "by the rule of",
        "holding answer alone",
    ),
)
"""Phrases that no page, file, feed, help topic or message says, in small letters. Each is a whole phrase."""

_NEVER = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, NEVER))})(?![\w-])", re.IGNORECASE)
_TAGS = re.compile(r"{[#%{].*?[#%}]}|<[^>]*>", re.DOTALL)
OTHER_FORMS = (
    *("/search.md?q=lantern+harbour+zebra", "/questions/2003.md", f"{DRAFT.replace('/asked', '/asked.md')}", "/llms.txt"),
    *("/search.atom?q=lantern", "/changes.atom?kind=corrected", "/questions/2003.ris", "/questions/2003.bib"),
    *("/search.json?tabled=banana", "/export.about.json?collapse=same-answer", "/export.ttl?q=lantern"),
)
PROGRAM = (
    *("search/coverage", "search/pipeline", "search/query", "search/results", "search/errors.py", "search/__main__.py"),
    *("search/model", "search/insight", "search/people", "web", "app.py"),
)
"""The code whose texts a reader can meet. Names, docstrings and comments are not texts."""


def text_of_page(page: LexborHTMLParser) -> str:
    """What a page says: its title and its text, without scripts, with single spaces."""
    for node in page.css("script"):
        node.decompose()
    return " ".join(page.text().split())


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a module that have several words, or a capital: not those that are names, nor docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in silent:
            continue
        if " " in node.value.strip() or node.value[:1].isupper():
            yield node.value


@pytest.mark.parametrize("address", SAID)
def test_a_page_says_its_words(client: FlaskClient, address: str) -> None:
    page = " ".join(text_of(LexborHTMLParser(client.get(address).text), "main").split())
    assert [sentence for sentence in SAID[address] if sentence not in page] == []


@pytest.mark.parametrize("address", [*FOUND, *FAILING, *SAID])
def test_no_page_says_a_phrase_of_old(client: FlaskClient, address: str) -> None:
    assert _NEVER.findall(text_of_page(LexborHTMLParser(client.get(address).text))) == []


@pytest.mark.parametrize("address", OTHER_FORMS)
def test_no_other_form_has_a_forbidden_phrase(client: FlaskClient, address: str) -> None:
    assert _NEVER.findall(client.get(address).text) == []


@pytest.mark.parametrize("topic", ["index", *TOPICS])
def test_no_help_topic_has_a_forbidden_phrase(topic: str) -> None:
    assert _NEVER.findall((ROOT / "docs" / "help" / f"{topic}.md").read_text("utf-8")) == []


def test_no_template_has_a_forbidden_phrase() -> None:
    phrases_by_template = {
        str(path.relative_to(ROOT)): phrases
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (phrases := _NEVER.findall(_TAGS.sub(" ", path.read_text("utf-8"))))
    }
    assert phrases_by_template == {}


def test_no_message_of_the_program_has_a_forbidden_phrase() -> None:
    paths = [
        path for name in PROGRAM for path in ([ROOT / name] if name.endswith(".py") else sorted((ROOT / name).rglob("*.py")))
    ]
    phrases_by_message = {
        f"{path.relative_to(ROOT)}: {text[:80]}": phrases
        for path in paths
        for text in texts(path)
        if (phrases := _NEVER.findall(text))
    }
    assert phrases_by_message == {}


def test_a_message_has_curly_marks_around_what_was_typed(get: Get) -> None:
    """Only Python's own errors, and the messages of Elda that its clients know, have straight marks."""
    own_words = {"search/__init__.py", "search/engines/whoosh/codec/whoosh_readers.py", "indexer/harvest/response_checks.py"}
    elda = {"web/linked_data/routes.py", "web/linked_data/formats/negotiation.py"}
    straight = {
        str(path.relative_to(ROOT))
        for folder in ("search", "web", "indexer")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"!r}|[ (]'{[^}]*}'[ .,;:]", path.read_text("utf-8"))
    }
    assert straight == own_words | elda
    assert "“banana” is not a date." in text_of(get("/search?tabled=banana", 400), ".problem-list li")
    assert quoted("one\ntwo") == r"“one\ntwo”"


COUNTED = re.compile(
    r"\{[a-z_.]+(?::,)?\} (?:questions|results|records|members|words|days|pages|departments|months|files|matches)\b"
)
ALWAYS_SEVERAL = {
    "search/coverage/gap_notes.py: {coverage.house} questions",
    "search/coverage/gap_notes.py: {house} questions",
    "search/results/descriptions.py: {clauses} words",
    "web/pages/parts/periods.py: {coverage.months} months",
    "indexer/progress.py: {of_total} records",
    "web/pages/earlier_questions.py: {total:,} questions",
    "web/pages/parts/results/downloads.py: {total:,} results",
    "web/linked_data/filters.py: {most:,} records",
    "web/exports/routes.py: {format_.max_records:,} records",
    "web/site/wording.py: {pages:,} pages",
    "indexer/harvest/paging.py: {first_page.total:,} questions",
}
"""The counts that are never one, each with its file."""


def test_one_question_is_not_called_questions() -> None:
    plurals = {
        f"{path.relative_to(ROOT)}: {match}"
        for folder in ("search", "web", "indexer")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for match in COUNTED.findall(path.read_text("utf-8"))
    }
    assert plurals == ALWAYS_SEVERAL


def test_an_index_of_one_question_has_no_plurals() -> None:
    question = Question("1", "Commons", "To ask what shines.", "11", date(2024, 3, 1), asked_by=Person("Ada Wick", 7))
    site = create_app(MemoryEngine([question]), Assets.find()).test_client()
    pages = {
        address: text_of_page(LexborHTMLParser(site.get(address).text)) for address in ("/", "/people?find=wick", "/trends?q=x")
    }
    assert "1 question. Our data has Commons questions tabled on 1 March 2024" in pages["/"]
    assert "1 of 1 member matches “wick”." in pages["/people?find=wick"]
    assert "The period is not complete." in pages["/trends?q=x"]
    assert "1 periods" not in pages["/trends?q=x"]


@pytest.mark.parametrize("verdict", ["whole", "partial", "none"])
def test_a_verdict_on_a_month_has_words(verdict: Verdict) -> None:
    assert VERDICTS[verdict][1] == {"whole": "complete", "partial": "not complete", "none": "no questions"}[verdict]


def test_an_error_links_to_the_fields_that_are_wrong(get: Get) -> None:
    page = get("/search?tabled-from=banana&answered-on-to=never&q=lantern&house=Lords", 400)
    links = [node.attributes["href"] or "" for node in page.css(".problem-list a[href^='#']")]
    assert links == ["#tabled-from", "#answered-on-to"]
    for link in links:
        box = page.css_first(link)
        assert box is not None
        assert box.attributes["aria-invalid"] == "true"
    hidden = [(node.attributes["name"], node.attributes["value"]) for node in page.css(".problem-form input[type=hidden]")]
    assert hidden == [("q", "lantern"), ("house", "Lords")]


def test_dates_in_the_wrong_order_are_swapped_by_a_link(get: Get) -> None:
    page = get("/search?tabled-from=2024&tabled-to=2021&q=lantern", 400)
    (swap,) = [node.attributes["href"] or "" for node in page.css(".problem-list a") if node.text().startswith("Swap them")]
    assert swap == "/search?tabled-to=2024&tabled-from=2021&q=lantern"
    get(swap)


def test_a_parameter_that_is_unknown_is_removed_by_a_link(get: Get) -> None:
    page = get("/search?colour=red&q=lantern", 400)
    (link,) = [node.attributes["href"] or "" for node in page.css(".problem-list a") if node.text().startswith("Continue")]
    assert link == "/search?q=lantern"
    get(link)


def test_a_hostile_parameter_stays_text_on_the_page_of_the_error(get: Get) -> None:
    page = get("/search?tabled=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&%3Cb%3E=1&q=%3Ci%3E", 400)
    assert page.css("main script, main b, main i") == []
