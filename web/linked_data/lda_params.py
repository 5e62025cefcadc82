"""Reads the parameters of the Linked Data API into a search. All problems are reported together, and none is ignored.

A parameter that is given several times means any of its values, where Parliament's API answered an error. A leading ``&`` and
dots at the end of a name have no meaning. ``RESERVED`` are the parameters that are not filters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

import msgspec

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.linked_data_paths import PATHS, TEXT_PATHS
from search.model.parliament import MEMBERS_URI
from search.query.nodes import And, MatchAll, Node, Not, Word
from search.query.request import SearchRequest, SortKey
from search.text.analysis import words
from search.text.program_dates import read_day
from search.text.quotation import quoted
from web.api_queries.text_query import TextQuery, text_query
from web.linked_data import filters
from web.linked_data.endpoints import Endpoint
from web.linked_data.filters import Named
from web.linked_data.item_views import DESCRIPTION, EXTRA_PROPERTIES, VIEWS, view_of
from web.site.link import Pairs

DEFAULT_PAGE_SIZE = 10
MAX_PAGE_SIZE = 1_000_000
MAX_PAGE = 10_000_000
MAX_TEXT_FILTERS = 5
METADATA = ("versions", "bindings", "execution", "formats")

RESERVED = {
    "_page": "the number of the page, counted from 0",
    "_pageSize": f"items per page, from 1 to {MAX_PAGE_SIZE:,}",
    "_sort": "paths to sort by, separated by commas, - for descending",
    "_search": "words to search for in the texts, in the site's query language",
    "_view": "the properties of each item: " + ", ".join(VIEWS),
    "_properties": "paths of further properties to include",
    "_metadata": "metadata to include: " + ", ".join((*METADATA, "all")),
    "_format": "the format of the answer",
    "_where": "one supported SPARQL pattern: answered on or after a day",
    "_lang": "ignored: all texts are in English",
    "_count": "ignored: items are always counted",
    "_mark": "ignored",
    "_query-id": "ignored",
    "_": "ignored: scripts add it to bypass a cache",
    "callback": "name of the JSONP callback",
}
"""Every parameter of the page, with its label."""

SYNONYMS = {"pageSize": "_pageSize", "page": "_page"}
"""Names without the underscore, which some clients send."""

UNSUPPORTED = frozenset("_template _select _orderBy _distance _graph _subject near-lat near-long".split())

_BOUNDS: Mapping[str, Callable[[str, str], Node]] = {
    "min-": filters.at_least,
    "max-": filters.at_most,
    "minEx-": filters.more_than,
    "maxEx-": filters.less_than,
}
_CALLBACK = re.compile(r"[a-zA-Z_][a-zA-Z_0-9]{0,99}", re.ASCII)
_ANSWERED_SINCE = re.compile(
    r"\s*\?item\s+parl:answer\s+\?(?P<answer>\w+)\s*\.\s*\?(?P=answer)\s+parl:dateOfAnswer\s+\?(?P<day>\w+)\s*\.\s*"
    r"filter\s*\(\s*str\(\?(?P=day)\)\s*>=\s*[\"'](?P<value>\d{4}-\d\d-\d\d)[\"']\s*\)\s*\.?\s*",
    re.ASCII | re.IGNORECASE,
)
_SORTABLE = ", ".join(PATHS)


class LdaParams(msgspec.Struct, frozen=True):
    """The parameters of a page of a list, or of an item. ``is_paged`` says whether ``_page`` was given at all.

    ``sort`` are the paths to sort by; a descending one begins with a minus. ``filters`` are pairs of name and value, as given.
    ``narrowed_by`` is the query of the list and the filters, without the text of ``_search``, and with the items that lack
    properties; ``listing`` defines these items. ``notes`` are sentences for the header ``Warning``.
    """

    request: SearchRequest
    narrowed_by: Node
    text: TextQuery | None
    listing: str
    notes: tuple[str, ...]
    view: str
    properties: tuple[str, ...]
    metadata: frozenset[str]
    callback: str
    is_paged: bool
    sort: tuple[str, ...]
    filters: Pairs


def read(
    engine: Engine, named: Named, pairs: Iterable[tuple[str, str]], endpoint: Endpoint | None, *, lists_all: bool
) -> LdaParams:
    """Read the parameters of a list, or of an item if ``endpoint`` is None. Raises ``BadRequest`` with every problem.

    A list leaves out items that lack properties which its items always had, unless ``lists_all``.
    """
    return _ParamsReader(engine, named, pairs).read(endpoint, lists_all)


def _first_of_each_field(keys: Iterable[SortKey]) -> tuple[SortKey, ...]:
    """Leave out keys whose field has been sorted by before: they change no order, and each takes time."""
    first: dict[str, SortKey] = {}
    for key in keys:
        first.setdefault(key.field, key)
    return tuple(first.values())


class _ParamsReader:
    """Reads the parameters of one address, and gathers their problems."""

    def __init__(self, engine: Engine, named: Named, pairs: Iterable[tuple[str, str]]) -> None:
        self._engine, self._named = engine, named
        self._values: dict[str, list[str]] = defaultdict(list)
        self._text_filters = 0
        self._comparisons = filters.MAX_COMPARED_RECORDS
        self._problems: list[Problem] = []
        self._notes: list[str] = []
        for name, value in pairs:
            path = name.rstrip(".")
            if path and value.strip():
                self._values[SYNONYMS.get(path, path)].append(value)

    def read(self, endpoint: Endpoint | None, lists_all: bool) -> LdaParams:
        paging = sorted({"_page", "_pageSize"} & self._values.keys()) if endpoint is None else ()
        for name in paging:
            self._add_problem(name, f"{name} can only be used with a list endpoint.")
        nodes = () if endpoint is None else (endpoint.records, *self._nodes(endpoint))
        complete = () if endpoint is None or lists_all else (endpoint.complete,)
        sort, typed = tuple(self._comma_separated("_sort")), " ".join(self._values.get("_search", ()))
        sort_keys = _first_of_each_field(filter(None, map(self._sort_key, sort)))
        text = text_query(self._engine, typed, sort_keys or "relevance") if typed else None
        request = SearchRequest(
            typed,
            And((text.query if text else MatchAll(), *nodes, *complete)),
            sort=sort_keys or ("relevance" if text else "newest"),
            page=self._whole_number("_page", 0, 0, MAX_PAGE) + 1,
            per_page=self._whole_number("_pageSize", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE),
            with_snippets=False,
        )
        params = LdaParams(
            request,
            And(nodes),
            text,
            endpoint.listing(lists_all=lists_all) if endpoint else "",
            (*self._notes, *(f"_search: {note}" for note in (text.notes if text else ()))),
            self._view(),
            tuple(self._properties()),
            self._metadata(),
            self._callback(),
            "_page" in self._values,
            sort,
            tuple((name, value) for name, values in self._values.items() if name not in RESERVED for value in values),
        )
        self._refuse_unknown()
        if self._problems:
            raise BadRequest(tuple(dict.fromkeys(self._problems)))
        return params

    def _add_problem(self, name: str, message: str) -> None:
        self._problems.append(Problem(name, message))

    def _nodes(self, endpoint: Endpoint) -> list[Node]:
        nodes = []
        for name, values in self._values.items():
            if name in RESERVED or name.startswith(("_", "lang-")) or name in UNSUPPORTED:
                continue
            read = self._own_filter if name in endpoint.own_params else self._filter
            nodes.append(filters.any_of(read(name, value) for value in values))
        for value in self._values.get("_where", ()):
            nodes.append(self._where(value))
        return nodes

    def _filter(self, name: str, value: str) -> Node:
        prefix, dash, rest = name.partition("-")
        operator = prefix + dash
        if operator == "name-":
            rest = f"{rest}.{'prefLabel' if rest == 'legislature' else 'label'}"
        is_operator = operator in _BOUNDS or operator in ("name-", "exists-")
        typed = rest if is_operator else name
        path = filters.resolve_path(typed, self._engine)
        if path is None:
            self._add_problem(name, f"There is no property {quoted(typed)}; /meta lists the properties.")
            return MatchAll()
        if path in TEXT_PATHS:
            self._text_filters += 1
        if self._text_filters > MAX_TEXT_FILTERS:
            self._add_problem(name, f"At most {MAX_TEXT_FILTERS} whole texts can be given at once.")
            return MatchAll()
        if filters.is_date(path):
            self._note_day(name, value)
        try:
            if path in TEXT_PATHS and not is_operator:
                return self._whole_text(path, value)
            if operator in _BOUNDS:
                return _BOUNDS[operator](path, value)
            if operator == "exists-":
                return self._exists(name, path, value)
            return filters.equals(path, value, self._engine, self._named)
        except BadRequest as error:
            self._problems += error.problems
            return MatchAll()

    def _whole_text(self, path: str, text: str) -> Node:
        """Read a filter of a whole text. The limit of compared records is for all filters of an address together."""
        node, compared = filters.equals_text(path, text, self._engine, self._comparisons)
        self._comparisons -= compared
        return node

    def _note_day(self, name: str, value: str) -> None:
        """Add a note if the day could be read in another way too."""
        with suppress(ValueError):
            if note := read_day(value).note:
                self._notes.append(f"{name}: {note}")

    def _exists(self, name: str, path: str, value: str) -> Node:
        match value.strip().lower():
            case "true":
                return filters.exists(path, self._named)
            case "false":
                return Not(filters.exists(path, self._named))
        self._add_problem(name, f"{name}={value}: value must be true or false.")
        return MatchAll()

    def _own_filter(self, name: str, value: str) -> Node:
        """Read a parameter that not every list has."""
        if name == "q":
            return And(tuple(Word(word, "body") for word in words(value)))
        if name == "mnisId":
            return self._member(name, value.strip())
        return self._filter("min-date" if name == "startDate" else "max-date", value)

    def _member(self, name: str, number: str) -> Node:
        if not re.fullmatch(r"[0-9]{1,18}", number):
            self._add_problem(name, f"{name}={number}: value must be a member's number, such as 4197.")
            return MatchAll()
        return filters.equals("tablingMember", f"{MEMBERS_URI}{number}", self._engine, self._named)

    def _where(self, value: str) -> Node:
        match = _ANSWERED_SINCE.fullmatch(value)
        if match is None:
            supported = (
                'the only supported pattern is ?item parl:answer ?a. ?a parl:dateOfAnswer ?d. filter(str(?d) >= "2017-03-23")'
            )
            self._add_problem("_where", f"_where is a piece of SPARQL, and {supported}.")
            return MatchAll()
        return filters.at_least("answer.dateOfAnswer", match["value"])

    def _sort_key(self, value: str) -> SortKey | None:
        name = value.removeprefix("-")
        path = filters.resolve_path(name.rstrip("."), self._engine)
        field = filters.field_of(path) if path else None
        if field is None:
            is_known = path in {*TEXT_PATHS, *filters.OTHER_PATHS}
            reason = "is a text or a resource, which cannot be sorted by" if is_known else "is no property"
            self._add_problem("_sort", f"_sort={value}: {name} {reason}; sort by {_SORTABLE}.")
            return None
        return SortKey(field, value.startswith("-"))

    def _view(self) -> str:
        name = self._values.get("_view", [DESCRIPTION])[-1]
        view = view_of(name)
        if view is None:
            self._add_problem("_view", f"view not found: {name}; the views are {', '.join(VIEWS)}.")
        return view or DESCRIPTION

    def _properties(self) -> list[str]:
        paths = []
        for value in self._comma_separated("_properties"):
            path = value.rstrip(".")
            resolved = filters.resolve_path(path, self._engine)
            if resolved is None:
                self._add_problem("_properties", f"_properties={value}: there is no such property.")
            paths.append(path if path in EXTRA_PROPERTIES else resolved or path)
        return paths

    def _metadata(self) -> frozenset[str]:
        names = frozenset(self._comma_separated("_metadata"))
        for name in sorted(names - {*METADATA, "all"}):
            self._add_problem("_metadata", f"_metadata={name}: the choices are {', '.join((*METADATA, 'all'))}.")
        return frozenset(METADATA) if "all" in names else names

    def _callback(self) -> str:
        name = self._values.get("callback", [""])[-1]
        if name and not _CALLBACK.fullmatch(name):
            self._add_problem("callback", f"callback={name}: a function's name has letters, digits and _ only.")
        return name

    def _comma_separated(self, name: str) -> list[str]:
        return [part.strip() for value in self._values.get(name, ()) for part in value.split(",") if part.strip()]

    def _whole_number(self, name: str, default: int, minimum: int, maximum: int) -> int:
        values = dict.fromkeys(self._values.get(name, [str(default)]))
        value = next(iter(values)).strip()
        if len(values) > 1:
            self._add_problem(name, f"{name} is given {len(values)} values; give it one.")
        elif not re.fullmatch(r"[+-]?\d{1,9}", value, re.ASCII):
            self._add_problem(name, f"{name}={value}: value must be an integer.")
        elif int(value) < minimum:
            self._add_problem(name, f"{name}={value}: value must be at least {minimum}.")
        elif int(value) > maximum:
            self._add_problem(name, f"{name}={value}: value must be at most {maximum:,}.")
        else:
            return int(value)
        return default

    def _refuse_unknown(self) -> None:
        for name in self._values:
            if name in UNSUPPORTED:
                self._add_problem(name, f"{name} asks for SPARQL or maps, which are not served here; leave it out.")
            elif name.startswith("_") and name not in RESERVED:
                self._add_problem(name, f"unrecognised reserved parameter: {name}")
