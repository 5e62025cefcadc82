"""Ordinary long searches are answered, and the command says which are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.execute import work_budget
from search.engines.whoosh.write.writer import WhooshWriter
from tests.attack.ordinary_searches import OrdinarySearches, main, measure
from tests.attack.query_costs import sample_material
from tests.invented import questions


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("index")
    WhooshWriter(folder).rebuild(questions(200))
    return folder


def test_no_ordinary_search_is_refused(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_budget, "MIN_BUDGET", 20_000)
    kinds = measure(WhooshEngine(index), 3, 1)
    assert len(kinds) == 13
    assert all(kind.made == 6 and not kind.refused for kind in kinds)


def test_a_seed_makes_the_same_searches_of_the_length_that_the_kind_says(index: Path) -> None:
    records = sample_material(WhooshEngine(index)).questions
    first, second = (OrdinarySearches(4, records).kinds for _ in range(2))
    assert [make() for make in first.values()] == [make() for make in second.values()]
    assert len(first["text of 300 words"]().split()) == 300
    assert first["20 quotations of 3 words"]().count('"') == 40
    assert first["30 hyphenated words"]().count("-") > 0


def test_the_command_fails_if_one_is_refused(
    index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["ordinary_searches", str(index), "1"])
    main()
    assert "Refused: 0 of 26" in capsys.readouterr().out
    for name in ("MIN_BUDGET", "MAX_POSITIONS_PER_RECORD"):
        monkeypatch.setattr(work_budget, name, 0)
    with pytest.raises(SystemExit):
        main()
    assert "quotations of 3 words" in capsys.readouterr().out
