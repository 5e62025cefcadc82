"""``/search.atom``: the latest activity among the records of a search. ``/changes.atom``: the latest changes of one kind."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request
from msgspec.structs import replace

from search.engine import Engine
from search.pipeline import relevance_policy
from search.pipeline.rewriting import rewrite_without_corrections
from search.query import url_params
from search.query.nodes import And
from search.query.request import SearchRequest
from search.results import descriptions
from web.feeds import atom, entries
from web.feeds.entries import MAX_ENTRIES, FeedEntry
from web.http import cors, warning
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
        feed = atom.Feed(
            descriptions.title(search_request),
            request.url_root.rstrip("/"),
            urls.feed(search_request),
            urls.search(urls.without_page_params(search_request)),
            engine.info(),
            _close_matches_note(engine, search_request, executed),
        )
        return _response(feed, entries.latest_entries(engine, executed, MAX_ENTRIES))

    @feeds.get("/changes.atom")
    def changes() -> Response:
        result = query_newest_changes(engine, tuple(request.args.items(multi=True)), MAX_ENTRIES)
        changes_request = result.request
        feed = atom.Feed(
            changes_request.feed_title,
            request.url_root.rstrip("/"),
            urls.changes_feed(changes_request.kind_name, changes_request.search),
            urls.changes(changes_request.kind_name, changes_request.search),
            result.info,
            entries_are=changes_request.kind.label,
        )
        return _response(feed, [entries.change_entry(change, changes_request.kind_name) for change in result.changes])

    return feeds


def _close_matches_note(engine: Engine, search_request: SearchRequest, executed: SearchRequest) -> str:
    """Return a sentence about the close matches that the search has on the site and the feed leaves out; "" without any."""
    if not search_request.text or search_request.all_words:
        return ""
    outcome = relevance_policy.search(engine, replace(search_request, page=1, per_page=0))
    if outcome.is_draft or not outcome.close_total:
        return ""
    full = engine.count(And((executed.query, *executed.filters)))
    close = f"{outcome.close_total:,} close {'match' if outcome.close_total == 1 else 'matches'}"
    return f"The feed has only questions with every word of the search. The site has {full:,} of these, and {close}."


def _response(feed: atom.Feed, feed_entries: Sequence[FeedEntry]) -> Response:
    response = Response(atom.write(feed, feed_entries), mimetype=atom.MEDIA_TYPE)
    return warning.add_notes(response, (feed.note,) if feed.note else ())
