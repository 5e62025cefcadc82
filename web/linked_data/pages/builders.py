"""Builds the pages of lists and items: every property with its values, and links that filter by each value."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from search.model.question import Answer, Question
from search.results.types import IndexInfo
from web.linked_data.formats.negotiation import FORMATS
from web.linked_data.item_views import DESCRIPTION, VIEWS
from web.linked_data.items import Item
from web.linked_data.lda_params import LdaParams
from web.linked_data.lists import ListPage
from web.linked_data.page_urls import PageUrl, property_label
from web.linked_data.pages import form
from web.linked_data.pages.values import PropertyBuilder
from web.linked_data.pages.views import ItemPageView, ItemView, ListView
from web.site import safe_html, urls, wording
from web.site.choices import Option
from web.site.link import Link
from web.site.safe_html import SafeHtml

PAGE_SIZES = (10, 25, 50)
MAX_ADDRESS_CHARACTERS = 100_000
"""The greatest product of the length of a page's address and its items: each value of an item links to such addresses."""

_FORMAT_NAMES = {
    "json": "JSON",
    "xml": "XML",
    "csv": "CSV",
    "ttl": "Turtle",
    "rdf": "RDF/XML",
    "text": "JSON as text",
    "html": "HTML",
}
_OPERATORS = {
    "min-": "{}: from {}",
    "max-": "{}: up to {}",
    "minEx-": "{}: after {}",
    "maxEx-": "{}: before {}",
    "exists-": "{} is there: {}",
    "name-": "{} is called {}",
}

_TEXT_PROPERTIES = {"question": "questionText", "answer": "answerText"}
"""The properties of the texts that a source may cut short."""


def list_view(url: PageUrl, list_page: ListPage) -> ListView:
    """Build the page of a list, with the items of its first hits in the requested view."""
    endpoint, params, page = list_page.endpoint, list_page.params, list_page.first
    items = list_page.first_items()
    number, size = params.request.page - 1, params.request.per_page
    datatypes = form.datatypes(items)
    builder = PropertyBuilder(url, params.filters, len(url.local) * len(items) <= MAX_ADDRESS_CHARACTERS)
    text = params.request.text
    return ListView(
        title=f"{endpoint.label}: {page.total:,}" + (f" for {text}" if text else ""),
        condition="" if list_page.source.lists_all else endpoint.condition,
        info=page.info,
        form_action=f"/{url.path}{url.suffix}",
        inputs=form.inputs(datatypes, params.filters),
        hidden_params=form.hidden_params(url, datatypes),
        search_text=text,
        formats=_formats(url),
        active_filters=tuple(Link(_filter_label(*pair), url.without_filter(*pair).local) for pair in params.filters),
        without_filters_url=url.without_params("_page", *(name for name, _ in params.filters)).local,
        current_sorts=tuple(form.current_sorts(url, params.sort)),
        more_sorts=tuple(form.more_sorts(url, params.sort, datatypes)),
        views=tuple(_views(url, params)),
        page_sizes=tuple(
            Option(url.with_param("_pageSize", n).without_params("_page").local, str(n), n == size) for n in PAGE_SIZES
        ),
        has_filter_links=builder.has_links,
        items=tuple(_item_view(builder, hit.question, item) for hit, item in zip(page.hits, items, strict=True)),
        pager=tuple(_pager(url, number, size, page.total)),
    )


def item_page_view(url: PageUrl, params: LdaParams, question: Question, item: Item, info: IndexInfo) -> ItemPageView:
    """Build the page of an item. Its links filter the list of all answered questions, or those tabled in its House."""
    answer, text = question.answer, wording.with_cut_mark(question.text, question.is_cut)
    list_path = "answeredquestions" if answer else f"{question.house.lower()}writtenquestions"
    builder = PropertyBuilder(replace(url, path=list_path, suffix="", query=()), ())
    return ItemPageView(
        title=wording.quoted_title(question),
        info=info,
        origin=wording.origin(question),
        asked=wording.asked_phrase(question),
        state=wording.state_label(question),
        status=wording.status(question),
        question_lines=tuple(line for line in text.split("\n") if line.strip()),
        answer_title="Holding answer" if question.answer_is_holding else "Answer",
        answer=_answer_html(answer) if answer else None,
        formats=_formats(url),
        views=tuple(_views(url, params)),
        item=_item_view(builder, question, item),
        record=Link("This question on its own page", urls.record(question.id)),
    )


def _answer_html(answer: Answer) -> SafeHtml:
    html, text = (wording.with_cut_mark(form, answer.is_cut) for form in (answer.html, answer.text))
    return safe_html.answer(html, text)


def _formats(url: PageUrl) -> tuple[Link, ...]:
    return tuple(Link(_FORMAT_NAMES[name], url.with_format(name).local) for name in FORMATS)


def _item_view(builder: PropertyBuilder, question: Question, item: Item) -> ItemView:
    record = Link(wording.quoted_title(question), urls.record(question.id), wording.identity(question))
    cut_notes = {_TEXT_PROPERTIES[name]: wording.cut_notice(name) for name in wording.cut_texts(question)}
    properties = tuple(builder.properties(item, cut_notes))
    return ItemView(item["_about"].rpartition("/")[2], record, wording.byline(question), properties)


def _views(url: PageUrl, params: LdaParams) -> Iterator[Option]:
    for view in VIEWS:
        view_url = url.without_params("_view") if view == DESCRIPTION else url.with_param("_view", view)
        yield Option(view_url.local, view, view == params.view)


def _pager(url: PageUrl, number: int, size: int, total: int) -> Iterator[Link]:
    if number:
        yield Link("First page", url.with_page(0).local)
        yield Link("Previous page", url.with_page(number - 1).local)
    if (number + 1) * size < total:
        yield Link("Next page", url.with_page(number + 1).local)


def _filter_label(name: str, value: str) -> str:
    for prefix, label in _OPERATORS.items():
        if name.startswith(prefix):
            return label.format(property_label(name.removeprefix(prefix).rpartition(".")[2]), value)
    return f"{property_label(name.rpartition('.')[2])}: {value}"
