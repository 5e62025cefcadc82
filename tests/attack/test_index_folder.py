"""An index folder with links, a clock that was wrong, a full disk: no file elsewhere is touched, and no good build is lost."""

from __future__ import annotations

import errno
import io
import tarfile
from pathlib import Path

import pytest

from indexer.files.lock import WRITE_LOCK, exclusive
from indexer.files.response_store import RawStore, Response
from search.engines.whoosh.codec import arrays
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.format.builds import Builds
from search.engines.whoosh.format.learned_names import LEARNED_NAMES_FILE
from search.engines.whoosh.write import publishing, writer
from search.engines.whoosh.write.backup import back_up, restore
from search.engines.whoosh.write.integrity_check import check
from search.engines.whoosh.write.publishing import LOCK_FILE, new_build_folder
from search.engines.whoosh.write.writer import WhooshWriter
from search.errors import DiskFull, IndexMismatch, SearchError
from search.query.request import SearchRequest
from tests.invented import questions


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    path = tmp_path / "precious"
    path.mkdir()
    (path / "letter").write_text("keep me")
    return path


@pytest.mark.parametrize("name", [LOCK_FILE, WRITE_LOCK])
def test_a_lock_that_is_a_link_is_refused_and_its_target_kept(tmp_path: Path, precious: Path, name: str) -> None:
    index = tmp_path / "index"
    index.mkdir()
    (index / name).symlink_to(precious / "letter")
    lock = new_build_folder(Builds(index)) if name == LOCK_FILE else exclusive(index / name, "A test")
    with pytest.raises(OSError, match=name), lock:
        pass
    assert (precious / "letter").read_text() == "keep me"


@pytest.mark.parametrize("is_folder", [True, False])
def test_a_link_in_place_of_an_unfinished_build_is_removed_and_its_target_kept(
    tmp_path: Path, precious: Path, is_folder: bool
) -> None:
    index = tmp_path / "index"
    WhooshWriter(index).rebuild(questions(3))
    link = index / "builds" / "x.part"
    link.symlink_to(precious if is_folder else precious / "letter")
    (index / "CURRENT.new").symlink_to(precious / "letter")
    WhooshWriter(index).rebuild(questions(4))
    assert not link.is_symlink()
    assert (precious / "letter").read_text() == "keep me"
    assert WhooshEngine(index).info().records == 4


def test_a_link_in_place_of_an_old_build_is_removed_and_its_target_kept(tmp_path: Path) -> None:
    index, elsewhere = tmp_path / "index", tmp_path / "elsewhere"
    for folder in (index, elsewhere):
        WhooshWriter(folder).rebuild(questions(3))
    target = Builds(elsewhere).current()
    (index / "builds" / "20000101T000000.000000Z").symlink_to(target)
    for count in (4, 5):
        WhooshWriter(index).rebuild(questions(count))
    assert check(elsewhere) == []
    assert len(Builds(index).names()) == 2


def test_a_build_named_in_the_future_does_not_stay_in_place_of_the_last_good_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as wrong_clock:
        wrong_clock.setattr(publishing, "_name_by_time", lambda: "29991231T000000.000000Z")
        WhooshWriter(tmp_path).rebuild(questions(1))
    for count in (2, 3, 4):
        last_good = Builds(tmp_path).current()
        WhooshWriter(tmp_path).rebuild(questions(count))
        assert set(Builds(tmp_path).names()) == {last_good.name, Builds(tmp_path).current().name}
    assert not (tmp_path / "builds" / "29991231T000000.000000Z").exists()


def test_a_restored_build_with_its_old_name_stays_when_the_next_is_made(tmp_path: Path) -> None:
    index = tmp_path / "index"
    WhooshWriter(index).rebuild(questions(1))
    back_up(index, tmp_path / "backup.tar")
    for count in (2, 3):
        WhooshWriter(index).rebuild(questions(count))
    restored = restore(tmp_path / "backup.tar", index)
    assert Builds(index).current().name == restored
    WhooshWriter(index).rebuild(questions(4))
    assert restored in Builds(index).names()
    assert WhooshEngine(index).info().records == 4


def test_a_build_that_is_current_again_is_not_its_own_predecessor(tmp_path: Path) -> None:
    for count in (1, 2):
        WhooshWriter(tmp_path).rebuild(questions(count))
    before = Builds(tmp_path).names()
    back_up(tmp_path, tmp_path.with_suffix(".tar"))
    restore(tmp_path.with_suffix(".tar"), tmp_path)
    assert Builds(tmp_path).names() == before


