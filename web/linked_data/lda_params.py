"""The parameters of an address -> a search of the Linked Data API. Every problem is gathered; nothing is dropped in silence.

A parameter given several times means any of its values, where the original answered an error. A leading ``&`` and dots at the
end of a name mean nothing. ``RESERVED`` says what each name that begins with ``_`` is for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.linked_data_paths import PATHS, TEXT_PATHS
from search.model.parliament import MEMBERS_URI
from search.query.nodes import And, MatchAll, Node, Not, Word
from search.query.parser import parse
from search.query.request import SearchRequest, SortKey
from search.text.analysis import words
from web.linked_data import filters
from web.linked_data.endpoints import Endpoint
from web.linked_data.item_views import DESCRIPTION, EXTRA, VIEWS

DEFAULT_PAGE_SIZE = 10
MAX_PAGE_SIZE = 5_000
MAX_PAGE = 10_000_000
MAX_TEXTS = 5
METADATA = ("versions", "bindings", "execution", "formats")

RESERVED = {
    "_page": "which page, the first is 0",
    "_pageSize": f"items a page, from 1 to {MAX_PAGE_SIZE:,}",
    "_sort": "paths to sort by, parted by commas, a minus before those that descend",
    "_search": "words to search the texts for, in the language of the search box",
    "_view": "how much of each item: " + ", ".join(VIEWS),
    "_properties": "paths of properties shown beside the view's",
    "_metadata": "what is said of the page itself: " + ", ".join((*METADATA, "all")),
    "_format": "the format of the answer",
    "_where": "the one pattern of SPARQL that is understood: answered on or after a day",
    "_lang": "a language; all there is is in English",
    "_count": "yes or no; the items are counted in any case",
    "_mark": "nothing",
    "_query-id": "nothing",
    "_": "nothing; scripts add it to get by a cache",
    "callback": "the name of a script's function the JSON is given to",
}
UNSUPPORTED = frozenset("_template _select _orderBy _distance _graph _subject near-lat near-long".split())

_OPERATORS: Mapping[str, Callable[[str, str], Node]] = {
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

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of a list, or an item, as it was asked for. ``paged`` says whether ``_page`` was given at all.

    ``active`` are the filters by their names in the address, as given; ``sort`` the paths, a minus before those that descend.
    """

    request: SearchRequest
    view: str
    properties: tuple[str, ...]
    metadata: frozenset[str]
    callback: str
    paged: bool
    sort: tuple[str, ...]
    active: tuple[tuple[str, str], ...]


