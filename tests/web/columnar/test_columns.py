"""Parquet and SQLite: read back by DuckDB, polars, SQLite and Datasette, every cell as the record has it."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import polars
import pyarrow.parquet as pq
import pytest
import sqlite_utils
from flask.testing import FlaskClient

import app
from search.engines import open_index
from search.engines.memory import MemoryEngine
from search.errors import DiskFull, ExtraMissing
from search.query.nodes import AnyOf
from search.query.request import SearchRequest
from web.exports.columnar import dump, parquet, sqlite, table
from web.exports.columns import COLUMNS
from web.exports.formats import UNAVAILABLE
from web.site.wording import CUT_MARK

ROOT_ADDRESS = "https://questions.example"
SEARCH = "q=lantern&sort=newest&house=Lords"


@pytest.fixture(scope="module")
def folder(engine: MemoryEngine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a dump of the whole site in both formats."""
    folder = tmp_path_factory.mktemp("dump")
    total = engine.count(SearchRequest().query)
    assert dump.dump_parquet(engine, folder / "parquet", ROOT_ADDRESS) == total
    assert dump.dump_sqlite(engine, folder / "questions.db", ROOT_ADDRESS) == total
    return folder


def test_parquet_of_a_search_has_its_records_in_order_and_its_provenance(client: FlaskClient) -> None:
    response = client.get(f"/export.parquet?{SEARCH}")
    assert response.mimetype == "application/vnd.apache.parquet"
    frame = polars.read_parquet(io.BytesIO(response.data))
    lines = client.get(f"/export.ndjson?{SEARCH}").data.splitlines()
    assert frame["id"].to_list() == [json.loads(line)["id"] for line in lines]
    about = pq.read_schema(io.BytesIO(response.data)).metadata
    described = client.get(f"/export.about.json?{SEARCH}").get_json()
    assert about[b"schema_version"] == b"1"
    assert about[b"search"].decode() == described["search"]
    assert int(about[b"count"]) == described["count"] == len(frame) > 0
    assert about[b"newest_answer"].decode() == described["newest_answer"]


def test_every_cell_of_parquet_is_that_of_the_record(engine: MemoryEngine, folder: Path) -> None:
    frame = polars.read_parquet(folder / "parquet" / "*.parquet")
    rows = {row["id"]: row for row in frame.to_dicts()}
    questions = list(engine.scan(SearchRequest()))
    assert rows.keys() == {question.id for question in questions}
    table_columns = table.columns(ROOT_ADDRESS)
    for question in questions:
        assert list(rows[question.id].values()) == table.row(table_columns, question)


def test_duckdb_counts_as_the_site_does(engine: MemoryEngine, folder: Path) -> None:
    files = folder / "parquet" / "*.parquet"
    connection = duckdb.connect()
    counts = connection.execute(f"SELECT house, count(*) FROM '{files}' GROUP BY house").fetchall()  # noqa: S608 (a path of this test)
    for house, count in counts:
        assert count == engine.count(AnyOf("house", (house,)))
    (newest,) = connection.execute(f"SELECT max(tabled) FROM '{files}'").fetchall()[0]  # noqa: S608 (as above)
    assert isinstance(newest, date)


def test_a_file_a_year_and_one_for_records_without_a_day(engine: MemoryEngine, folder: Path) -> None:
    for path in (folder / "parquet").iterdir():
        name = path.stem.removeprefix("written-questions-")
        years = {day.year if day else None for day in polars.read_parquet(path)["tabled"]}
        assert years == {None if name == "undated" else int(name)}


def test_the_database_has_every_record_as_parquet_has_it(folder: Path) -> None:
    with closing(sqlite_utils.Database(folder / "questions.db")) as database:
        stored = {row["id"]: row for row in database["questions"].rows}
        about = {row["name"]: row["value"] for row in database["about"].rows}
    for row in polars.read_parquet(folder / "parquet" / "*.parquet").to_dicts():
        cells = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
        lists = {name: json.dumps(value, ensure_ascii=False) for name, value in row.items() if isinstance(value, list)}
        assert stored[row["id"]] == cells | lists
    assert about["schema_version"] == "1"
    assert int(about["count"]) == len(stored)
    assert set(stored.popitem()[1]) == {name.replace("-", "_") for name in COLUMNS} | {"address"}


