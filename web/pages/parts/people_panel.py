"""The panel above the results for the members that a text names."""

from __future__ import annotations

import msgspec

from search.people.member import Role
from search.pipeline.readings.member_searches import PeopleResult, PersonResult, RoleSearch
from search.results import descriptions
from web.site import urls
from web.site.link import Link

_VERBS: dict[Role, str] = {"asked": "Asked", "answered": "Answered"}


class PersonView(msgspec.Struct, frozen=True):
    """A member: the name, which leads to the member's page, House, party and constituency as far as known, and questions."""

    name: Link
    about: str
    links: tuple[Link, ...]


class PeoplePanelView(msgspec.Struct, frozen=True):
    """What the text was taken for, the members, and a link to the search for the words; None if the results are that search."""

    sentence: str
    people: tuple[PersonView, ...]
    way_out: Link | None


def people_panel(result: PeopleResult | None) -> PeoplePanelView | None:
    """The panel; None if the text names no member."""
    if result is None:
        return None
    reading = result.reading
    way_out = Link("Search for these words instead", urls.search(result.words_instead)) if reading.is_taken else None
    return PeoplePanelView(_sentence(result), tuple(_person(person, reading.rest) for person in result.people), way_out)


def _sentence(result: PeopleResult) -> str:
    reading = result.reading
    if not reading.is_taken:
        return "Your words may be the name of a member. These results are for the words."
    subject = f" for {descriptions.shortened(reading.rest)}" if reading.rest else ""
    is_newest_first = not reading.rest and result.words_instead.sort in ("relevance", "newest")
    order = ", newest first" if is_newest_first else ""
    return f"Showing questions {reading.by_members}{subject}{order}."


def _person(person: PersonResult, words: str) -> PersonView:
    member = person.member
    about = " · ".join(filter(None, (member.house, member.party, member.constituency)))
    return PersonView(
        Link(member.name, urls.person(member.key)),
        about,
        tuple(link for search in person.searches for link in _links(search, member.name, words)),
    )


def _links(search: RoleSearch, name: str, words: str) -> list[Link]:
    verb = _VERBS[search.role]
    links = [Link(f"{verb} {_questions(search.count)}", urls.search(search.request), f"by {name}")]
    if search.with_words is not None and search.words_count:
        text = f"{verb} {_questions(search.words_count)} for {descriptions.shortened(words)}"
        links.insert(0, Link(text, urls.search(search.with_words), f"by {name}"))
    return links


def _questions(count: int) -> str:
    return f"{count:,} {'question' if count == 1 else 'questions'}"
