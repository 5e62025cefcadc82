"""The panel above the results for the members that a text names."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from search.people.member import Role
from search.pipeline.readings.member_searches import PeopleResult, PersonResult, RoleSearch
from search.results import descriptions
from web.pages.parts.notes.readings import WORDS_INSTEAD
from web.site import urls
from web.site.link import Link

_VERBS: dict[Role, str] = {"asked": "Asked", "answered": "Answered"}


class PersonView(msgspec.Struct, frozen=True):
    """A member: the name, which leads to the member's page, House, party and constituency as far as known, and questions.

    ``name`` is None where the sentence of the panel has it.
    """

    name: Link | None
    about: str
    links: tuple[Link, ...]


class PeoplePanelView(msgspec.Struct, frozen=True):
    """What the text was taken for, in pieces, the members, and a link to the search for the words.

    ``way_out`` is None if the results are that search.
    """

    sentence: tuple[Link, ...]
    people: tuple[PersonView, ...]
    way_out: Link | None


def people_panel(result: PeopleResult | None) -> PeoplePanelView | None:
    """The panel; None if the text names no member."""
    if result is None:
        return None
    reading = result.reading
    if not reading.is_taken:
        sentence = "Your words may be the name of a member. These results are for the words."
        return PeoplePanelView((Link(sentence, ""),), _people(result), None)
    way_out = Link(WORDS_INSTEAD, urls.search(result.words_instead))
    if len(result.people) > 1:
        return PeoplePanelView((Link(_sentence(result), ""),), _people(result), way_out)
    name = _name(result.people[0])
    before, _, after = _sentence(result).partition(name.text)
    (person,) = _people(result)
    return PeoplePanelView((Link(before, ""), name, Link(after, "")), (replace(person, name=None),), way_out)


def _sentence(result: PeopleResult) -> str:
    """Return whose questions are shown, of what, and in which order."""
    reading = result.reading
    subject = f" for {descriptions.shortened(reading.rest)}" if reading.rest else ""
    is_newest_first = not reading.rest and result.words_instead.sort in ("relevance", "newest")
    order = ", newest first" if is_newest_first else ""
    return f"Showing questions {reading.by_members}{subject}{order}."


def _people(result: PeopleResult) -> tuple[PersonView, ...]:
    return tuple(_person(person, result.reading.rest) for person in result.people)


def _name(person: PersonResult) -> Link:
    return Link(person.member.name, urls.person(person.member.key))


def _person(person: PersonResult, words: str) -> PersonView:
    member = person.member
    about = " · ".join(filter(None, (member.house, member.party, member.constituency)))
    links = tuple(link for search in person.searches for link in _links(search, member.name, words))
    return PersonView(_name(person), about, links)


def _links(search: RoleSearch, name: str, words: str) -> list[Link]:
    verb = _VERBS[search.role]
    links = [Link(f"{verb} {search.count:,}", urls.search(search.request), f"questions, {name}")]
    if search.with_words is not None and search.words_count:
        text = f"{verb} {search.words_count:,} for {descriptions.shortened(words)}"
        links.insert(0, Link(text, urls.search(search.with_words), f"questions, {name}"))
    return links
