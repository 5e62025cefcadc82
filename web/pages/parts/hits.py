"""Hits in a list, and the links to the other pages of the list."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from functools import lru_cache

import msgspec

from search.model.fields import FIELDS
from search.model.question import Person, Question
from search.people.body_entries import body_address
from search.people.member import person_key
from search.query.nodes import Node, Synonyms
from search.query.request import SearchRequest
from search.results import descriptions
from search.results.types import Fragment, Hit, ResultPage, Snippet
from search.text.dates import SHORT_MONTH_NAMES
from web.pages.parts import name_links
from web.site import urls, wording
from web.site.link import Link, PagerView
from web.site.urls import SimilarParams
from web.site.wording import StateLabel

NEIGHBOURS = 2
"""Page numbers listed on each side of the current page."""

GAP = "…"
_OF_STATE = re.compile(r"(?:Department|Ministry) (?:for|of) (?:the )?")
"""The words before the subject of a department, which are left out of a hit."""


class ByLine(msgspec.Struct, frozen=True, gc=False):
    """The line under a title: ``Jo Ray (Bradford East) to Health and Social Care · 1 Jul 2026, answered 8 Jul · UIN 14788``.

    The asker and the body are links, with the text "" if the source names none. ``between`` is the text between them.
    """

    asker: Link
    between: str
    body: Link
    facts: str

    @property
    def pieces(self) -> tuple[Link, ...]:
        """The line in pieces."""
        return self.asker, Link(self.between, ""), self.body, Link(self.facts, "")


class HitView(msgspec.Struct, frozen=True, gc=False):
    """A hit.

    ``title_is_made`` if the source has no heading, so this site made the title. ``cut`` are the texts that the source cut
    short, and ``missing`` the words of the search that the record does not have. ``tags`` are short facts in a line.
    ``score`` is the address of the reasons for its place, "" without a score. ``collapsed`` leads to the records collapsed
    under the hit, None if there are none.
    """

    number: str
    id: str
    link: Link
    heading: tuple[Fragment, ...]
    title_is_made: bool
    state: StateLabel
    line: ByLine
    snippets: tuple[Snippet, ...]
    cut: tuple[str, ...]
    missing: str
    tags: str
    collapsed: Link | None
    similar: str
    links: tuple[Link, ...]
    score: str


class _Listing(msgspec.Struct, frozen=True):
    """The context of the hits of a page: the search, names that several members have, and the ends of their addresses.

    After the address of a record, ``back`` and the number of the hit link to it as a result, ``score`` to the explanation of
    its score, and ``similar`` to similar questions.
    """

    collapse_by: str | None
    search: SearchRequest | None
    shared_names: Collection[str]
    back: str
    score: str
    similar: str


def hits(page: ResultPage, search: SearchRequest | None = None) -> tuple[HitView, ...]:
    """The hits of a page. With the reader's search, the links to records lead back to its results."""
    shared, no_record = name_links.shared_names(hit.question for hit in page.hits), urls.record("")
    listing = _Listing(
        page.request.collapse_by,
        search,
        shared,
        back=urls.record("", search, 1).removeprefix(no_record).removesuffix("1") if search else "",
        score=urls.score("", search).removeprefix(no_record) if search and search.sort == "relevance" else "",
        similar=urls.similar("", SimilarParams(search.filters if search else ())).removeprefix(no_record),
    )
    return tuple([_hit(hit, number, listing) for number, hit in enumerate(page.hits, page.first_number)])


def groups(page: ResultPage, views: tuple[HitView, ...]) -> tuple[tuple[HitView, ...], ...]:
    """The hits of a page: those with every word, then the close matches, if they are listed so; otherwise all in one group."""
    is_close = [bool(hit.missing) for hit in page.hits]
    full = is_close.index(True) if True in is_close else 0
    return (views[:full], views[full:]) if full and all(is_close[full:]) else (views,)


def pager(page: ResultPage, page_url: Callable[[int], str]) -> PagerView:
    """Links to the first, last and neighbouring pages; empty if there is one page or none."""
    current, last = page.request.page, page.pages
    if last < 2 or current > last:
        return PagerView(None, (), None)
    neighbours = range(max(1, current - NEIGHBOURS), min(last, current + NEIGHBOURS) + 1)
    numbers: list[Link] = []
    previous = 0
    for number in sorted({1, *neighbours, last}):
        if number > previous + 1:
            numbers.append(Link(GAP, ""))
        numbers.append(Link(f"{number:,}", "" if number == current else page_url(number)))
        previous = number
    return PagerView(
        Link("Previous", page_url(current - 1), "page of results") if current > 1 else None,
        tuple(numbers),
        Link("Next", page_url(current + 1), "page of results") if current < last else None,
    )


def last_page(page: ResultPage, page_url: Callable[[int], str]) -> Link | None:
    """A link to the last page, with the number of pages, if the requested page is beyond it; otherwise None."""
    if page.hits or not page.total:
        return None
    return Link("Go to the last page", page_url(page.pages), wording.pages_note(page.pages))


