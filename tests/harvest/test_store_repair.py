"""Damage of the raw store costs the responses it lies in, and the next harvest repairs it: nothing else is lost or fetched."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from indexer.files import gzip_members, response_store
from indexer.files.gzip_members import Damage, Member
from indexer.files.response_store import RawStore, Response, read_responses
from indexer.outcomes import Rejection
from indexer.sources.detection import detect_source
from indexer.sources.raw_responses import ResponseFile
from search.engines.memory import MemoryEngine
from tests.harvest.api_values import FIRST_DAY, SPAN_OPTIONS, make_values, read_questions
from tests.harvest.conftest import Run
from tests.harvest.faulty_proxy import Proxy, start_proxy
from tests.harvest.index_contents import by_id, indexed_questions, without_versions
from tests.harvest.local_site import LocalSite, serve
from tests.indexer.source_records import official

VALUES = make_values(150)
SERVED = by_id(read_questions(VALUES))
MEMBERS = 9
FETCHED_AT = datetime(2026, 7, 1, tzinfo=UTC)
"""The same in every run, so that the compressed bytes are: what a cut leaves is damage of one kind or another by its bytes."""


def flip(content: bytearray, start: int, end: int) -> bytearray:
    content[(start + end) // 2] ^= 1
    return content


def flip_header(content: bytearray, start: int, end: int) -> bytearray:
    content[start] ^= 128
    return content


def flip_checksum(content: bytearray, start: int, end: int) -> bytearray:
    content[end - 6] ^= 16
    return content


def zero(content: bytearray, start: int, end: int) -> bytearray:
    content[start + 20 : end - 9] = bytes(end - 9 - start - 20)
    return content


def zero_all(content: bytearray, start: int, end: int) -> bytearray:
    content[start:end] = bytes(end - start)
    return content


def cut_inside(content: bytearray, start: int, end: int) -> bytearray:
    del content[start + 30 : end - 30]
    return content


def cut_end(content: bytearray, start: int, end: int) -> bytearray:
    del content[end - 12 : end]
    return content


def insert(content: bytearray, start: int, end: int) -> bytearray:
    content[start + 40 : start + 40] = b"\x1f\x8b\x08 and more"
    return content


FAULTS = (flip, flip_header, flip_checksum, zero, zero_all, cut_inside, cut_end, insert)
Fault = Callable[[bytearray, int, int], bytearray]


def make_store(folder: Path) -> tuple[Path, list[tuple[int, int]]]:
    """Store responses in one file; return its path, and where each response is."""
    store = RawStore(folder)
    ends = [0]
    for number in range(1, MEMBERS + 1):
        body = json.dumps(official(id=number, questionText="why " * number * 40 + str(random.Random(number).random())))
        response = replace(Response.of(address_of(number), 200, body), fetched_at=FETCHED_AT)
        ends.append(store.append(response).offset)
    store.close()
    return store.files()[0], [*pairwise(ends)]


def address_of(number: int) -> str:
    return f"https://a.example/api/writtenquestions/questions/{number}?expandMember=true"


def numbers_in(path: Path) -> list[int]:
    """The numbers of the intact responses of a file."""
    members = (part for part in read_responses(path) if isinstance(part, Member))
    return [int(member.content.address.rpartition("/")[2].partition("?")[0]) for member in members]


@pytest.mark.parametrize("number", [1, 5, MEMBERS])
@pytest.mark.parametrize("fault", FAULTS)
def test_only_the_damaged_response_is_lost(fault: Fault, number: int, tmp_path: Path) -> None:
    path, places = make_store(tmp_path)
    path.write_bytes(fault(bytearray(path.read_bytes()), *places[number - 1]))
    expected = [other for other in range(1, MEMBERS + 1) if other != number]
    assert numbers_in(path) == expected
    is_as_after_a_kill = number == MEMBERS and fault in (cut_end, cut_inside)
    damage = [part for part in read_responses(path) if isinstance(part, Damage)]
    assert len(damage) == (0 if is_as_after_a_kill else 1)
    file = detect_source(path)
    assert isinstance(file, ResponseFile), "recognised though its first response is damaged"
    assert sum(isinstance(record, Rejection) for record in file.records()) == len(damage)
    RawStore(tmp_path).repair(path, damage)
    assert numbers_in(path) == expected
    assert RawStore(tmp_path).damage() == []
    if not is_as_after_a_kill:
        assert len(gzip.decompress(path.read_bytes()).splitlines()) == MEMBERS - 1, "zcat reads it"


def test_no_intact_response_is_lost_by_damage(tmp_path: Path) -> None:
    path, places = make_store(tmp_path)
    content = path.read_bytes()
    rng = random.Random(5)
    for _ in range(300):
        start = rng.randrange(len(content))
        end = start + rng.choice((1, 1, 2, 50, 700, 4_096))
        broken = bytearray(content)
        broken[start:end] = rng.choice((rng.randbytes(len(broken[start:end])), bytes(len(broken[start:end])), b""))
        path.write_bytes(broken)
        untouched = {number for number, (first, last) in enumerate(places, 1) if last <= start or first >= end}
        assert set(numbers_in(path)) >= untouched, (start, end)


def test_file_cut_within_the_store_has_lost_its_last_response(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_store, "FILE_BYTES", 1)
    make_store(tmp_path)
    for path in RawStore(tmp_path).files()[::4]:
        os.truncate(path, path.stat().st_size - 5)
    assert [path.name[:6] for path, _ in RawStore(tmp_path).damage()] == ["000001", "000005"], "the ninth is as after a kill"


def test_search_for_the_next_response_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gzip_members, "MAX_WASTED_BYTES", 1_000)
    path, places = make_store(tmp_path)
    content = bytearray(path.read_bytes())
    for start, end in places[3:8]:
        flip_checksum(content, start, end)
    path.write_bytes(content)
    parts = [*read_responses(path)]
    assert isinstance(parts[-1], Damage)
    assert parts[-1].end == len(content)


def test_reader_during_a_repair_reads_the_file_to_its_end(tmp_path: Path) -> None:
    path, places = make_store(tmp_path)
    path.write_bytes(flip(bytearray(path.read_bytes()), *places[2]))
    reader = read_responses(path)
    first = next(reader)
    ((_, damage),) = RawStore(tmp_path).damage()
    RawStore(tmp_path).repair(path, damage)
    assert isinstance(first, Member)
    assert len([part for part in reader if isinstance(part, Member)]) == MEMBERS - 2


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    with serve(LocalSite(MemoryEngine(read_questions(VALUES)))) as port:
        yield port


@pytest.fixture
def proxy(upstream: int) -> Iterator[Proxy]:
    with start_proxy(upstream) as running_proxy:
        yield running_proxy


@pytest.fixture(scope="module")
def harvested(upstream: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder after a harvest, with a store of several files."""
    from indexer.__main__ import main  # noqa: PLC0415 (the fixture ``run`` is of one test)
    from indexer.harvest import command  # noqa: PLC0415
    from tests.harvest.command_process import fast_policy  # noqa: PLC0415

    index = tmp_path_factory.mktemp("harvested")
    with pytest.MonkeyPatch.context() as patch, start_proxy(upstream) as proxy:
        patch.setattr(command, "RequestPolicy", fast_policy)
        patch.setattr(response_store, "FILE_BYTES", 40_000)
        assert main(["harvest", *map(str, SPAN_OPTIONS), "--index", str(index), "--source", proxy.address]) == 0
    assert len(RawStore(index / "raw").files()) > 3
    return index


