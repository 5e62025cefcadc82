"""What one run at one size measured, kept as JSON beside the corpora so that two sizes can be held against each other."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path
from statistics import geometric_mean, median

import msgspec

from benchmarks.corpus import CACHE
from benchmarks.peers import Work
from benchmarks.speed.build_time import Build
from benchmarks.speed.opening_time import Opening
from benchmarks.speed.query import Kind
from benchmarks.speed.query_time import Timings
from benchmarks.speed.site_load import Load


@dataclass(frozen=True, slots=True)
class Results:
    """``builds`` are by peer and number of cores; ``reading`` is what reading and decoding the records takes, on one core."""

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
        """The median over the queries of a kind."""
        return _median(self.timings.warm[work][kind].get(peer))

    def first_milliseconds(self, kind: Kind, peer: str) -> float | None:
        """The same of the whole page, the first time each query is put."""
        return _median(self.timings.first[kind].get(peer))

    def ratio(self, work: Work, kind: Kind, peer: str) -> float | None:
        """Ours divided by theirs."""
        ours, theirs = (self.milliseconds(work, kind, name) for name in ("ours", peer))
        return ours / theirs if ours and theirs else None

    def mean_ratio(self, work: Work, peer: str) -> float | None:
        """The geometric mean over the kinds that both can do."""
        return _mean(self.ratio(work, kind, peer) for kind in self.timings.first)

    def first_mean_ratio(self, peer: str) -> float | None:
        """The same of the whole page, the first time each query is put to either."""
        pairs = [(self.first_milliseconds(kind, "ours"), self.first_milliseconds(kind, peer)) for kind in self.timings.first]
        return _mean(ours / theirs if ours and theirs else None for ours, theirs in pairs)

    def matches(self, kind: Kind) -> float | None:
        """The median number of records that a query of a kind finds, by our count if there is one."""
        totals = self.timings.totals[kind]
        found = totals.get("ours") or next(iter(totals.values()), None)
        return median(found) if found else None

    def rate(self, peer: str, cores: int) -> float | None:
        """Records indexed a second, the reading of them left out.

        It is of the processor's time where there is one core, which others may want too, and else of the clock's.
        """
        build = self.builds.get(peer, {}).get(cores)
        if build is None:
            return None
        alone = build.cpu_seconds - self.reading.cpu_seconds if cores == 1 else build.seconds - self.reading.seconds
        return self.size / max(alone, 1e-9)

    def save(self) -> None:
        """Keep it for the next run at another size."""
        _path(self.size).write_bytes(msgspec.json.format(msgspec.json.encode(self)))


def kept(size: int) -> Results | None:
    """What was last measured at a size, if it can still be read."""
    try:
        return msgspec.json.decode(_path(size).read_bytes(), type=Results)
    except (OSError, msgspec.MsgspecError):
        return None


def machine() -> str:
    """What the figures were measured on."""
    described = platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists() and (found := re.search(r"^model name\s*: (.*)$", information.read_text(), re.MULTILINE)):
        described = found[1].strip()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{described}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.release()}"


def versions() -> dict[str, str]:
    """Python and the packages every peer stands on."""
    return {"Python": platform.python_version(), **{name: metadata.version(name) for name in ("numpy", "msgspec")}}


def _path(size: int) -> Path:
    return CACHE / f"results-{size}.json"


def _median(seconds: list[float] | None) -> float | None:
    return median(seconds) * 1000 if seconds else None


def _mean(ratios: Iterable[float | None]) -> float | None:
    known = [ratio for ratio in ratios if ratio]
    return geometric_mean(known) if known else None
