"""What opening an index takes: neither Whoosh nor much else is imported for it, nor are whole files read."""

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
held = set(sys.modules)
from search.query.parser import parse
from search.query.request import SearchRequest
print(engine.search(SearchRequest("flood", parse("flood").tree)).total)
late = {"whoosh.index", "whoosh.classify", "whoosh.fields"} & set(sys.modules)
assert not late, f"{late} for a search"
late |= {"dataclasses", "logging", "multiprocessing", "rapidfuzz", "shutil", "subprocess", "tempfile"} & held
assert not late, f"{late} to open an index"
tasks = Path("/proc/self/task")
assert not tasks.exists() or len(list(tasks.iterdir())) == 1, "threads were started"
"""


def test_little_is_imported_and_no_thread_started_before_it_is_needed(tmp_path: Path) -> None:
    WhooshWriter(tmp_path).rebuild(questions(50, seed=1))
    done = subprocess.run([sys.executable, "-c", OPEN_AND_SEARCH, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
