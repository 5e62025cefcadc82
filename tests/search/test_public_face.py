"""``search`` as a library: what it exports, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import search
from search import engines
from search.engine import Engine
from search.engines.whoosh.write.writer import WhooshWriter
from search.errors import BadRequest, EngineUnavailable, IndexMismatch
from search.lexicon.thesaurus import SynonymEntry
from search.library import Index, open_index
from search.model.question import Answer, Question
from search.pipeline import relevance_policy
from search.query import parser, request
from search.results.types import Hit, ResultPage
from tests.invented import questions

EXPORTS = {
    "Answer": Answer,
    "BadRequest": BadRequest,
    "Engine": Engine,
    "EngineUnavailable": EngineUnavailable,
    "Hit": Hit,
    "Index": Index,
    "IndexMismatch": IndexMismatch,
    "Question": Question,
    "ResultPage": ResultPage,
    "SearchRequest": request.SearchRequest,
    "open_index": open_index,
    "parse": parser.parse,
    "search": relevance_policy.search,
}

IMPORT = """
import sys
import search
imported = [name for name in sys.modules if name.startswith("search.") or name in ("msgspec", "numpy", "whoosh")]
assert not imported, imported
from search import Engine, SearchRequest, open_index, parse, search
assert not {"numpy", "whoosh.index"} & set(sys.modules)
request = SearchRequest("flood", parse("flood").tree)
with open_index(sys.argv[1]) as index:
    assert search(index.engine, request).page.total == index.search("flood").total
    print(index.search("flood").total)
"""


def test_exports_are_what_their_modules_define() -> None:
    assert set(search.__all__) == set(EXPORTS) <= set(dir(search))
    assert {name: getattr(search, name) for name in search.__all__} == EXPORTS
    with pytest.raises(AttributeError, match="has no attribute 'colour'"):
        search.colour  # noqa: B018


def test_importing_the_package_imports_no_module_before_a_name_is_used(tmp_path: Path) -> None:
    WhooshWriter(tmp_path).rebuild(questions(50, seed=1))
    done = subprocess.run([sys.executable, "-c", IMPORT, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0


def test_an_index_is_opened_with_synonyms_or_with_those_of_the_program(tmp_path: Path) -> None:
    WhooshWriter(tmp_path).rebuild(questions(50, seed=1))
    assert open_index(str(tmp_path)).info().records == 50
    assert engines.open_index(tmp_path, ()).thesaurus().find(["flood"]) is None
    synonyms = (SynonymEntry("flood", ("school",)),)
    assert engines.open_index(tmp_path, synonyms).thesaurus().find(["flood"]) == synonyms[0]


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="There is no index"):
        open_index(tmp_path)


def test_its_types_are_published() -> None:
    assert (Path(search.__file__).parent / "py.typed").exists()
