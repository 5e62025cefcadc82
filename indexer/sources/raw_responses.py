"""Decodes a file of the raw store: lists and items of the official API, in the order of fetching."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from indexer.files.gzip_members import Damage
from indexer.files.response_store import Response, read_responses
from indexer.files.size_limits import MAX_RESPONSE_VALUES, has_too_many_values
from indexer.outcomes import DecodedRecord, InvalidRecord, Rejection, Removal
from indexer.sources.official_api import read_question
from search.model.parliament import LIST_TEXT_CHARACTERS
from search.model.question import Question


class ResponseFile(msgspec.Struct, frozen=True):
    """The responses of one file of the raw store after its first ``start_byte`` bytes."""

    path: Path
    start_byte: int = 0

    description = "official-api, stored responses"

    def records(self) -> Iterator[DecodedRecord | Removal | Rejection]:
        """Yield every record in order, decoded or rejected. Damage is one rejection; the intact responses after it are read.

        An incomplete response at the end of the store, left by a killed process, is ignored.
        """
        try:
            for part in read_responses(self.path, self.start_byte):
                if isinstance(part, Damage):
                    yield _rejection_of(part, self.path)
                else:
                    yield from _records(part.content, f"{self.path} byte {part.end}")
        except OSError as error:
            yield Rejection(f"the file cannot be read: {error.strerror or error}", str(self.path), "official-api")


def _rejection_of(damage: Damage, path: Path) -> Rejection:
    """Return one rejection for the damage, and print the remedy to standard error."""
    location = f"{path} bytes {damage.start} to {damage.end}"
    remedy = "`wrans harvest` leaves these bytes out and fetches what they held again"
    print(f"{location}: damaged ({damage.reason}). The rest is read; {remedy}.", file=sys.stderr, flush=True)
    reason = f"damaged responses ({damage.reason}); how many records they held is not known; {remedy}"
    return Rejection(reason, location, "official-api")


def _records(response: Response, location: str) -> Iterator[DecodedRecord | Removal | Rejection]:
    if response.status == 404:
        yield Removal(response.address.partition("?")[0].rpartition("/")[2], location, response.fetched_at)
        return
    if has_too_many_values(response.body):
        yield Rejection(f"the response has more than {MAX_RESPONSE_VALUES:,} values", location, "official-api")
        return
    try:
        body = msgspec.json.decode(response.body)
    except msgspec.MsgspecError as error:
        yield Rejection(f"the response is not JSON: {error}", location, "official-api")
        return
    if not isinstance(body, Mapping) or "results" not in body:
        yield _record(body, response, location, is_list=False)
        return
    for number, item in enumerate(body["results"] or (), 1):
        yield _record(item, response, f"{location} item {number}", is_list=True)


def _record(item: object, response: Response, location: str, *, is_list: bool) -> DecodedRecord | Rejection:
    if not isinstance(item, Mapping):
        return Rejection(f"not an object: {str(item)[:80]}", location, "official-api")
    warnings: list[str] = []
    try:
        question = _with_cut_flags(read_question(item, warnings.append), item, is_list)
        return DecodedRecord(question, location, "official-api", response.fetched_at, tuple(warnings))
    except (InvalidRecord, ValueError, TypeError, RecursionError) as error:
        value = item.get("value")
        known_id = value.get("id", "") if isinstance(value, Mapping) else ""
        return Rejection(str(error), location, "official-api", str(known_id))


def _with_cut_flags(question: Question, item: Mapping[str, object], is_list: bool) -> Question:
    """Correct ``is_cut``, which is guessed from the text: an item is never cut, and an answer in a list has lost its tags.

    Lists cut a question after ``LIST_TEXT_CHARACTERS``. A question of this length counts as cut until its item is fetched.
    """
    answer, value = question.answer and replace(question.answer, is_cut=is_list), item.get("value")
    text = value.get("questionText") if isinstance(value, Mapping) else None
    is_cut = is_list and isinstance(text, str) and len(text) == LIST_TEXT_CHARACTERS
    return replace(question, is_cut=is_cut, answer=answer)
