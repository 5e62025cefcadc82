"""The states a record was seen in, newest last: what each sighting adds to them. Pure; texts are compared as they are.

A sighting whose text or answer is cut says only that the question is there: the whole text is fetched next. Sightings may come
in any order and again, to the same end; that a state came back is known only where they come in order, as from the raw store.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime

from msgspec import structs
from msgspec.structs import replace

from search.model.question import Question, Version

MAX_VERSIONS = 50
"""States of one record that are kept: the newest. The raw store has all of them."""

MAX_CHARACTERS = 1_000_000
"""Characters of all the texts of one record's earlier states."""

Versions = tuple[Version, ...]

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


def with_initial_version(known: Question) -> Question:
    """A record that was seen without a note of when, and is now seen with one: what it was is its first state.

    Only the official API's own whole record is a state; what two sources tell together no one was ever shown.
    """
    is_seen = not known.versions and all(wire.source == "official-api" for wire in known.source_records) and _is_whole(known)
    return replace(known, versions=(Version.of(known),)) if is_seen else known


def with_observation(record: Question, seen: Question, at: datetime | None) -> Question:
    """A record with what a sighting of it adds to its states; ``record`` has merged that sighting."""
    if at is None:
        return record
    if _is_whole(seen):
        versions = _added(record.versions, Version.of(seen, at))
        return replace(_with(record, versions), is_withdrawn=versions[-1].is_withdrawn)
    before = _last_before(record.versions, at)
    return (
        _with(record, _added(record.versions, structs.replace(before, seen_at=at, is_removed_at_source=False)))
        if before
        else record
    )


def is_older_observation(at: datetime | None, known: Question) -> bool:
    """Whether a sighting is from before the newest state that is known."""
    return at is not None and bool(known.versions) and at < _time(known.versions[-1])


def mark_removed(record: Question, at: datetime) -> Question:
    """A record that was asked for and is not there any more: as it was seen last, and marked."""
    known = record.versions or (Version.of(record),)
    before = _last_before(known, at) or known[0]
    return _with(record, _added(known, structs.replace(before, seen_at=at, is_removed_at_source=True)))


def merged_versions(one: Versions, other: Versions) -> Versions:
    """The states of two records that are one."""
    for version in other:
        one = _added(one, version)
    return one


def _with(record: Question, versions: Versions) -> Question:
    return replace(record, versions=versions, is_removed_at_source=versions[-1].is_removed_at_source)


def _added(known: Versions, version: Version) -> Versions:
    """A state that lasts is kept once, as it was first seen."""
    if version in known:
        return known
    place = bisect_right(known, _time(version), key=_time)
    if place and _is_same(known[place - 1], version):
        return known
    lasts = place < len(known) and _is_same(version, known[place])
    return _bounded((*known[:place], version, *known[place + lasts :]))


def _bounded(versions: Versions) -> Versions:
    """Without the oldest that are too many or too much."""
    kept = versions[-MAX_VERSIONS:]
    lengths = [len(each.text) + len(each.answer) + len(each.original) for each in kept]
    while len(kept) > 1 and sum(lengths[-len(kept) : -1]) > MAX_CHARACTERS:
        kept = kept[1:]
    return kept


def _last_before(versions: Versions, at: datetime) -> Version | None:
    place = bisect_right(versions, at, key=_time)
    return versions[place - 1] if place else None


def _is_same(one: Version, other: Version) -> bool:
    """Lists and whole records of one state differ in white space."""
    return _laid_out(one) == _laid_out(other)


def _laid_out(version: Version) -> Version:
    return structs.replace(version, seen_at=None, text=" ".join(version.text.split()), answer=" ".join(version.answer.split()))


def _is_whole(question: Question) -> bool:
    return not (question.is_cut or (question.answer and question.answer.is_cut))


def _time(version: Version) -> datetime:
    return version.seen_at or _BEFORE_ALL
