"""The protocol, by the ``mcp`` package: a server of the tools, on standard input and output or for a request over HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import msgspec

from search import __version__
from search.errors import BadRequest, EngineUnavailable, ExtraMissing, Unsupported
from web.mcp.arguments import input_schema
from web.mcp.calls import Source
from web.mcp.replies import MAX_ERROR_BYTES, NOTICE, Reply, clipped
from web.mcp.tools import TOOLS, call_tool

if TYPE_CHECKING:
    from mcp.server import Server

log = logging.getLogger(__name__)
EXTRA = "mcp"
INSTRUCTIONS = (
    "Written questions to the UK government and their answers. Cite every record by its citation and url. Say the as_of day of "
    f"a number. {NOTICE}"
)
UNAVAILABLE = "The index cannot be read at present. Nothing you did caused this. Try again in a minute."
FAULT = "This call failed. Its arguments did not cause this, and we have recorded the problem. Try again later."

Runner = Callable[..., Awaitable[Reply]]
"""Calls a function with arguments. ``asyncio.to_thread`` lets other requests of the same client be answered meanwhile."""


def is_available() -> bool:
    """Whether the extra is installed."""
    return find_spec("mcp") is not None


def require() -> None:
    """Raise ``ExtraMissing`` if the extra is not installed."""
    if not is_available():
        raise ExtraMissing("Tools for assistants", EXTRA)


def make_server(source: Source, run: Runner = asyncio.to_thread) -> Server[dict[str, Any]]:
    """Return the server of the tools. Raises ``ExtraMissing``."""
    require()
    import mcp_types as types  # noqa: PLC0415 (an extra)
    from mcp.server import Server  # noqa: PLC0415 (as above)

    listed = [
        types.Tool(
            name=tool.name,
            title=tool.title,
            description=tool.description,
            input_schema=input_schema(tool.arguments),
            annotations=types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
        )
        for tool in TOOLS.values()
    ]

    async def list_tools(_context: object, _params: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=listed)

    async def call(_context: object, params: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            reply = await run(call_tool, source, params.name, params.arguments or {})
        except Exception as error:
            sentence = clipped(fault_sentence(error), MAX_ERROR_BYTES)
            return types.CallToolResult(content=[types.TextContent(type="text", text=sentence)], is_error=True)
        text = msgspec.json.encode(reply).decode()
        return types.CallToolResult(content=[types.TextContent(type="text", text=text)], structured_content=reply)

    return Server("wrans", version=__version__, instructions=INSTRUCTIONS, on_list_tools=list_tools, on_call_tool=call)


def fault_sentence(error: Exception) -> str:
    """Return the sentence for the client of a call that failed. Faults that only the operator can correct are in the log."""
    if isinstance(error, BadRequest | Unsupported):
        return str(error)
    if isinstance(error, EngineUnavailable):
        log.warning("%s", error)
        return UNAVAILABLE
    log.error("A call of a tool failed: %s", error, exc_info=error)
    return FAULT


def serve_standard_input(source: Source) -> None:
    """Serve on standard input and output until the input ends. Raises ``ExtraMissing``."""
    server = make_server(source)
    from mcp.server.stdio import stdio_server  # noqa: PLC0415 (an extra)

    async def run() -> None:
        async with stdio_server() as (requests, replies):
            await server.run(requests, replies, server.create_initialization_options())

    asyncio.run(run())
