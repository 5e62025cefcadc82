"""Changes one number in an array of a build, and makes every checksum right again, as an attacker would."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import msgspec
import numpy as np

from search.engines.whoosh.codec.arrays import ArrayFile, ArrayFileWriter
from search.engines.whoosh.format.builds import MANIFEST_FILE, sha256_of_file


def arrays_of(build: Path) -> list[tuple[Path, str]]:
    """Return every array of a build that has items: its file and its name."""
    paths = sorted(path for path in build.iterdir() if path.suffix not in (".json", ".toc"))
    return [(path, name) for path in paths for name in ArrayFile(path).names() if len(ArrayFile(path).array(name))]


def tamper(path: Path, name: str, dice: random.Random) -> None:
    """Change one item of an array, and the digest of its file in the manifest."""
    file = ArrayFile(path)
    contents = {array_name: np.array(file.array(array_name)) for array_name in file.names()}
    notes = file.notes
    items = contents[name]
    place = dice.randrange(len(items))
    old = items[place].copy()
    items[place] = dice.choice((old + 1 if old < np.iinfo(items.dtype).max else 0, old // 2, np.iinfo(items.dtype).max))
    if items[place] == old:
        items[place] = old + 1
    path.unlink()  # a build before may have the same file
    with ArrayFileWriter(path) as writer:
        writer.notes.update(notes)
        for array_name, array in contents.items():
            writer.put(array_name, array)
    reseal(path)


def reseal(path: Path) -> None:
    """Make the digest of a file in its manifest right, and the digest of the manifest."""
    manifest_file = path.with_name(MANIFEST_FILE)
    manifest = msgspec.json.decode(msgspec.json.decode(manifest_file.read_bytes(), type=dict[str, msgspec.Raw])["manifest"])
    manifest["files"][path.name] = sha256_of_file(path)
    raw = msgspec.json.encode(manifest)
    manifest_file.unlink()
    manifest_file.write_bytes(msgspec.json.encode({"sha256": hashlib.sha256(raw).hexdigest(), "manifest": msgspec.Raw(raw)}))
