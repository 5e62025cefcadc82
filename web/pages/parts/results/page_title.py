"""The title of a page of results: the search, its sort and filters, and the page number. Each page has a different title."""

from __future__ import annotations

from collections.abc import Iterator

from search.model.fields import FIELDS
from search.query.nodes import AnyOf, Filter
from search.query.request import DEFAULT_PAGE_SIZE, SearchRequest
from search.results import descriptions
from web.pages.parts.filters.chips import PLAIN_FIELDS
from web.site import wording

EVERYTHING = "All questions"
SORTED = {
    "newest": "newest first",
    "oldest": "oldest first",
    "newest-answered": "newest answers first",
    "oldest-answered": "oldest answers first",
}
SWITCHED_OFF = {
    "feedback": "without related words",
    "meaning": "ranked by words only",
    "people": "names as words",
    "references": "references as words",
    "draft": "not compared as a draft",
}
"""The words for the switches of a search that are off."""


def page_title(search: SearchRequest) -> str:
    """Return the title: ``dental waiting list, Department of Health and Social Care, page 2``."""
    subject = [descriptions.shortened(search.text)] if search.text.strip() else []
    subject += map(_filter, search.filters)
    return ", ".join([*(subject or [EVERYTHING]), *_manner(search)])


def _filter(active: Filter) -> str:
    if isinstance(active, AnyOf) and active.field in PLAIN_FIELDS:
        return " or ".join(wording.value_label(active.field, value) for value in active.values)
    return descriptions.describe_filter(active)


def _manner(search: SearchRequest) -> Iterator[str]:
    if search.as_typed:
        yield "exact words only"
    if search.all_words:
        yield "all words"
    yield from (words for name, words in SWITCHED_OFF.items() if not getattr(search, name))
    if search.collapse_by:
        yield ("duplicates hidden" if search.collapse_by == "same-answer" else f"grouped by {FIELDS[search.collapse_by].noun}")
    if isinstance(search.sort, str) and search.sort in SORTED:
        yield SORTED[search.sort]
    if search.per_page != DEFAULT_PAGE_SIZE:
        yield f"{search.per_page} a page"
    if search.page > 1:
        yield f"page {search.page:,}"
