"""Reads requests as waitress does, and refuses those that two servers could understand differently."""

from __future__ import annotations

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest, RequestHeaderFieldsTooLarge

from web.server.limits import MAX_DISCARDED_BYTES, MAX_HEADER_BYTES

_END = b"\r\n\r\n"


class AddressTooLong(BadRequest):
    """The answer to a first line that is longer than all headers may be."""

    code = 414
    reason = "URI Too Long"


class RequestParser(HTTPRequestParser):
    """The parser of one request. A request with an ``error`` is answered with it, and its connection is closed."""

    path = ""
    """Set here because a request whose first line cannot be read never gets one, and waitress logs it."""

    _refusal: BadRequest | None = None
    """The error of a request that is too long. The rest of it is read first, or the client would not read the answer."""

    _discarded = 0
    _last = b""

    def received(self, data: bytes) -> int:
        """See ``HTTPRequestParser.received``. Says whether the address or the headers are too long."""
        if self._refusal is not None:
            self._discard(data)
            return len(data)
        start = self.header_plus[:MAX_HEADER_BYTES] + data
        consumed: int = super().received(data)
        if isinstance(self.error, RequestHeaderFieldsTooLarge):
            self._refusal = _too_long(start)
            self.error, self.completed = None, False
            self._discard(start)
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """See ``HTTPRequestParser.parse_header``. Refuses a body with two lengths, which RFC 9112 (6.1) lets a server do."""
        super().parse_header(header_plus)
        has_encoding = self.chunked or "TRANSFER_ENCODING" in self.headers
        if has_encoding and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("The request has both Content-Length and Transfer-Encoding.")
        if has_encoding and self.version != "1.1":
            raise ParsingError("Only HTTP/1.1 has Transfer-Encoding.")

    def _discard(self, data: bytes) -> None:
        """Read on to the end of the headers, or for ``MAX_DISCARDED_BYTES``; then the request is complete, with its error."""
        self._discarded += len(data)
        recent = self._last + data
        self._last = recent[-len(_END) :]
        if _END in recent or self._discarded > MAX_DISCARDED_BYTES:
            self.error, self.completed = self._refusal, True


def _too_long(start: bytes) -> BadRequest:
    if b"\n" in start:
        return RequestHeaderFieldsTooLarge(f"The headers of the request are too long: {MAX_HEADER_BYTES:,} bytes are read.")
    return AddressTooLong(f"The address is too long: {MAX_HEADER_BYTES:,} bytes are read.")
