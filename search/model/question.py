"""The record: a written question, its answer, its members, its attachments and its earlier versions.

Every record is immutable. ``source_records`` keeps what each source sent, unchanged, so that reading loses nothing.
No part can be in a reference cycle, so the garbage collector does not track them (``gc=False``).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from search.model.derived import Derived

House = Literal["Commons", "Lords"]
State = Literal["unanswered", "not-collected", "no-answer", "holding", "answered", "corrected", "withdrawn"]
SourceName = Literal["official-api", "linked-data", "theyworkforyou"]

WITHOUT_ANSWER: tuple[State, ...] = ("unanswered", "not-collected", "no-answer")
"""The states of a question without an answer. Only the first says that it is unanswered; the others speak of this copy."""


class Person(msgspec.Struct, frozen=True, gc=False):
    """A member, as printed by a source. Some sources give a name without an id, others an id without a name.

    ``list_as`` is the name in alphabetical lists ("Fenwick, Alys").
    """

    name: str = ""
    member_id: int | None = None
    constituency: str = ""
    party: str = ""
    list_as: str = ""

    @property
    def label(self) -> str:
        """The name to show: "Member 4253" if only the id is known, "" if neither is."""
        if self.name:
            return self.name
        return "" if self.member_id is None else f"Member {self.member_id}"


class AnsweringBody(msgspec.Struct, frozen=True, gc=False):
    """The department or body that answers, with the three forms of its name that sources print."""

    name: str
    id: int | None = None
    short_name: str = ""
    sort_name: str = ""


class Attachment(msgspec.Struct, frozen=True, gc=False):
    """A document sent with an answer. The Linked Data API gives its file name but no URL, the official API the reverse."""

    title: str = ""
    file_name: str = ""
    url: str = ""
    file_type: str = ""
    size_bytes: int | None = None


class GroupedQuestion(msgspec.Struct, frozen=True, gc=False):
    """Another question that was answered together with this one. The day of tabling tells the session of its UIN."""

    uin: str
    tabled_on: date | None = None


CELL_SEPARATOR = " | "
"""Stands between the cells of a table row in the plain text of an answer."""


class Answer(msgspec.Struct, frozen=True, gc=False):
    """A minister's answer. ``html`` is as published; ``text`` is its plain text, made by the indexer.

    ``first_answered_at`` and ``first_corrected_at`` are the source's own time stamps (ISO 8601). ``original_html`` is the
    answer before its correction and ``original_text`` its plain text; ``comparable_html`` is the official API's
    ``comparableAnswerText``. ``previous_versions`` are the URLs of the answers that a correction replaced. ``is_cut`` is
    true if the source gave only the beginning of the text.
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


class SourceRecord(msgspec.Struct, frozen=True, gc=False):
    """The unchanged object that one source sent: JSON text for the two APIs, XML text for TheyWorkForYou."""

    source: SourceName
    body: str


class Version(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A question as it was observed at one time: everything that its source may change, except the names of members.

    Texts are plain. ``seen_at`` is the time of the first observation, None if unknown; such a version precedes all others.
    Versions are read with every hit, so default values are not stored (``omit_defaults``).
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
        """Return the current version of a question."""
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
            grouped=tuple(other.uin for other in question.grouped),
            held_on=question.held_on,
            answer=answer.text,
            answered_on=answer.answered_on,
            attachments=tuple(attachment.url or attachment.file_name or attachment.title for attachment in answer.attachments),
            is_holding=answer.is_holding,
            is_correction=answer.is_correction,
            corrected_on=answer.corrected_on,
            original=answer.original_text,
            is_withdrawn=question.is_withdrawn,
            is_removed_at_source=question.is_removed_at_source,
        )

    @property
    def has_answer(self) -> bool:
        """Whether there is an answer, which may be a holding answer."""
        return bool(self.answer or self.answered_on)


class Question(msgspec.Struct, frozen=True, gc=False):
    """A written question. ``id`` identifies it; a UIN does not, because every session reuses the UINs.

    ``held_on`` is the day of a holding answer. ``is_removed_at_source`` marks a question that its source no longer has; the
    record stays as last observed. ``versions`` are the observed versions, oldest first; empty if the times of reading are
    unknown. ``is_cut`` is true if the source gave only the beginning of the text. ``properties`` are the values that only the
    Linked Data API has, each as ``path=value``.

    ``fetched_on`` is the British day on which a source last sent it, known of harvested records. ``file_ends_on`` is the newest
    activity (tabled, held, answered or corrected) in the files it was read from. It is used in place of the unknown day on
    which they were fetched; None unless it is later than ``fetched_on``.

    ``derived`` are the values that the index-time pass adds. No source sends them.
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
    fetched_on: date | None = None
    file_ends_on: date | None = None
    derived: Derived = Derived()

    @property
    def first_day(self) -> date | None:
        """The day the question was tabled or, if that is unknown, answered; None if neither is known."""
        return self.tabled_on or (self.answer.answered_on if self.answer else None)

    @property
    def current_to(self) -> date | None:
        """The day up to which the record is known: the day of fetching, or the end of its file; None if neither is known."""
        return self.file_ends_on or self.fetched_on

    @property
    def state(self) -> State:
        """The current state: withdrawn before without an answer, and corrected before holding or answered."""
        if self.is_withdrawn:
            return "withdrawn"
        if self.answer is None:
            return self._state_without_answer()
        if self.answer.is_correction:
            return "corrected"
        return "holding" if self.answer_is_holding else "answered"

    @property
    def answer_is_holding(self) -> bool:
        """Whether the answer is a holding answer: its source marks it as one, or its words and its day show it.

        The words promise a full answer, and the day is that of the holding answer: so are 120 of 46,000 real answers, which
        their source does not mark.
        """
        if self.answer is None:
            return False
        return self.answer.is_holding or ("holding" in self.derived.kinds and self.is_dated_by_holding_answer)

    @property
    def is_dated_by_holding_answer(self) -> bool:
        """Whether the day of the answer is also that of the holding answer, and no version shows the holding answer.

        Then the day of the full answer is not known: 206 of 385 real records with both days have the same twice, and the
        answer of 120 of these says that a full one will follow.
        """
        answered_on = self.answer.answered_on if self.answer else None
        is_one_day = answered_on is not None and answered_on == self.held_on
        return is_one_day and not any(version.is_holding for version in self.versions)

    def _state_without_answer(self) -> State:
        """``unanswered`` only if it was fetched after its date for answer: an early copy shows nothing of what came later."""
        current_to, due_on = self.current_to, self.due_on
        if current_to is None:
            return "no-answer"
        if due_on is None or current_to <= due_on:
            return "not-collected"
        return "unanswered" if self.fetched_on and self.fetched_on > due_on else "no-answer"
