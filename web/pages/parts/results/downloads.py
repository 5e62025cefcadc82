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
    """Links to files of all results, and the buttons of the form that makes a file of the selected ones.

    ``hidden_params`` are what the form sends besides the ids, of which there are at most ``max_selected``.
    """

    title: str
    files: tuple[Link, ...]
    hidden_params: Pairs
    buttons: tuple[Link, ...]
    max_selected: int


class UpdatesView(msgspec.Struct, frozen=True):
    """The feed of a search, and the link that asks for messages about it, None where none are sent."""

    feed: Link
    email: Link | None


def downloads(search: SearchRequest, total: int) -> DownloadsView:
    """The files of a search with ``total`` results."""
    offered = {ending: export for ending, export in EXPORTS.items() if ending not in UNAVAILABLE}
    files = (Link(export.label, urls.export(search, ending), "of all results") for ending, export in offered.items())
    order = (("sort", search.sort),) if isinstance(search.sort, str) and search.sort != "relevance" else ()
    return DownloadsView(
        title="The result" if total == 1 else f"All {total:,} results",
        files=(*files, Link("JSON of this page", urls.json(urls.search(search)))),
        hidden_params=(SELECTED, *order),
        buttons=tuple(Link(export.label, f"/export.{ending}", "of the selected results") for ending, export in offered.items()),
        max_selected=MAX_VALUES,
    )


def updates(search: SearchRequest, alerts_sender: str, root: str) -> UpdatesView:
    """The feed of a search; ``alerts_sender`` is the address that alerts come from, "" where none are sent."""
    title = descriptions.title(search)
    email = None
    if alerts_sender:
        body = f"Please send me this search by email:\n{root}{urls.search(urls.without_page_params(search))}"
        email = Link(f"Ask {alerts_sender}", f"mailto:{alerts_sender}?subject={quote(title)}&body={quote(body)}")
    return UpdatesView(Link(title, urls.feed(search)), email)
