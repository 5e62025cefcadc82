"""Notes on searches that reach outside the index or over a gap: in words, on the page, in the JSON and in the terminal."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from search.__main__ import show
from search.coverage.gap_notes import MAX_PERIODS, gap_notes, missing_periods, period_in_words
from search.engines.memory import MemoryEngine
from search.pipeline.relevance_policy import search
from search.query import url_params
from tests.coverage.month_records import month_records, without_answer
from web import Assets, create_app

COMMONS = [
    *month_records("2023-12", first_number=1_000),
    *month_records("2024-01", first_number=1_060, change=without_answer(0.5)),
    *month_records("2024-04", first_number=2_000),
]
LORDS = month_records("2021-03", 40, house="Lords")
ENGINE = MemoryEngine([*COMMONS, *LORDS])
CLIENT = create_app(ENGINE, Assets.find()).test_client()

COMMONS_DAYS = "Commons questions tabled from 1 December 2023 to 30 April 2024, with gaps"
LORDS_DAYS = "Lords questions tabled from 1 March 2021 to 31 March 2021"


def notes(**params: str) -> tuple[str, ...]:
    request = url_params.read([(name.replace("_", "-"), value) for name, value in params.items()])
    return gap_notes(ENGINE.info(), request, search(ENGINE, request).page.total)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"q": "HL99999"}, f"Our data has {LORDS_DAYS}."),
        ({"q": "99999"}, f"Our data has {COMMONS_DAYS}."),
        ({"uin": "HL99999"}, f"Our data has {LORDS_DAYS}."),
        ({"q": "camels"}, f"Our data has {COMMONS_DAYS}; {LORDS_DAYS}."),
        ({"q": "camels", "house": "Lords"}, f"Our data has {LORDS_DAYS}."),
        ({"q": "wells tabled:2024-02"}, "Our data has no Commons questions tabled in February 2024."),
        ({"q": "wells tabled:2024-02"}, "Our data has no Lords questions tabled after 31 March 2021."),
        ({"house": "Commons", "tabled_month": "2024-02"}, "Our data has no Commons questions tabled in February 2024."),
        (
            {"house": "Commons", "tabled_from": "2024"},
            "Our data has no Commons questions tabled in February 2024 to March 2024.",
        ),
        ({"house": "Commons", "tabled": "2023"}, "Our data has no Commons questions tabled in January 2023 to November 2023."),
        (
            {"house": "Commons", "tabled_from": "2024-05-01"},
            "Our data has no Commons questions tabled after 30 April 2024.",
        ),
        ({"house": "Commons", "tabled_to": "2019"}, "Our data has no Commons questions tabled before 1 December 2023."),
        ({"house": "Lords", "tabled_year": "2023"}, "Our data has no Lords questions tabled after 31 March 2021."),
        ({"answered_on_from": "2025"}, "Our data has no answers given after 4 May 2024."),
    ],
)
def test_a_search_that_reaches_into_a_gap_says_so(params: dict[str, str], expected: str) -> None:
    if "tabled" in params:
        params = {"house": params["house"], "tabled_from": params["tabled"], "tabled_to": params["tabled"]}
    assert expected in notes(**params)


@pytest.mark.parametrize(
    "params",
    [
        {"q": "wells"},
        {"q": "1000"},
        {"q": "HL5000"},
        {"q": "wells tabled:2024-04", "house": "Commons"},
        {"q": "wells tabled:2024-01", "house": "Commons"},
        {"tabled_month": "2021-03", "house": "Lords"},
        {"q": "wells -tabled:2024-02"},
        {"answered_on_from": "2024-05-01"},
    ],
)
def test_a_search_that_no_gap_matters_to_has_no_note(params: dict[str, str]) -> None:
    assert notes(**params) == ()


def test_without_results_in_a_partial_month_the_note_says_that_only_some_questions_are_here() -> None:
    assert notes(q="camels", house="Commons", tabled_month="2024-01") == (
        "Our data has only some of the Commons questions tabled in January 2024, or of their answers.",
    )
    thin = MemoryEngine([*COMMONS, *month_records("2024-05", 5)])
    request = url_params.read([("q", "camels"), ("house", "Commons"), ("tabled-month", "2024-05")])
    (note,) = gap_notes(thin.info(), request, 0)
    assert note == "Our data has only some of the Commons questions tabled in May 2024, or of their answers."


def test_houses_that_lack_the_same_months_have_one_note() -> None:
    records = [*month_records("2024-03"), *month_records("2024-05"), *month_records("2024-03", house="Lords")]
    engine = MemoryEngine([*records, *month_records("2024-05", house="Lords")])
    request = url_params.read([("tabled-from", "2024-03"), ("tabled-to", "2024-05")])
    assert gap_notes(engine.info(), request, 240) == ("Our data has no questions tabled in April 2024.",)


def test_a_long_list_of_gaps_is_cut() -> None:
    engine = MemoryEngine([record for year in range(2010, 2020) for record in month_records(f"{year}-06", 3)])
    request = url_params.read([("house", "Commons"), ("tabled-from", "2010"), ("tabled-to", "2019")])
    (note,) = gap_notes(engine.info(), request, 30)
    assert note.count(" to ") == MAX_PERIODS
    assert note.endswith("and 8 other periods.")


def test_a_house_without_any_question_is_said() -> None:
    engine = MemoryEngine(LORDS)
    request = url_params.read([("q", "12345")])
    assert gap_notes(engine.info(), request, 0) == ("Our data has no Commons questions.",)
    assert gap_notes(MemoryEngine().info(), url_params.read([("q", "x")]), 0) == (
        "Our data has no Commons questions; no Lords questions.",
    )


def test_questions_without_a_day_are_not_taken_for_none() -> None:
    engine = MemoryEngine([replace(record, tabled_on=None) for record in LORDS[:7]])
    assert gap_notes(engine.info(), url_params.read([("q", "HL1")]), 0) == (
        "Our data has 7 Lords questions without a date tabled.",
    )
    assert gap_notes(engine.info(), url_params.read([("house", "Lords"), ("tabled-from", "2021")]), 0) == (
        "Our data has no Lords questions with a date tabled.",
    )


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (("2024-05", "2024-05"), "May 2024"),
        (("2024-05", "2025-06"), "May 2024 to June 2025"),
        (("2019-01", "2019-12"), "2019"),
        (("2019-01", "2021-12"), "2019 to 2021"),
    ],
)
def test_periods_are_named_as_people_name_them(period: tuple[str, str], words: str) -> None:
    assert period_in_words(period) == words


def test_the_missing_periods_and_the_months_make_the_span() -> None:
    months = ["2023-12", "2024-01", "2024-04"]
    assert missing_periods(months, "2023-10", "2024-06") == (
        ("2023-10", "2023-11"),
        ("2024-02", "2024-03"),
        ("2024-05", "2024-06"),
    )
    assert missing_periods(months, "2024-01", "2024-01") == ()
    assert missing_periods([], "2024-01", "2024-02") == (("2024-01", "2024-02"),)


@pytest.mark.parametrize("text", ["UIN 99999", "PQ 99999 and UIN 99998", "HL99999", "dentists, see PQ 99999"])
def test_a_reference_that_is_not_in_the_index_depends_on_a_gap_though_other_questions_mention_it(text: str) -> None:
    mention = replace(
        COMMONS[0], id="mention", text="To ask what the answers to questions 99999, 99998 and HL99999 on dentists were."
    )
    client = create_app(MemoryEngine([*COMMONS, *LORDS, mention]), Assets.find()).test_client()
    answer = client.get("/search.json", query_string={"q": text}).get_json()
    assert answer["total"]
    assert any(note.startswith("Our data has ") for note in answer["gap_notes"])


def test_the_page_the_json_and_the_terminal_have_the_same_note(capsys: pytest.CaptureFixture[str]) -> None:
    query = "q=HL99999"
    (note,) = CLIENT.get(f"/search.json?{query}").get_json()["gap_notes"]
    assert note == f"Our data has {LORDS_DAYS}."
    page = CLIENT.get(f"/search?{query}").text
    assert page.count(note) == 1
    assert page.index(note) < page.index('id="results"')
    show(ENGINE, [("q", "HL99999")], explain=False)
    assert note in capsys.readouterr().out


def test_the_newest_answer_is_printed_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show(ENGINE, [("q", "wells")], explain=False)
    assert "Newest answer: 4 May 2024" in capsys.readouterr().out.splitlines()


def test_days_at_the_ends_of_the_calendar_are_no_trouble() -> None:
    everything = replace(url_params.read([]), filters=url_params.read([("tabled-from", "0001"), ("tabled-to", "9999")]).filters)
    assert gap_notes(ENGINE.info(), everything, 160)
