"""Clients of the tools: that of the official SDK of Python, and two of npm, each over HTTP and on standard input."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

ROOT = Path(__file__).parents[3]
NPM_FOLDER = ROOT / "build" / "npm-clients"
NPM_CLIENTS = ("official", "aiSdk")

Call = tuple[str, dict[str, Any]]


class Server(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the tools are: a URL, or the command that serves them on standard input."""

    url: str = ""
    command: str = ""
    args: tuple[str, ...] = ()


class Answers(msgspec.Struct, frozen=True):
    """The names of the tools, and the text of each reply. ``tokens`` are those of each reply, if they were counted."""

    names: tuple[str, ...]
    replies: tuple[str, ...]
    errors: tuple[bool, ...]
    tokens: tuple[int, ...] = ()


def over_standard_input(index: Path) -> Server:
    """Return the server of an index that ``wrans mcp`` is."""
    return Server(command=sys.executable, args=(str(ROOT / "app.py"), "mcp", "--index", str(index)))


def python_answers(server: Server, calls: Sequence[Call]) -> Answers:
    """Return what the client of the official SDK of Python gets."""

    async def run() -> Answers:
        parameters = StdioServerParameters(command=server.command or "-", args=list(server.args), cwd=str(ROOT))
        async with Client(server.url or stdio_client(parameters)) as client:
            names = tuple(tool.name for tool in (await client.list_tools()).tools)
            results = [await client.call_tool(name, arguments) for name, arguments in calls]
        texts = tuple(str(getattr(result.content[0], "text", "")) for result in results)
        return Answers(names, texts, tuple(bool(result.is_error) for result in results))

    return asyncio.run(run())


def npm_missing() -> str:
    """Return why the clients of npm cannot be run; "" if they can."""
    if not shutil.which("node") or not (NPM_FOLDER / "node_modules").is_dir():
        return "needs Node.js and the clients of npm: make npm-clients"
    return ""


def npm_answers(client: str, server: Server, calls: Sequence[Call]) -> Answers:
    """Return what a client of npm gets, with the tokens of each reply by js-tiktoken: o200k_base or cl100k_base, the larger."""
    script = shutil.copy(Path(__file__).with_name("npm_client.mjs"), NPM_FOLDER)
    request = {
        "client": client,
        "server": msgspec.to_builtins(server),
        "calls": [{"tool": name, "arguments": arguments} for name, arguments in calls],
    }
    done = subprocess.run(
        ["node", str(script)], input=json.dumps(request), capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    texts = tuple(reply["text"] for reply in document["replies"])
    errors = tuple(reply["is_error"] for reply in document["replies"])
    return Answers(tuple(document["names"]), texts, errors, tuple(document["tokens"]))
