"""``/search.atom``: what happened last to the records of a search."""

from __future__ import annotations

from flask import Blueprint, Response, request

from search.engine import Engine
from search.pipeline.rewriting import rewrite_without_corrections
from search.query import url_params
from search.results import descriptions
from web.feeds import activity, atom
from web.http import cors
from web.site import urls

ENTRIES = 100
"""Records that a feed has at most; a busy day of both Houses has some 400 happenings."""


def routes(engine: Engine) -> Blueprint:
    """The address of every feed, which has one order and one page: the parameters of a page that shape those are let pass.

    It has only records with every word of the text: who waits for the first of them is not sent the nearest meanwhile.
    """
    feeds = Blueprint("feeds", __name__)
    cors.allow_other_sites(feeds)

    @feeds.get("/search.atom")
    def search() -> Response:
        asked = url_params.read(request.args.items(multi=True))
        root = request.host_url.rstrip("/")
        feed = atom.Feed(descriptions.title(asked), root, urls.feed(asked), urls.search(urls.plain(asked)), engine.info())
        return Response(
            atom.write(feed, activity.newest(engine, rewrite_without_corrections(engine, asked).executed, ENTRIES)),
            mimetype=atom.MEDIA_TYPE,
        )

    return feeds
