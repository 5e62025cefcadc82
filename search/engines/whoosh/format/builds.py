"""The builds of an index side by side, and the pointer to the one that serves.

    index_data/CURRENT            the name of the build that serves, replaced in one step
    index_data/builds/NAME/       a whole build: segments (see ``codec``), order.arrays, abbreviations.json, Whoosh's contents,
                                  manifest.json
    index_data/builds/NAME.part/  a build being made, or one that was cut short; never read, cleared by the next build

No finished build is ever changed: an update makes a new one, which shares by hard links the files that stay as they are. Builds
are made in ``publishing``; reading never writes.
"""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import msgspec

from search.errors import EngineUnavailable, IndexMismatch
from search.model.fields import FIELDS
from search.results.types import IndexInfo

INDEX_FORMAT = 5
"""Goes up with every change of what a build holds that an older program would misread, such as how a key is worked out."""

MANIFEST_FILE = "manifest.json"
TIE_ORDER_FILE = "order.arrays"
PART_SUFFIX = ".part"


class Manifest(msgspec.Struct, frozen=True):
    """What a build is and holds. ``fields`` names the table it follows, ``files`` gives the SHA-256 of each of its files.

    ``segments`` are their names in the order of their documents, as Whoosh's table of contents has them too.
    """

    format: int
    fields: str
    build: str
    records: int
    built_at: datetime
    tabled: tuple[date, date] | None
    is_sample: bool
    segments: list[str]
    files: dict[str, str]

    @property
    def info(self) -> IndexInfo:
        """The part readers are shown."""
        return IndexInfo(self.build, self.records, self.built_at, self.tabled, self.is_sample)


def fields_fingerprint() -> str:
    """A digest of the table of fields: a build made with another table answers other questions."""
    table = "\n".join(f"{field.name} {field.kind.name} {field.facet} {field.is_collapsible}" for field in FIELDS.values())
    return hashlib.sha256(table.encode()).hexdigest()[:16]


class _ManifestVersion(msgspec.Struct):
    """As much of a manifest as every version of this program can read."""

    format: int
    fields: str


class _SealedManifest(msgspec.Struct):
    """A manifest as it lies on disk, with the SHA-256 of its bytes."""

    sha256: str
    manifest: msgspec.Raw


class Builds:
    """The builds under one folder."""

    def __init__(self, index_data: Path) -> None:
        self.root = index_data
        self.folder = index_data / "builds"
        self.pointer = index_data / "CURRENT"

    def current(self) -> Path:
        """The build that serves. Raises ``EngineUnavailable`` when there is none, ``IndexMismatch`` when it cannot be read."""
        try:
            return self.folder / self.pointer.read_text("utf-8").strip()
        except UnicodeDecodeError as error:
            raise IndexMismatch(f"{self.pointer} is damaged ({error}); build the index again.") from error
        except OSError:
            raise EngineUnavailable(
                f"There is no index in {self.root}; make one with `python -m indexer build PATH --index {self.root}`."
            ) from None

    def pointer_version(self) -> tuple[int, int]:
        """Changes whenever the pointer is replaced; (0, 0) while there is none."""
        try:
            status = self.pointer.stat()
        except OSError:
            return 0, 0
        return status.st_mtime_ns, status.st_ino

    def names(self) -> list[str]:
        """Every finished build, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(
            path.name for path in self.folder.iterdir() if path.suffix != PART_SUFFIX and (path / MANIFEST_FILE).is_file()
        )


def read_manifest(build: Path) -> Manifest:
    """The manifest of a build. Raises ``IndexMismatch`` when it is missing, damaged or of another version."""
    try:
        sealed = msgspec.json.decode((build / MANIFEST_FILE).read_bytes(), type=_SealedManifest)
        if hashlib.sha256(sealed.manifest).hexdigest() != sealed.sha256:
            raise IndexMismatch(
                f"The manifest of the build {build.name} has changed since it was written; build the index again."
            )
        version = msgspec.json.decode(sealed.manifest, type=_ManifestVersion)
        if (version.format, version.fields) != (INDEX_FORMAT, fields_fingerprint()):
            raise IndexMismatch(f"The build {build.name} was made by another version of this program; build the index again.")
        return msgspec.json.decode(sealed.manifest, type=Manifest)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise IndexMismatch(f"The build {build.name} has no readable manifest ({error}); build the index again.") from error


def write_manifest(part: Path, info: IndexInfo, segments: list[str], known: Mapping[str, str]) -> Manifest:
    """Sum up a finished folder, every file of it by its digest; ``known`` are those of files shared with the build before."""
    files = {path.name: known.get(path.name) or sha256_of_file(path) for path in sorted(part.iterdir())}
    manifest = Manifest(
        INDEX_FORMAT,
        fields_fingerprint(),
        info.build,
        info.records,
        info.built_at,
        info.tabled,
        info.is_sample,
        segments,
        files,
    )
    raw = msgspec.json.encode(manifest)
    (part / MANIFEST_FILE).write_bytes(msgspec.json.encode(_SealedManifest(hashlib.sha256(raw).hexdigest(), msgspec.Raw(raw))))
    return manifest


def check_table_of_contents(build: Path, manifest: Manifest) -> None:
    """Hold Whoosh's table of contents, which has no checksums of its own, to its digest. Raises ``IndexMismatch``."""
    for name in fnmatch.filter(manifest.files, "*.toc"):
        try:
            is_sound = sha256_of_file(build / name) == manifest.files[name]
        except OSError as error:
            raise IndexMismatch(f"The index is damaged: {name} cannot be read ({error}); build the index again.") from error
        if not is_sound:
            raise IndexMismatch(f"The index is damaged: {name} has changed since it was written; build the index again.")


def sha256_of_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
