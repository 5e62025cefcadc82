"""The addresses of the Linked Data API: an address -> a search -> items -> one of seven formats."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request

from search.engine import Engine
from search.query.nodes import And, AnyOf
from web.http import caching, cors
from web.http.errors import PageNotFound
from web.linked_data.endpoints import ENDPOINTS, Endpoint
from web.linked_data.formats import envelope
from web.linked_data.formats.envelope import Document
from web.linked_data.formats.negotiation import FORMATS, HTML, MEDIA_TYPES, chosen, hold_to_size, split
from web.linked_data.item_views import shown
from web.linked_data.items import address
from web.linked_data.lda_params import Asked, Reader
from web.linked_data.page_urls import Place
from web.linked_data.pages import builders

RESOURCES = "resources"
META = "meta"
CONFIGURATION = "api-config"
ROOTS = tuple(dict.fromkeys((*(path.partition("/")[0] for path in ENDPOINTS), RESOURCES, META, CONFIGURATION)))
"""The first parts of every address served here."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request in parts: its place, the format of the answer, and whether that was left to Accept."""

    place: Place
    format: str
    negotiated: bool


def routes(engine: Engine, root: str = "") -> Blueprint:
    """Every address. ``root`` is what addresses in answers begin with, such as ``https://wrans.example.org``; else as asked."""
    blueprint = Blueprint("linked_data", __name__)
    cors.allow_other_sites(blueprint)
    caching.keep_parameter_order(blueprint)

    def answer(rest: str = "") -> Response:
        return _answer(engine, _call(root))

    for first in ROOTS:
        for rule in (f"/{first}", f"/{first}.<rest>", f"/{first}/<path:rest>"):
            blueprint.add_url_rule(rule, view_func=answer)
    return blueprint


def _call(root: str) -> Call:
    path, ending = split(request.path.strip("/"))
    given = request.args.get("_format", "").strip()
    query = request.query_string.decode("ascii", "replace")
    place = Place.of(root or request.host_url.rstrip("/"), path, f".{ending}" if ending else "", query)
    return Call(place, chosen(given, ending, request.accept_mimetypes), not (given or ending))


def _answer(engine: Engine, call: Call) -> Response:
    path = call.place.path
    first, _, rest = path.partition("/")
    if path in ENDPOINTS:
        return _list(engine, call, ENDPOINTS[path])
    if path == CONFIGURATION:
        return _written(call, envelope.configuration(call.place, ENDPOINTS))
    if first == META and rest in ENDPOINTS:
        return _written(call, envelope.description(call.place, ENDPOINTS[rest], MEDIA_TYPES))
    if rest and "/" not in rest and (first == RESOURCES or first in ENDPOINTS):
        return _item(engine, call, ENDPOINTS.get(first), rest)
    raise PageNotFound(_nothing_at(request.path))


def _list(engine: Engine, call: Call, endpoint: Endpoint) -> Response:
    asked = Reader(engine, request.args.items(multi=True)).read(endpoint)
    hold_to_size(call.format, asked.request.per_page)
    found = engine.search(asked.request)
    items = [shown(hit.question, asked.view, asked.properties) for hit in found.hits]
    if call.format == HTML:
        view = builders.listed(call.place, endpoint, asked, found, items)
        return _negotiated(call, make_response(render_template("pages/linked_data.html", view=view)))
    return _written(call, envelope.page(call.place, asked, items, found.total, MEDIA_TYPES), asked)


def _item(engine: Engine, call: Call, endpoint: Endpoint | None, id: str) -> Response:
    asked = Reader(engine, request.args.items(multi=True)).read(None)
    question = engine.get(id)
    if question is None or (endpoint and not engine.count(And((AnyOf("id", (id,)), endpoint.holds)))):
        return Response(f"404 Resource Not Found\n\n{address(id)}\n", 404, mimetype="text/plain")
    item = shown(question, asked.view, asked.properties)
    if call.format == HTML:
        view = builders.single(call.place, asked, question, item, engine.info())
        return _negotiated(call, make_response(render_template("pages/linked_data_item.html", view=view)))
    return _written(call, envelope.one(call.place, asked, item, MEDIA_TYPES), asked)


def _written(call: Call, document: Document, asked: Asked | None = None) -> Response:
    """The answer in its format; descriptions have no page of their own, and are JSON to those who want HTML."""
    written = FORMATS[call.format]
    if written.write is None:
        written = FORMATS["json"]
    body, media_type = written.write(document) if written.write else b"", written.media_type
    if asked and asked.callback and call.format == "json":
        body, media_type = b"%s(%s)" % (asked.callback.encode(), body), "text/javascript"
    return _negotiated(call, Response(body, mimetype=media_type))


def _negotiated(call: Call, response: Response) -> Response:
    if call.negotiated:
        response.vary.add("Accept")
        response.headers["Content-Location"] = str(call.place.format(call.format))
    return response


def _nothing_at(path: str) -> str:
    name, dot, ending = path.rpartition("/")[2].rpartition(".")
    hint = f" Perhaps {ending!r} is an incorrect format name?" if name and dot else ""
    return f"Could not find anything matching {path}.{hint}"
