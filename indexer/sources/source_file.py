"""A file of a source in a known format.

Streams its records. A record that cannot be decoded is rejected, and the others are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import ijson
import msgspec
from msgspec.structs import replace

from indexer.files.input_stream import InputStream, SingleItemStream, buffered, has_doubtful_content
from indexer.files.size_limits import MAX_RECORD_BYTES, lines, too_long
from indexer.outcomes import DecodedRecord, InvalidRecord, Rejection, Warn
from indexer.sources import linked_data, official_api, theyworkforyou
from indexer.sources.json_text import ArrayReader, BrokenJson, read_line, without_surrogates
from indexer.sources.theyworkforyou import FileName, QuestionGroup
from indexer.sources.xml_file import Damage, UnsafeXml, read_groups
from search.model.question import Question, SourceName

BOM = b"\xef\xbb\xbf"
"""The byte order mark that some editors write at the start of UTF-8 files."""

DOUBTFUL = "the compressed file is damaged, so this record may be wrong"

_ARRAY_KEYS = {"item": "", "results.item": "results", "result.items.item": "items"}
"""The property that has the array, by the ijson path of its elements."""

_DECODERS: dict[SourceName, Callable[[Mapping[str, object], Warn], Question]] = {
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
        """Yield every record in order, decoded or rejected. Where a file cannot be read further, yield one more rejection.

        Every record of a compressed file that is damaged has a warning.
        """
        return map(_with_doubt, self._records()) if has_doubtful_content(self.path) else self._records()

    def _records(self) -> Iterator[DecodedRecord | Rejection]:
        if self.source == "theyworkforyou":
            return self._xml_records()
        if self.items_path is None:
            return self._json_lines()
        return self._single_item(self.items_path) if self.items_path not in _ARRAY_KEYS else self._elements()

    def _json_lines(self) -> Iterator[DecodedRecord | Rejection]:
        source = InputStream(self.path)
        number = 0
        with buffered(source) as stream:
            for number, line in enumerate(lines(stream), 1):
                location = f"{self.path} line {number}"
                if line is None:
                    yield Rejection(too_long("line", MAX_RECORD_BYTES), location, self.source)
                elif source.damage and not line.endswith(b"\n"):
                    break
                elif line.strip():
                    yield from self._line(line.removeprefix(BOM), location)
            if source.damage:
                yield Rejection(source.damage, f"{self.path} line {number}", self.source, is_uncounted=True)

    def _line(self, line: bytes, location: str) -> Iterator[DecodedRecord | Rejection]:
        """Yield the record of a line, or those of the lines in it that end in a carriage return alone."""
        read = read_line(line)
        if isinstance(read, BrokenJson) and b"\r" in line.strip():
            for part in filter(bytes.strip, line.split(b"\r")):
                yield from self._line(part, location)
        elif isinstance(read, BrokenJson):
            yield Rejection(read.reason, location, self.source)
        else:
            yield self._item(read.value, location, read.warnings)

    def _elements(self) -> Iterator[DecodedRecord | Rejection]:
        source = InputStream(self.path)
        with buffered(source) as stream:
            reader = ArrayReader(stream, _ARRAY_KEYS[self.items_path or ""])
            for number, element in enumerate(reader.elements(), 1):
                location = f"{self.path} item {number}"
                if isinstance(element, BrokenJson):
                    yield self._broken(element, source.damage, location)
                else:
                    yield self._item(element, location)

    def _broken(self, element: BrokenJson, damage: str, location: str) -> Rejection:
        if element.rest_bytes is None:
            return Rejection(element.reason, location, self.source)
        size = f", {element.rest_bytes:,} bytes," if element.rest_bytes else ""
        reason = damage or f"{element.reason}; the rest of the file{size} could not be counted"
        return Rejection(reason, location, self.source, is_uncounted=True)

    def _single_item(self, items_path: str) -> Iterator[DecodedRecord | Rejection]:
        """Yield the record of an object, or those of objects that follow one another without commas, as ``jq`` writes them."""
        source = SingleItemStream(self.path)
        number = 0
        with buffered(source) as stream:
            if stream.peek(len(BOM)).startswith(BOM):
                stream.read(len(BOM))
            try:
                for number, item in enumerate(ijson.items(stream, items_path, use_float=True, multiple_values=True), 1):
                    yield self._item(item, f"{self.path} item {number}")
            except (ijson.JSONError, UnicodeDecodeError) as error:
                reason = source.damage or f"the JSON is broken: {str(error).splitlines()[0]}"
                if number:
                    reason += "; the rest of the file could not be counted"
                yield Rejection(reason, f"{self.path} item {number + 1}", self.source, is_uncounted=number > 0)

    def _item(self, item: object, location: str, warnings: tuple[str, ...] = ()) -> DecodedRecord | Rejection:
        if not isinstance(item, dict):
            return Rejection(f"not an object: {str(item)[:80]}", location, self.source)
        collected = list(warnings)
        try:
            question = self._question(item, collected)
            return DecodedRecord(question, location, self.source, warnings=tuple(collected))
        except InvalidRecord as error:
            return Rejection(str(error), location, self.source, _known_id(item))
        except (ValueError, TypeError, RecursionError) as error:  # a value that no decoder expects must not stop the build
            return Rejection(f"the record cannot be read: {error}", location, self.source, _known_id(item))

    def _question(self, item: dict[str, object], warnings: list[str]) -> Question:
        decode = _DECODERS[self.source]
        count = len(warnings)
        try:
            return decode(item, warnings.append)
        except UnicodeEncodeError:  # half of a surrogate pair, which cannot be stored
            warnings[count:] = ["a text has half of a surrogate pair, which was left out"]
            return decode(without_surrogates(item), warnings.append)  # type: ignore[arg-type]

    def _xml_records(self) -> Iterator[DecodedRecord | Rejection]:
        try:
            for group in read_groups(self.path):
                if isinstance(group, Damage):
                    location = f"{self.path} line {group.line}"
                    yield Rejection(group.reason, location, self.source, group.id, is_uncounted=group.is_uncounted)
                else:
                    yield from self._group_records(group)
        except UnsafeXml as error:
            reason = f"{error}; the file was not read, so its records could not be counted"
            yield Rejection(reason, str(self.path), self.source, is_uncounted=True)

    def _group_records(self, group: QuestionGroup) -> Iterator[DecodedRecord | Rejection]:
        for part in theyworkforyou.question_parts(group):
            location = f"{self.path} line {part.element.sourceline}"
            warnings: list[str] = []
            try:
                file = FileName.of(self.path, warnings.append)
                question = theyworkforyou.read_question(group, part, file, warnings.append)
                yield DecodedRecord(question, location, self.source, warnings=tuple(warnings))
            except (InvalidRecord, ValueError, TypeError) as error:
                yield Rejection(str(error), location, self.source, part.element.get("id", ""))


def _with_doubt(record: DecodedRecord | Rejection) -> DecodedRecord | Rejection:
    return replace(record, warnings=(*record.warnings, DOUBTFUL)) if isinstance(record, DecodedRecord) else record


def _known_id(item: Mapping[str, object]) -> str:
    """Return the id of a record that could not be read; "" if it has none."""
    value = item.get("value")
    record_id = value.get("id") if isinstance(value, Mapping) else item.get("_about")
    return "" if record_id is None else str(record_id)
