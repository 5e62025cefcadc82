"""Reads JSON objects: a line, or the elements of an array one by one. Only damaged elements are lost.

JSON that is not valid but has only one meaning is read, with a warning: control characters within texts, bytes of Windows-1252,
half of a surrogate pair, NaN. If an object has a property twice, the last value counts, as in most JSON parsers.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

import msgspec

from indexer.files.size_limits import MAX_RECORD_BYTES, too_long
from indexer.files.text_encodings import decoded, incremental_decoder

_READ_BYTES = 1 << 18
_KEPT_CHARACTERS = 1 << 20
_MAX_START_CHARACTERS = 400
"""The beginning of an element, by which it is recognised, is hardly longer."""

_NEAR_END = 12
"""The parser's error in a text that is cut within a literal or an escape is at most this far from its end."""

_ELEMENT_START = re.compile(r"""\{\s*"value"\s*:\s*\{|\{\s*"_about"\s*:\s*"[^"]{0,200}/resources/\d+"|\{\s*"links"\s*:\s*\[""")
"""The beginning of an element of either API. After damage, reading continues at the next one."""

_BETWEEN = re.compile(r"[\s,]*")
_SPACE = re.compile(r"\s*")
_AFTER_ELEMENT = (",", "]", "{", "")
"""The characters allowed after an element: a comma, the end of the array, the next object (its comma is lost), or the end of
the file."""

_REPAIRED = (
    "the line is not valid JSON and was repaired: it has bytes of Windows-1252, a control character, NaN or a comma at its end"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_decode = json.JSONDecoder(strict=False).raw_decode


class BrokenJson(msgspec.Struct, frozen=True):
    """The reason why an element cannot be read.

    ``rest_bytes``: the bytes after it if no more elements can be read, else None.
    """

    reason: str
    rest_bytes: int | None = None


class JsonValue(msgspec.Struct, frozen=True):
    """A value of JSON, and the warnings of reading it."""

    value: object
    warnings: tuple[str, ...] = ()


def read_line(line: bytes) -> JsonValue | BrokenJson:
    """Return the value of a line."""
    try:
        return JsonValue(msgspec.json.decode(line))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        reason = f"the line is not JSON in UTF-8: {error}"
    try:
        text = decoded(line).strip()
        value, end = _decode(text)
    except (ValueError, RecursionError):
        return BrokenJson(reason)
    if text[end:].strip() not in ("", ","):
        return BrokenJson(reason)
    return JsonValue(without_surrogates(value), (_REPAIRED,))


def without_surrogates(value: object) -> object:
    """Return a value with each half of a surrogate pair in its texts replaced by U+FFFD. Raises RecursionError."""
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case dict():
            return {without_surrogates(key): without_surrogates(inner) for key, inner in value.items()}
        case list():
            return [without_surrogates(inner) for inner in value]
        case _:
            return value


class ArrayReader:
    """Reads the elements of an array in a stream of JSON. ``key`` is its property; "" if the document is the array."""

    def __init__(self, stream: io.BufferedReader, key: str) -> None:
        self._stream = stream
        self._opening = re.compile(rf'"{key}"\s*:\s*\[' if key else r"\[")
        self._decoder = incremental_decoder()
        self._text = ""
        self._position = 0
        self._is_complete = False
        self._skipped_bytes = 0

    def elements(self) -> Iterator[object | BrokenJson]:
        """Yield every element.

        After a broken element, continue with the next. If none can be recognised, yield the number of bytes that are left.
        """
        opening = self._search(self._opening)
        if opening is None:
            yield BrokenJson("the JSON is broken: it has no array", self._skipped_bytes)
            return
        self._position = opening.end()
        while True:
            self._skip_separators()
            if self._text.startswith("]", self._position) and not self._skip_to_element():
                return
            element = self._next()
            yield element
            if isinstance(element, BrokenJson) and element.rest_bytes is not None:
                return

    def _next(self) -> object | BrokenJson:
        """Return the next element, or the reason why it is broken, and move to the element after it."""
        while True:
            try:
                value: object
                value, end = _decode(self._text, self._position)
            except json.JSONDecodeError as error:
                is_cut = error.msg.startswith("Unterminated") or error.pos >= len(self._text) - _NEAR_END
                if is_cut and self._is_too_long():
                    return self._broken(too_long("object", MAX_RECORD_BYTES))
                if is_cut and self._read():
                    continue
                return self._broken(f"the JSON is broken: {error.msg}")
            except RecursionError:
                return self._broken("the brackets are nested too deep here")
            except ValueError as error:
                return self._broken(f"the JSON is broken: {error}")
            following = _SPACE.match(self._text, end)
            after = following.end() if following else end
            if after >= len(self._text) and not self._is_too_long() and self._read():
                continue
            if self._text[after : after + 1] not in _AFTER_ELEMENT:
                return self._broken("the JSON is broken: no comma follows an element")
            self._position = end
            return value

    def _is_too_long(self) -> bool:
        """Whether the part of the element read so far, or the space after it, is longer than a record may be."""
        return len(self._text) - self._position > MAX_RECORD_BYTES

    def _broken(self, reason: str) -> BrokenJson:
        """Go on at the next start of an element."""
        self._position += 1
        self._skipped_bytes = 0
        return BrokenJson(reason) if self._skip_to_element() else BrokenJson(reason, self._skipped_bytes)

    def _search(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Find a pattern from the position on, reading as far as needed; None at the end of the stream."""
        while (match := pattern.search(self._text, self._position)) is None:
            self._skip_to(len(self._text) - _MAX_START_CHARACTERS)
            if not self._read():
                self._skip_to(len(self._text))
                return None
        return match

    def _skip_to_element(self) -> bool:
        """Go to the next start of an element; return whether there is one. Damage may end an array before its last element."""
        start = self._search(_ELEMENT_START)
        if start is not None:
            self._position = start.start()
        return start is not None

    def _skip_to(self, position: int) -> None:
        """Move forward, and count the bytes that are skipped."""
        self._skipped_bytes += len(self._text[self._position : position].encode("utf-8", "replace"))
        self._position = max(self._position, position)

    def _skip_separators(self) -> None:
        while True:
            between = _BETWEEN.match(self._text, self._position)
            self._position = between.end() if between else self._position
            if self._position < len(self._text) or not self._read():
                return

    def _read(self) -> bool:
        """Read more of the stream, as much again as is not yet parsed; return whether there was more."""
        if self._is_complete:
            return False
        data = self._stream.read(max(_READ_BYTES, len(self._text) - self._position))
        self._is_complete = not data
        if self._position > _KEPT_CHARACTERS:
            self._text, self._position = self._text[self._position :], 0
        self._text += self._decoder.decode(data, self._is_complete)
        return True
