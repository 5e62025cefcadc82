"""A file of a source in a known format. Streams its records; one that cannot be decoded is rejected, the others are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import ijson
import msgspec

from indexer.files.input_stream import DepthLimitedStream, InputStream, buffered
from indexer.outcomes import DecodedRecord, InvalidRecord, Rejection
from indexer.sources import linked_data, official_api, theyworkforyou
from indexer.sources.theyworkforyou import QuestionGroup
from indexer.sources.xml_file import Damage, UnsafeXml, read_groups
from search.model.question import Question, SourceName

BOM = b"\xef\xbb\xbf"
"""The byte order mark that some editors write at the start of UTF-8 files."""

_DECODERS: dict[SourceName, Callable[[Mapping[str, object]], Question]] = {
    "official-api": official_api.read_question,
    "linked-data": linked_data.read_question,
}


class SourceFile(msgspec.Struct, frozen=True):
    """A file of a source. ``items_path`` is the ijson path of the items in a JSON document; None for JSON Lines and XML."""

    path: Path
    source: SourceName
    items_path: str | None = None

    @property
    def description(self) -> str:
        """The source and the format, in words."""
        layout = {None: "JSON Lines", "": "single item", "item": "JSON array"}.get(self.items_path, "API response")
        return "TheyWorkForYou XML" if self.source == "theyworkforyou" else f"{self.source}, {layout}"

    def records(self) -> Iterator[DecodedRecord | Rejection]:
        """Yield every record in order, decoded or rejected. At damage, yield one more rejection and stop."""
        if self.source == "theyworkforyou":
            return self._xml_records()
        return self._json_lines() if self.items_path is None else self._json_items(self.items_path)

    def _json_lines(self) -> Iterator[DecodedRecord | Rejection]:
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

    def _line(self, line: bytes, location: str) -> DecodedRecord | Rejection:
        try:
            item = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return Rejection(f"the line is not JSON in UTF-8: {error}", location, self.source)
        return self._item(item, location)

    def _json_items(self, items_path: str) -> Iterator[DecodedRecord | Rejection]:
        source = DepthLimitedStream(self.path)
        number = 0
        with buffered(source) as stream:
            if stream.peek(len(BOM)).startswith(BOM):
                stream.read(len(BOM))
            try:
                for number, item in enumerate(ijson.items(stream, items_path, use_float=True), 1):
                    yield self._item(item, f"{self.path} item {number}")
            except (ijson.JSONError, UnicodeDecodeError) as error:
                reason = source.damage or f"the JSON is broken: {str(error).splitlines()[0]}"
                yield Rejection(reason, f"{self.path} item {number + 1}", self.source)

    def _item(self, item: object, location: str) -> DecodedRecord | Rejection:
        if not isinstance(item, dict):
            return Rejection(f"not an object: {str(item)[:80]}", location, self.source)
        try:
            return DecodedRecord(_DECODERS[self.source](item), location, self.source)
        except InvalidRecord as error:
            return Rejection(str(error), location, self.source, _known_id(item))
        except (ValueError, TypeError, RecursionError) as error:  # a value that no decoder expects must not stop the build
            return Rejection(f"the record cannot be read: {error}", location, self.source, _known_id(item))

    def _xml_records(self) -> Iterator[DecodedRecord | Rejection]:
        try:
            for group in read_groups(self.path):
                if isinstance(group, Damage):
                    yield Rejection(group.reason, f"{self.path} line {group.line}", self.source)
                else:
                    yield from self._group_records(group)
        except UnsafeXml as error:
            yield Rejection(str(error), str(self.path), self.source)

    def _group_records(self, group: QuestionGroup) -> Iterator[DecodedRecord | Rejection]:
        for part in theyworkforyou.question_parts(group):
            location = f"{self.path} line {part.element.sourceline}"
            try:
                yield DecodedRecord(theyworkforyou.read_question(group, part), location, self.source)
            except (InvalidRecord, ValueError, TypeError) as error:
                yield Rejection(str(error), location, self.source, part.element.get("id", ""))


def _known_id(item: Mapping[str, object]) -> str:
    """Return the id of a record that could not be read; "" if it has none."""
    value = item.get("value")
    record_id = value.get("id") if isinstance(value, Mapping) else item.get("_about")
    return "" if record_id is None else str(record_id)
