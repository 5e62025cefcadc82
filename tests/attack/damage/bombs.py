"""Small files that would fill the memory if all of them were read at once, and the memory that a build takes for each."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.attack.damage import outcome
from tests.attack.damage.outcome import Outcome
from tests.indexer.source_records import official

ROOT = Path(__file__).parents[3]
MEBIBYTE = 1 << 20
LENGTH = 512
"""Mebibytes of the longest text."""

MAX_MEGABYTES = 300.0
"""What a bomb may take in memory above a harmless file."""

MAX_SECONDS = 120.0

BUILD = """
import re, sys
from pathlib import Path
from indexer.__main__ import main

code = main(sys.argv[1:])
print("peak", int(re.findall(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[0]) / 1024)
sys.exit(code)
"""
"""A command of the indexer that prints its greatest memory in megabytes (Linux)."""

_XML_START = b'<publicwhip latest="yes"><ques id="uk.org.publicwhip/wrans/2009-10-26b.1.q0" speakername="A">'
_XML_END = b"</ques></publicwhip>"
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_FIRST = json.dumps(official(id=501)).encode()


def _laughs() -> Iterator[bytes]:
    yield f'<!DOCTYPE p [<!ENTITY l0 "ha">{_LAUGHS}]>'.encode() + _XML_START + b"<p>&l11;</p>" + _XML_END


def _quadratic() -> Iterator[bytes]:
    yield b'<!DOCTYPE p [<!ENTITY a "' + b"a" * 100_000 + b'">]>' + _XML_START + b"<p>" + b"&a;" * 100_000 + b"</p>" + _XML_END


def _xml(piece: bytes, count: int) -> Iterator[bytes]:
    yield _XML_START
    for _ in range(count):
        yield piece
    yield _XML_END


def _json(start: bytes, piece: bytes, count: int, end: bytes) -> Iterator[bytes]:
    yield _FIRST + b"\n" + start
    for _ in range(count):
        yield piece
    yield end


BOMBS: dict[str, tuple[str, Callable[[], Iterator[bytes]]]] = {
    "entities of entities": ("answers2009-10-26.xml", _laughs),
    "one entity many times": ("answers2009-10-26.xml", _quadratic),
    "deep elements": ("answers.gz", lambda: _xml(b"<p>" * 10_000, 100)),
    "many elements": ("answers.gz", lambda: _xml(b"<p/>" * 100_000, 300)),
    "a long text": ("answers.gz", lambda: _xml(b"a" * MEBIBYTE, LENGTH)),
    "deep arrays": ("lines.gz", lambda: _json(b'{"value":{"id":7,"questionText":', b"[" * MEBIBYTE, 6, b"\n")),
    "many values": ("lines.gz", lambda: _json(b'{"value":{"id":7,"groupedQuestions":[', b"[]," * MEBIBYTE, 100, b"1]}}\n")),
    "a long line": ("lines.gz", lambda: _json(b'{"value":{"id":7,"questionText":"', b"a" * MEBIBYTE, LENGTH, b'"}}\n')),
}
"""Each bomb by its name: the name of its file, and its pieces."""


def read_bombs(folder: Path, count: int, dice: random.Random) -> Outcome:
    """Build an index of each of ``count`` bombs, and compare the memory with that of a harmless file."""
    result = outcome.new()
    harmless = _peak(folder, "lines.gz", iter((_FIRST,)))[0]
    for name in dice.sample(list(BOMBS), min(count, len(BOMBS))):
        file_name, pieces = BOMBS[name]
        start = time.monotonic()
        peak, errors = _peak(folder, file_name, pieces())
        seconds = time.monotonic() - start
        result.counts[f"{name} +{max(0.0, peak - harmless):.0f} MB"] += 1
        if peak - harmless > MAX_MEGABYTES or seconds > MAX_SECONDS or "Traceback" in errors:
            result.faults.append(f"{name}: {peak - harmless:.0f} MB, {seconds:.0f} s, {errors[-300:]!r}")
    return result


def _peak(folder: Path, name: str, pieces: Iterator[bytes]) -> tuple[float, str]:
    """Return the greatest memory of a build of one file in megabytes, and what it wrote to standard error."""
    path = folder / name
    with gzip.open(path, "wb", 1) if name.endswith(".gz") else path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    command = ["build", str(path), "--index", str(folder / "index"), "--processes", "1"]
    build = subprocess.run([sys.executable, "-c", BUILD, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    path.unlink()
    if build.returncode not in (0, 1):
        return 0.0, f"Traceback: exit code {build.returncode} {build.stderr}"
    return float(build.stdout.rpartition("peak")[2]), build.stderr
