"""The notes on the members that the text of a search names."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from search.people.member import Member, Role
from search.people.mentions import MAX_MEMBERS
from search.people.names import surname
from search.pipeline.readings.member_searches import PeopleResult, PersonResult, RoleSearch
from search.pipeline.readings.people import PeopleReading
from search.query.request import SearchRequest
from search.results import descriptions
from search.results.phrasing import plural
from web.pages.parts.name_links import member_about
from web.pages.parts.notes.note import Note, Rank, separated, text
from web.site import urls
from web.site.link import Link

KIND = "people"
TOPIC = "the member"
WORDS_INSTEAD = "Search for the words instead"
_VERBS: dict[Role, str] = {"asked": "Asked", "answered": "Answered"}


def member_notes(result: PeopleResult | None) -> Iterator[Note]:
    """Yield notes: whose questions are shown, links to each member's questions, and a link to the search for the words."""
    if result is None:
        return
    reading = result.reading
    if reading.is_taken:
        is_newest_first = not reading.rest and result.words_instead.sort in ("relevance", "newest")
        yield Note(KIND, TOPIC, Rank.READING, tuple(_sentence(reading, is_newest_first=is_newest_first)))
    else:
        words = "Your words may be the name of a member. These results are for the words."
        yield Note(KIND, TOPIC, Rank.OFFER, (text(words),))
    is_named = reading.is_taken and len(result.people) == 1
    for person in result.people:
        yield Note(KIND, TOPIC, Rank.OFFER, tuple(_person(person, reading.rest, is_named=is_named)))
    if len(result.people) >= MAX_MEMBERS:
        others = urls.people(find=surname(result.people[0].member.name))
        yield Note(KIND, TOPIC, Rank.OFFER, (Link("Find other members with this surname", others),))
    if reading.is_taken:
        yield Note(KIND, "words instead", Rank.ALTERNATIVE, (Link(WORDS_INSTEAD, urls.search(result.words_instead)),))


def members_as_words(search: SearchRequest) -> Note:
    """Say that names of members are searched as words, and how to search for the members."""
    members = urls.search(replace(search, people=True, page=1))
    pieces = (text("Names of members are searched as words. "), Link("Look for members", members))
    return Note("reading", TOPIC, Rank.CHANGE, pieces)


def _sentence(reading: PeopleReading, *, is_newest_first: bool) -> Iterator[Link]:
    """Yield the pieces of the sentence that says whose questions are shown, for which words and in which order."""
    yield text(f"Showing questions {' or '.join(reading.roles)} by ")
    yield from separated(map(_name, reading.members), " and ")
    subject = f" for {descriptions.shortened(reading.rest)}" if reading.rest else ""
    yield text(f"{subject}{', newest first' if is_newest_first else ''}.")


def _name(member: Member) -> Link:
    return Link(member.name, urls.person(member.key))


def _person(person: PersonResult, words: str, *, is_named: bool) -> Iterator[Link]:
    """Yield a member's name, unless ``is_named`` in the note before, House, party, constituency and links to the searches."""
    member = person.member
    facts = member_about(member)
    if not is_named:
        yield _name(member)
        facts = f", {facts}" if facts else ""
    yield text(f"{facts}: " if facts or not is_named else "")
    yield from separated((link for search in person.searches for link in _links(search, member.name, words)), " · ")


def _links(search: RoleSearch, name: str, words: str) -> list[Link]:
    verb = _VERBS[search.role]
    links = [Link(f"{verb} {search.count:,}", urls.search(search.request), f"{plural(search.count, 'question')}, {name}")]
    if search.with_words is not None and search.words_count:
        label = f"{verb} {search.words_count:,} for {descriptions.shortened(words)}"
        links.insert(0, Link(label, urls.search(search.with_words), f"{plural(search.words_count, 'question')}, {name}"))
    return links
