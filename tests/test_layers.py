"""The structure of the code: which modules may import which, where outside packages are used, and the size of everything."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("search", "indexer", "web", "benchmarks", "cluster")
PATHS = sorted(path.relative_to(ROOT) for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
LAYERED = [*(path for path in PATHS if path.parts[0] not in ("benchmarks", "cluster")), Path("app.py")]

LEVELS: tuple[tuple[str, ...], ...] = (
    ("search.errors", "search.closed_output", "search.yield_points"),
    ("search.text",),
    ("search.settings", "search.model"),
    ("search.query",),
    ("search.lexicon", "search.people", "search.insight"),
    ("search.results",),
    ("search.engine", "search.meaning"),
    ("search.engines.whoosh.codec",),
    ("search.engines.whoosh.format",),
    ("search.engines.whoosh.read",),
    ("search.engines.whoosh.execute", "search.engines.whoosh.write"),
    ("search.pipeline", "search.engines", "search.coverage"),
    ("search.library",),
    ("indexer.outcomes", "indexer.progress"),
    ("indexer.files", "indexer.cleaning"),
    ("indexer.sources",),
    ("indexer.staging", "indexer.deriving", "indexer.report", "indexer.losses"),
    ("indexer.build", "indexer.encoding"),
    ("indexer.harvest",),
    ("indexer.cli",),
    ("indexer.__main__",),
    ("web.site",),
    ("web.queries",),
    ("web.api_queries",),
    ("web.http", "web.server"),
    ("web.json", "web.linked_data", "web.official_api", "web.feeds", "web.crawlers", "web.operations", "web.markdown"),
    ("web.exports", "web.alerts", "web.mcp"),
    ("web.pages",),
    ("web", "indexer"),
    ("app",),
)
"""Groups of modules, lowest level first. A module imports only from its own group and from lower levels.

The group of a module is the longest of these names that it lies within. Groups of the same level never import one another.
"""

NEVER = (
    ("web", "indexer"),
    ("indexer", "web"),
    ("web", "search.engines"),
    ("web", "search.meaning"),
    ("web.pages", "web.json"),
    ("search.meaning", "search.query"),
    ("search.meaning", "search.lexicon"),
    ("search.meaning", "search.results"),
)
"""Imports, as importer and imported, that the levels alone would allow."""

ONLY_IN = {
    "flask": ("app", "web"),
    "flask_compress": ("web.http.caching",),
    "werkzeug": ("web",),
    "waitress": ("web.server",),
    "whoosh": ("search.engines.whoosh",),
    "opensearchpy": ("search.engines.opensearch",),
    "bleach": ("web.site.safe_html",),
    "markupsafe": ("web.site.safe_html",),
    "markdown_it": ("web.pages.help",),
    "urllib3": ("indexer.harvest.client", "indexer.harvest.exchange_deadline"),
    "xlsxwriter": ("web.exports.spreadsheet",),
    "mcp": ("web.mcp.server", "web.mcp.streamable_http"),
    "mcp_types": ("web.mcp.server",),
    "pyarrow": ("web.exports.columnar.parquet",),
    "prometheus_client": ("web.operations",),
    "onnxruntime": ("search.meaning.encoder",),
    "tokenizers": ("search.meaning.encoder",),
}
"""The modules that may import each outside package."""

NOT_IN = {
    "flask": ("web.queries", "web.site", "web.server"),
    "msgspec.json": ("web.queries",),
    "web.site.safe_html": ("web.queries",),
}
"""The modules that may not import something, although a wider group may: queries know nothing of HTTP, HTML or JSON."""

ROOTS = ("app", "search.__main__", "indexer.__main__")
"""The modules where a program begins. These compose the parts and read the environment."""

BEFORE_NUMPY = "search.engines.whoosh"
"""Sets the number of NumPy's threads in the environment before NumPy is imported (docs/decisions/0015-threads-of-numpy.md)."""