@pytest.fixture
def index(harvested: Path, tmp_path: Path) -> Path:
    """A copy of the harvested index, in which ``run`` works."""
    shutil.copytree(harvested, tmp_path, dirs_exist_ok=True)
    return tmp_path


def members_of(path: Path) -> list[tuple[int, int]]:
    return [(part.start, part.end) for part in read_responses(path) if isinstance(part, Member)]


def damage_file(path: Path, fault: Fault, number: int) -> None:
    path.write_bytes(fault(bytearray(path.read_bytes()), *members_of(path)[number]))


def assert_whole(run: Run, index: Path) -> None:
    """The index has every question as served, and so has one built from the store alone, without damage."""
    assert without_versions(indexed_questions(index)) == SERVED
    assert run("build", index / "raw", "--index", index / "other")[0] == 0
    assert without_versions(indexed_questions(index / "other")) == SERVED
    assert RawStore(index / "raw").damage() == []
    assert (index / "other" / "rejected.ndjson").read_bytes() == b""


@pytest.mark.parametrize("has_catalogue", [True, False])
@pytest.mark.parametrize(("file", "fault", "number"), [(0, flip, 0), (1, zero_all, 2), (2, cut_inside, 1), (-1, flip, -1)])
def test_next_harvest_fetches_the_questions_lost_by_damage(
    file: int, fault: Fault, number: int, has_catalogue: bool, proxy: Proxy, run: Run, index: Path
) -> None:
    path = RawStore(index / "raw").files()[file]
    damage_file(path, fault, number)
    if not has_catalogue:
        shutil.rmtree(index / "harvest")
    code, _, errors = run("harvest", *SPAN_OPTIONS, "--source", proxy.address)
    assert code == 0
    assert f"{path} was damaged from byte" in errors
    assert proxy.requests.total() < len(VALUES) / 4
    assert_whole(run, index)
    requests_before = proxy.requests.total()
    code, _, errors = run("harvest", *SPAN_OPTIONS, "--source", proxy.address)
    assert (code, errors, proxy.requests.total()) == (0, "", requests_before)


