"""The values that the index-time pass adds to a record. They are derived from its text, its days and the other records.

No source sends them, so merging and versions ignore them, and every build and update makes them again.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

CitationOutcome = Literal["found", "not-held", "uncertain", "no-number", "column"]
"""The result of looking up a reference to another question. ``not-held``: the index has no record of this number in this
session. ``uncertain``: it has one, but the days or the body differ from those of the reference. ``no-number``: it names an
answer by a day alone; ``column``: by a column of Hansard.
"""


class Citation(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A reference to another question, in the question or in its answer: the UIN it gives and the record that it means."""

    uin: str = ""
    id: str = ""
    outcome: CitationOutcome = "found"
    in_answer: bool = False


class Derived(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The derived values of a record. Every one has a default, and default values are not stored (``omit_defaults``).

    ``citations`` are the references of its question, then those of its answer, each in the order of the text. ``followed_by``
    are the ids of the records that refer to it, oldest first. ``wording`` is the key of its words, less what changes when it is
    put to another body or asked again. ``set`` and ``series`` are the ids of the first question of its set and of its series,
    "" for none. ``due_by_rule``, ``days``, ``is_late`` and ``waiting`` are as in ``search.insight.clock.Clock``.
    ``kinds`` are the kinds of its answer (``search.insight.kinds``), none without an answer.
    """

    citations: tuple[Citation, ...] = ()
    followed_by: tuple[str, ...] = ()
    wording: str = ""
    set: str = ""
    series: str = ""
    due_by_rule: date | None = None
    days: int | None = None
    is_late: bool | None = None
    waiting: int | None = None
    kinds: tuple[str, ...] = ()

    @property
    def follows(self) -> tuple[str, ...]:
        """The ids of the records that it refers to, without repeats."""
        return tuple(dict.fromkeys(citation.id for citation in self.citations if citation.id))
