"""The addresses of the Linked Data API: an address -> a search -> items -> one of seven formats."""

from __future__ import annotations

from itertools import chain

import msgspec
from flask import Blueprint, Response, make_response, render_template, request

from search.engine import Engine
from search.query.nodes import And, AnyOf
from search.query.url_params import without_trackers
from web.api_queries.body_names import BodyNames
from web.api_queries.member_numbers import MemberNumbers
from web.http import caching, cors, errors, warning
from web.http.errors import PageNotFound
from web.http.snapshots import pieces_of_one_build
from web.http.streaming import chunks
from web.linked_data import lda_params
from web.linked_data.endpoints import ENDPOINTS, Endpoint
from web.linked_data.filters import Named
from web.linked_data.formats import envelope, negotiation
from web.linked_data.formats.envelope import Document
from web.linked_data.formats.long_lists import LONG_LISTS
from web.linked_data.formats.negotiation import FORMATS, HTML, MEDIA_TYPES, check_page_size, choose_format, split_ending
from web.linked_data.item_views import ANSWERED, item_in_view
from web.linked_data.lda_params import LdaParams
from web.linked_data.lists import ListPage, Source, read_list
from web.linked_data.page_urls import PageUrl
from web.linked_data.pages import builders
from web.site import urls

RESOURCES = "resources"
META = "meta"
CONFIGURATION = "api-config"
ROOTS = tuple(dict.fromkeys((*(path.partition("/")[0] for path in ENDPOINTS), RESOURCES, META, CONFIGURATION)))
"""The first parts of the paths of all addresses."""


class PageRequest(msgspec.Struct, frozen=True):
    """A request: its address, the format of its answer, and whether ``Accept`` chose the format."""

    url: PageUrl
    format: str
    is_negotiated: bool


def routes(engine: Engine, lists_all: bool) -> Blueprint:
    """Serve every address. ``lists_all`` lists questions without the properties that items always had too."""
    blueprint = Blueprint("linked_data", __name__)
    errors.answer_in_format(blueprint, _error_format)
    cors.allow_other_sites(blueprint)
    caching.keep_parameter_order(blueprint)
    source = Source(engine, Named(MemberNumbers(engine), BodyNames(engine)), lists_all)

    def answer(rest: str = "") -> Response:
        return _answer(source, _page_request())

    for first in ROOTS:
        for rule in (f"/{first}", f"/{first}.<rest>", f"/{first}/<path:rest>"):
            blueprint.add_url_rule(rule, view_func=answer)
    return blueprint


def _error_format() -> str:
    return negotiation.error_format(*_format_of_request())


def _page_request() -> PageRequest:
    path, ending = split_ending(request.path.strip("/"))
    parameter, _, accept = _format_of_request()
    query = request.query_string.decode("ascii", "replace")
    url = PageUrl.parse(request.url_root.rstrip("/"), path, f".{ending}" if ending else "", query)
    return PageRequest(url, choose_format(parameter, ending, accept), not (parameter or ending))


def _format_of_request() -> negotiation.RequestedFormat:
    _, ending = split_ending(request.path.strip("/"))
    return request.args.get("_format", "").strip(), ending, request.accept_mimetypes


def _answer(source: Source, page_request: PageRequest) -> Response:
    url, path = page_request.url, page_request.url.path
    first, _, rest = path.partition("/")
    if path in ENDPOINTS:
        return _list(source, page_request, ENDPOINTS[path])
    if path == CONFIGURATION:
        return _written(page_request, envelope.configuration(url, ENDPOINTS))
    if first == META and rest in ENDPOINTS:
        listing = ENDPOINTS[rest].listing(lists_all=source.lists_all)
        return _written(page_request, envelope.list_definition(url, ENDPOINTS[rest], MEDIA_TYPES, listing))
    if rest and "/" not in rest and (first == RESOURCES or first in ENDPOINTS):
        return _item(source, page_request, ENDPOINTS.get(first), rest)
    raise PageNotFound(_not_found_message(request.path))


