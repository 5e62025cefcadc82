"""The same question met twice becomes one. Compares and chooses only: it never makes a value neither record had.

The newer record wins where both say something; the other fills what it leaves blank. A whole text wins over a cut one
whatever their age, and brings with it what it says of itself: its date, who gave it, whether it was a holding answer.
"""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from indexer.staging.version_history import merged_versions
from search.model.question import Answer, AnsweringBody, Person, Question, SourceRecord


def merge(old: Question, new: Question) -> Question:
    """One question of two; ``new`` was met later, and counts as the newer where their dates do not tell."""
    newer, older = (new, old) if _last_changed(new) >= _last_changed(old) else (old, new)
    versions = merged_versions(old.versions, new.versions)
    text, other = (older, newer) if newer.is_cut and not older.is_cut else (newer, older)
    return replace(
        newer,
        id=_surviving_id(newer.id, older.id),
        text=text.text or other.text,
        is_cut=text.is_cut,
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
        versions=versions,
        source_records=_merge_source_records(newer, older),
    )


def _is_official(question: Question) -> bool:
    """Whether the official API tells of it: only of that do we know what has vanished."""
    return any(wire.source == "official-api" for wire in question.source_records)


def _last_changed(question: Question) -> date:
    answer = question.answer or Answer()
    days = (answer.corrected_on, answer.answered_on, question.held_on)
    return max((day for day in days if day), default=date.min)


def _surviving_id(newer: str, older: str) -> str:
    """Parliament's own number before one made for a source that has none."""
    return older if older.isdecimal() and not newer.isdecimal() else newer


def _merge_answers(newer: Answer | None, older: Answer | None) -> Answer | None:
    if newer is None or older is None:
        return newer or older
    first, second = (older, newer) if _says_more(older, newer) else (newer, older)
    return replace(
        first,
        answered_on=first.answered_on or second.answered_on,
        answered_by=_merge_people(first.answered_by, second.answered_by),
        is_correction=newer.is_correction or older.is_correction,
        corrected_on=newer.corrected_on or older.corrected_on,
        corrected_by=_merge_people(newer.corrected_by, older.corrected_by),
        first_answered_at=first.first_answered_at or second.first_answered_at,
        first_corrected_at=first.first_corrected_at or second.first_corrected_at,
        original_html=first.original_html or second.original_html,
        original_text=first.original_text or second.original_text,
        comparable_html=first.comparable_html or second.comparable_html,
        previous_versions=first.previous_versions or second.previous_versions,
        attachments=first.attachments or second.attachments,
    )


def _says_more(answer: Answer, other: Answer) -> bool:
    """Whether its text wins over that of a newer one: it has a text and the other none, or a whole one and it a cut one."""
    return bool(answer.text) and (not other.text or (other.is_cut and not answer.is_cut))


def _merge_people(newer: Person, older: Person) -> Person:
    """Two prints of one member fill each other's gaps; of two members the newer stands alone."""
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
    """As with people: a question moved to another department is not given the first one's number and short name."""
    same = newer.name == older.name or (newer.id is not None and newer.id == older.id)
    if newer.name and older.name and not same:
        return newer
    return AnsweringBody(
        name=newer.name or older.name,
        id=older.id if newer.id is None else newer.id,
        short_name=newer.short_name or older.short_name,
        sort_name=newer.sort_name or older.sort_name,
    )


def _merge_source_records(newer: Question, older: Question) -> tuple[SourceRecord, ...]:
    """One for each source: of two from one source, that of the record whose answer was kept, or else whose text was."""
    first, second = (older, newer) if _wire_is_fuller(older, newer) else (newer, older)
    kept = {wire.source: wire for wire in (*second.source_records, *first.source_records)}
    return tuple(kept[source] for source in sorted(kept))


def _wire_is_fuller(older: Question, newer: Question) -> bool:
    if older.answer is None:
        return newer.answer is None and newer.is_cut and not older.is_cut
    return newer.answer is None or _says_more(older.answer, newer.answer)