@pytest.mark.parametrize("name", ["../elsewhere", "/etc", "", ".", "..", "a\nb", "x" * 300])
def test_a_pointer_leads_to_no_other_folder(tmp_path: Path, name: str) -> None:
    index = tmp_path / "index"
    WhooshWriter(index).rebuild(questions(3))
    Builds(index).current().rename(tmp_path / "elsewhere")
    (index / "builds").rmdir()
    (index / "builds" / "x").mkdir(parents=True)
    (index / "CURRENT").write_text(name)
    with pytest.raises(IndexMismatch, match="CURRENT is damaged"):
        Builds(index).current()
    assert check(index) == [f"{index / 'CURRENT'} is damaged: it does not name a build; build the index again."]
    with pytest.raises(SearchError, match="CURRENT is damaged"):
        WhooshEngine(index)
    WhooshWriter(index).rebuild(questions(4))
    assert WhooshEngine(index).info().records == 4


def test_a_folder_in_place_of_the_pointer_is_reported_and_no_build_is_lost(tmp_path: Path) -> None:
    WhooshWriter(tmp_path).rebuild(questions(3))
    builds = Builds(tmp_path).names()
    (tmp_path / "CURRENT").unlink()
    (tmp_path / "CURRENT").mkdir()
    with pytest.raises(SearchError, match="CURRENT cannot be read"):
        Builds(tmp_path).current()
    assert "CURRENT cannot be read" in check(tmp_path)[0]
    with pytest.raises(SearchError, match="CURRENT is a folder, but has to be a file; move it away"):
        WhooshWriter(tmp_path).rebuild(questions(4))
    assert Builds(tmp_path).names() == builds


def test_a_link_in_place_of_the_pointer_is_replaced_and_its_target_kept(tmp_path: Path) -> None:
    WhooshWriter(tmp_path).rebuild(questions(3))
    target = tmp_path / "pointer"
    (tmp_path / "CURRENT").rename(target)
    content = target.read_text()
    (tmp_path / "CURRENT").symlink_to(target)
    assert WhooshEngine(tmp_path).info().records == 3
    WhooshWriter(tmp_path).rebuild(questions(4))
    assert (WhooshEngine(tmp_path).info().records, target.read_text()) == (4, content)


@pytest.mark.parametrize("name", ["x.part", "CURRENT.new"])
@pytest.mark.parametrize("is_folder", [True, False])
def test_what_a_killed_build_left_is_removed_whatever_it_is(tmp_path: Path, name: str, is_folder: bool) -> None:
    WhooshWriter(tmp_path).rebuild(questions(3))
    left = (tmp_path / "builds" if name == "x.part" else tmp_path) / name
    if is_folder:
        (left / "deep").mkdir(parents=True)
    else:
        left.write_text("x")
    WhooshWriter(tmp_path).rebuild(questions(4))
    assert not left.exists()
    assert WhooshEngine(tmp_path).info().records == 4


def test_a_file_of_a_build_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    """A folder in its place stands for a file without permission, which the superuser may read."""
    WhooshWriter(tmp_path).rebuild(questions(3))
    named_count = 0
    for path in sorted(Builds(tmp_path).current().iterdir()):
        away = path.with_name("away")
        path.rename(away)
        path.mkdir()
        try:
            WhooshEngine(tmp_path).search(SearchRequest("bridge"))
        except SearchError as error:
            named_count += path.name in str(error) or "manifest" in str(error)
        else:
            assert path.name == LEARNED_NAMES_FILE  # which only updates read
        assert any(path.name in problem for problem in check(tmp_path))
        path.rmdir()
        away.rename(path)
    assert named_count == len(list(Builds(tmp_path).current().iterdir())) - 1
    assert check(tmp_path) == []


def full_disk(*_arguments: object, **_options: object) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_named_by_a_build_a_backup_and_a_harvest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = tmp_path / "index"
    WhooshWriter(index).rebuild(questions(3))
    with monkeypatch.context() as disk:
        disk.setattr(arrays.ArrayFileWriter, "_write", full_disk)
        with pytest.raises(DiskFull, match=f"No space left on the disk of {index}: free some"):
            WhooshWriter(index).rebuild(questions(4))
    with monkeypatch.context() as disk:
        disk.setattr(publishing, "_sync", full_disk)
        with pytest.raises(DiskFull, match=f"{index}: free some"):
            WhooshWriter(index).rebuild(questions(4))
    assert (WhooshEngine(index).info().records, check(index)) == (3, [])
    assert [path.suffix for path in (index / "builds").iterdir()] == [Builds(index).current().suffix]
    with monkeypatch.context() as disk:
        disk.setattr(tarfile, "copyfileobj", full_disk)
        with pytest.raises(DiskFull, match=f"{tmp_path}: free some"):
            back_up(index, tmp_path / "backup.tar")
    assert not list(tmp_path.glob("backup*"))
    store = RawStore(tmp_path / "raw")
    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(DiskFull, match=f"{tmp_path / 'raw'}: free some"):
        store.append(Response.of("https://a.example", 200, "{}"))
    store.close()


def test_another_error_of_a_file_keeps_its_own_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> io.BytesIO:
        raise PermissionError(errno.EACCES, "Permission denied", "x.terms")

    monkeypatch.setattr(writer, "write_manifest", fail)
    with pytest.raises(PermissionError, match=r"x\.terms"):
        WhooshWriter(tmp_path).rebuild(questions(3))
