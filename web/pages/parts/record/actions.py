"""The actions on a record: cite it, download it, see it at Parliament, and follow its changes by feed."""

from __future__ import annotations

import msgspec

from search.model.question import Question
from search.query.nodes import AnyOf, Filter
from search.query.request import SearchRequest
from search.results.types import IndexInfo
from search.text.dates import british_today
from web.exports import REFERENCES
from web.site import outside_links, urls, wording
from web.site.citations.styles import Citation, citations
from web.site.link import Link

FILES = {"csv": "CSV", "xlsx": "Excel", "json": "JSON with all texts"}
"""The exports that hold one record, by ending."""


class ActionsView(msgspec.Struct, frozen=True):
    """The citations of a record, its files, its address at Parliament ("" if none), the feeds that list it, its data."""

    citations: tuple[Citation, ...]
    references: tuple[Link, ...]
    files: tuple[Link, ...]
    official_url: str
    feeds: tuple[Link, ...]
    data: tuple[Link, ...]


def actions_view(question: Question, info: IndexInfo, figures: Link | None) -> ActionsView:
    """Return the actions on a record. ``figures`` links to the tables of its answer."""
    own = SearchRequest(filters=(AnyOf("id", (question.id,)),))
    url = urls.record(question.id)
    return ActionsView(
        citations=citations(question, british_today(), is_sample=info.is_sample),
        references=tuple(Link(form.label, urls.reference(question.id, ending)) for ending, form in REFERENCES.items()),
        files=(
            Link("Text, in Markdown", urls.markdown(url)),
            *(Link(label, urls.export(own, ending)) for ending, label in FILES.items()),
            *((figures,) if figures else ()),
        ),
        official_url="" if info.is_sample else outside_links.parliament_page(question),
        feeds=tuple(_feeds(question)),
        data=_data(question),
    )


def _feeds(question: Question) -> list[Link]:
    followed: list[tuple[str, Filter]] = [("This question: its answer and corrections", AnyOf("id", (question.id,)))]
    if question.heading:
        followed.append((f"New questions under “{question.heading}”", AnyOf("heading", (question.heading,))))
    if question.asked_by.label:
        followed.append((f"Questions asked by {question.asked_by.label}", AnyOf("asked", (question.asked_by.label,))))
    if question.answering_body.name:
        body = question.answering_body.name
        followed.append((f"Questions to {body}", AnyOf("body", (body,))))
    return [Link(words, urls.feed(SearchRequest(filters=(filter_,)))) for words, filter_ in followed]


def _data(question: Question) -> tuple[Link, ...]:
    """The record as data: our own JSON, and the form of each of Parliament's two APIs."""
    links = [
        Link("JSON", urls.json(urls.record(question.id))),
        Link("Linked Data API", urls.linked_data_item(question.id)),
    ]
    if question.id.isdecimal():
        links.append(Link("Official API", urls.official_item(question.id)))
    return tuple(links)


def short_citation(view: ActionsView) -> str:
    """Return the citation that is copied, which is also printed."""
    return view.citations[0].text


def answer_link(question: Question, official_url: str) -> Link | None:
    """Return the link to Parliament's page of a question whose answer is not here; None if it has none."""
    if not official_url:
        return None
    return Link("Look for an answer on parliament.uk", official_url, wording.identity(question))
