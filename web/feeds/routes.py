"""``/search.atom``: the latest activity among the records of a search. ``/changes.atom``: the latest changes of one kind."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request

from search.engine import Engine
from search.pipeline.rewriting import rewrite_without_corrections
from search.query import url_params
from search.results import descriptions
from search.results.types import IndexInfo
from web.feeds import atom, entries
from web.feeds.entries import MAX_ENTRIES, FeedEntry
from web.http import cors
from web.queries.changes import query_newest_changes
from web.site import urls


def routes(engine: Engine) -> Blueprint:
    """Serve the feed of any search, and of the changes of any kind.

    A feed has one order and one page, so ``sort``, ``page`` and ``per`` have no effect. It lists only records that have every
    word of the text, never close matches: its reader waits for the first record that has them all.
    """
    feeds = Blueprint("feeds", __name__)
    cors.allow_other_sites(feeds)

    @feeds.get("/search.atom")
    def search() -> Response:
        search_request = url_params.read(request.args.items(multi=True))
        executed = rewrite_without_corrections(engine, search_request).executed
        return _feed(
            descriptions.title(search_request),
            urls.feed(search_request),
            urls.search(urls.without_page_params(search_request)),
            engine.info(),
            entries.latest_entries(engine, executed, MAX_ENTRIES),
        )

    @feeds.get("/changes.atom")
    def changes() -> Response:
        result = query_newest_changes(engine, tuple(request.args.items(multi=True)), MAX_ENTRIES)
        changes_request = result.request
        return _feed(
            changes_request.feed_title,
            urls.changes_feed(changes_request.kind_name, changes_request.search),
            urls.changes(changes_request.kind_name, changes_request.search),
            result.info,
            [entries.change_entry(change, changes_request.kind_name) for change in result.changes],
        )

    return feeds


def _feed(title: str, url: str, page_url: str, info: IndexInfo, feed_entries: Sequence[FeedEntry]) -> Response:
    feed = atom.Feed(title, request.host_url.rstrip("/"), url, page_url, info)
    return Response(atom.write(feed, feed_entries), mimetype=atom.MEDIA_TYPE)
