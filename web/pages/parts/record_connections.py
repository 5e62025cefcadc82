"""The related records on the page of a record."""

from __future__ import annotations

import msgspec

from search.model.question import Question
from search.text.dates import long_date
from web.pages.parts import hits
from web.queries.insight.chains import Member
from web.queries.insight.connections import Connections
from web.site import urls, wording
from web.site.answers.reference_links import ReferenceLinks, reference_links
from web.site.link import Link

SENTENCE_CHARACTERS = 140
"""Length of the sentence of an answer in the list."""


class RelatedQuestionView(msgspec.Struct, frozen=True):
    """A question on the subject of a record: its day, who asked, and the beginning of the key sentence of its answer."""

    day: str
    record: Link
    asked: str
    sentence: str
    is_current: bool


class ConnectionsView(msgspec.Struct, frozen=True):
    """The related records: those that it refers to, those that followed, and its subject over time."""

    cited: tuple[Link, ...]
    followers: tuple[Link, ...]
    chains: tuple[Link, ...]
    over_time: tuple[RelatedQuestionView, ...]
    all_over_time: Link | None


def connections_view(question: Question, connections: Connections) -> ConnectionsView:
    """Describe the records that belong with a record."""
    subject = connections.subject
    return ConnectionsView(
        cited=tuple(map(hits.record_link, connections.cited.values())),
        followers=tuple(map(hits.record_link, connections.followers)),
        chains=_chains(question, connections),
        over_time=tuple(_related_question(member, question) for member in connections.over_time),
        all_over_time=Link("All questions on this subject", urls.search(subject), count=connections.over_time_total)
        if subject
        else None,
    )


def references_of(question: Question, connections: Connections, *, in_answer: bool) -> ReferenceLinks:
    """Return the links of the references in a record's question, or in its answer."""
    names = {cited_id: wording.title_and_identity(cited) for cited_id, cited in connections.cited.items()}
    return reference_links(question, names, in_answer=in_answer)


def _chains(question: Question, connections: Connections) -> tuple[Link, ...]:
    links = []
    if connections.cited or connections.followers:
        links.append(Link("The whole thread, with what changed", urls.chain("thread", question.id)))
    if connections.in_set:
        links.append(Link("The same question to several departments", urls.chain("set", question.id), count=connections.in_set))
    if connections.in_series:
        links.append(Link("The same question over time", urls.chain("series", question.id), count=connections.in_series))
    return tuple(links)


def _related_question(member: Member, question: Question) -> RelatedQuestionView:
    other = member.question
    return RelatedQuestionView(
        long_date(other.first_day) if other.first_day else "Date not known",
        Link(f"UIN {other.uin}" if other.uin else f"Record {other.id}", urls.record(other.id), wording.title(other)),
        other.asked_by.label,
        wording.excerpt(member.sentence, False, SENTENCE_CHARACTERS) if member.sentence else wording.state_label(other).label,
        other.id == question.id,
    )
