"""Has this been asked before? A draft question, and the earlier questions nearest to it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request

from search import similar
from search.analysis import normalise, whole_words
from search.differences import Differences, differences
from search.engine import Engine
from search.errors import BadRequest, Problem
from search.parser import MAX_QUERY, TOO_LONG
from search.records import Question
from search.request import SearchRequest
from search.results import Hit, ResultPage
from search.similar import Sought
from web import hits, wording
from web.view_models.asked import AskedView, EarlierView
from web.view_models.links import Pairs

LISTED = 10


@dataclass(frozen=True, slots=True)
class AskedFound:
    """The draft as it was read, whether all of it was, the words looked for, and the earlier questions, nearest first."""

    text: str
    is_cut: bool
    sought: Sought
    page: ResultPage
    differences: tuple[Differences, ...]


def routes(engine: Engine) -> Blueprint:
    """The address of the page."""
    pages = Blueprint("asked", __name__)

    @pages.get("/asked")
    def asked() -> str:
        return render_template("pages/asked.html", view=_view(asked_found(engine, tuple(request.args.items(multi=True)))))

    return pages


def asked_found(engine: Engine, given: Pairs) -> AskedFound:
    """The earlier questions that share key terms with a draft, as more like this finds them for a record.

    Raises ``BadRequest`` for any parameter but ``text``. Without a word to look for nothing is found.
    """
    unknown = sorted({name for name, _ in given} - {"text"})
    if unknown:
        raise BadRequest(
            tuple(Problem(name, f"There is nothing called {name!r} here; a draft is given as text.") for name in unknown)
        )
    whole = normalise(" ".join(value for _, value in given)).strip()
    text = whole_words(whole, MAX_QUERY)
    draft = Question("", "Commons", text)
    sought = similar.sought(engine, draft)
    page = engine.search(SearchRequest(query=sought.query, per_page=LISTED, passages=False))
    compared = tuple(differences(hit.question.text, text) for hit in page.hits)
    return AskedFound(text, text != whole, sought, page, compared)


def _view(found: AskedFound) -> AskedView:
    return AskedView(
        title="Has this been asked before?",
        info=found.page.info,
        text=found.text,
        problem=_problem(found),
        summary=_summary(found),
        earlier=tuple(map(_earlier, found.page.hits, found.differences)),
    )


def _problem(found: AskedFound) -> str:
    if found.is_cut:
        return TOO_LONG
    if found.text and not found.sought.terms:
        return (
            "There is no word in this that tells one question from another; write more of it, and see that it is spelt right."
        )
    return ""


def _summary(found: AskedFound) -> str:
    if not found.sought.terms:
        return ""
    looked_for = ", ".join(key.word for key in found.sought.terms)
    if len(found.page.hits) < found.page.total:
        return f"The {LISTED} nearest of {found.page.total:,} that share a word with it. Looked for: {looked_for}."
    return f"{found.page.total:,} share a word with it, nearest first. Looked for: {looked_for}."


def _earlier(hit: Hit, compared: Differences) -> EarlierView:
    question = hit.question
    return EarlierView(
        link=hits.record_link(question),
        origin=wording.origin(question),
        byline=wording.byline(question),
        state=question.state,
        runs=compared.runs,
        shared=f"Has {compared.shared:,} of your {compared.of:,} words." if compared.of else "",
        lacking=compared.lacking,
    )
