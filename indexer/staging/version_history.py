"""The versions of a question, oldest first, and how an observation changes them. Pure functions.

An observation is a question that a source sent at a known time. A value that it does not give is that of the version before:
the whole text if it is cut, the answer if it has no properties of an answer. Observations may be added in any order, and
repeatedly, with the same result. Only two results need the order of the raw store: the record of a return to an earlier
version, and the values that an observation does not give.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime

from msgspec.structs import replace

from search.model.question import Question, Version
from search.text.british_time import british_day

MAX_VERSIONS = 50
"""Only this many versions of a question are stored: the newest. The raw store has all of them."""

MAX_CHARACTERS = 1_000_000
"""Maximum characters in all texts of a question's earlier versions."""

_ANSWER_FACTS = (
    *("held_on", "answer", "answered_on", "attachments", "is_holding", "is_correction", "corrected_on", "original"),
)
_ANSWER_KEYS = ('"answerText":', '"dateAnswered":')
"""The properties of the official API that show whether there is an answer, under their names in the JSON."""

Versions = tuple[Version, ...]

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


def with_initial_version(question: Question, before: datetime | None) -> Question:
    """Give a question without versions its first version: its current content, without a time, if it is from before a time.

    Only an uncut record from the official API alone becomes a version: a record merged from two sources was never published.
    """
    is_published = (
        before is not None
        and not question.versions
        and (question.current_to is None or question.current_to <= british_day(before))
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
    version = _observed_version(observed, seen_at, _last_before(question.versions, seen_at))
    if version is None:
        return question
    question = _with_versions(question, _added(question.versions, version))
    return replace(question, is_withdrawn=question.versions[-1].is_withdrawn) if _is_whole(observed) else question


def _observed_version(observed: Question, seen_at: datetime, previous: Version | None) -> Version | None:
    """Return the version that an observation shows, completed from the version before; None if that is needed and unknown."""
    version = Version.of(observed, seen_at)
    if _is_whole(observed):
        if previous and not observed.text:
            version = replace(version, text=previous.text)
        return version if previous is None or _shows_answer_state(observed) else _with_answer_of(previous, version)
    if previous is None:
        return None
    completed = replace(previous, seen_at=seen_at, is_removed_at_source=False)
    is_taken_away = previous.has_answer and observed.answer is None and _shows_answer_state(observed)
    return _with_answer_of(version, completed) if is_taken_away else completed


def _shows_answer_state(observed: Question) -> bool:
    """Return whether an observation shows if there is an answer: some lists leave out its properties, some items a UIN."""
    if observed.answer is not None:
        return True
    bodies = (record.body for record in observed.source_records if record.source == "official-api")
    return bool(observed.uin) and any(all(key in body for key in _ANSWER_KEYS) for body in bodies)


def _with_answer_of(version: Version, other: Version) -> Version:
    return replace(other, **{name: getattr(version, name) for name in _ANSWER_FACTS})


def without_removed_answer(question: Question, versions: Versions) -> Question:
    """Return the question without its answer if the source removed it: the question had an answer, and the newest version has
    none.

    An answer of a later day than that version is another one.
    """
    if question.answer is None or not versions or versions[-1].has_answer or not any(v.has_answer for v in versions):
        return question
    seen_at, answered_on = versions[-1].seen_at, question.answer.answered_on
    is_another = seen_at and answered_on and answered_on > british_day(seen_at)
    return question if is_another else replace(question, answer=None)


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
