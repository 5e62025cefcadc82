"""A file of the raw store: the official API's lists and items as they were answered, in the order of fetching."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec.structs import replace

from indexer.files.response_store import Response, StoreDamaged, read_responses
from indexer.outcomes import DecodedRecord, InvalidRecord, Rejection, Removal
from indexer.sources.official_api import read_question
from search.model.question import Question


class _List(msgspec.Struct):
    results: list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class ResponseFile:
    """The answers of one file behind its first ``start_byte`` bytes."""

    path: Path
    start_byte: int = 0

    description = "official-api, as answered"

    def records(self) -> Iterator[DecodedRecord | Removal | Rejection]:
        """Every record of the file, in order, each read or rejected; at any damage one more rejection, and the end.

        An answer that a kill has torn at the end of the file is none.
        """
        try:
            for end, response in read_responses(self.path, self.start_byte):
                yield from _records(response, f"{self.path} byte {end}")
        except StoreDamaged as damage:
            yield Rejection(str(damage), str(self.path), "official-api")
        except OSError as error:
            yield Rejection(f"the file cannot be read: {error.strerror or error}", str(self.path), "official-api")


def _records(response: Response, place: str) -> Iterator[DecodedRecord | Removal | Rejection]:
    if response.status == 404:
        yield Removal(response.address.partition("?")[0].rpartition("/")[2], place, response.fetched_at)
        return
    said = msgspec.json.decode(response.body)
    if "results" not in said:
        yield _record(said, response, place, is_cut=False)
        return
    for number, item in enumerate(msgspec.convert(said, _List).results, 1):
        yield _record(item, response, f"{place} item {number}", is_cut=True)


def _record(item: Mapping[str, object], response: Response, place: str, *, is_cut: bool) -> DecodedRecord | Rejection:
    try:
        return DecodedRecord(_told(read_question(item), is_cut), place, "official-api", response.fetched_at)
    except (InvalidRecord, ValueError, TypeError, RecursionError) as error:
        value = item.get("value")
        known_id = value.get("id", "") if isinstance(value, Mapping) else ""
        return Rejection(str(error), place, "official-api", str(known_id))


def _told(question: Question, is_cut: bool) -> Question:
    """Where it was told says more than its length: an item is whole, and a list's answer has lost its tags, however short."""
    answer = question.answer and replace(question.answer, is_cut=is_cut)
    return replace(question, is_cut=question.is_cut and is_cut, answer=answer)
