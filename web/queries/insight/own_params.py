"""Reads the parameters of a page that takes a few of its own, and no search."""

from __future__ import annotations

from search.errors import BadRequest, Problem
from search.query.url_params import without_trackers
from search.text.quotation import quoted
from web.site.link import Pairs


def own_params(pairs: Pairs, *names: str) -> dict[str, str]:
    """Return the parameters with a value, the last of each name. Raises ``BadRequest`` for any that is not in ``names``.

    Parameters that trackers add are ignored, as in a search.
    """
    values = {name: value.strip() for name, value in without_trackers(pairs) if value.strip()}
    if problems := tuple(
        Problem(name, f"This page has no parameter called {quoted(name)}. Remove it from the address.")
        for name in values
        if name not in names
    ):
        raise BadRequest(problems)
    return values
