"""Merges two records of the same question. Every value of the result comes from one of the two.

The newer record's values win; the older record fills blanks. A whole text wins over a cut one, whichever is newer. Its date,
its author, and whether it is a holding answer win with it. An answer that the source removed fills no blank.
"""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from indexer.staging.version_history import merged_versions, without_removed_answer
from search.model.parliament import LIST_TEXT_CHARACTERS
from search.model.question import Answer, AnsweringBody, Person, Question, SourceRecord

_SHORTEST_CUT = LIST_TEXT_CHARACTERS - 5
"""A text of a list may be a few characters shorter than where it was cut: spaces at its end are left out."""


def merge(old: Question, new: Question) -> Question:
    """Merge two records of one question. ``new`` was read later; it counts as the newer record if their dates are equal."""
    versions = merged_versions(old.versions, new.versions)
    old, new = without_removed_answer(old, versions), without_removed_answer(new, versions)
    newer, older = (new, old) if _last_changed(new) >= _last_changed(old) else (old, new)
    fetched_on, file_ends_on = _latest(old.fetched_on, new.fetched_on), _latest(old.file_ends_on, new.file_ends_on)
    fuller, shorter = (older, newer) if _has_fuller_question(older, newer) else (newer, older)
    return replace(
        newer,
        id=_surviving_id(newer.id, older.id),
        text=fuller.text or shorter.text,
        is_cut=fuller.is_cut,
        uin=newer.uin or older.uin,
        tabled_on=newer.tabled_on or older.tabled_on,
        due_on=newer.due_on or older.due_on,
        asked_by=_merge_people(newer.asked_by, older.asked_by),
        answering_body=_merge_bodies(newer.answering_body, older.answering_body),
        heading=newer.heading or older.heading,
        answer=_merge_answers(newer.answer, older.answer),
        held_on=newer.held_on or older.held_on,
        is_withdrawn=newer.is_withdrawn or older.is_withdrawn,
        is_removed_at_source=versions[-1].is_removed_at_source
        if versions
        else (new if _is_official(new) else old).is_removed_at_source,
        is_named_day=newer.is_named_day or older.is_named_day,
        has_interest=newer.has_interest or older.has_interest,
        grouped=newer.grouped or older.grouped,
        session=newer.session or older.session,
        properties=newer.properties or older.properties,
        fetched_on=fetched_on,
        file_ends_on=file_ends_on if file_ends_on and file_ends_on > (fetched_on or date.min) else None,
        versions=versions,
        source_records=_merge_source_records(newer, older),
    )


def _is_official(question: Question) -> bool:
    """Return whether a record of the official API is among the sources: only that API shows that a question was removed."""
    return any(record.source == "official-api" for record in question.source_records)


def _last_changed(question: Question) -> date:
    answer = question.answer or Answer()
    return _latest(answer.corrected_on, answer.answered_on, question.held_on) or date.min


def _latest(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


def _surviving_id(newer: str, older: str) -> str:
    """Prefer Parliament's own number to an id that was made for a source without ids."""
    return older if older.isdecimal() and not newer.isdecimal() else newer


def _merge_answers(newer: Answer | None, older: Answer | None) -> Answer | None:
    if newer is None or older is None:
        return newer or older
    preferred, fallback = (older, newer) if _has_fuller_text(older, newer) else (newer, older)
    return replace(
        preferred,
        answered_on=preferred.answered_on or fallback.answered_on,
        answered_by=_merge_people(preferred.answered_by, fallback.answered_by),
        is_correction=newer.is_correction or older.is_correction,
        corrected_on=newer.corrected_on or older.corrected_on,
        corrected_by=_merge_people(newer.corrected_by, older.corrected_by),
        first_answered_at=preferred.first_answered_at or fallback.first_answered_at,
        first_corrected_at=preferred.first_corrected_at or fallback.first_corrected_at,
        original_html=preferred.original_html or fallback.original_html,
        original_text=preferred.original_text or fallback.original_text,
        comparable_html=preferred.comparable_html or fallback.comparable_html,
        previous_versions=preferred.previous_versions or fallback.previous_versions,
        attachments=preferred.attachments or fallback.attachments,
    )


def _has_fuller_text(older: Answer, newer: Answer) -> bool:
    """Return whether an older answer's text wins: it is whole and the newer one is cut, or the newer one has no text."""
    return bool(older.text) and (not newer.text or (newer.is_cut and not older.is_cut))


def _has_fuller_question(older: Question, newer: Question) -> bool:
    """Return whether an older question's text wins: the newer record has none, has it cut, or has only its beginning."""
    if not older.text or older.is_cut:
        return bool(older.text) and not newer.text
    is_beginning = len(newer.text) < len(older.text) and older.text.startswith(newer.text)
    return newer.is_cut or (is_beginning and len(newer.text) > _SHORTEST_CUT)


def _merge_people(newer: Person, older: Person) -> Person:
    """Fill the blanks of the newer record's member from the older, unless their ids show two different members."""
    if newer.member_id and older.member_id and newer.member_id != older.member_id:
        return newer
    return Person(
        name=newer.name or older.name,
        member_id=newer.member_id or older.member_id,
        constituency=newer.constituency or older.constituency,
        party=newer.party or older.party,
        list_as=newer.list_as or older.list_as,
    )


def _merge_bodies(newer: AnsweringBody, older: AnsweringBody) -> AnsweringBody:
    """Fill the blanks of the newer record's body from the older, unless the question moved to another body."""
    is_same = newer.name == older.name or (newer.id is not None and newer.id == older.id)
    if newer.name and older.name and not is_same:
        return newer
    return AnsweringBody(
        name=newer.name or older.name,
        id=older.id if newer.id is None else newer.id,
        short_name=newer.short_name or older.short_name,
        sort_name=newer.sort_name or older.sort_name,
    )


def _merge_source_records(newer: Question, older: Question) -> tuple[SourceRecord, ...]:
    """Return one record for each source; of two from the same source, the one whose answer or question text was chosen."""
    preferred, fallback = (older, newer) if _is_older_fuller(older, newer) else (newer, older)
    by_source = {record.source: record for record in (*fallback.source_records, *preferred.source_records)}
    return tuple(by_source[source] for source in sorted(by_source))


def _is_older_fuller(older: Question, newer: Question) -> bool:
    if older.answer is None:
        return newer.answer is None and newer.is_cut and not older.is_cut
    return newer.answer is None or _has_fuller_text(older.answer, newer.answer)
