"""Has this been asked before? A draft question, and the earlier questions nearest to it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.fields import YES
from search.model.question import Question
from search.pipeline import more_like_this
from search.pipeline.more_like_this import Sought
from search.pipeline.rewriting import Mending, meant_by, unmended
from search.query.parser import MAX_QUERY, TOO_LONG, parse
from search.query.request import SearchRequest
from search.results.draft_diff import Differences, differences
from search.results.types import Hit, ResultPage
from search.text.analysis import normalise, whole_words
from web.pages.parts import hits, query_notes
from web.site import urls, wording
from web.site.link import Pairs
from web.view_models.asked import AskedView, EarlierView

LISTED = 10
AS_TYPED = "as-typed"


@dataclass(frozen=True, slots=True)
class AskedFound:
    """The draft as it was read, whether all of it was, what its words were taken to mean, and the earlier questions.

    ``mended`` are its words that no question has, ``called`` its names that other names were looked for with.
    """

    text: str
    is_cut: bool
    as_typed: bool
    mended: tuple[Mending, ...]
    called: tuple[tuple[str, tuple[str, ...]], ...]
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

    Words are mended and other names looked for as in a search, unless ``as-typed`` is yes. Raises ``BadRequest`` for any
    parameter but that and ``text``. Without a word to look for nothing is found.
    """
    whole, as_typed = _read(given)
    text = whole_words(whole, MAX_QUERY)
    meaning = meant_by(engine, SearchRequest(text, parse(text).tree, as_typed=as_typed))
    draft = meaning.request.text
    sought = more_like_this.sought(engine, Question("", "Commons", draft))
    named = unmended(engine, SearchRequest(draft, sought.query, as_typed=as_typed, per_page=LISTED, passages=False))
    page = engine.search(named.searched)
    compared = tuple(differences(hit.question.text, draft) for hit in page.hits)
    return AskedFound(text, text != whole, as_typed, meaning.mended, query_notes.called(named), sought, page, compared)


def _read(given: Pairs) -> tuple[str, bool]:
    """The draft, and whether its words mean no more than they say."""
    problems = [
        Problem(name, f"There is nothing called {name!r} here; a draft is given as text.")
        for name in sorted({name for name, _ in given} - {"text", AS_TYPED})
    ]
    if {value for name, value in given if name == AS_TYPED} - {"", YES}:
        problems.append(Problem(AS_TYPED, f"{AS_TYPED} is {YES}, to have no word mean more than it says."))
    if problems:
        raise BadRequest(tuple(problems))
    whole = normalise(" ".join(value for name, value in given if name == "text")).strip()
    return whole, (AS_TYPED, YES) in given


def _view(found: AskedFound) -> AskedView:
    return AskedView(
        title="Has this been asked before?",
        info=found.page.info,
        text=found.text,
        problem=_problem(found),
        mended=tuple((each.typed, each.meant) for each in found.mended),
        called=found.called,
        is_as_typed=found.as_typed,
        other=urls.asked(found.text, as_typed=not found.as_typed),
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
