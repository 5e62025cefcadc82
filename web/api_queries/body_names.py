"""The number and the shorter names of an answering body that a record only names: those that go with the name in the index."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from search.engine import Engine
from search.model.question import AnsweringBody, Question
from search.query.nodes import And, AnyOf, Exists, Node, Not, Or
from search.query.request import FacetRequest, SearchRequest, SortKey

FORMS: Mapping[str, str] = {"body-id": "id", "body-short": "short_name", "body-sort": "sort_name"}
"""The fields of a body besides its name, each with its attribute of ``AnsweringBody``."""

MAX_CACHED = 2_000
MAX_BODIES = 500
"""The most bodies of an index whose forms are looked up; since 2010 there have been some 120."""

MAX_NAMES = 50
"""The most names of bodies that one number or short name can go with."""


class BodyNames:
    """The answering bodies of an index. A form goes with a name if every record that has the name and a form has that form."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cached_body = lru_cache(MAX_CACHED)(self._complete)
        self._cached_form = lru_cache(MAX_CACHED)(self._find_form)
        self._cached_names = lru_cache(MAX_CACHED)(self._find_names)
        self._cached_all_names = lru_cache(2)(self._find_all_names)

    def completed(self, question: Question) -> Question:
        """Return the record with the forms of its body that go with the body's name."""
        body = question.answering_body
        if not body.name or (body.id is not None and body.short_name and body.sort_name):
            return question
        return replace(question, answering_body=self._cached_body(self._engine.info().build, body))

    def _complete(self, build: str, body: AnsweringBody) -> AnsweringBody:
        return AnsweringBody(
            body.name,
            self._cached_form(build, body.name, "body-id") if body.id is None else body.id,
            body.short_name or self._cached_form(build, body.name, "body-short") or "",
            body.sort_name or self._cached_form(build, body.name, "body-sort") or "",
        )

    def records_of(self, field: str, form: str) -> Node:
        """Match the records of the bodies that have a form, those that only have a name that the form goes with too."""
        names = self._cached_names(self._engine.info().build, field, form)
        by_form = AnyOf(field, (form,))
        return Or((by_form, And((AnyOf("body", names), Not(Exists(field)))))) if names else by_form

    def records_with(self, field: str) -> Node:
        """Match the records whose body has any form in a field, of its own or one that goes with its name."""
        build = self._engine.info().build
        names = tuple(name for name in self._cached_all_names(build) if self._cached_form(build, name, field) is not None)
        return Or((Exists(field), AnyOf("body", names))) if names else Exists(field)

    def _find_all_names(self, _build: str) -> tuple[str, ...]:
        request = SearchRequest(facets=(FacetRequest("body", MAX_BODIES),), per_page=0)
        return tuple(bucket.value for bucket in self._engine.search(request).facets[0].buckets)

    def _find_form(self, _build: str, name: str, field: str) -> Any:
        """Return the only form of a name in a field, None if there is none or several."""
        query, forms = And((AnyOf("body", (name,)), Exists(field))), set[Any]()
        for is_descending in (False, True):
            request = SearchRequest(query=query, sort=(SortKey(field, is_descending),), per_page=1, with_snippets=False)
            forms |= {getattr(hit.question.answering_body, FORMS[field]) for hit in self._engine.search(request).hits}
        return forms.pop() if len(forms) == 1 else None

    def _find_names(self, build: str, field: str, form: str) -> tuple[str, ...]:
        facet = FacetRequest("body", MAX_NAMES)
        request = SearchRequest(query=AnyOf(field, (form,)), facets=(facet,), per_page=0)
        names = (bucket.value for bucket in self._engine.search(request).facets[0].buckets)
        return tuple(name for name in names if str(self._cached_form(build, name, field)) == form)
