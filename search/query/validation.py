"""Check a search request against the table of fields. Every engine does so before it executes the request."""

from __future__ import annotations

from search.errors import Unsupported
from search.model.field_types import Field, Kind
from search.model.fields import FIELDS
from search.query.nodes import (
    AndMaybe,
    AnyOf,
    AtLeast,
    AtLeastShare,
    DateRange,
    Exists,
    Node,
    TermRange,
    TextClause,
    Word,
    children,
)
from search.query.request import SearchRequest
from search.text.quotation import quoted

_FACETS = {field.name: field for field in FIELDS.values() if field.facet}


def check_request(request: SearchRequest) -> None:
    """Raise ``Unsupported`` if a field is unknown, or cannot be searched, counted, sorted or collapsed as requested."""
    check_query(request.query)
    for clause in request.filters:
        check_query(clause)
    for facet in request.facets:
        if facet.field not in _FACETS:
            raise Unsupported(f"{field_named(facet.field).label} cannot be counted. Count one of {', '.join(_FACETS)}.")
    if request.collapse_by is not None and not field_named(request.collapse_by).is_collapsible:
        raise Unsupported(not_collapsible(request.collapse_by))
    if not isinstance(request.sort, str):
        for key in request.sort:
            if not field_named(key.field).has_values:
                raise Unsupported(
                    f"Results cannot be sorted by {field_named(key.field).noun}, because it is a text. Sort by a date."
                )


def check_query(node: Node) -> None:
    """Raise ``Unsupported`` if a node of the query does not suit the kind of its field."""
    match node:
        case Word(_, None):
            pass
        case DateRange(name) if field_named(name).kind is not Kind.DATE:
            raise Unsupported(f"{field_named(name).label} is not a date. Use a range of dates with a date only.")
        case AnyOf(name) | TermRange(name) if not field_named(name).has_values:
            raise Unsupported(
                f"{field_named(name).label} is searched by its words. Type them after the name of the field and a colon."
            )
        case AnyOf() | DateRange() | TermRange():
            pass  # filters are most nodes, and the cases below take longer
        case Exists(name):
            field_named(name)
        case AndMaybe(child, words):
            for part in (child, *words):
                check_query(part)
        case _ if isinstance(node, TextClause) and node.field is not None and not field_named(node.field).has_words:
            raise Unsupported(
                f"{field_named(node.field).label} is searched by its whole value. Type all of it in quotation marks."
            )
        case _:
            _check_minimum(node)
            for child in children(node):
                check_query(child)


def _check_minimum(node: Node) -> None:
    match node:
        case AtLeast(minimum, clauses) if not 1 <= minimum <= len(clauses):
            raise Unsupported(f"The minimum of AtLeast must be from 1 to {len(clauses)}, not {minimum}.")
        case AtLeastShare(share, clauses) if not clauses or not 0 < share <= 1:
            raise Unsupported(f"AtLeastShare needs children, and a share above 0 and at most 1, not {share}.")
        case _:
            pass


def field_named(name: str) -> Field:
    """Return the field of that name. Raises ``Unsupported`` if there is none."""
    if name not in FIELDS:
        raise Unsupported(unknown_field(name))
    return FIELDS[name]


def not_collapsible(name: str) -> str:
    """Return the error message for a field that results cannot be collapsed by."""
    names = ", ".join(sorted(field.name for field in FIELDS.values() if field.is_collapsible))
    return f"Group results by a field with one value a question, not by {quoted(name)}. Choose one of {names}."


def unknown_field(name: str) -> str:
    """Return the error message for a field that does not exist."""
    return f"There is no field called {quoted(name)}. The fields are {', '.join(sorted(FIELDS))}."
