"""The JSON of the members and filters that the text of a search may mean."""

from __future__ import annotations

import msgspec

from search.pipeline.readings.member_searches import PersonResult
from web.queries.results import SearchResult
from web.site import urls


class Person(msgspec.Struct, frozen=True):
    """A member that the text names: how many questions the member asked and answered, and the searches for them.

    ``member_id`` is null if no record has the number. ``address`` is the member's page.
    """

    name: str
    member_id: int | None
    asked: int
    answered: int
    address: str
    searches: tuple[str, ...]


class FilterOffer(msgspec.Struct, frozen=True):
    """A filter that words of the text may mean, and the search with it in their place."""

    label: str
    search: str


def people(result: SearchResult) -> tuple[Person, ...]:
    """The members that the text of a search names, best first."""
    return tuple(map(_person, result.people.people if result.people else ()))


def filter_offers(result: SearchResult) -> tuple[FilterOffer, ...]:
    """The filters that words of a search may mean."""
    return tuple(FilterOffer(offer.label, urls.json(urls.search(offer.request))) for offer in result.filter_offers)


def _person(person: PersonResult) -> Person:
    member = person.member
    searches = tuple(urls.json(urls.search(search.request)) for search in person.searches)
    return Person(member.name, member.member_id, member.asked, member.answered, urls.person(member.key), searches)
