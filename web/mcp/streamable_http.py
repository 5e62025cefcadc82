"""The tools over streamable HTTP. Each request has an event loop and a session of its own, in the thread that answers it.

So a call pauses at the yield points of its request, and its processor time counts as that of its client.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, MutableMapping
from typing import Any

import msgspec

from web.mcp.calls import Source
from web.mcp.replies import Reply
from web.mcp.server import make_server

MAX_REQUEST_BYTES = 65_536


class HttpReply(msgspec.Struct, frozen=True):
    """The status, the headers and the body of an answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


Answer = Callable[[Iterable[tuple[str, str]], bytes], HttpReply]
"""A function from the headers and the body of a POST request to the reply."""


def answering(source: Source) -> Answer:
    """Return the function that answers requests. Any thread may call it. Raises ``ExtraMissing``."""
    server = make_server(source, _at_once)
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager  # noqa: PLC0415 (an extra)

    logging.getLogger("mcp").setLevel(logging.WARNING)  # it writes lines for each request, as the access log does

    async def respond(headers: Iterable[tuple[str, str]], body: bytes) -> HttpReply:
        messages: list[MutableMapping[str, Any]] = []

        async def send(message: MutableMapping[str, Any]) -> None:
            messages.append(message)

        manager = StreamableHTTPSessionManager(
            server, json_response=True, stateless=True, max_request_body_size=MAX_REQUEST_BYTES
        )
        async with manager.run():
            await manager.handle_request(_scope(headers), _receiver(body), send)
        start, *parts = messages
        names = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"])
        return HttpReply(start["status"], names, b"".join(part.get("body", b"") for part in parts))

    return lambda headers, body: asyncio.run(respond(headers, body))


async def _at_once(function: Callable[..., Reply], *arguments: object) -> Reply:
    return function(*arguments)


def _scope(headers: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return a request to the address of the tools, as ASGI describes it."""
    pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return {"type": "http", "method": "POST", "path": "/mcp", "query_string": b"", "headers": pairs}


def _receiver(body: bytes) -> Callable[[], Any]:
    """Return the ASGI function that gives the body of a request. Called again it waits, because the client stays connected."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> MutableMapping[str, Any]:
        if not messages:
            await asyncio.Event().wait()
        return messages.pop()

    return receive
