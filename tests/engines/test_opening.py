"""The imports and threads of opening an index: Whoosh and other slow modules are imported only when they are needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from search.engines.whoosh.write.writer import WhooshWriter
from tests.invented import questions

OPEN_AND_SEARCH = """
import sys
from pathlib import Path
from search.engines.whoosh.engine import WhooshEngine
engine = WhooshEngine(Path(sys.argv[1]))
opened = set(sys.modules)
from search.query.parser import parse
from search.query.request import SearchRequest
print(engine.search(SearchRequest("flood", parse("flood").tree)).total)
imported = {"whoosh.index", "whoosh.classify", "whoosh.fields"} & set(sys.modules)
assert not imported, f"a search imports {imported}"
imported |= {"dataclasses", "logging", "multiprocessing", "rapidfuzz", "shutil", "subprocess", "tempfile"} & opened
assert not imported, f"opening an index imports {imported}"
tasks = Path("/proc/self/task")
assert not tasks.exists() or len(list(tasks.iterdir())) == 1, "threads were started"
"""


def test_opening_an_index_imports_little_and_starts_no_thread(tmp_path: Path) -> None:
    WhooshWriter(tmp_path).rebuild(questions(50, seed=1))
    process = subprocess.run(
        [sys.executable, "-c", OPEN_AND_SEARCH, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stderr
    assert int(process.stdout) > 0
