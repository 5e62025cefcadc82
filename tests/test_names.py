"""The names of the code: a local says what it holds, such as hits or request, and not how it came about."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("search", "indexer", "web", "benchmarks", "cluster", "tests", "examples", "app.py")
VAGUE = frozenset({"asked", "at", "each", "found", "given", "held", "kept", "said", "these", "those", "what", "written"})
"""Words that name no thing. The field of a class may have one: the JSON of a member says how many questions are ``asked``."""


def names(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of every variable, argument, function and import under another name."""
    tree = ast.parse(source)
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    fields = {id(statement.target) for body in bodies for statement in body if isinstance(statement, ast.AnnAssign)}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) if id(node) not in fields:
                yield node.lineno, name
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                yield node.lineno, name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield node.lineno, name


def vague_names(source: str) -> list[str]:
    return [f"{line}: {name}" for line, name in names(source) if name in VAGUE]


@pytest.mark.parametrize("folder", FOLDERS)
def test_names_say_what_they_hold(folder: str) -> None:
    path = ROOT / folder
    paths = [path] if path.is_file() else sorted(path.rglob("*.py"))
    assert paths
    vague = {str(path.relative_to(ROOT)): vague_names(path.read_text("utf-8")) for path in paths}
    assert {path: lines for path, lines in vague.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        "found = 1",
        "found: int = 1",
        "for each in (1, 2):\n    pass",
        "hits = [each for each in (1, 2)]",
        "if (held := 1):\n    pass",
        "first, *kept = (1, 2)",
        "with open('x') as given:\n    pass",
        "def search(what: str) -> None: ...",
        "async def search(*, at: int) -> None: ...",
        "search = lambda each: 1",
        "def found() -> None: ...",
        "async def found() -> None: ...",
        "import json as written",
        "try:\n    pass\nexcept ValueError as said:\n    pass",
        "match 1:\n    case asked:\n        pass",
        "match [1]:\n    case [*these]:\n        pass",
        "class Hit:\n    def score(self) -> None:\n        those = 1",
    ],
)
def test_a_vague_name_is_noticed(source: str) -> None:
    assert len(vague_names(source)) == 1


@pytest.mark.parametrize("source", ["class Member:\n    asked: int", "found_ids = hit.found", "print(search(found=1))"])
def test_fields_and_longer_names_may_have_those_words(source: str) -> None:
    assert vague_names(source) == []
