"""``/questions/ID/thread.json``, ``/set.json`` and ``/series.json``."""

from __future__ import annotations

from typing import Any

import msgspec

from web.json import builders, schemas
from web.queries.insight.chains import ChainKind, ChainResult, Member
from web.site import urls


class ChainMember(msgspec.Struct, frozen=True):
    """A question of a chain."""

    follows: tuple[str, ...]
    days: int | None
    sentence: str
    figures: tuple[str, ...]
    record: dict[str, Any]


class Chain(msgspec.Struct, frozen=True):
    """A thread, set or series."""

    kind: ChainKind
    id: str
    members: tuple[ChainMember, ...]
    has_more: bool
    links: schemas.Links
    index: schemas.Index


def chain(result: ChainResult) -> Chain:
    """The questions of a thread, set or series, oldest first."""
    return Chain(
        result.kind,
        result.question.id,
        tuple(map(_member, result.members)),
        result.has_more,
        schemas.Links(urls.chain(result.kind, result.question.id)),
        builders.index(result.info),
    )


def _member(member: Member) -> ChainMember:
    record = builders.record_data(member.question)
    return ChainMember(member.follows, member.days, member.sentence, member.figures, record)