MAX_MODULES, MAX_FILE_LINES, MAX_FUNCTION_LINES = 15, 320, 45
"""Limits for the modules of a folder (``__init__`` included), the lines of a file and the lines of a function."""


def dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def imports(source: str) -> Iterator[str]:
    """The full names that a source imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def group(module: str) -> tuple[int, str] | None:
    """The level and the name of a module's group; None for an outside package."""
    groups = [(len(name), level, name) for level, names in enumerate(LEVELS) for name in names if within(module, name)]
    return max(groups)[1:] if groups else None


def forbidden_imports(module: str, source: str) -> list[str]:
    """The imports of a module that its level does not allow."""
    if module in ROOTS or module == "search":
        return []
    own = group(module)
    assert own is not None, f"{module} has no group; name one in LEVELS"
    names = []
    for name in imports(source):
        other = group(name)
        is_above = other is not None and (other[0] > own[0] or (other[0] == own[0] and other != own))
        if is_above or any(within(module, importer) and within(name, imported) for importer, imported in NEVER):
            names.append(name)
    return names


def misplaced_packages(module: str, source: str) -> list[str]:
    """The imports of a module that only other modules may have."""
    return [
        name
        for name in imports(source)
        if not any(within(module, folder) for folder in ONLY_IN.get(name.partition(".")[0], (module,)))
        or any(within(name, banned) and within(module, folder) for banned, folders in NOT_IN.items() for folder in folders)
    ]


def circles(sources: Mapping[str, str]) -> list[list[str]]:
    """The circles of imports between the modules and subfolders of each folder."""
    graphs: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for module, source in sources.items():
        for name in imports(source):
            imported = name if name in sources else name.rpartition(".")[0]
            if imported in sources:
                folder, importer, target = units(module, imported)
                if importer and target and importer != target:
                    graphs[folder][importer].add(target)
    return [circle for graph in graphs.values() if (circle := first_circle(graph))]


def units(importer: str, imported: str) -> tuple[str, str, str]:
    """The deepest folder that holds both modules, and their modules or subfolders in it; "" for the folder itself."""
    importer_names, imported_names = importer.split("."), imported.split(".")
    depth = next(
        (index for index, (a, b) in enumerate(zip(importer_names, imported_names, strict=False)) if a != b),
        min(len(importer_names), len(imported_names)),
    )
    return (
        ".".join(importer_names[:depth]),
        ".".join(importer_names[depth : depth + 1]),
        ".".join(imported_names[depth : depth + 1]),
    )


def first_circle(graph: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def long_functions(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield f"{node.name}, {lines} lines"


def read(path: Path) -> str:
    return (ROOT / path).read_text("utf-8")


@pytest.mark.parametrize("path", LAYERED, ids=dotted)
def test_imports_run_downhill(path: Path) -> None:
    assert forbidden_imports(dotted(path), read(path)) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("search.text.analysis", "from search.model.fields import FIELDS"),
        ("search.lexicon.vocabulary", "from search.results import types"),
        ("search.pipeline.rewriting", "import search.engines.memory"),
        ("search.results.types", "from search.meaning.vectors import VectorStore"),
        ("search.meaning.blend", "from search.results.types import Hit"),
        ("search.meaning.blend", "from search.engine import Engine"),
        ("web.queries.results", "from search.meaning import blend"),
        ("web.site.urls", "from web.queries import results"),
        ("web.queries.results", "from web.http.errors import no_such_record"),
        ("web.queries.results", "from web.pages.parts import hits"),
        ("web.http.errors", "def answer():\n    from web.json import schemas"),
        ("web.feeds.atom", "from web.linked_data.items import address"),
        ("web.json.builders", "from web.exports import EXPORTS"),
        ("web.json.builders", "from web.pages import results"),
        ("web.pages.results", "from web.json.builders import record_data"),
        ("web.pages.results", "from search.engines.memory import MemoryEngine"),
        ("web.exports.routes", "from web import create_app"),
        ("web.site.urls", "from indexer import build"),
        ("indexer.build", "from web.site import urls"),
        ("indexer.build", "import app"),
    ],
)
def test_an_import_that_runs_uphill_or_to_a_sibling_is_noticed(module: str, source: str) -> None:
    assert len(forbidden_imports(module, source)) == 1


