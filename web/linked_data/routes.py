"""The addresses of the Linked Data API: an address -> a search -> items -> one of seven formats."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response, make_response, render_template, request

from search.engine import Engine
from search.query.nodes import And, AnyOf
from web.http import caching, cors
from web.http.errors import PageNotFound
from web.linked_data import lda_params
from web.linked_data.endpoints import ENDPOINTS, Endpoint
from web.linked_data.formats import envelope
from web.linked_data.formats.envelope import Document
from web.linked_data.formats.negotiation import FORMATS, HTML, MEDIA_TYPES, check_page_size, choose_format, split_ending
from web.linked_data.item_views import item_in_view
from web.linked_data.lda_params import LdaParams
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


def routes(engine: Engine, root: str = "") -> Blueprint:
    """Serve every address. ``root`` begins the addresses in answers; "" stands for the host of each request."""
    blueprint = Blueprint("linked_data", __name__)
    cors.allow_other_sites(blueprint)
    caching.keep_parameter_order(blueprint)

    def answer(rest: str = "") -> Response:
        return _answer(engine, _page_request(root))

    for first in ROOTS:
        for rule in (f"/{first}", f"/{first}.<rest>", f"/{first}/<path:rest>"):
            blueprint.add_url_rule(rule, view_func=answer)
    return blueprint


def _page_request(root: str) -> PageRequest:
    path, ending = split_ending(request.path.strip("/"))
    parameter = request.args.get("_format", "").strip()
    query = request.query_string.decode("ascii", "replace")
    url = PageUrl.parse(root or request.host_url.rstrip("/"), path, f".{ending}" if ending else "", query)
    return PageRequest(url, choose_format(parameter, ending, request.accept_mimetypes), not (parameter or ending))


def _answer(engine: Engine, page_request: PageRequest) -> Response:
    path = page_request.url.path
    first, _, rest = path.partition("/")
    if path in ENDPOINTS:
        return _list(engine, page_request, ENDPOINTS[path])
    if path == CONFIGURATION:
        return _written(page_request, envelope.configuration(page_request.url, ENDPOINTS))
    if first == META and rest in ENDPOINTS:
        return _written(page_request, envelope.list_definition(page_request.url, ENDPOINTS[rest], MEDIA_TYPES))
    if rest and "/" not in rest and (first == RESOURCES or first in ENDPOINTS):
        return _item(engine, page_request, ENDPOINTS.get(first), rest)
    raise PageNotFound(_not_found_message(request.path))


def _list(engine: Engine, page_request: PageRequest, endpoint: Endpoint) -> Response:
    params = lda_params.read(engine, request.args.items(multi=True), endpoint)
    check_page_size(page_request.format, params.request.per_page)
    page = engine.search(params.request)
    items = [item_in_view(hit.question, params.view, params.properties) for hit in page.hits]
    if page_request.format == HTML:
        view = builders.list_view(page_request.url, endpoint, params, page, items)
        return _negotiated(page_request, make_response(render_template("pages/linked_data.html", view=view)))
    return _written(page_request, envelope.list_page(page_request.url, params, items, page.total, MEDIA_TYPES), params)


def _item(engine: Engine, page_request: PageRequest, endpoint: Endpoint | None, id: str) -> Response:
    params = lda_params.read(engine, request.args.items(multi=True), None)
    question = engine.get(id)
    if question is None or (endpoint and not engine.count(And((AnyOf("id", (id,)), endpoint.records)))):
        return Response(f"404 Resource Not Found\n\n{urls.record_uri(id)}\n", 404, mimetype="text/plain")
    item = item_in_view(question, params.view, params.properties)
    if page_request.format == HTML:
        view = builders.item_page_view(page_request.url, params, question, item, engine.info())
        return _negotiated(page_request, make_response(render_template("pages/linked_data_item.html", view=view)))
    return _written(page_request, envelope.item_page(page_request.url, params, item, MEDIA_TYPES), params)


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
