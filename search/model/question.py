"""What Parliament publishes: a question, its answer, and the people and papers around them.

Every record is immutable. ``source_records`` keeps what each source sent, unchanged, so that nothing is lost in reading it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

House = Literal["Commons", "Lords"]
State = Literal["unanswered", "holding", "answered", "corrected", "withdrawn"]
SourceName = Literal["official-api", "linked-data", "theyworkforyou"]


class Person(msgspec.Struct, frozen=True):
    """A member as a source printed them. Old and partial sources give a name without an id, or an id without a name."""

    name: str = ""
    member_id: int | None = None
    constituency: str = ""
    party: str = ""
    list_as: str = ""

    @property
    def label(self) -> str:
        """The name to show: "Member 4253" when only the id is known, "" when nothing is."""
        if self.name:
            return self.name
        return "" if self.member_id is None else f"Member {self.member_id}"


class AnsweringBody(msgspec.Struct, frozen=True):
    """The department or body that answers, in the three forms its sources print."""

    name: str
    id: int | None = None
    short_name: str = ""
    sort_name: str = ""


class Attachment(msgspec.Struct, frozen=True):
    """A paper sent with an answer. The Linked Data API gives a file name and no address, the official API the reverse."""

    title: str = ""
    file_name: str = ""
    url: str = ""
    file_type: str = ""
    size_bytes: int | None = None


class GroupedQuestion(msgspec.Struct, frozen=True):
    """Another question answered together with this one. A UIN alone is no identity; the date goes with it where known."""

    uin: str
    tabled_on: date | None = None


class Answer(msgspec.Struct, frozen=True):
    """A minister's answer. ``html`` is as published; ``text`` is its plain text, made by the indexer.

    ``first_answered_at`` and ``first_corrected_at`` keep the source's time stamps as written (ISO 8601).
    ``previous_versions`` are the addresses of versions a correction replaced, ``original_text`` is the plain text of
    ``original_html``, which it corrected.
    """

    html: str = ""
    text: str = ""
    answered_on: date | None = None
    answered_by: Person = Person()
    is_holding: bool = False
    is_correction: bool = False
    corrected_on: date | None = None
    corrected_by: Person = Person()
    first_answered_at: str = ""
    first_corrected_at: str = ""
    original_html: str = ""
    original_text: str = ""
    comparable_html: str = ""
    previous_versions: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    is_cut: bool = False
    has_table: bool = False


class SourceRecord(msgspec.Struct, frozen=True):
    """One source's own object for a record, as it came: JSON text for the two APIs, XML text for TheyWorkForYou."""

    source: SourceName
    body: str


class Version(msgspec.Struct, frozen=True, omit_defaults=True):
    """A state that a question was seen in: all that its source changes, but what members are called. Texts are plain.

    ``seen_at`` is when it was first seen so; None where that was not kept, which is then before all others. Every record found
    is read with its states, so their blanks are not stored.
    """

    seen_at: datetime | None = None
    text: str = ""
    heading: str = ""
    answering_body: str = ""
    tabled_on: date | None = None
    due_on: date | None = None
    is_named_day: bool = False
    has_interest: bool = False
    grouped: tuple[str, ...] = ()
    held_on: date | None = None
    answer: str = ""
    answered_on: date | None = None
    attachments: tuple[str, ...] = ()
    is_holding: bool = False
    is_correction: bool = False
    corrected_on: date | None = None
    original: str = ""
    is_withdrawn: bool = False
    is_removed_at_source: bool = False

    @classmethod
    def of(cls, question: Question, seen_at: datetime | None = None) -> Version:
        """The state a question is in."""
        answer = question.answer or Answer()
        return cls(
            seen_at=seen_at,
            text=question.text,
            heading=question.heading,
            answering_body=question.answering_body.name,
            tabled_on=question.tabled_on,
            due_on=question.due_on,
            is_named_day=question.is_named_day,
            has_interest=question.has_interest,
            grouped=tuple(each.uin for each in question.grouped),
            held_on=question.held_on,
            answer=answer.text,
            answered_on=answer.answered_on,
            attachments=tuple(paper.url or paper.file_name or paper.title for paper in answer.attachments),
            is_holding=answer.is_holding,
            is_correction=answer.is_correction,
            corrected_on=answer.corrected_on,
            original=answer.original_text,
            is_withdrawn=question.is_withdrawn,
            is_removed_at_source=question.is_removed_at_source,
        )

    @property
    def has_answer(self) -> bool:
        """Whether there is an answer, a holding one too."""
        return bool(self.answer or self.answered_on)


class Question(msgspec.Struct, frozen=True):
    """A written question. Known by ``id``; a UIN is used again every session and is not an identity.

    ``is_removed_at_source`` marks one that its source no longer has; it is kept as it was last seen. ``versions`` are the states it was
    seen in, the newest last; none where its sources were read without a note of when.
    ``properties`` are what a source says that nothing else here holds but can be asked for, each as ``path=value``.
    """

    id: str
    house: House
    text: str
    uin: str = ""
    tabled_on: date | None = None
    due_on: date | None = None
    asked_by: Person = Person()
    answering_body: AnsweringBody = AnsweringBody("")
    heading: str = ""
    answer: Answer | None = None
    held_on: date | None = None
    is_withdrawn: bool = False
    is_removed_at_source: bool = False
    is_named_day: bool = False
    has_interest: bool = False
    grouped: tuple[GroupedQuestion, ...] = ()
    session: str = ""
    is_cut: bool = False
    properties: tuple[str, ...] = ()
    versions: tuple[Version, ...] = ()
    source_records: tuple[SourceRecord, ...] = ()

    @property
    def state(self) -> State:
        """Where the question stands today; the strongest of the five that holds."""
        if self.is_withdrawn:
            return "withdrawn"
        if self.answer is None:
            return "unanswered"
        if self.answer.is_correction:
            return "corrected"
        return "holding" if self.answer.is_holding else "answered"
