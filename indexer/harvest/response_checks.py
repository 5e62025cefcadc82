"""Decode and check the official API's responses. A decoded list has only the fields that decide which questions to fetch."""

from __future__ import annotations

import hashlib

import msgspec

from indexer.files.size_limits import MAX_RESPONSE_VALUES, has_too_many_values
from search.model.parliament import LIST_TEXT_CHARACTERS

_MEMBERS = ("askingMember", "answeringMember", "correctingMember")
_DIGEST_BYTES = 12


class _Result(msgspec.Struct):
    value: dict[str, object]


class _List(msgspec.Struct, rename="camel"):
    total_results: int
    results: list[_Result]


class _NotFound(msgspec.Struct):
    """The body that the API sends with status 404. An error page of a gateway has a different body."""

    title: str
    status: int


class ListEntry(msgspec.Struct, frozen=True):
    """A question on a list. ``digest`` is a hash of all its properties except the members' details.

    ``is_incomplete`` is True if the question's own response may contain more: a list cuts texts, and omits tags and
    attachments.
    """

    id: int
    digest: bytes
    is_incomplete: bool
    tabled: str
    house: str


class ListPage(msgspec.Struct, frozen=True):
    """One page of a list. ``total`` is the number of questions in the whole list."""

    total: int
    entries: list[ListEntry]


_list_decoder = msgspec.json.Decoder(_List)
_result_decoder = msgspec.json.Decoder(_Result)
_not_found_decoder = msgspec.json.Decoder(_NotFound)


def decode_list_response(status: int, body: bytes) -> ListPage:
    """Decode a list. Raises as a ``Decoder`` does, for status 404 too: an empty list has status 200."""
    if status == 404:
        raise msgspec.ValidationError("a list must not have status 404")
    return decode_list(body)


def check_question_response(status: int, body: bytes) -> None:
    """Check that a body is a question, or with status 404 the API's own not-found message. Raises as a ``Decoder`` does."""
    _check_size(body)
    if status == 404:
        if _not_found_decoder.decode(body).status != 404:
            raise msgspec.ValidationError("the status in the body is not 404")
    else:
        _question_id(_result_decoder.decode(body).value)


def decode_list(body: bytes | str) -> ListPage:
    """Decode a list of status 200. Raises ``msgspec.MsgspecError`` or ``UnicodeDecodeError`` if it is not one."""
    _check_size(body)
    page = _list_decoder.decode(body)
    return ListPage(page.total_results, [_entry(result.value) for result in page.results])


def _check_size(body: bytes | str) -> None:
    if has_too_many_values(body):
        raise msgspec.ValidationError(f"it has more than {MAX_RESPONSE_VALUES:,} values")


def _entry(value: dict[str, object]) -> ListEntry:
    """Return an entry. A list strips the tags of answers, cuts most answers, and omits attachments and corrected text."""
    is_incomplete = (
        len(str(value.get("questionText") or "")) >= LIST_TEXT_CHARACTERS
        or bool(value.get("answerText"))
        or bool(value.get("attachmentCount"))
        or bool(value.get("answerIsCorrection"))
    )
    properties = {name: content for name, content in value.items() if name not in _MEMBERS}
    digest = hashlib.blake2b(msgspec.json.encode(properties, order="deterministic"), digest_size=_DIGEST_BYTES).digest()
    return ListEntry(_question_id(value), digest, is_incomplete, str(value.get("dateTabled")), str(value.get("house")))


def _question_id(value: dict[str, object]) -> int:
    number = value.get("id")
    if not isinstance(number, int) or number < 1:
        raise msgspec.ValidationError(f"a question has the id {number!r}")
    return number