def test_a_module_without_a_level_is_noticed() -> None:
    with pytest.raises(AssertionError, match="has no group"):
        forbidden_imports("search.novelty", "")


@pytest.mark.parametrize("path", LAYERED, ids=dotted)
def test_outside_packages_stay_in_their_folder(path: Path) -> None:
    assert misplaced_packages(dotted(path), read(path)) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("search.model.fields", "import flask"),
        ("web.pages.results", "from bleach import clean"),
        ("web.queries.results", "from flask import request"),
        ("web.queries.results", "from web.site import safe_html"),
        ("search.meaning.vectors", "def encode():\n    import onnxruntime"),
    ],
)
def test_a_misplaced_package_is_noticed(module: str, source: str) -> None:
    assert len(misplaced_packages(module, source)) == 1


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_folder_has_a_circle_of_imports(folder: str) -> None:
    assert circles({dotted(path): read(path) for path in PATHS if path.parts[0] == folder}) == []


@pytest.mark.parametrize(
    ("sources", "circle"),
    [
        ({"a.b": "from a import c", "a.c": "from a.b import x"}, {"b", "c"}),
        ({"a.b.one": "import a.c.two", "a.c.two": "", "a.c.three": "import a.b.four", "a.b.four": ""}, {"b", "c"}),
        ({"a.b.one": "import a.b.two", "a.b.two": "import a.b.three", "a.b.three": "import a.b.one"}, {"one", "two", "three"}),
        ({"a.b.one": "import a.c", "a.c": "import a.d", "a.d": ""}, set()),
        ({"a": "import a.b", "a.b": "from a import VERSION"}, set()),
    ],
)
def test_a_circle_of_modules_or_folders_is_noticed(sources: dict[str, str], circle: set[str]) -> None:
    assert {name for names in circles(sources) for name in names} == circle


@pytest.mark.parametrize("path", LAYERED, ids=dotted)
def test_only_roots_read_the_environment_and_only_the_sanitiser_marks_html_as_safe(path: Path) -> None:
    source = read(path)
    assert "os.environ" not in source or dotted(path) in (*ROOTS, BEFORE_NUMPY)
    assert "Markup(" not in source or dotted(path) == "web.site.safe_html"


def test_templates_never_mark_html_as_safe() -> None:
    templates = list((ROOT / "templates").rglob("*.html"))
    assert templates
    for template in templates:
        source = template.read_text("utf-8")
        assert "|safe" not in source.replace(" ", ""), template
        assert "autoescape" not in source, template
        assert "style=" not in source, template
        assert "onclick" not in source, template


def test_no_folder_has_too_many_modules() -> None:
    assert [f"{folder}: {count}" for folder, count in modules_by_folder(PATHS) if count > MAX_MODULES] == []


def modules_by_folder(paths: Iterable[Path]) -> list[tuple[str, int]]:
    return sorted(Counter(str(path.parent) for path in paths).items())


@pytest.mark.parametrize("path", [*PATHS, Path("app.py")], ids=dotted)
def test_no_file_and_no_function_is_too_long(path: Path) -> None:
    source = read(path)
    assert source.count("\n") <= MAX_FILE_LINES
    assert list(long_functions(source)) == []


def test_a_long_function_is_noticed() -> None:
    body = "\n".join("    x = 1" for _ in range(MAX_FUNCTION_LINES))
    assert len(list(long_functions(f"def short():\n    pass\n\ndef long():\n{body}\n"))) == 1


def test_no_module_is_a_junk_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager"}
    assert not [path for path in PATHS if path.stem in drawers]
