"""The page of an error: what happened, what to do, and the fields that the reader has to change."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode

import msgspec

from search.errors import Problem
from search.model.field_types import Kind
from search.model.fields import FIELDS
from search.text.dates import FROM_BEFORE_TO
from web.http.error_formats import ErrorBody
from web.site import urls
from web.site.link import Link, Pairs

MAX_NAME_CHARACTERS = 80
MAX_TEXT_CHARACTERS = 1_000
MAX_FIELDS = 20
"""Limit of the fields that a page of an error has."""

SEARCH_TEXT = "Search text"
_BOUNDS = {"": "", "-from": ", from", "-to": ", to"}
"""The endings of the parameters of a date, each with its words in a label."""
OWN_LABELS = {("/changes", "kind"): "Kind of change"}
"""Labels of parameters that have the name of a field and are not that field."""
LISTINGS = {"/people/": Link("All members", "/people"), "/bodies/": Link("All departments", "/bodies")}
"""The page that lists all that have an address with this beginning."""


class FieldView(msgspec.Struct, frozen=True):
    """A box for a parameter that cannot be used: its name, its label and what was typed."""

    name: str
    label: str
    value: str


class ProblemView(msgspec.Struct, frozen=True):
    """A problem: what it is with, a sentence, the address of its first field, and a link that solves it, if there is one."""

    label: str
    message: str
    url: str
    fields: tuple[FieldView, ...]
    solution: Link | None


class ErrorView(msgspec.Struct, frozen=True):
    """The page of an error. ``hidden_params`` are the parameters that are right, for the form that sends the others again.

    ``listing`` links to the list of all pages of the kind, None if there is none.
    """

    title: str
    page_title: str
    message: str
    problems: tuple[ProblemView, ...]
    path: str
    hidden_params: Pairs
    text: str
    retry: Link | None
    listing: Link | None


def error_view(body: ErrorBody, path: str, params: Pairs) -> ErrorView:
    """The page of an error of a request for a path with these parameters."""
    text = next((value for name, value in params if name == "q"), "")[:MAX_TEXT_CHARACTERS]
    problems = tuple(_problem(problem, path, params) for problem in body.problems)
    own = {field.name for problem in problems for field in problem.fields}
    labels = ", ".join(dict.fromkeys(problem.label for problem in problems))
    has_filters = bool(text and problems and any(name != "q" for name, _ in params))
    return ErrorView(
        title=body.title,
        page_title=f"{body.title}: {labels}" if labels else body.title,
        message=body.message,
        problems=problems,
        path=_quoted(path),
        hidden_params=tuple((name, value) for name, value in params if name not in own) if own else (),
        text=text,
        retry=Link("Search without filters", urls.text_search(text)) if has_filters else None,
        listing=next((link for start, link in LISTINGS.items() if path.startswith(start)), None),
    )


def shortened(text: str) -> str:
    """Return a text of the reader, cut if it is long."""
    return text if len(text) <= MAX_NAME_CHARACTERS else text[:MAX_NAME_CHARACTERS] + "…"


def _problem(problem: Problem, path: str, params: Pairs) -> ProblemView:
    fields = tuple(_fields(problem.where, params))[:MAX_FIELDS]
    label = _label(problem.where, path)
    url = f"#{fields[0].name}" if fields else "#q" if problem.where == "q" else ""
    return ProblemView(label, problem.message.removeprefix(f"{label}: "), url, fields, _solution(problem, path, params))


def _fields(where: str, params: Pairs) -> Iterable[FieldView]:
    """The boxes for what a reader types: a date and its bounds, or a number. Other values are chosen, not typed."""
    if where not in FIELDS or FIELDS[where].kind not in (Kind.DATE, Kind.NUMBER):
        return ()
    values = dict(params)
    names = {f"{where}{ending}": f"{FIELDS[where].label}{words}" for ending, words in _BOUNDS.items()}
    return (FieldView(name, label, values[name][:MAX_NAME_CHARACTERS]) for name, label in names.items() if name in values)


def _solution(problem: Problem, path: str, params: Pairs) -> Link | None:
    where = problem.where
    bounds = f"{where}-from", f"{where}-to"
    if FROM_BEFORE_TO in problem.message and {name for name, _ in params}.issuperset(bounds):
        swapped = dict(zip(bounds, reversed(bounds), strict=True))
        return Link(
            "Swap them", _address(path, ((swapped.get(name, name), value) for name, value in params)), _label(where, path)
        )
    if where == "q" or not any(name == where for name, _ in params):
        return None
    return Link("Continue without it", _address(path, (pair for pair in params if pair[0] != where)), _label(where, path))


def _address(path: str, params: Iterable[tuple[str, str]]) -> str:
    query = urlencode(tuple(params))
    return f"{_quoted(path)}?{query}" if query else _quoted(path)


def _quoted(path: str) -> str:
    """Return a path of this site as it is written in a link."""
    return f"/{quote(path.lstrip('/'))}"


def _label(where: str, path: str) -> str:
    if where == "q":
        return SEARCH_TEXT
    if (path, where) in OWN_LABELS:
        return OWN_LABELS[path, where]
    return FIELDS[where].label if where in FIELDS else shortened(where)
