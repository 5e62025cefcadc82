"""Backs an index folder up into one tar file while it is in use, and restores it.

The file holds the pointer, the current build, the data that only the source could replace (the stored responses, how far the
index has read them, and the rejected, warned and lost records), and the encoder with its vectors. A build never changes and
responses are only appended, so no lock is needed to read them. The record of how far the index has read the responses is copied
before the responses and the build, so it is never ahead of them.
"""

from __future__ import annotations

import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from search.engines.whoosh.format.builds import MANIFEST_FILE, PART_SUFFIX, Builds, read_manifest, sha256_of_file
from search.engines.whoosh.write.publishing import new_build_folder, publish
from search.errors import SearchError, naming_full_disk
from search.text.quotation import quoted

DATA_FOLDERS = ("harvest", "raw", "meaning")
"""The folders beside the builds, in the order in which they are copied."""

_DATA_FILES = ("rejected.ndjson", "warned.ndjson", "losses.ndjson")
"""What is known of records that were rejected, warned or lost. Without the losses their totals begin anew."""
_LOCKS = frozenset(("FETCH_LOCK",))
_BUILD_NAME = re.compile(r"[0-9]{8}T[0-9]{6}\.[0-9]{6}Z")
_MEMBER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*){0,4}")
_CHUNK_BYTES = 1 << 20


class BackupFailed(SearchError):
    """A backup cannot be made or restored. The message says why, and what to do."""


def back_up(index_data: Path, target: Path) -> int:
    """Write a backup of an index folder; return its size in bytes. A failure leaves no file at ``target``.

    Raises ``SearchError`` if there is no index.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with ExitStack() as stack:
            stack.enter_context(naming_full_disk(target.absolute().parent))
            part.unlink(missing_ok=True)
            archive = stack.enter_context(tarfile.open(part, "w"))
            for name in (*_DATA_FILES, *DATA_FOLDERS[:1]):
                _add_all(archive, index_data, name)
            build = Builds(index_data).current()
            # Opened before anything is copied: an update may delete the build meanwhile, but not open files.
            files = [(path, stack.enter_context(path.open("rb"))) for path in sorted(build.iterdir())]
            for name in DATA_FOLDERS[1:]:
                _add_all(archive, index_data, name)
            for path, file in files:
                _add(archive, f"builds/{build.name}/{path.name}", file)
        _sync(part)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def _add_all(archive: tarfile.TarFile, index_data: Path, name: str) -> None:
    """Add a file, or every file of a folder, if there is one."""
    root = index_data / name
    paths = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file())
    for path in paths:
        if path.name not in _LOCKS:
            with path.open("rb") as file:
                _add(archive, path.relative_to(index_data).as_posix(), file)


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes]) -> None:
    """Add an open file as it is long now."""
    archive.addfile(archive.gettarinfo(arcname=name, fileobj=file), file)


def restore(source: Path, index_data: Path) -> str:
    """Restore a backup into an index folder, and make its build current; return the name of the build.

    Every file of the build is compared with the digest in its manifest. The caller holds the lock of processes that change
    the index. Raises ``BackupFailed`` if the file is no whole backup, or the folder has stored responses of its own; then the
    folder is as it was.
    """
    taken = next((name for name in DATA_FOLDERS if any((index_data / name).glob("*"))), None)
    if taken:
        raise BackupFailed(f"{index_data / taken} holds data already; restore into another folder, or move {taken} away.")
    builds = Builds(index_data)
    data_part = index_data / "restore.part"
    if data_part.is_symlink():
        data_part.unlink()
    try:
        with new_build_folder(builds, _build_name(source)) as part:
            _extract(source, part, data_part)
            _check_build(part)
            build = part.with_suffix("")
            if build.exists():  # the next build deletes unfinished ones
                build.rename(build.with_name(f"{build.name}.old{PART_SUFFIX}"))
            publish(builds, part)
        for path in sorted(data_part.iterdir()) if data_part.is_dir() else ():
            os.replace(path, index_data / path.name)
    except (tarfile.TarError, EOFError) as error:
        raise BackupFailed(f"The backup {source} is damaged or not whole ({error}); nothing was restored.") from error
    finally:
        shutil.rmtree(data_part, ignore_errors=True)
    return build.name


def _build_name(source: Path) -> str:
    """Return the name of the build in a backup, which is read as far as its first file of the build."""
    for member, _ in _members(source):
        folder, _, rest = member.name.partition("/")
        if folder == "builds" and _BUILD_NAME.fullmatch(name := rest.partition("/")[0]):
            return name
    raise BackupFailed(f"{source} holds no index; it is not a backup made by `wrans backup`.")


def _members(source: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Yield every file of a backup. Raises ``TarError`` if it is damaged, ``BackupFailed`` if it names any other file."""
    with tarfile.open(source, "r:*") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isreg() else None
            if file is None or not _MEMBER.fullmatch(member.name):
                raise BackupFailed(f"{source} is not a backup made by `wrans backup`: it holds {quoted(member.name[:100])}.")
            yield member, file


def _extract(source: Path, build_part: Path, data_part: Path) -> None:
    """Write the files of the build to one folder, and all others to another."""
    for member, file in _members(source):
        folder, _, rest = member.name.partition("/")
        if folder == "builds":
            target = build_part / rest.partition("/")[2]
        elif folder in DATA_FOLDERS or member.name in _DATA_FILES:
            target = data_part / member.name
        else:
            raise BackupFailed(f"{source} is not a backup made by `wrans backup`: it holds {quoted(member.name[:100])}.")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as copy:
            shutil.copyfileobj(file, copy, _CHUNK_BYTES)
        if target.stat().st_size != member.size:
            raise BackupFailed(f"The backup {source} is not whole: {member.name} is cut short. Nothing was restored.")


def _check_build(build: Path) -> None:
    """Raise ``SearchError`` if a file of a build is missing, is not in its manifest, or has another digest than there."""
    manifest = read_manifest(build)
    names = {path.name for path in build.iterdir()} - {MANIFEST_FILE}
    changed = names ^ manifest.files.keys()
    changed |= {name for name in names & manifest.files.keys() if sha256_of_file(build / name) != manifest.files[name]}
    if changed:
        raise BackupFailed(f"The backup is damaged: {min(changed)} is not as it was backed up. Nothing was restored.")


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
