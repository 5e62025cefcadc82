"""What a list and an item of the official API must hold, and as much of an entry as tells whether to ask for more."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import msgspec

from search.model.parliament import LIST_TEXT_CHARACTERS

_MEMBERS = ("askingMember", "answeringMember", "correctingMember")


class _Result(msgspec.Struct):
    value: dict[str, object]


class _List(msgspec.Struct, rename="camel"):
    total_results: int
    results: list[_Result]


class _Missing(msgspec.Struct):
    """The API's own words for what it has not: a gateway's page of status 404 says nothing of a question."""

    title: str
    status: int


class ListEntry(NamedTuple):
    """A question as a list gives it. ``digest`` changes with anything of it but what its members are called."""

    id: int
    digest: bytes
    is_short: bool
    tabled: str
    house: str


class ListPage(NamedTuple):
    """Part of a list, and how many the whole list has."""

    total: int
    entries: list[ListEntry]


_decode_list = msgspec.json.Decoder(_List).decode
_decode_item = msgspec.json.Decoder(_Result).decode
_decode_missing = msgspec.json.Decoder(_Missing).decode


def decode_list(body: bytes | str) -> ListPage:
    """A list. Raises ``msgspec.MsgspecError``, or ``UnicodeDecodeError``, for what is none."""
    found = _decode_list(body)
    return ListPage(found.total_results, [_entry(result.value) for result in found.results])


def check_item(body: bytes | str) -> None:
    """Raise the same for what is no item."""
    _id(_decode_item(body).value)


def check_missing(body: bytes | str) -> None:
    """Raise the same for what does not say that there is no such question."""
    if _decode_missing(body).status != 404:
        raise msgspec.ValidationError("its status is not 404")


def _entry(value: dict[str, object]) -> ListEntry:
    """Lists give every answer without its tags, most of them cut, and never attachments or what was corrected."""
    is_short = (
        len(str(value.get("questionText") or "")) >= LIST_TEXT_CHARACTERS
        or bool(value.get("answerText"))
        or bool(value.get("attachmentCount"))
        or bool(value.get("answerIsCorrection"))
    )
    told = {name: said for name, said in value.items() if name not in _MEMBERS}
    digest = hashlib.blake2b(msgspec.json.encode(told, order="deterministic"), digest_size=12).digest()
    return ListEntry(_id(value), digest, is_short, str(value.get("dateTabled")), str(value.get("house")))


def _id(value: dict[str, object]) -> int:
    number = value.get("id")
    if not isinstance(number, int) or number < 1:
        raise msgspec.ValidationError(f"a question has the id {number!r}")
    return number
