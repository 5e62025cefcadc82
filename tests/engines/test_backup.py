"""A backup holds the whole index and what was fetched; a restore brings it back whole or changes nothing."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.format.builds import Builds
from search.engines.whoosh.write.backup import BackupFailed, back_up, restore
from search.engines.whoosh.write.writer import WhooshWriter
from search.errors import SearchError
from search.query.nodes import Word
from search.query.request import FacetRequest, SearchRequest
from tests.invented import questions

SEARCHES = tuple(SearchRequest(query=Word(word), facets=(FacetRequest("body"),)) for word in ("harbour", "pupil", "rural"))
DATA = {
    "raw/000001.ndjson.gz": b"responses",
    "harvest/indexed.json": b"[]",
    "rejected.ndjson": b"{}\n",
    "warned.ndjson": b"{}\n",
    "losses.ndjson": b"[1]\n",
}


@pytest.fixture
def index_data(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    WhooshWriter(folder).rebuild(questions(60))
    for name, content in DATA.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "harvest" / "FETCH_LOCK").write_text("another process\n")
    return folder


@pytest.fixture
def backup(index_data: Path, tmp_path: Path) -> Path:
    file = tmp_path / "backup.tar"
    assert back_up(index_data, file) == file.stat().st_size
    return file


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_restored_index_answers_as_the_one_backed_up(index_data: Path, backup: Path, tmp_path: Path) -> None:
    restored = tmp_path / "restored"
    assert restore(backup, restored) == Builds(index_data).current().name
    before, after = WhooshEngine(index_data), WhooshEngine(restored)
    assert [after.search(request) for request in SEARCHES] == [before.search(request) for request in SEARCHES]
    assert {name: (restored / name).read_bytes() for name in DATA} == DATA
    assert not (restored / "harvest" / "FETCH_LOCK").exists()


def test_a_backup_is_of_one_build_while_another_is_made(
    index_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Builds(index_data).current()
    add = tarfile.TarFile.addfile
    writer = WhooshWriter(index_data)

    def add_during_builds(archive: tarfile.TarFile, member: tarfile.TarInfo, file: io.BufferedReader) -> None:
        if member.name.startswith("raw/"):
            for _ in range(2):
                writer.rebuild(questions(10))
        add(archive, member, file)

    monkeypatch.setattr(tarfile.TarFile, "addfile", add_during_builds)
    back_up(index_data, tmp_path / "backup.tar")
    assert not first.exists()
    assert restore(tmp_path / "backup.tar", tmp_path / "restored") == first.name
    assert WhooshEngine(tmp_path / "restored").info().records == 60


def test_a_restore_replaces_a_damaged_build_of_the_same_name(index_data: Path, backup: Path) -> None:
    for name in ("raw", "harvest"):
        (index_data / name).rename(index_data.parent / name)
    next(Builds(index_data).current().glob("*.docs")).write_bytes(b"")
    restore(backup, index_data)
    assert WhooshEngine(index_data).search(SEARCHES[0]).total


def test_fetched_responses_are_never_replaced(index_data: Path, backup: Path) -> None:
    before = contents(index_data)
    with pytest.raises(BackupFailed, match=r"harvest holds data already; restore into another folder"):
        restore(backup, index_data)
    assert contents(index_data) == before


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_a_backup_that_is_cut_short_restores_nothing(backup: Path, tmp_path: Path, share: float) -> None:
    with tarfile.open(backup) as archive:
        last = archive.getmembers()[-1]
    before_last_byte = last.offset_data + last.size - 1
    backup.write_bytes(backup.read_bytes()[: int(share * before_last_byte)])
    restored = tmp_path / "restored"
    with pytest.raises(SearchError, match=r"not whole|holds no index|no readable manifest|not as it was"):
        restore(backup, restored)
    assert not Builds(restored).names()
    assert not any(restored.glob("raw*"))
    assert Builds(restored).pointer_version() == (0, 0)


def test_a_changed_byte_restores_nothing(backup: Path, tmp_path: Path) -> None:
    with tarfile.open(backup) as archive:
        member = next(member for member in archive if member.name.endswith(".docs"))
    content = bytearray(backup.read_bytes())
    content[member.offset_data + member.size // 2] ^= 1
    backup.write_bytes(content)
    with pytest.raises(BackupFailed, match=r"MAIN_\w+\.docs is not as it was backed up. Nothing was restored"):
        restore(backup, tmp_path / "restored")
    assert not Builds(tmp_path / "restored").names()


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "raw/../../evil", "builds/x/../../../evil", "CURRENT", "app.py"])
def test_a_backup_writes_only_files_of_an_index(backup: Path, tmp_path: Path, name: str) -> None:
    with tarfile.open(backup, "a") as archive:
        archive.addfile(tarfile.TarInfo(name))
    with pytest.raises(BackupFailed, match="is not a backup made by"):
        restore(backup, tmp_path / "restored")
    assert not list(tmp_path.rglob("evil"))
    assert not Builds(tmp_path / "restored").names()


def test_links_are_refused(backup: Path, tmp_path: Path) -> None:
    with tarfile.open(backup, "a") as archive:
        link = tarfile.TarInfo("raw/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with pytest.raises(BackupFailed, match="raw/link"):
        restore(backup, tmp_path / "restored")


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("notes")
    with pytest.raises(BackupFailed, match="damaged or not whole"):
        restore(tmp_path / "notes.txt", tmp_path / "restored")


def test_without_an_index_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match="no index"):
        back_up(tmp_path / "none", tmp_path / "backup.tar")
    assert not list(tmp_path.glob("backup*"))
