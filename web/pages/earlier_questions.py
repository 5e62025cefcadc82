"""Has this been asked before? A draft question, and the earlier questions nearest to it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.fields import YES
from search.model.question import Question
from search.pipeline import more_like_this
from search.pipeline.more_like_this import MoreLikeThisQuery
from search.pipeline.rewriting import Correction, rewrite, rewrite_without_corrections
from search.query.parser import MAX_QUERY_LENGTH, TOO_LONG, parse
from search.query.request import SearchRequest
from search.results.draft_diff import DraftDiff, draft_diff
from search.results.types import Hit, ResultPage
from search.text.analysis import normalise, truncate_at_word
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
    mended: tuple[Correction, ...]
    called: tuple[tuple[str, tuple[str, ...]], ...]
    sought: MoreLikeThisQuery
    page: ResultPage
    diffs: tuple[DraftDiff, ...]


def routes(engine: Engine) -> Blueprint:
    """The address of the page."""
    pages = Blueprint("asked", __name__)

    @pages.get("/asked")
    def asked() -> str:
        return render_template("pages/earlier_questions.html", view=_view(asked_found(engine, tuple(request.args.items(multi=True)))))

    return pages


def asked_found(engine: Engine, given: Pairs) -> AskedFound:
    """The earlier questions that share key terms with a draft, as more like this finds them for a record.

    Words are mended and other names looked for as in a search, unless ``as-typed`` is yes. Raises ``BadRequest`` for any
    parameter but that and ``text``. Without a word to look for nothing is found.
    """
    whole, as_typed = _read(given)
    text = truncate_at_word(whole, MAX_QUERY_LENGTH)
    meaning = rewrite(engine, SearchRequest(text, parse(text).tree, as_typed=as_typed))
    draft = meaning.request.text
    sought = more_like_this.build_query(engine, Question("", "Commons", draft))
    named = rewrite_without_corrections(
        engine, SearchRequest(draft, sought.query, as_typed=as_typed, per_page=LISTED, with_snippets=False)
    )
    page = engine.search(named.executed)
    compared = tuple(draft_diff(hit.question.text, draft) for hit in page.hits)
    return AskedFound(text, text != whole, as_typed, meaning.corrections, query_notes.called(named), sought, page, compared)


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
        mended=tuple((each.typed, each.replacement) for each in found.mended),
        called=found.called,
        is_as_typed=found.as_typed,
        other=urls.asked(found.text, as_typed=not found.as_typed),
        summary=_summary(found),
        earlier=tuple(map(_earlier, found.page.hits, found.diffs)),
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


def _earlier(hit: Hit, compared: DraftDiff) -> EarlierView:
    question = hit.question
    return EarlierView(
        link=hits.record_link(question),
        origin=wording.origin(question),
        byline=wording.byline(question),
        state=question.state,
        runs=compared.fragments,
        shared=f"Has {compared.shared_words:,} of your {compared.draft_words:,} words." if compared.draft_words else "",
        lacking=compared.missing_words,
    )
