"""Lists and items of the Linked Data API as pages: every property with its value, and the searches each value leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from search.model.question import Question
from search.results.types import IndexInfo, ResultPage
from web.linked_data.endpoints import Endpoint
from web.linked_data.formats.negotiation import FORMATS
from web.linked_data.item_views import DESCRIPTION, VIEWS
from web.linked_data.items import Item
from web.linked_data.lda_params import Asked
from web.linked_data.page_urls import Place, words
from web.linked_data.pages import form
from web.linked_data.pages.values import Values
from web.linked_data.pages.views import ItemView, ListView, SingleView
from web.site import safe_html, urls, wording
from web.site.choices import Option
from web.site.link import Link

SIZES = (10, 25, 50)
_NAMES = {"json": "JSON", "xml": "XML", "csv": "CSV", "ttl": "Turtle", "rdf": "RDF/XML", "text": "JSON as text", "html": "HTML"}
_OPERATORS = {
    "min-": "{}: from {}",
    "max-": "{}: up to {}",
    "minEx-": "{}: after {}",
    "maxEx-": "{}: before {}",
    "exists-": "{} is there: {}",
    "name-": "{} is called {}",
}


def listed(place: Place, endpoint: Endpoint, asked: Asked, found: ResultPage, items: Sequence[Item]) -> ListView:
    """The page of a list; ``items`` are those of the hits, in the view asked for."""
    number, size = asked.request.page - 1, asked.request.per_page
    shape = form.shape(items)
    values = Values(place, asked.active)
    text = asked.request.text
    return ListView(
        title=f"{endpoint.label}: {found.total:,}" + (f" for {text}" if text else ""),
        info=found.info,
        action=f"/{place.path}{place.suffix}",
        inputs=form.inputs(shape, asked.active),
        hidden=form.hidden(place, shape),
        search=text,
        formats=_formats(place),
        filters=tuple(Link(_said(*pair), place.without_pair(*pair).local) for pair in asked.active),
        clear=place.without("_page", *(name for name, _ in asked.active)).local,
        sorts=tuple(form.sorts(place, asked.sort, shape)),
        sorted_by=tuple(form.sorted_by(place, asked.sort)),
        views=tuple(_views(place, asked)),
        sizes=tuple(Option(place.with_("_pageSize", n).without("_page").local, str(n), n == size) for n in SIZES),
        items=tuple(_item(values, hit.question, item) for hit, item in zip(found.hits, items, strict=True)),
        first=number * size + 1,
        pager=tuple(_pager(place, number, size, found.total)),
    )


def single(place: Place, asked: Asked, question: Question, item: Item, info: IndexInfo) -> SingleView:
    """The page of an item. Its values lead to the list of all answered questions or, before an answer, of all of its House."""
    answer = question.answer
    listing = "answeredquestions" if answer else f"{question.house.lower()}writtenquestions"
    return SingleView(
        title=wording.title(question),
        info=info,
        origin=wording.origin(question),
        asked=wording.asked_phrase(question),
        state=question.state,
        standing=wording.status(question),
        question=tuple(line for line in question.text.split("\n") if line.strip()),
        answer_title="Holding answer" if answer and answer.is_holding else "Answer",
        answer=safe_html.answer(answer.html, answer.text) if answer else None,
        formats=_formats(place),
        views=tuple(_views(place, asked)),
        item=_item(Values(replace(place, path=listing, suffix="", query=()), ()), question, item),
        more=Link("This question on its own page", urls.record(question.id)),
    )


def _formats(place: Place) -> tuple[Link, ...]:
    return tuple(Link(_NAMES[name], place.format(name).local) for name in FORMATS)


def _item(values: Values, question: Question, item: Item) -> ItemView:
    record = Link(wording.title(question), urls.record(question.id), wording.identity(question))
    return ItemView(item["_about"].rpartition("/")[2], record, wording.byline(question), tuple(values.properties(item)))


def _views(place: Place, asked: Asked) -> Iterator[Option]:
    for view in VIEWS:
        there = place.without("_view") if view == DESCRIPTION else place.with_("_view", view)
        yield Option(there.local, view, view == asked.view)


def _pager(place: Place, number: int, size: int, total: int) -> Iterator[Link]:
    if number:
        yield Link("First page", place.page(0).local)
        yield Link("Previous page", place.page(number - 1).local)
    if (number + 1) * size < total:
        yield Link("Next page", place.page(number + 1).local)


def _said(name: str, value: str) -> str:
    """A filter in words."""
    for prefix, said in _OPERATORS.items():
        if name.startswith(prefix):
            return said.format(words(name.removeprefix(prefix).rpartition(".")[2]), value)
    return f"{words(name.rpartition('.')[2])}: {value}"
