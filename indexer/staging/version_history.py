"""The versions of a question, oldest first, and how an observation changes them. Pure functions.

An observation is a question that a source sent at a known time. If its text or answer is cut, it shows only that the question
exists; the whole text is fetched later. Observations may be added in any order, and repeatedly, with the same result. One
exception: a return to an earlier version is recorded only if they are added in order, as from the raw store.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime

from msgspec.structs import replace

from search.model.question import Question, Version

MAX_VERSIONS = 50
"""Only this many versions of a question are stored: the newest. The raw store has all of them."""

MAX_CHARACTERS = 1_000_000
"""Maximum characters in all texts of a question's earlier versions."""

Versions = tuple[Version, ...]

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


def with_initial_version(question: Question) -> Question:
    """Give a question without versions its first version: its current content, without a time.

    Only an uncut record from the official API alone becomes a version: a record merged from two sources was never published.
    """
    is_published = (
        not question.versions
        and all(record.source == "official-api" for record in question.source_records)
        and _is_whole(question)
    )
    return replace(question, versions=(Version.of(question),)) if is_published else question


def with_observation(question: Question, observed: Question, seen_at: datetime | None) -> Question:
    """Add an observation to a question's versions, and set ``is_withdrawn`` and ``is_removed_at_source`` by the newest version.

    A cut observation does not change ``is_withdrawn``. The other fields of the question are unchanged: the caller has merged
    them. Returns the question unchanged if ``seen_at`` is None.
    """
    if seen_at is None:
        return question
    if _is_whole(observed):
        known = replace(observed, text=observed.text or question.text)  # the API may send a withdrawn question without its text
        versions = _added(question.versions, Version.of(known, seen_at))
        return replace(_with_versions(question, versions), is_withdrawn=versions[-1].is_withdrawn)
    previous = _last_before(question.versions, seen_at)
    return (
        _with_versions(question, _added(question.versions, replace(previous, seen_at=seen_at, is_removed_at_source=False)))
        if previous
        else question
    )


def is_older_observation(seen_at: datetime | None, question: Question) -> bool:
    """Return whether an observation is older than the newest version of a question."""
    return seen_at is not None and bool(question.versions) and seen_at < _time(question.versions[-1])


def mark_removed(question: Question, seen_at: datetime) -> Question:
    """Add a version to a question that its source no longer has: a copy of the version before, marked as removed."""
    versions = question.versions or (Version.of(question),)
    previous = _last_before(versions, seen_at) or versions[0]
    return _with_versions(question, _added(versions, replace(previous, seen_at=seen_at, is_removed_at_source=True)))


def merged_versions(first: Versions, second: Versions) -> Versions:
    """Return the versions of two records of the same question as one history."""
    for version in second:
        first = _added(first, version)
    return first


def _with_versions(question: Question, versions: Versions) -> Question:
    return replace(question, versions=versions, is_removed_at_source=versions[-1].is_removed_at_source)


def _added(versions: Versions, version: Version) -> Versions:
    """Insert a version by time. Of consecutive versions with the same content only the earliest is stored."""
    if version in versions:
        return versions
    index = bisect_right(versions, _time(version), key=_time)
    if index and _is_same(versions[index - 1], version):
        return versions
    replaces_next = index < len(versions) and _is_same(version, versions[index])
    return _bounded((*versions[:index], version, *versions[index + replaces_next :]))


def _bounded(versions: Versions) -> Versions:
    """Drop the oldest versions until ``MAX_VERSIONS`` and ``MAX_CHARACTERS`` are observed."""
    versions = versions[-MAX_VERSIONS:]
    lengths = [len(version.text) + len(version.answer) + len(version.original) for version in versions]
    while len(versions) > 1 and sum(lengths[-len(versions) : -1]) > MAX_CHARACTERS:
        versions = versions[1:]
    return versions


def _last_before(versions: Versions, seen_at: datetime) -> Version | None:
    index = bisect_right(versions, seen_at, key=_time)
    return versions[index - 1] if index else None


def _is_same(first: Version, second: Version) -> bool:
    """Whether two versions are equal apart from their times and white space, which differs between lists and items."""
    return _normalised(first) == _normalised(second)


def _normalised(version: Version) -> Version:
    return replace(version, seen_at=None, text=" ".join(version.text.split()), answer=" ".join(version.answer.split()))


def _is_whole(question: Question) -> bool:
    return not (question.is_cut or (question.answer and question.answer.is_cut))


def _time(version: Version) -> datetime:
    return version.seen_at or _BEFORE_ALL
