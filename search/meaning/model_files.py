"""The folder of an encoder: its two files, and a manifest with their digests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from search.errors import BAD_USAGE, SearchError
from search.meaning.vectors import MODEL_DIGEST_BYTES

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
FILES = (MODEL_FILE, TOKENIZER_FILE)
MANIFEST_FILE = "manifest.json"
_FETCH_AGAIN = "Delete the folder and run `wrans meaning` to fetch it again."


class MeaningUnavailable(SearchError):
    """Ranking by meaning is switched on, but the extra or the encoder is missing; the operator has to act."""

    exit_code = BAD_USAGE


class Manifest(msgspec.Struct, frozen=True):
    """The name of an encoder, and the SHA-256 of each of its files in hexadecimal."""

    name: str
    sha256: Mapping[str, str]

    @property
    def digest(self) -> bytes:
        """A digest of both files, 16 bytes. Vectors of encoders with different digests are never compared."""
        digests = "".join(self.sha256[name] for name in FILES)
        return hashlib.sha256(digests.encode()).digest()[:MODEL_DIGEST_BYTES]


def model_folder(index_data: Path, configured: Path | None) -> Path:
    """Return the folder of the encoder: the setting's, or if it is not set, one in the index folder."""
    return configured or index_data / "meaning" / "model"


def vectors_path(index_data: Path) -> Path:
    """Return the file of the vectors of an index folder. Builds come and go; the file remains."""
    return index_data / "meaning" / "questions.vectors"


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(folder: Path, name: str) -> Manifest:
    """Write the manifest of the files in a folder, and return it."""
    manifest = Manifest(name, {file: file_digest(folder / file) for file in FILES})
    (folder / MANIFEST_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    return manifest


def checked_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder whose files have its digests. Raises ``MeaningUnavailable``."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST_FILE).read_bytes(), type=Manifest)
        changed = [name for name in FILES if manifest.sha256.get(name) != file_digest(folder / name)]
    except FileNotFoundError:
        raise MeaningUnavailable(f"There is no encoder in {folder}. Run `wrans meaning` to fetch one.") from None
    except (OSError, msgspec.DecodeError) as error:
        raise MeaningUnavailable(f"The encoder in {folder} cannot be read ({error}). {_FETCH_AGAIN}") from error
    if changed:
        raise MeaningUnavailable(f"{' and '.join(changed)} in {folder} changed after the encoder was set up. {_FETCH_AGAIN}")
    return manifest
