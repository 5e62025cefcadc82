"""The builds of an index, side by side in one folder, and the pointer to the current one.

    index_data/CURRENT            the name of the current build, replaced atomically
    index_data/builds/NAME/       a complete build: segments (see ``codec``), tie_order.arrays, learned_names.json, Whoosh's
                                  table of contents, manifest.json
    index_data/builds/NAME.part/  an unfinished build, in progress or interrupted; never read, and deleted by the next build

A finished build never changes. An update makes a new build, and hard-links the files that are the same in both. ``publishing``
makes builds; reading never writes.
"""

from __future__ import annotations

import fnmatch
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from search.errors import EngineUnavailable, IndexMismatch
from search.model.fields import FIELDS
from search.results.types import IndexInfo

INDEX_FORMAT = 14
"""The version of the format of a build. Raise it with every change to the format, and to the words and stems of texts: a search
for a word with a new stem would not find the postings of an older build."""

MANIFEST_FILE = "manifest.json"
TIE_ORDER_FILE = "tie_order.arrays"
PART_SUFFIX = ".part"

_BUILD_NAME = re.compile(r"[0-9A-Za-z_-][0-9A-Za-z_.-]{0,99}", re.ASCII)
"""A name without slashes: no pointer leads out of the folder of builds."""


class Manifest(msgspec.Struct, frozen=True):
    """The manifest of a build: its ``IndexInfo``, which readers see, and its files.

    ``fields`` is the fingerprint of the field table it was made with. ``files`` maps the name of every other file of the build
    to its SHA-256. ``segments`` are the names of the segments in document order, as in Whoosh's table of contents.
    """

    format: int
    fields: str
    info: IndexInfo
    segments: list[str]
    files: dict[str, str]

    @property
    def build(self) -> str:
        """The name of the build."""
        return self.info.build

    @property
    def records(self) -> int:
        """The number of records."""
        return self.info.records

    @property
    def is_sample(self) -> bool:
        """Whether it is the built-in sample."""
        return self.info.is_sample


def fields_fingerprint() -> str:
    """A digest of the field table. A build made with another table would give other answers."""
    table = "\n".join(f"{field.name} {field.kind.name} {field.facet} {field.is_collapsible}" for field in FIELDS.values())
    return hashlib.sha256(table.encode()).hexdigest()[:16]


class _ManifestVersion(msgspec.Struct, frozen=True):
    """The part of a manifest that is the same in every version of the format."""

    format: int
    fields: str


class _ManifestWithDigest(msgspec.Struct, frozen=True):
    """The content of a manifest file: the manifest and the SHA-256 of its bytes."""

    sha256: str
    manifest: msgspec.Raw


class Builds:
    """The builds under one folder."""

    def __init__(self, index_data: Path) -> None:
        self.root = index_data
        self.folder = index_data / "builds"
        self.pointer = index_data / "CURRENT"

    def current(self) -> Path:
        """The path of the current build.

        Raises ``EngineUnavailable`` if there is none, ``IndexMismatch`` if the pointer is damaged.
        """
        try:
            name = self.pointer.read_text("utf-8").strip()
        except UnicodeDecodeError as error:
            raise IndexMismatch(f"{self.pointer} is damaged ({error}); build the index again.") from error
        except FileNotFoundError:
            raise EngineUnavailable(
                f"There is no index in {self.root}; make one with `wrans build PATH --index {self.root}`."
            ) from None
        except OSError as error:  # a folder in its place, or no permission
            raise EngineUnavailable(f"{self.pointer} cannot be read ({error.strerror}); make it a readable file.") from error
        if not _BUILD_NAME.fullmatch(name):
            raise IndexMismatch(f"{self.pointer} is damaged: it does not name a build; build the index again.")
        return self.folder / name

    def pointer_version(self) -> tuple[int, int]:
        """A value that changes whenever the pointer is replaced: (mtime in ns, inode). (0, 0) if there is no pointer."""
        try:
            status = self.pointer.stat()
        except OSError:
            return 0, 0
        return status.st_mtime_ns, status.st_ino

    def names(self) -> list[str]:
        """The names of all finished builds, oldest first."""
        if not self.folder.is_dir():
            return []
        paths = self.folder.iterdir()
        return sorted(path.name for path in paths if path.suffix != PART_SUFFIX and (path / MANIFEST_FILE).is_file())


def read_manifest(build: Path) -> Manifest:
    """Return the manifest of a build. Raises ``IndexMismatch`` if it is missing, damaged or of another version."""
    try:
        stored = msgspec.json.decode((build / MANIFEST_FILE).read_bytes(), type=_ManifestWithDigest)
        if hashlib.sha256(stored.manifest).hexdigest() != stored.sha256:
            raise IndexMismatch(
                f"The manifest of the build {build.name} has changed since it was written; build the index again."
            )
        _check_version(build, msgspec.json.decode(stored.manifest, type=_ManifestVersion))
        return msgspec.json.decode(stored.manifest, type=Manifest)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise IndexMismatch(f"The build {build.name} has no readable manifest ({error}); build the index again.") from error


def _check_version(build: Path, version: _ManifestVersion) -> None:
    """Raise ``IndexMismatch`` if this program cannot read a build of this version."""
    if version.format != INDEX_FORMAT:
        reason = f"has format {version.format}, and this program reads format {INDEX_FORMAT}"
    elif version.fields != fields_fingerprint():
        reason = "was made with other fields than this program has"
    else:
        return
    raise IndexMismatch(
        f"The build {build.name} was made by another version of this program: it {reason}; "
        "build the index again with `wrans build PATH`."
    )


def write_manifest(part: Path, info: IndexInfo, segments: list[str], known_digests: Mapping[str, str]) -> Manifest:
    """Write the manifest of a finished folder. ``known_digests`` are the SHA-256 of files shared with the previous build."""
    files = {path.name: known_digests.get(path.name) or sha256_of_file(path) for path in sorted(part.iterdir())}
    manifest = Manifest(
        INDEX_FORMAT,
        fields_fingerprint(),
        info,
        segments,
        files,
    )
    raw = msgspec.json.encode(manifest)
    stored = _ManifestWithDigest(hashlib.sha256(raw).hexdigest(), msgspec.Raw(raw))
    (part / MANIFEST_FILE).write_bytes(msgspec.json.encode(stored))
    return manifest


def check_table_of_contents(build: Path, manifest: Manifest) -> None:
    """Check the SHA-256 of Whoosh's table of contents, which has no checksums. Raises ``IndexMismatch`` if it has changed."""
    for name in fnmatch.filter(manifest.files, "*.toc"):
        try:
            is_unchanged = sha256_of_file(build / name) == manifest.files[name]
        except OSError as error:
            raise IndexMismatch(f"The index is damaged: {name} cannot be read ({error}); build the index again.") from error
        if not is_unchanged:
            raise IndexMismatch(f"The index is damaged: {name} has changed since it was written; build the index again.")


def sha256_of_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
