"""The number of a member whom a record only names: the one that the name goes with in the rest of the index, if it is one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec.structs import replace

from search.engine import Engine
from search.model.question import Person, Question
from search.people.member import ROLES, Role
from search.query.nodes import And, AnyOf, Exists, Node, Not, Or
from search.query.request import FacetRequest, SearchRequest, SortKey

MAX_CACHED_NAMES = 20_000
MAX_NAMES = 100
"""The most forms of one member's name that are looked up."""


class MemberNumbers:
    """The members of an index. A name has a number if every record that has the name and any number has that number."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cached_number = lru_cache(MAX_CACHED_NAMES)(self._find_number)
        self._cached_names = lru_cache(MAX_CACHED_NAMES)(self._find_names)

    def number_of(self, person: Person) -> int | None:
        """Return the number of a person: the record's own, or else the only one that goes with the name."""
        if person.member_id is not None or not person.name:
            return person.member_id
        return self._cached_number(self._engine.info().build, person.name)

    def numbered(self, question: Question) -> Question:
        """Return the record with the numbers of the members whom it only names."""
        answer = question.answer
        if answer and (answered_by := self._numbered(answer.answered_by)) is not answer.answered_by:
            question = replace(question, answer=replace(answer, answered_by=answered_by))
        asked_by = self._numbered(question.asked_by)
        return question if asked_by is question.asked_by else replace(question, asked_by=asked_by)

    def _numbered(self, person: Person) -> Person:
        number = self.number_of(person)
        return person if number == person.member_id else replace(person, member_id=number)

    def records_of(self, role: Role, *numbers: str) -> Node:
        """Match the records that these members asked or answered, those that only name them too."""
        build = self._engine.info().build
        names = tuple(name for number in numbers for name in self._cached_names(build, number))
        by_number = AnyOf(f"{role}-id", numbers)
        return Or((by_number, And((AnyOf(role, names), Not(Exists(f"{role}-id")))))) if names else by_number

    def _find_number(self, _build: str, name: str) -> int | None:
        numbers = {number for role in ROLES for number in self._least_and_greatest(role, name)}
        return numbers.pop() if len(numbers) == 1 else None

    def _least_and_greatest(self, role: Role, name: str) -> Iterator[int]:
        field = f"{role}-id"
        query = And((AnyOf(role, (name,)), Exists(field)))
        for is_descending in (False, True):
            request = SearchRequest(query=query, sort=(SortKey(field, is_descending),), per_page=1, with_snippets=False)
            for hit in self._engine.search(request).hits:
                number = _person(hit.question, role).member_id
                if number is not None:
                    yield number

    def _find_names(self, build: str, number: str) -> tuple[str, ...]:
        """Return the names that go with this number and no other."""
        names: dict[str, None] = {}
        for role in ROLES:
            query, facet = AnyOf(f"{role}-id", (number,)), FacetRequest(role, MAX_NAMES)
            page = self._engine.search(SearchRequest(query=query, facets=(facet,), per_page=0))
            names |= dict.fromkeys(bucket.value for bucket in page.facets[0].buckets)
        return tuple(name for name in names if str(self._cached_number(build, name)) == number)


def _person(question: Question, role: Role) -> Person:
    if role == "asked":
        return question.asked_by
    return question.answer.answered_by if question.answer else Person()
