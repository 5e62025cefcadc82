"""How the text of a search was read, in our own JSON."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from search.pipeline.relevance_policy import SearchOutcome

TakenFor = Literal["references", "draft", "words"]
"""The kind of results: the questions that the text refers to, the questions most similar to it, or those with its words."""


class Reference(msgspec.Struct, frozen=True):
    """A reference to a question in the text of a search, as typed in ``text``, and the number of its ``records``.

    It is a ``uin`` with the ``house`` and the ``days`` that are given, or the ``ids`` that an address may mean. ``other_days``
    if its records are of other days than those.
    """

    text: str
    uin: str
    ids: tuple[str, ...]
    house: str | None
    days: tuple[date, ...]
    records: int
    other_days: bool


def references(outcome: SearchOutcome) -> tuple[Reference, ...]:
    """The references in the text of a search, in its order."""
    reading = outcome.rewritten.references
    return tuple(
        Reference(
            item.reference.text,
            item.reference.uin,
            item.reference.ids,
            item.reference.house,
            item.reference.days,
            item.records,
            item.has_other_days,
        )
        for item in (reading.items if reading else ())
    )


def taken_for(outcome: SearchOutcome) -> TakenFor:
    """The kind of text that a search was taken for: references, a draft or words."""
    if outcome.rewritten.references and outcome.rewritten.references.is_applied:
        return "references"
    return "draft" if outcome.is_draft else "words"