@pytest.mark.parametrize("number", [0, -2])
def test_known_losses_are_fetched_outside_the_span_of_the_harvest(number: int, proxy: Proxy, run: Run, index: Path) -> None:
    damage_file(RawStore(index / "raw").files()[0 if number == 0 else -1], flip, number)
    last = date.fromisoformat("2024-01-03")
    code, _, errors = run("harvest", "--since", last, "--until", last, "--source", proxy.address)
    assert code == 0
    assert "lost. They are fetched again." in errors
    assert_whole(run, index)


def test_update_repairs_what_was_added_since_the_last_run(proxy: Proxy, run: Run, index: Path) -> None:
    store = RawStore(index / "raw")
    body = json.dumps(official(id=3000, dateTabled=FIRST_DAY.isoformat()))
    store.append(Response.of(address_of(3000), 200, body))
    store.close()
    damage_file(store.files()[-1], flip, -1)
    code, _, errors = run("update", "--source", proxy.address)
    assert code == 0
    assert "are read again" in errors
    assert_whole(run, index)


def test_store_that_was_cut_short_is_completed(proxy: Proxy, run: Run, index: Path) -> None:
    files = RawStore(index / "raw").files()
    files[-1].unlink()
    os.truncate(files[-2], members_of(files[-2])[1][1] + 40)
    code, _, errors = run("harvest", *SPAN_OPTIONS, "--source", proxy.address)
    assert code == 0
    assert errors.startswith("The raw store is shorter than when it was last read.")
    assert_whole(run, index)


@pytest.mark.parametrize("step", ["write", "replace", "set_position"])
def test_killed_repair_is_done_by_the_next_harvest(
    step: str, proxy: Proxy, run: Run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = RawStore(index / "raw").files()[-1]
    damage_file(path, flip, 1)
    damage_file(RawStore(index / "raw").files()[0], zero, 0)

    def fail(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        target = {
            "write": "indexer.files.response_store._copy",
            "replace": "indexer.files.response_store.os.replace",
            "set_position": "indexer.harvest.catalogue.Catalogue.set_position",
        }[step]
        patch.setattr(target, fail)
        assert run("harvest", *SPAN_OPTIONS, "--source", proxy.address)[0] == 1
        assert proxy.requests.total() == 0
    assert run("harvest", "--since", "2024-01-03", "--until", "2024-01-03", "--source", proxy.address)[0] == 0
    assert_whole(run, index)
    assert not [*(index / "raw").glob("*.new")]


def test_build_over_damage_reads_the_rest_and_says_what_to_do(run: Run, index: Path) -> None:
    path = RawStore(index / "raw").files()[1]
    damage_file(path, flip, 3)
    code, output, errors = run("build", index / "raw", "--max-rejected", "1")
    (line,) = (index / "rejected.ndjson").read_text("utf-8").splitlines()
    rejection = json.loads(line)
    assert code == 0
    assert "rejected 1" in output.splitlines()[-1]
    assert rejection["location"].startswith(f"{path} bytes ")
    assert "`wrans harvest` leaves these bytes out and fetches what they held again" in rejection["reason"]
    assert errors.startswith(f"{rejection['location']}: damaged (")
    assert len(indexed_questions(index)) >= len(SERVED) - 1
