"""What opening an index takes: Whoosh is not imported for it, nor are whole files read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from search.engines.whoosh.writer import WhooshWriter
from tests.invented import questions

OPEN_AND_SEARCH = """
import sys
from pathlib import Path
from search.engines.whoosh.engine import WhooshEngine
from search.parser import parse
from search.request import SearchRequest
engine = WhooshEngine(Path(sys.argv[1]))
print(engine.search(SearchRequest("flood", parse("flood").tree)).total)
assert not {"whoosh.index", "whoosh.classify", "whoosh.fields"} & set(sys.modules), "Whoosh was imported"
"""


def test_whoosh_is_not_imported_before_it_is_needed(tmp_path: Path) -> None:
    WhooshWriter(tmp_path).rebuild(questions(50, seed=1))
    done = subprocess.run([sys.executable, "-c", OPEN_AND_SEARCH, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
