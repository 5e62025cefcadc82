"""``/asked``: has this been asked before? A draft question beside the earlier questions most similar to it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from flask import Blueprint, request

from search.engine import Engine
from search.pipeline.semantic_bonus import Meaning
from search.query.parser import TOO_LONG
from search.results import descriptions
from search.results.draft_diff import DraftDiff
from search.results.phrasing import counted
from search.results.types import Fragment, Hit, IndexInfo
from web.pages.parts import hits
from web.pages.parts.notes import query_notes
from web.pages.parts.notes.note import Note, Rank
from web.pages.rendering import render_page
from web.queries.earlier_questions import LISTED_QUESTIONS, EarlierQuestionsResult, query_earlier_questions
from web.site import urls, wording
from web.site.link import Link
from web.site.wording import StateLabel

TITLE = "Check a draft question"


class EarlierQuestionView(msgspec.Struct, frozen=True):
    """An earlier question beside a draft; ``about`` is the line under its title, as in ``HitView``.

    Words of ``fragments`` that the draft does not have are highlighted; ``missing_words`` are those that only the draft has.
    ``cut_note`` says that the source cut the question short.
    """

    link: Link
    about: tuple[Link, ...]
    state: StateLabel
    fragments: tuple[Fragment, ...]
    shared_words: str
    missing_words: tuple[str, ...]
    cut_note: str


class EarlierQuestionsView(msgspec.Struct, frozen=True):
    """A draft and the earlier questions most similar to it.

    ``notes`` say how the words of the draft were read, with a link to the page for the other reading.
    """

    title: str
    page_title: str
    info: IndexInfo
    text: str
    problem: str
    note: str
    notes: tuple[Note, ...]
    summary: str
    meaning: Note | None
    questions: tuple[EarlierQuestionView, ...]


def routes(engine: Engine, meaning: Meaning | None = None) -> Blueprint:
    """The address of the page."""
    pages = Blueprint("earlier_questions", __name__)

    @pages.get("/asked")
    def earlier_questions() -> bytes:
        result = query_earlier_questions(engine, tuple(request.args.items(multi=True)), meaning)
        return render_page("pages/earlier_questions.html", view=_view(result))

    return pages


def _view(result: EarlierQuestionsResult) -> EarlierQuestionsView:
    return EarlierQuestionsView(
        title=TITLE,
        page_title=f"{TITLE}: {descriptions.shortened(result.text)}" if result.text else TITLE,
        info=result.page.info,
        text=result.text,
        problem=_problem(result),
        note=TOO_LONG if result.is_truncated else "",
        notes=tuple(_notes(result)),
        summary=_summary(result),
        meaning=_meaning(result) if result.can_rank_by_meaning and result.page.hits else None,
        questions=tuple(map(_question, result.page.hits, result.diffs)),
    )


def _notes(result: EarlierQuestionsResult) -> Iterator[Note]:
    other_url = urls.earlier_questions(result.text, as_typed=not result.as_typed, meaning=result.meaning)
    if result.expansions:
        yield query_notes.expansion(result.expansions)
    if result.corrections:
        yield query_notes.correction(result.corrections)
    if result.as_typed and result.text:
        yield query_notes.as_typed(other_url)
    elif result.corrections or result.expansions:
        yield Note("corrections", query_notes.SPELLING, Rank.ALTERNATIVE, (Link("Show exact words only", other_url),))


def _meaning(result: EarlierQuestionsResult) -> Note:
    other_url = urls.earlier_questions(result.text, as_typed=result.as_typed, meaning=not result.meaning)
    return query_notes.meaning(result.is_ranked_by_meaning, other_url)


def _problem(result: EarlierQuestionsResult) -> str:
    if result.text and not result.query.terms:
        return "Enter more of your question and check its spelling. These words are in too many questions, or in none."
    return ""


def _summary(result: EarlierQuestionsResult) -> str:
    if not result.query.terms:
        return ""
    words = ", ".join(term.word for term in result.query.terms)
    total = result.page.total
    if not total:
        return f"No earlier question is similar. We looked for these words: {words}."
    if len(result.page.hits) < total:
        return f"The {LISTED_QUESTIONS} most similar of {total:,} questions with some of these words: {words}."
    return f"{counted(total, 'similar earlier question')}. Based on these words: {words}."


def _question(hit: Hit, diff: DraftDiff) -> EarlierQuestionView:
    question = hit.question
    return EarlierQuestionView(
        link=hits.record_link(question),
        about=hits.about(question),
        state=wording.state_label(question),
        fragments=diff.fragments,
        shared_words=f"Has {diff.shared_words:,} of your {counted(diff.draft_words, 'word')}." if diff.draft_words else "",
        missing_words=diff.missing_words,
        cut_note=wording.cut_notice("question") if question.is_cut else "",
    )