def datasette(folder: Path, address: str) -> str:
    """Return what Datasette answers, in a process of its own."""
    command = [sys.executable, "-m", "datasette", str(folder / "questions.db"), "--get", address]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_datasette_searches_the_database(folder: Path) -> None:
    results = json.loads(datasette(folder, "/questions/questions.json?_search=lanterns&_shape=objects&_size=max&_facet=body"))
    texts = [f"{row['heading']} {row['question']} {row['answer']}".lower() for row in results["rows"]]
    assert 1 < len(texts) < polars.read_parquet(folder / "parquet" / "*.parquet").height
    assert all("lantern" in text for text in texts)
    assert any("lanterns" not in text for text in texts), "other forms of a word are in the results"
    assert sum(value["count"] for value in results["facet_results"]["body"]["results"]) <= len(texts)
    assert 'name="_search"' in datasette(folder, "/questions/questions"), "the page has a search box"


def test_sqlite_utils_searches_the_database(folder: Path) -> None:
    with closing(sqlite_utils.Database(folder / "questions.db")) as database:
        questions = database.table("questions")
        assert questions.detect_fts() == "questions_fts"
        assert len(list(questions.search("lanterns"))) > 1
        assert {tuple(index.columns) for index in questions.indexes} >= {(name,) for name in sqlite.INDEXED}


def test_the_database_is_sound(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "questions.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_cut_texts_are_marked(engine: MemoryEngine, folder: Path) -> None:
    cut = [question for question in engine.scan(SearchRequest()) if question.is_cut]
    texts = dict(polars.read_parquet(folder / "parquet" / "*.parquet").select("id", "question").iter_rows())
    assert cut
    assert all(texts[question.id].endswith(CUT_MARK) for question in cut)


def test_a_dump_that_fails_leaves_the_file_before(engine: MemoryEngine, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise OSError(28, "No space left on device", "questions.db")

    before = (folder / "questions.db").read_bytes()
    monkeypatch.setattr(sqlite, "write_database", fail)
    with pytest.raises(DiskFull, match=str(folder)):
        dump.dump_sqlite(engine, folder / "questions.db", ROOT_ADDRESS)
    assert (folder / "questions.db").read_bytes() == before
    assert not list(folder.glob("*.part"))


def test_parquet_without_the_extra_is_refused_in_a_sentence(
    client: FlaskClient, engine: MemoryEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "find_spec", lambda _name: None)
    with pytest.raises(ExtraMissing, match=r"pip install 'wrans\[columns\]'"):
        dump.dump_parquet(engine, tmp_path, ROOT_ADDRESS)
    monkeypatch.setitem(UNAVAILABLE, "parquet", "This site does not make Parquet files.")
    response = client.get("/export.parquet?q=lantern")
    assert response.status_code == 400
    assert "does not make Parquet" in response.text
    assert "export.parquet" not in client.get("/search?q=lantern").text
    assert "parquet" not in client.get("/export.about.json?q=lantern").get_json()["files"]


def test_the_command_dumps_the_sample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = str(tmp_path / "index")
    arguments = ["dump", "--index", index, "--parquet", str(tmp_path / "p"), "--sqlite", str(tmp_path / "q.db")]
    assert app.main(arguments) == 0
    with closing(open_index(Path(index))) as engine:
        records = engine.info().records
    printed = capsys.readouterr().out
    assert f"Wrote {records:,} questions to {tmp_path / 'p'}." in printed
    assert f"Wrote {records:,} questions to {tmp_path / 'q.db'}." in printed
    with pytest.raises(SystemExit) as exit_:
        app.main(["dump", "--index", index])
    assert exit_.value.code == 2
