"""A recognised file: its source and its shape. Streams its records; one that cannot be read costs only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import ijson
import msgspec

from indexer.files.input_stream import DepthLimitedStream, InputStream, buffered
from indexer.outcomes import DecodedRecord, InvalidRecord, Rejection
from indexer.sources import linked_data, official_api, theyworkforyou
from indexer.sources.theyworkforyou import QuestionGroup
from indexer.sources.xml_file import Damage, read_groups
from search.model.question import Question, SourceName

BOM = b"\xef\xbb\xbf"
"""What some editors put before UTF-8."""

_READERS: dict[SourceName, Callable[[Mapping[str, object]], Question]] = {
    "official-api": official_api.read_question,
    "linked-data": linked_data.read_question,
}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """``items_path`` is where a JSON document holds its items, as ijson writes it; None when they stand one a line."""

    path: Path
    source: SourceName
    items_path: str | None = None

    @property
    def description(self) -> str:
        """What the file was recognised as, in words."""
        shape = {None: "one a line", "": "one item", "item": "an array"}.get(self.items_path, "a response")
        return "TheyWorkForYou XML" if self.source == "theyworkforyou" else f"{self.source}, {shape}"

    def records(self) -> Iterator[DecodedRecord | Rejection]:
        """Every record of the file, in order, each read or rejected; at any damage one more rejection, and the end."""
        if self.source == "theyworkforyou":
            return self._groups()
        return self._lines() if self.items_path is None else self._items(self.items_path)

    def _lines(self) -> Iterator[DecodedRecord | Rejection]:
        source = InputStream(self.path)
        number = 0
        with buffered(source) as stream:
            for number, line in enumerate(stream, 1):
                if source.damage and not line.endswith(b"\n"):
                    break
                if line.strip():
                    yield self._line(line.removeprefix(BOM), f"{self.path} line {number}")
            if source.damage:
                yield Rejection(source.damage, f"{self.path} line {number}", self.source)

    def _line(self, line: bytes, place: str) -> DecodedRecord | Rejection:
        try:
            item = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return Rejection(f"the line is not JSON in UTF-8: {error}", place, self.source)
        return self._item(item, place)

    def _items(self, items_at: str) -> Iterator[DecodedRecord | Rejection]:
        source = DepthLimitedStream(self.path)
        number = 0
        with buffered(source) as stream:
            if stream.peek(len(BOM)).startswith(BOM):
                stream.read(len(BOM))
            try:
                for number, item in enumerate(ijson.items(stream, items_at, use_float=True), 1):
                    yield self._item(item, f"{self.path} item {number}")
            except (ijson.JSONError, UnicodeDecodeError) as error:
                reason = source.damage or f"the JSON is broken: {str(error).splitlines()[0]}"
                yield Rejection(reason, f"{self.path} item {number + 1}", self.source)

    def _item(self, item: object, place: str) -> DecodedRecord | Rejection:
        if not isinstance(item, dict):
            return Rejection(f"not an object: {str(item)[:80]}", place, self.source)
        try:
            return DecodedRecord(_READERS[self.source](item), place, self.source)
        except InvalidRecord as refused:
            return Rejection(str(refused), place, self.source, _known_id(item))
        except (ValueError, TypeError, RecursionError) as error:  # what no reader foresaw must not cost the build
            return Rejection(f"the record cannot be read: {error}", place, self.source, _known_id(item))

    def _groups(self) -> Iterator[DecodedRecord | Rejection]:
        try:
            for found in read_groups(self.path):
                if isinstance(found, Damage):
                    yield Rejection(found.reason, f"{self.path} line {found.line}", self.source)
                else:
                    yield from self._group(found)
        except InvalidRecord as refused:
            yield Rejection(str(refused), str(self.path), self.source)

    def _group(self, group: QuestionGroup) -> Iterator[DecodedRecord | Rejection]:
        for asked in theyworkforyou.question_parts(group):
            place = f"{self.path} line {asked.element.sourceline}"
            try:
                yield DecodedRecord(theyworkforyou.read_question(group, asked), place, self.source)
            except (InvalidRecord, ValueError, TypeError) as error:
                yield Rejection(str(error), place, self.source, asked.element.get("id", ""))


def _known_id(item: Mapping[str, object]) -> str:
    """The id of a record that could not be read, for people to find it by."""
    value = item.get("value")
    found = value.get("id") if isinstance(value, Mapping) else item.get("_about")
    return "" if found is None else str(found)
