"""The history of a record as its page shows it: what happened when, and the words of any two states side by side."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from search.errors import BadRequest, Problem
from search.model.history import EventName, HistoryEvent, history_of, versions_of
from search.model.question import Question, Version
from search.text.dates import long_date
from search.text.numbers import whole_number
from web.site import urls, word_diff, wording
from web.site.link import Link, Pairs
from web.view_models.choices import Option
from web.view_models.history import ComparisonView, CorrectionView, HistoryView, MomentView

BEFORE, AFTER = "before", "after"
NO_DAY = "Day not known"

WORDS: dict[EventName, str] = {
    "asked": "Tabled",
    "transferred": "Moved to another department",
    "reworded": "Question worded anew",
    "redated": "Day it was tabled changed",
    "headed": "Heading given",
    "held": "Holding answer",
    "answered": "Answered",
    "completed": "Holding answer made whole",
    "corrected": "Answer corrected",
    "rewritten": "Answer changed, not marked as corrected",
    "withdrawn": "Withdrawn",
    "reinstated": "No longer withdrawn",
    "removed": "Gone from its source",
    "returned": "At its source again",
    "amended": "Particulars changed",
}


def _day(read: Callable[[Version], object]) -> Callable[[Version], str]:
    return lambda state: long_date(day) if (day := read(state)) else ""  # type: ignore[arg-type]


def _flag(read: Callable[[Version], bool]) -> Callable[[Version], str]:
    return lambda state: "yes" if read(state) else "no"


FACTS: dict[str, Callable[[Version], str]] = {
    "Heading": lambda state: state.heading,
    "Answering body": lambda state: state.answering_body,
    "Tabled": _day(lambda state: state.tabled_on),
    "Due": _day(lambda state: state.due_on),
    "Named day": _flag(lambda state: state.is_named_day),
    "Registered interest": _flag(lambda state: state.has_interest),
    "Holding answer": _day(lambda state: state.held_on),
    "Answered": _day(lambda state: state.answered_on),
    "Corrected": _day(lambda state: state.corrected_on),
    "Grouped with": lambda state: ", ".join(state.grouped),
    "Attachments": lambda state: ", ".join(state.attachments),
    "Withdrawn": _flag(lambda state: state.is_withdrawn),
    "Gone from its source": _flag(lambda state: state.is_removed_at_source),
}
"""What is compared of two states beside their texts."""


def compared(given: Pairs) -> tuple[Pairs, Pairs]:
    """The parameters that choose two states, and the others."""
    own = tuple(pair for pair in given if pair[0] in (BEFORE, AFTER))
    return own, tuple(pair for pair in given if pair[0] not in (BEFORE, AFTER))


def history_view(question: Question, chosen: Pairs, others: Pairs) -> HistoryView:
    """The history; with two states ``chosen``, by their places counted from 1, also what tells one from the other.

    Links keep the ``others`` among the parameters. Raises ``BadRequest``.
    """
    known, happened = versions_of(question), history_of(question)
    places = places_of(chosen, question)
    names = [_name(number, happened) for number in range(len(known))]
    older, newer = places or (max(0, len(known) - 2), len(known) - 1)

    def options(place: int) -> tuple[Option, ...]:
        return tuple(Option(str(number), name, number == place + 1) for number, name in enumerate(names, 1))

    return HistoryView(
        moments=tuple(moment_view(question, moment, others) for moment in happened),
        action=urls.record(question.id),
        hidden=others,
        before=options(older),
        after=options(newer),
        comparison=_comparison(known[older], known[newer], (names[older], names[newer])) if places else None,
    )


def correction_view(question: Question) -> CorrectionView | None:
    """The answer as it was and as it was corrected last; None where either is not known."""
    known = versions_of(question)
    for before, after in reversed([*pairwise(known)]):
        if after.is_correction and before.answer and after.answer and before.corrected_on != after.corrected_on:
            parts = word_diff.compare(before.answer, after.answer)
            return CorrectionView(
                tuple(part for part in parts if part.kind != "added"), tuple(part for part in parts if part.kind != "removed")
            )
    return None


def places_of(chosen: Pairs, question: Question) -> tuple[int, int] | None:
    """The places of two states, counted from 0, the older one first; None where none are asked for. Raises ``BadRequest``."""
    if not chosen:
        return None
    asked, count = dict(chosen), len(versions_of(question))
    problems = [
        Problem(name, f"{name} is the place of a state of this question, a whole number from 1 to {count}.")
        for name in (BEFORE, AFTER)
        if not _is_place(asked.get(name, ""), count)
    ]
    if problems:
        raise BadRequest(tuple(problems))
    first, second = (int(asked[name]) - 1 for name in (BEFORE, AFTER))
    return min(first, second), max(first, second)


def _is_place(written: str, count: int) -> bool:
    return whole_number(written, 1, count) is not None


def _name(at: int, happened: tuple[HistoryEvent, ...]) -> str:
    """A state by what made it."""
    made = [moment for moment in happened if moment.version == at]
    words = ", ".join(WORDS[moment.event].lower() for moment in made)
    day = next((moment.day for moment in reversed(made) if moment.day), None)
    return f"{at + 1}: {words}{f', {long_date(day)}' if day else ''}"


def moment_view(question: Question, moment: HistoryEvent, others: Pairs = ()) -> MomentView:
    """What happened to a record once, with a link that keeps the ``others`` among the parameters of its page."""
    known = versions_of(question)
    after = known[moment.version]
    before = known[moment.version - 1] if moment.version else None
    words = WORDS[moment.event]
    return MomentView(
        iso=moment.day.isoformat() if moment.day else "",
        day=long_date(moment.day) if moment.day else NO_DAY,
        is_seen=moment.day is not None and not moment.day_is_recorded,
        words=words,
        details=_details(moment.event, before, after),
        compare=_compare(question, moment, others) if before and _differ(before, after) else None,
    )


def _compare(question: Question, moment: HistoryEvent, others: Pairs) -> Link:
    chosen = ((BEFORE, str(moment.version)), (AFTER, str(moment.version + 1)))
    about = f"with what was before: {WORDS[moment.event].lower()}, state {moment.version + 1} of {wording.identity(question)}"
    return Link("Compare", urls.record_with(question.id, (*others, *chosen)) + "#compared", about)


def _details(event: EventName, before: Version | None, after: Version) -> str:
    if before is None:
        return after.answering_body if event == "asked" else ""
    match event:
        case "transferred":
            return f"from {before.answering_body} to {after.answering_body}"
        case "headed":
            return after.heading
        case "redated":
            return f"from {FACTS['Tabled'](before) or 'none'} to {FACTS['Tabled'](after) or 'none'}"
        case "removed":
            return "kept here as it was seen last"
        case "amended":
            return ", ".join(label.lower() for label, read in FACTS.items() if read(before) != read(after))
        case _:
            return ""


def _differ(before: Version, after: Version) -> bool:
    return before.text != after.text or before.answer != after.answer or before.heading != after.heading


def _comparison(before: Version, after: Version, names: tuple[str, str]) -> ComparisonView:
    texts = (("Question", before.text, after.text), ("Answer", before.answer, after.answer))
    facts = ((label, read(before), read(after)) for label, read in FACTS.items())
    return ComparisonView(
        before=names[0],
        after=names[1],
        facts=tuple((label, old or "none", new or "none") for label, old, new in facts if old != new),
        texts=tuple((label, word_diff.compare(old, new)) for label, old, new in texts if old.split() != new.split()),
    )
