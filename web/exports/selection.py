"""Files of the records that a reader has selected: a search by their ids."""

from __future__ import annotations

from collections.abc import Iterable

from search.errors import BadRequest, Problem
from search.query import url_params
from search.query.request import SearchRequest
from search.query.url_params import MAX_VALUES

SELECTED = ("selected", "yes")
"""The parameter that says that ``id`` has the records selected. Without one, a search would have every record."""


def read_request(pairs: Iterable[tuple[str, str]]) -> SearchRequest:
    """Read the search of an export from URL parameters. Raises ``BadRequest`` if no record is selected, or too many are."""
    params = list(pairs)
    if SELECTED in params:
        ids = {value.strip() for name, value in params if name == "id" and value.strip()}
        if not ids:
            raise BadRequest((Problem("id", "No result is selected. Go back and tick the results to download."),))
        if len(ids) > MAX_VALUES:
            message = f"{len(ids):,} results are selected. A file of selected results has at most {MAX_VALUES}."
            raise BadRequest((Problem("id", message),))
        params = [(name, value) for name, value in params if (name, value) != SELECTED]
    return url_params.read(params)
