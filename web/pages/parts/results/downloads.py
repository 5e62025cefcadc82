"""The menus above the results: files of all results or of selected ones, and ways to hear of new ones."""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from search.query.request import SearchRequest
from search.query.url_params import MAX_VALUES
from search.results import descriptions
from web.exports import EXPORTS, UNAVAILABLE
from web.exports.selection import SELECTED
from web.site import urls
from web.site.link import Link, Pairs


class DownloadsView(msgspec.Struct, frozen=True):
    """The formats of the files of all results and of the selected ones, and the JSON of the page.

    ``scope`` tells a screen reader which results a file has: all, or those that are listed, without the collapsed ones.

    A file of all results is at the address of its format with ``query`` after it. ``hidden_params`` are the parameters
    that the form for the selected ones sends besides the ids. It sends at most ``max_selected`` ids.
    """

    title: str
    scope: str
    formats: tuple[Link, ...]
    query: str
    json_url: str
    hidden_params: Pairs
    max_selected: int


_FORMATS = {ending: Link(export.label, f"/export.{ending}") for ending, export in EXPORTS.items()}


class UpdatesView(msgspec.Struct, frozen=True):
    """The feed of a search, and the link that asks for messages about it, None where none are sent."""

    feed: Link
    email: Link | None


def downloads(search: SearchRequest, total: int, listed: int) -> DownloadsView:
    """The files of a search with ``total`` results, of which ``listed`` are not collapsed under others."""
    order = (("sort", search.sort),) if isinstance(search.sort, str) and search.sort != "relevance" else ()
    return DownloadsView(
        title=_title(total, listed),
        scope="of all results" if listed == total else "of the results listed",
        formats=tuple([link for ending, link in _FORMATS.items() if ending not in UNAVAILABLE]),
        query=urls.export(search, "").removeprefix("/export."),
        json_url=urls.json(urls.search(search)),
        hidden_params=(SELECTED, *order),
        max_selected=MAX_VALUES,
    )


def _title(total: int, listed: int) -> str:
    if listed < total:
        return f"{listed:,} of {total:,} results: those listed"
    return "The result" if total == 1 else f"All {total:,} results"


def updates(search: SearchRequest, alerts_sender: str, root: str) -> UpdatesView:
    """The feed of a search; ``alerts_sender`` is the address that alerts come from, "" where none are sent."""
    title = descriptions.title(search)
    email = None
    if alerts_sender:
        body = f"Please send me this search by email:\n{root}{urls.search(urls.without_page_params(search))}"
        email = Link(f"Ask {alerts_sender}", f"mailto:{alerts_sender}?subject={quote(title)}&body={quote(body)}")
    return UpdatesView(Link(title, urls.feed(search)), email)
