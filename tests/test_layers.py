"""Who may import whom: imports run downhill, and each outside package stays in its folder."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path.relative_to(ROOT) for name in ("search", "indexer", "web") for path in (ROOT / name).rglob("*.py"))
MODULES.append(Path("app.py"))

LEVELS = (
    ("search.errors", "search.settings", "search.text"),
    ("search.model",),
    ("search.query",),
    ("search.lexicon", "search.results"),
    ("search.engine",),
    ("search.pipeline", "search.engines"),
    ("indexer", "web"),
    ("app",),
)
ONLY_IN = {
    "flask": ("app", "web"),
    "flask_compress": ("web.http.caching",),
    "werkzeug": ("web",),
    "waitress": ("app",),
    "whoosh": ("search.engines.whoosh", "search.text.analysis"),
    "bleach": ("web.site.safe_html",),
    "markupsafe": ("web.site.safe_html",),
    "markdown_it": ("web.pages.help",),
    "rdflib": ("web.linked_data",),
    "urllib3": ("indexer.harvest.client",),
    "xlsxwriter": ("web.exports.spreadsheet",),
}
ROOTS = ("app", "search.__main__", "indexer.__main__")
"""Where a program begins: these put the parts together and read the environment."""
BEFORE_NUMPY = "search.engines.whoosh"
"""What says in the environment, before numpy is imported, with how many threads (docs/decisions/0015-threads-of-numpy.md)."""


def dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def level(module: str) -> int | None:
    found = [number for number, names in enumerate(LEVELS) if any(within(module, name) for name in names)]
    return max(found) if found else None


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_run_downhill(path: Path) -> None:
    module = dotted(path)
    if module in ROOTS or module == "search":
        return
    own = level(module)
    assert own is not None, f"{module} has no place in the layers; give it one in LEVELS"
    for name in imports(path):
        imported = level(name)
        assert imported is None or imported <= own, f"{module} imports {name} from above"
        assert not (within(module, "web") and within(name, "indexer")), "web and indexer are siblings"
        assert not (within(module, "indexer") and within(name, "web")), "web and indexer are siblings"
        assert not (within(module, "web") and within(name, "search.engines")), "web sees engines only through the seam"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_outside_packages_stay_in_their_folder(path: Path) -> None:
    module = dotted(path)
    for name in imports(path):
        allowed = ONLY_IN.get(name.partition(".")[0])
        assert allowed is None or any(within(module, each) for each in allowed), f"{module} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_only_roots_read_the_environment_and_only_the_sanitiser_vouches_for_html(path: Path) -> None:
    source = (ROOT / path).read_text("utf-8")
    assert "os.environ" not in source or dotted(path) in (*ROOTS, BEFORE_NUMPY)
    assert "Markup(" not in source or dotted(path) == "web.site.safe_html"


def test_templates_never_vouch_for_html() -> None:
    templates = list((ROOT / "templates").rglob("*.html"))
    assert templates
    for template in templates:
        source = template.read_text("utf-8")
        assert "|safe" not in source.replace(" ", ""), template
        assert "autoescape" not in source, template
        assert "style=" not in source, template
        assert "onclick" not in source, template


def test_no_module_is_a_junk_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager"}
    assert not [path for path in MODULES if path.stem in drawers]
