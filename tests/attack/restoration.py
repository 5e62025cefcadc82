"""Backs an index up, restores it into an empty folder, and compares: how long it takes, ten searches, and the metrics.

    python -m tests.attack.restoration --index DIR

The exit code is 1 if the restore takes longer than ``MAX_SECONDS``, an answer differs in a byte, or Prometheus's own parser
cannot read the metrics of the restored site.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import msgspec
from prometheus_client.parser import text_string_to_metric_families

from tests.attack.site import ROOT, Site, serving

MAX_SECONDS = 60.0
SEARCHES = (
    *("/search?q=nurses", "/search?q=school+funding&sort=newest", "/search.json?q=the+house&collapse=same-answer"),
    *("/search?q=bridgee", "/changes?q=water", "/search.atom?q=pension", "/export.ndjson?q=harbour", "/coverage.json"),
    *("/answeredquestions.json?_search=bridge", "/api/writtenquestions/questions?searchTerm=rural"),
)
ROOT_URL = "http://localhost"
"""The address that the sites write, whatever their port is."""


class Restoration(msgspec.Struct, frozen=True):
    """A backup in bytes, the seconds of making and restoring it, the addresses whose answers differ, and the metrics read."""

    size: int
    backup_seconds: float
    restore_seconds: float
    different: list[str]
    samples: int
    records: int


def restore_and_compare(index: Path, folder: Path) -> Restoration:
    """Back up and restore with the commands, then ask a site over each index for the same."""
    backup, restored = folder / "backup.tar", folder / "restored"
    backup_seconds = _timed("backup", str(backup), "--index", str(index))
    restore_seconds = _timed("restore", str(backup), "--index", str(restored))
    with serving(folder, index, WRANS_ADDRESS=ROOT_URL, WRANS_LIMIT="0") as site:
        expected = [_read(site, address) for address in SEARCHES]
    with serving(folder, restored, WRANS_ADDRESS=ROOT_URL, WRANS_LIMIT="0") as site:
        answers = [_read(site, address) for address in SEARCHES]
        metrics = list(text_string_to_metric_families(_read(site, "/metrics").decode()))
    different = [address for address, *pair in zip(SEARCHES, answers, expected, strict=True) if pair[0] != pair[1]]
    samples = {sample.name: sample.value for family in metrics for sample in family.samples}
    count = sum(len(family.samples) for family in metrics)
    size = backup.stat().st_size
    return Restoration(size, backup_seconds, restore_seconds, different, count, int(samples["wrans_records"]))


def _timed(*arguments: str) -> float:
    start = time.monotonic()
    subprocess.run([sys.executable, "app.py", *arguments], cwd=ROOT, check=True, capture_output=True)
    return time.monotonic() - start


def _read(site: Site, address: str) -> bytes:
    host, port = site.address
    with urllib.request.urlopen(f"http://{host}:{port}{address}", timeout=60) as answer:
        return bytes(answer.read())


def main() -> None:
    """Restore, compare and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--index", type=Path, required=True, help="the folder of an index, best of some 100,000 records")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        done = restore_and_compare(options.index.resolve(), Path(folder))
    print(
        f"{done.records:,} records, {done.size / 1e6:.0f} MB: backed up in {done.backup_seconds:.1f} s, restored in "
        f"{done.restore_seconds:.1f} s; {len(SEARCHES) - len(done.different)} of {len(SEARCHES)} answers are the same bytes; "
        f"the parser of Prometheus reads {done.samples} samples"
    )
    print(*done.different, sep="\n")
    sys.exit(1 if done.different or done.restore_seconds > MAX_SECONDS else 0)


if __name__ == "__main__":
    main()