def record_link(question: Question) -> Link:
    """A link to a record by its title."""
    return title_link(question, wording.identity(question))


def title_link(question: Question, about: str) -> Link:
    """A link to a record by its title, marked if this site made the title."""
    return Link(wording.title(question), urls.record(question.id), about, is_made_title=wording.has_made_title(question))


def about(question: Question) -> tuple[Link, ...]:
    """The line under the title of a hit, in pieces."""
    return _line(question, ()).pieces


def _hit(hit: Hit, number: int, listing: _Listing) -> HitView:
    question, address = hit.question, urls.record(hit.question.id)
    url = f"{address}{listing.back}{number}" if listing.back else address
    link = Link(wording.title(question), url, wording.identity(question))
    return HitView(
        number=str(number),
        id=question.id,
        link=link,
        heading=hit.heading or (Fragment(link.text),),
        title_is_made=wording.has_made_title(question),
        state=wording.state_label(question),
        line=_line(question, listing.shared_names),
        snippets=hit.snippets,
        cut=wording.cut_texts(question),
        missing=", ".join(map(_missing, hit.missing)) if hit.missing else "",
        tags=" · ".join(wording.tags(question)),
        collapsed=_collapsed(hit, listing.collapse_by, listing.search) if listing.collapse_by and hit.collapsed_count else None,
        similar=address + listing.similar,
        links=_followed(question, link),
        score=address + listing.score if hit.score and listing.score else "",
    )


def _missing(clause: Node) -> str:
    """Describe a clause that a record does not match. A note on the page says which similar terms were searched for with it."""
    return descriptions.describe_query(clause.forms[0] if isinstance(clause, Synonyms) else clause)


def _line(question: Question, shared: Collection[str]) -> ByLine:
    asker, body = question.asked_by, question.answering_body.name
    place = asker.constituency or ("Lords" if question.house == "Lords" else "")
    link = _member_link(asker.name, asker.member_id)
    if link.text in shared and link.url:
        link = Link(link.text, link.url, f"member {person_key(asker)}")
    between = (f" ({place})" if place else "") if link.text else f"{place or 'Commons'} question"
    return ByLine(link, f"{between} to " if body else between, _body_link(body), _facts(question))


def _facts(question: Question) -> str:
    """Return the days and the UIN of a question, and a phrase that names the values that the source does not give."""
    uin = f" · UIN\N{NO-BREAK SPACE}{question.uin}" if question.uin else ""
    facts = f"{_days(question)}{uin}"
    unknown = wording.not_in_source(question, with_answer=True)
    return f"{facts} · {wording.sentence_case(unknown)}" if unknown else facts


@lru_cache(maxsize=4_096)
def _member_link(name: str, member_id: int | None) -> Link:
    """Return the link to a member, with the text "" if a record names none. An index has some thousands of members."""
    member = Person(name, member_id)
    key = person_key(member)
    return Link(member.label, urls.person(key) if key else "")


@lru_cache(maxsize=512)
def _body_link(name: str) -> Link:
    """Return the link to a body, by the subject of a department. An index has some dozens of bodies."""
    return Link(_OF_STATE.sub("", name, count=1), urls.body(body_address(name)) if name else "")


def _days(question: Question) -> str:
    """Return `` · 1 Jul 2026, answered 8 Jul``. The year is not repeated."""
    tabled, answer = question.tabled_on, question.answer
    days = f" · {_short_date(tabled)}" if tabled else ""
    if answer and answer.answered_on:
        verb = "holding answer" if question.answer_is_holding else "answered"
        has_year = tabled is None or tabled.year != answer.answered_on.year
        return f"{days}{',' if days else ' ·'} {verb} {_short_date(answer.answered_on, has_year)}"
    return days


@lru_cache(maxsize=8_192)  # the days of ten years, with and without their year
def _short_date(day: date, has_year: bool = True) -> str:
    return f"{day.day} {SHORT_MONTH_NAMES[day.month]}{f' {day.year}' if has_year else ''}"


def _collapsed(hit: Hit, field: str, search: SearchRequest | None) -> Link:
    """A link to a hit and all records collapsed under it."""
    question = hit.question
    url = urls.uncollapsed_search(search or SearchRequest(), field, FIELDS[field].values(question)[0])
    return Link(descriptions.collapsed_phrase(field, hit.collapsed_count), url, f"as {wording.title_and_identity(question)}")


def _followed(question: Question, link: Link) -> tuple[Link, ...]:
    """Return the link to the question that a question follows, if it follows one. ``link`` is the link to itself."""
    for citation in question.derived.citations:
        if citation.id and not citation.in_answer:
            about = f"followed by {link.text}, {link.about}"
            return (Link(f"Follows {citation.uin}", urls.record(citation.id), about),)
    return ()
