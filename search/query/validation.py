"""Whether a search makes sense against the table of fields, asked once by every engine before it answers."""

from __future__ import annotations

from search.errors import Unsupported
from search.model.fields import FIELDS, Field, Kind, not_collapsible, unknown_field
from search.query.nodes import AndMaybe, AnyOf, AtLeast, DateRange, Exists, Node, TermRange, TextClause, Word, children
from search.query.request import SearchRequest

_FACETS = {field.name: field for field in FIELDS.values() if field.facet}


def check_request(request: SearchRequest) -> None:
    """Raise ``Unsupported`` when a field is unknown, or is asked for something its kind does not have."""
    check_query(request.query)
    for each in request.filters:
        check_query(each)
    for asked in request.facets:
        if asked.field not in _FACETS:
            raise Unsupported(f"{field_named(asked.field).label} cannot be counted; the facets are {', '.join(_FACETS)}.")
    if request.collapse_by is not None and not field_named(request.collapse_by).is_collapsible:
        raise Unsupported(not_collapsible(request.collapse_by))
    if not isinstance(request.sort, str):
        for by in request.sort:
            if not field_named(by.field).has_values:
                raise Unsupported(f"{field_named(by.field).label} cannot be sorted by: it has words, and no whole value.")


def check_query(node: Node) -> None:
    """The same for a query tree."""
    match node:
        case Word(_, None):
            pass
        case DateRange(name) if field_named(name).kind is not Kind.DATE:
            raise Unsupported(f"{field_named(name).label} is not a date, so it has no first and last day.")
        case AnyOf(name) | TermRange(name) if not field_named(name).has_values:
            raise Unsupported(f"{field_named(name).label} is looked for by its words, not by its whole value.")
        case Exists(name):
            field_named(name)
        case AndMaybe(child, words):
            for each in (child, *words):
                check_query(each)
        case AtLeast(minimum, parts) if not 1 <= minimum <= len(parts):
            raise Unsupported(f"At least {minimum} of {len(parts)} is never or always so.")
        case _ if isinstance(node, TextClause) and node.field is not None and not field_named(node.field).has_words:
            raise Unsupported(f"{field_named(node.field).label} is looked for by its whole value, not by its words.")
        case _:
            for child in children(node):
                check_query(child)


def field_named(name: str) -> Field:
    """The field of that name. Raises ``Unsupported`` when there is none."""
    if name not in FIELDS:
        raise Unsupported(unknown_field(name))
    return FIELDS[name]
