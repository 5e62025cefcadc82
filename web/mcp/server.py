"""The protocol, by the ``mcp`` package: a server of the tools, on standard input and output or over HTTP."""

from __future__ import annotations

import asyncio
import threading
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import msgspec

from search import __version__
from search.errors import ExtraMissing, SearchError
from web.mcp.arguments import input_schema
from web.mcp.calls import Source
from web.mcp.replies import MAX_ERROR_BYTES, NOTICE, clipped
from web.mcp.tools import TOOLS, call_tool

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from mcp.server import Server

EXTRA = "mcp"
MAX_REQUEST_BYTES = 65_536
INSTRUCTIONS = (
    "Written questions to the UK government and their answers. Cite every record by its citation and url. Say the as_of day of "
    f"a number. {NOTICE}"
)


def is_available() -> bool:
    """Whether the extra is installed."""
    return find_spec("mcp") is not None and find_spec("a2wsgi") is not None


def require() -> None:
    """Raise ``ExtraMissing`` if the extra is not installed."""
    if not is_available():
        raise ExtraMissing("Tools for assistants", EXTRA)


def make_server(source: Source) -> Server[dict[str, Any]]:
    """Return the server of the tools."""
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
            reply = await asyncio.to_thread(call_tool, source, params.name, params.arguments or {})
        except SearchError as error:
            sentence = clipped(str(error), MAX_ERROR_BYTES)
            return types.CallToolResult(content=[types.TextContent(type="text", text=sentence)], is_error=True)
        text = msgspec.json.encode(reply).decode()
        return types.CallToolResult(content=[types.TextContent(type="text", text=text)], structured_content=reply)

    return Server("wrans", version=__version__, instructions=INSTRUCTIONS, on_list_tools=list_tools, on_call_tool=call)


def serve_standard_input(source: Source) -> None:
    """Serve on standard input and output until the input ends. Raises ``ExtraMissing``."""
    require()
    from mcp.server.stdio import stdio_server  # noqa: PLC0415 (an extra)

    server = make_server(source)

    async def run() -> None:
        async with stdio_server() as (requests, replies):
            await server.run(requests, replies, server.create_initialization_options())

    asyncio.run(run())


def wsgi_application(source: Source) -> WSGIApplication:
    """Return the tools over streamable HTTP, each request on its own, for ``/mcp``. Raises ``ExtraMissing``.

    The protocol runs in an event loop in a thread of its own, which ends with the process.
    """
    require()
    from a2wsgi import ASGIMiddleware  # noqa: PLC0415 (an extra)
    from mcp.server.transport_security import TransportSecuritySettings  # noqa: PLC0415 (as above)

    server = make_server(source)
    application = server.streamable_http_app(
        json_response=True,
        stateless_http=True,
        max_request_body_size=MAX_REQUEST_BYTES,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    loop, ready = asyncio.new_event_loop(), threading.Event()

    async def run() -> None:
        async with application.router.lifespan_context(application):
            ready.set()
            await asyncio.Event().wait()

    def run_loop() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(run())

    threading.Thread(target=run_loop, name="mcp", daemon=True).start()
    ready.wait()
    return ASGIMiddleware(application, loop=loop)  # type: ignore[return-value, arg-type]  # its own names for the same types
