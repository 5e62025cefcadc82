"""The results of a run at one size, stored as JSON beside the corpora, so that two sizes can be compared."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable
from datetime import date
from importlib import metadata
from pathlib import Path
from statistics import geometric_mean, median

import msgspec

from benchmarks.corpus import CACHE
from benchmarks.peers import Work
from benchmarks.query import Kind
from benchmarks.speed.build_time import Build
from benchmarks.speed.opening_time import Opening
from benchmarks.speed.query_time import Timings
from benchmarks.speed.site_load import Load


class Results(msgspec.Struct, frozen=True):
    """The results at one size. ``builds``: by peer and number of cores. ``reading``: reading and decoding alone, one core."""

    size: int
    day: date
    machine: str
    versions: dict[str, str]
    reading: Build
    builds: dict[str, dict[int, Build]]
    openings: dict[str, Opening]
    timings: Timings
    loads: list[Load]

    def milliseconds(self, work: Work, kind: Kind, peer: str) -> float | None:
        """Return the median time of the queries of a kind."""
        return _median(self.timings.warm[work][kind].get(peer))

    def first_milliseconds(self, kind: Kind, peer: str) -> float | None:
        """Return the median time of the whole page, the first time each query runs."""
        return _median(self.timings.first[kind].get(peer))

    def ratio(self, work: Work, kind: Kind, peer: str) -> float | None:
        """Return our time divided by the peer's."""
        ours, theirs = (self.milliseconds(work, kind, name) for name in ("ours", peer))
        return ours / theirs if ours and theirs else None

    def mean_ratio(self, work: Work, peer: str) -> float | None:
        """Return the geometric mean of the ratios over the kinds that both support."""
        return _mean(self.ratio(work, kind, peer) for kind in self.timings.first)

    def first_mean_ratio(self, peer: str) -> float | None:
        """Return the geometric mean of the ratios of the whole page, the first time each query runs."""
        pairs = [(self.first_milliseconds(kind, "ours"), self.first_milliseconds(kind, peer)) for kind in self.timings.first]
        return _mean(ours / theirs if ours and theirs else None for ours, theirs in pairs)

    def matches(self, kind: Kind) -> float | None:
        """Return the median number of matches of the queries of a kind: our count, or a peer's if ours was not measured."""
        totals = self.timings.totals[kind]
        counts = totals.get("ours") or next(iter(totals.values()), None)
        return median(counts) if counts else None

    def rate(self, peer: str, cores: int) -> float | None:
        """Return the records indexed a second, without the time of reading them.

        For one core, by processor time, because other programs may use the core too; otherwise by the clock.
        """
        build = self.builds.get(peer, {}).get(cores)
        if build is None:
            return None
        seconds = build.cpu_seconds - self.reading.cpu_seconds if cores == 1 else build.seconds - self.reading.seconds
        return self.size / max(seconds, 1e-9)

    def save(self) -> None:
        """Store the results, to be compared with another size."""
        _path(self.size).write_bytes(msgspec.json.format(msgspec.json.encode(self)))


def load_results(size: int) -> Results | None:
    """Return the stored results of a size, or None if there are none or their format has changed."""
    try:
        return msgspec.json.decode(_path(size).read_bytes(), type=Results)
    except (OSError, msgspec.MsgspecError):
        return None


def machine() -> str:
    """Describe the machine."""
    processor = platform.machine()
    cpu_info = Path("/proc/cpuinfo")
    if cpu_info.exists() and (match := re.search(r"^model name\s*: (.*)$", cpu_info.read_text(), re.MULTILINE)):
        processor = match[1].strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{processor}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.release()}"


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that every peer uses."""
    return {"Python": platform.python_version(), **{name: metadata.version(name) for name in ("numpy", "msgspec")}}


def _path(size: int) -> Path:
    return CACHE / f"results-{size}.json"


def _median(seconds: list[float] | None) -> float | None:
    return median(seconds) * 1000 if seconds else None


def _mean(ratios: Iterable[float | None]) -> float | None:
    known = [ratio for ratio in ratios if ratio]
    return geometric_mean(known) if known else None