def _list(source: Source, page_request: PageRequest, endpoint: Endpoint) -> Response:
    list_page = read_list(source, endpoint, request.args.items(multi=True))
    params, first, url = list_page.params, list_page.first, page_request.url
    check_page_size(page_request.format, params.request.per_page)
    if page_request.format == HTML:
        view = builders.list_view(url, list_page)
        response = _negotiated(page_request, make_response(render_template("pages/linked_data.html", view=view)))
    elif list_page.is_long:
        response = _long(source, page_request, list_page, envelope.list_page(url, params, [], first.total, MEDIA_TYPES))
    else:
        items = list_page.first_items()
        response = _written(page_request, envelope.list_page(url, params, items, first.total, MEDIA_TYPES), params)
    return warning.add_notes(response, list_page.notes())


def _long(source: Source, page_request: PageRequest, list_page: ListPage, document: Document) -> Response:
    """Write a page while its items are read, all of them and their names from the build of the request."""
    name, callback = page_request.format, list_page.params.callback
    pieces, media_type = LONG_LISTS[name](document, list_page), MEDIA_TYPES[name]
    if callback and name == "json":
        pieces, media_type = chain((f"{callback}(".encode(),), pieces, (b")",)), "text/javascript"
    body = pieces_of_one_build(source.engine, chunks(pieces))
    return _negotiated(page_request, Response(body, mimetype=media_type))


def _item(source: Source, page_request: PageRequest, endpoint: Endpoint | None, id: str) -> Response:
    engine = source.engine
    params = lda_params.read(engine, source.named, without_trackers(request.args.items(multi=True)), None, lists_all=True)
    question = engine.get(id)
    if question is None or (endpoint and not engine.count(And((AnyOf("id", (id,)), endpoint.records)))):
        return _no_such_item(page_request, id)
    question = source.named.completed(question)
    item = item_in_view(question, params.view, params.properties, endpoint.view if endpoint else ANSWERED)
    if page_request.format == HTML:
        view = builders.item_page_view(page_request.url, params, question, item, engine.info())
        return _negotiated(page_request, make_response(render_template("pages/linked_data_item.html", view=view)))
    return _written(page_request, envelope.item_page(page_request.url, params, item, MEDIA_TYPES), params)


def _no_such_item(page_request: PageRequest, id: str) -> Response:
    """Answer as Parliament's API did, with a line of text; or in the format that the address names."""
    if page_request.is_negotiated or page_request.format == HTML:
        return Response(f"404 Resource Not Found\n\n{urls.record_uri(id)}\n", 404, mimetype="text/plain")
    raise PageNotFound(f"There is no item {urls.record_uri(id)} here.", "Resource not found")


def _written(page_request: PageRequest, document: Document, params: LdaParams | None = None) -> Response:
    """Write a document in its format. Definitions and the configuration have no HTML page, and are JSON instead."""
    format_ = FORMATS[page_request.format]
    if format_.write is None:
        format_ = FORMATS["json"]
    body, media_type = format_.write(document) if format_.write else b"", format_.media_type
    if params and params.callback and page_request.format == "json":
        body, media_type = b"%s(%s)" % (params.callback.encode(), body), "text/javascript"
    return _negotiated(page_request, Response(body, mimetype=media_type))


def _negotiated(page_request: PageRequest, response: Response) -> Response:
    """Add the headers of content negotiation, if ``Accept`` chose the format."""
    if page_request.is_negotiated:
        response.vary.add("Accept")
        response.headers["Content-Location"] = str(page_request.url.with_format(page_request.format))
    return response


def _not_found_message(path: str) -> str:
    name, dot, ending = path.rpartition("/")[2].rpartition(".")
    hint = f" Perhaps {ending!r} is an incorrect format name?" if name and dot else ""
    return f"Could not find anything matching {path}.{hint}"
