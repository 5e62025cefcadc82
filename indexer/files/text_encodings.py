"""The encodings of files: UTF-8; UTF-16, which is converted to it; Windows-1252, where bytes are not UTF-8."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

_UTF_8_BOM = "\ufeff"
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MARK_BYTES = 4
_FIRST_CHARACTERS = "{[<"
"""The first character of JSON or XML. In UTF-16 without a byte order mark a zero byte is before or after it."""

_OTHER_BYTES = "windows-1252-bytes"
_DECLARED_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_LATIN_NAMES = frozenset({"iso8859-1", "cp1252", "ascii"})
"""Python's names of the encodings that are read as Windows-1252, as browsers do."""


def to_utf_8(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Return the chunks of a file, converted to UTF-8 if the file is in UTF-16 or UTF-32; other files are not changed."""
    rest = iter(chunks)
    first = next(rest, b"")
    while len(first) < _MARK_BYTES and (more := next(rest, b"")):
        first += more
    encoding = _wide_encoding(first)
    if encoding is None:
        yield first
        yield from rest
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chain([first], rest):
        yield decoder.decode(chunk).encode("utf-8")
    yield decoder.decode(b"", True).encode("utf-8")


def decoded(content: bytes) -> str:
    """Return text in UTF-8. Bytes that are not UTF-8 are read as Windows-1252."""
    return content.decode("utf-8", _OTHER_BYTES).removeprefix(_UTF_8_BOM)


def incremental_decoder() -> codecs.IncrementalDecoder:
    """Return a decoder of text that comes in chunks; it decodes as ``decoded`` does."""
    return codecs.getincrementaldecoder("utf-8")(_OTHER_BYTES)


def decoded_xml(content: bytes) -> str:
    """Return the text of an XML file, in the encoding that it declares; UTF-8 if it declares none, or one in 16 bits."""
    declared = _DECLARED_ENCODING.match(content.removeprefix(codecs.BOM_UTF8))
    name = declared[1].decode() if declared else "utf-8"
    try:
        name = codecs.lookup(name).name
    except LookupError:
        name = "utf-8"
    return content.decode("cp1252", _OTHER_BYTES) if name in _LATIN_NAMES else decoded(content)


def _wide_encoding(start: bytes) -> str | None:
    """Return the encoding of a file that is certainly in UTF-16 or UTF-32, by its first bytes; None for other files."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding
    for character in _FIRST_CHARACTERS:
        for encoding in ("utf-16-le", "utf-16-be"):
            if start.startswith(character.encode(encoding)):
                return encoding
    return None


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Decode the bytes that are not UTF-8. The five bytes that Windows-1252 does not use become control characters."""
    assert isinstance(error, UnicodeDecodeError)
    characters = (bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in error.object[error.start : error.end])
    return "".join(characters), error.end


codecs.register_error(_OTHER_BYTES, _as_windows_1252)