class Reader:
    """Reads one address. Problems come together in ``problems``."""

    def __init__(self, engine: Engine, pairs: Pairs) -> None:
        self._engine = engine
        self._given: dict[str, list[str]] = defaultdict(list)
        self._texts = 0
        self.problems: list[Problem] = []
        for name, value in pairs:
            if name.strip(".") and value.strip():
                self._given[name.rstrip(".")].append(value)

    def read(self, endpoint: Endpoint | None) -> Asked:
        """A page of a list; of an item, where there is no endpoint. Raises ``BadRequest`` with every problem."""
        paging = {"_page", "_pageSize"} & self._given.keys() if endpoint is None else ()
        self.problems += [Problem(name, f"{name} can only be used with a list endpoint.") for name in sorted(paging)]
        nodes = [] if endpoint is None else [endpoint.holds, *self._nodes(endpoint)]
        sort, text = tuple(self._listed("_sort")), " ".join(self._given.get("_search", ()))
        by = tuple(filter(None, map(self._by, sort)))
        request = SearchRequest(
            text,
            And((parse(text).tree if text else MatchAll(), *nodes)),
            sort=by or ("relevance" if text else "newest"),
            page=self._whole("_page", 0, 0, MAX_PAGE) + 1,
            per_page=self._whole("_pageSize", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE),
            with_snippets=False,
        )
        asked = Asked(
            request,
            self._view(),
            tuple(self._properties()),
            self._metadata(),
            self._callback(),
            "_page" in self._given,
            sort,
            tuple((name, value) for name, values in self._given.items() if name not in RESERVED for value in values),
        )
        self._refuse_unknown()
        if self.problems:
            raise BadRequest(tuple(dict.fromkeys(self.problems)))
        return asked

    def _nodes(self, endpoint: Endpoint) -> list[Node]:
        found = []
        for name, values in self._given.items():
            if name in RESERVED or name.startswith(("_", "lang-")) or name in UNSUPPORTED:
                continue
            read = self._own if name in endpoint.takes else self._filter
            found.append(filters.several(read(name, value) for value in values))
        for value in self._given.get("_where", ()):
            found.append(self._where(value))
        return found

    def _filter(self, name: str, value: str) -> Node:
        prefix, dash, rest = name.partition("-")
        operator = prefix + dash
        if operator == "name-":
            rest = f"{rest}.{'prefLabel' if rest == 'legislature' else 'label'}"
        known = operator in _OPERATORS or operator in ("name-", "exists-")
        path = filters.resolved(rest if known else name, self._engine)
        if path is None:
            self.problems.append(
                Problem(name, f"There is no property {rest if known else name!r}; /meta lists those there are.")
            )
            return MatchAll()
        if path in TEXT_PATHS:
            self._texts += 1
        if self._texts > MAX_TEXTS:
            self.problems.append(Problem(name, f"At most {MAX_TEXTS} whole texts are looked for at once."))
            return MatchAll()
        try:
            if operator in _OPERATORS:
                return _OPERATORS[operator](path, value)
            return self._exists(name, path, value) if operator == "exists-" else filters.equal(path, value, self._engine)
        except BadRequest as error:
            self.problems += error.problems
            return MatchAll()

    def _exists(self, name: str, path: str, value: str) -> Node:
        match value.strip().lower():
            case "true":
                return filters.there(path)
            case "false":
                return Not(filters.there(path))
        self.problems.append(Problem(name, f"{name}={value}: value must be true or false."))
        return MatchAll()

    def _own(self, name: str, value: str) -> Node:
        """A parameter that only some lists have."""
        if name == "q":
            return And(tuple(Word(word, "body") for word in words(value)))
        if name == "mnisId":
            return filters.equal("tablingMember", f"{MEMBERS_URI}{value.strip()}", self._engine)
        return self._filter("min-date" if name == "startDate" else "max-date", value)

    def _where(self, value: str) -> Node:
        found = _ANSWERED_SINCE.fullmatch(value)
        if found is None:
            what = (
                'the only pattern understood is ?item parl:answer ?a. ?a parl:dateOfAnswer ?d. filter(str(?d) >= "2017-03-23")'
            )
            self.problems.append(Problem("_where", f"_where is a piece of SPARQL, and {what}."))
            return MatchAll()
        return filters.at_least("answer.dateOfAnswer", found["value"])

    def _by(self, written: str) -> SortKey | None:
        path = filters.resolved(written.removeprefix("-").rstrip("."), self._engine)
        field = filters.field_of(path) if path else None
        if field is None:
            what = "is a text or a thing, and is not sorted by" if path in {*TEXT_PATHS, *filters.OTHERS} else "is no property"
            self.problems.append(Problem("_sort", f"_sort={written}: {written.removeprefix('-')} {what}; sort by {_SORTABLE}."))
            return None
        return SortKey(field, written.startswith("-"))

    def _view(self) -> str:
        view = self._given.get("_view", [DESCRIPTION])[-1]
        if view not in VIEWS:
            self.problems.append(Problem("_view", f"view not found: {view}; the views are {', '.join(VIEWS)}."))
        return view

    def _properties(self) -> list[str]:
        found = []
        for written in self._listed("_properties"):
            path = written.rstrip(".")
            resolved = filters.resolved(path, self._engine)
            if resolved is None:
                self.problems.append(Problem("_properties", f"_properties={written}: there is no such property."))
            found.append(path if path in EXTRA else resolved or path)
        return found

    def _metadata(self) -> frozenset[str]:
        wanted = frozenset(self._listed("_metadata"))
        for each in sorted(wanted - {*METADATA, "all"}):
            self.problems.append(Problem("_metadata", f"_metadata={each}: the choices are {', '.join((*METADATA, 'all'))}."))
        return frozenset(METADATA) if "all" in wanted else wanted

    def _callback(self) -> str:
        name = self._given.get("callback", [""])[-1]
        if name and not _CALLBACK.fullmatch(name):
            self.problems.append(Problem("callback", f"callback={name}: a function's name has letters, digits and _ only."))
        return name

    def _listed(self, name: str) -> list[str]:
        return [part.strip() for value in self._given.get(name, ()) for part in value.split(",") if part.strip()]

    def _whole(self, name: str, default: int, least: int, most: int) -> int:
        values = dict.fromkeys(self._given.get(name, [str(default)]))
        written = next(iter(values)).strip()
        if len(values) > 1:
            self.problems.append(Problem(name, f"{name} is given {len(values)} values, and has only one."))
        elif not re.fullmatch(r"[+-]?\d{1,9}", written, re.ASCII):
            self.problems.append(Problem(name, f"{name}={written}: value must be an integer."))
        elif int(written) < least:
            self.problems.append(Problem(name, f"{name}={written}: value must be at least {least}."))
        elif int(written) > most:
            self.problems.append(Problem(name, f"{name}={written}: value must be at most {most:,}."))
        else:
            return int(written)
        return default

    def _refuse_unknown(self) -> None:
        for name in self._given:
            if name in UNSUPPORTED:
                self.problems.append(Problem(name, f"{name} asks for SPARQL or maps, which are not served here; leave it out."))
            elif name.startswith("_") and name not in RESERVED:
                self.problems.append(Problem(name, f"unrecognised reserved parameter: {name}"))


_SORTABLE = ", ".join(PATHS)
