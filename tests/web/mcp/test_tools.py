"""The tools for assistants, through the SDK's own client in the process, over HTTP and on standard input; and their replies."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from search.engines.memory import MemoryEngine
from search.errors import BadRequest
from search.model.history import history_of
from search.model.question import Answer, AnsweringBody, Person, Question
from search.text.quotation import quoted
from tests.invented import WORDS, questions
from tests.served import listening
from tests.web.conftest import HOSTILE, SEED_SHAPED, SIBLING
from web import Assets, create_app
from web.api_queries.record_parts import Section, split
from web.mcp.calls import RESULTS_A_PAGE, Source
from web.mcp.replies import MAX_BYTES, MAX_ERROR_BYTES, Reply, size
from web.mcp.server import make_server
from web.mcp.tools import TOOLS, call_tool
from web.site import wording
from web.site.options import SiteOptions

ROOT = Path(__file__).parents[3]
SITE = "https://questions.example"
MADE = (SEED_SHAPED, SIBLING, HOSTILE, *questions(120, seed=9))
ENGINE = MemoryEngine(MADE)
SOURCE = Source(ENGINE, SITE)
CALLS: dict[str, dict[str, Any]] = {
    "search": {"query": "lantern"},
    "fetch": {"id": SEED_SHAPED.id},
    "asked_before": {"draft": "how many lanterns are unlit in harbours"},
    "similar": {"id": SEED_SHAPED.id},
    "count_over_time": {"query": "bridge", "by": "year"},
    "history": {"id": SEED_SHAPED.id},
}


def call(name: str, **arguments: Any) -> Reply:
    return call_tool(SOURCE, name, arguments)


async def replies_of(client: Client) -> dict[str, Any]:
    """Call every tool, and return the replies, which are the same as data and as text."""
    replies = {}
    async with client:
        assert {tool.name for tool in (await client.list_tools()).tools} == set(TOOLS) == set(CALLS)
        for name, arguments in CALLS.items():
            result = await client.call_tool(name, arguments)
            assert not result.is_error
            assert json.loads(result.content[0].text) == result.structured_content  # type: ignore[union-attr]
            replies[name] = result.structured_content
        refused = await client.call_tool("search", {"q": "lantern"})
        assert refused.is_error
        assert "Did you mean query?" in refused.content[0].text  # type: ignore[union-attr]
    return replies


EXPECTED = {name: call(name, **arguments) for name, arguments in CALLS.items()}


def test_a_client_in_the_process_gets_every_reply() -> None:
    assert asyncio.run(replies_of(Client(make_server(SOURCE)))) == EXPECTED


@pytest.fixture
def site() -> Iterator[str]:
    with listening(create_app(ENGINE, Assets.find(), SiteOptions(address=SITE)), threads=2) as address:
        yield f"{address}/mcp"


def test_a_client_over_http_gets_every_reply(site: str) -> None:
    assert asyncio.run(replies_of(Client(site))) == EXPECTED


def test_a_client_on_standard_input_gets_the_sample(tmp_path: Path) -> None:
    command = StdioServerParameters(
        command=sys.executable, args=[str(ROOT / "app.py"), "mcp", "--index", str(tmp_path / "index")], cwd=str(ROOT)
    )

    async def total() -> int:
        async with Client(stdio_client(command)) as client:
            result = await client.call_tool("search", {"query": "housing"})
            assert result.structured_content
            return int(result.structured_content["total"])

    assert asyncio.run(total()) > 0


def test_thirty_facts_are_right() -> None:
    for question in MADE[:10]:
        reply = call("fetch", id=question.id)
        assert question.text in reply["text"].replace("\\n", "\n") or question.is_cut
        assert reply["url"] == f"{SITE}/questions/{question.id}"
        assert reply["state"] == wording.status(question)
    for house in ("Commons", "Lords"):
        assert call("search", house=house)["total"] == sum(question.house == house for question in MADE)
    for state, count in Counter(question.state for question in MADE).items():
        assert call("search", state=state)["total"] == count
    for year, count in Counter(str(question.tabled_on)[:4] for question in MADE if question.tabled_on).items():
        assert call("count_over_time", by="year")["counts"][year] == count
        assert call("search", tabled_from=year, tabled_to=year)["total"] == count
    for question in MADE[:5]:
        assert [event["event"] for event in call("history", id=question.id)["events"]] == [
            event.event for event in history_of(question)
        ]


def test_pages_go_on_to_the_last_result() -> None:
    ids, page, reply = [], 1, call("search", query="flood")
    while True:
        ids += [result["id"] for result in reply["results"]]
        if "next" not in reply:
            break
        page += 1
        assert reply["next"] == f"More results: page {page}."
        reply = call("search", query="flood", page=page)
    assert len(ids) == len(set(ids)) == reply["total"] > RESULTS_A_PAGE


def test_a_name_that_no_record_has_is_refused_with_those_like_it() -> None:
    with pytest.raises(BadRequest, match=r"No record has “lanterns” as body\. Names like it: .*Office of Lanterns"):
        call("search", body="lanterns")
    with pytest.raises(BadRequest, match="Leave it out"):
        call("count_over_time", asked="Nobody At All")


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("look_up", {}, "There is no tool “look_up”. The tools are search, fetch"),
        ("search", {"department": "x"}, "There is no parameter “department”"),
        ("search", {"querry": "x"}, "Did you mean query?"),
        ("search", {"page": "two"}, "page: Expected `int`"),
        ("search", {"house": "Senate"}, "house: “Senate” is not one of Commons, Lords."),
        ("search", {"house": 5}, "house: “5” is not one of Commons, Lords."),
        ("search", {"sort": "x" * 5_000}, "is not one of relevance, newest, oldest,"),
        (
            "search",
            {"answered_on_from": "2024", "answered_on_to": "\x00"},
            "answered_on_to: Date answered: “\\x00” is not a date",
        ),
        ("search", {"tabled_from": "banana"}, "tabled_from: Date tabled: “banana”"),
        (
            "search",
            {"tabled_from": "2024", "tabled_to": "2023"},
            "tabled_from and tabled_to: Date tabled: “From” must be before",
        ),
        ("fetch", {}, "missing required field `id`"),
        ("fetch", {"id": "nobody"}, "There is no record “nobody”"),
        ("fetch", {"id": SEED_SHAPED.id, "part": 2}, "has 1 part; there is no part 2"),
        ("asked_before", {"draft": ""}, "draft: Expected `str` of length >= 1"),
    ],
)
def test_a_fault_is_named(name: str, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(BadRequest) as refused:
        call_tool(SOURCE, name, arguments)
    assert message in str(refused.value)


def fuzzed(rng: random.Random) -> tuple[str, dict[str, Any]]:
    """Return a call with made arguments, some of them right."""
    name = rng.choice([*TOOLS, "unknown"])
    names = [*TOOLS[name].arguments.__struct_fields__] if name in TOOLS else []
    values: tuple[Callable[[], Any], ...] = (
        lambda: " ".join(rng.choices(WORDS, k=rng.randint(0, 6))),
        lambda: rng.choice(MADE).id,
        lambda: rng.choice(["2024", "2023-11", "Lords", "answered", "newest", "month", "", "\x00", "a" * 5_000, '~ ("*', "né"]),
        lambda: rng.choice([0, 1, 2, -1, 10**9, 1.5, None, True, [], {}, ["x"]]),
    )
    chosen = rng.sample(names, rng.randint(0, len(names)))
    arguments = {argument: rng.choice(values)() for argument in chosen}
    if rng.random() < 0.2:
        arguments[rng.choice(["q", "limit", "department", "Query"])] = "x"
    return name, arguments


def names_the_fault(message: str, name: str, arguments: dict[str, Any]) -> bool:
    """Whether a message names the tool, or a parameter that is missing, unknown or badly filled."""
    if name not in TOOLS:
        return f"no tool {quoted(name)}" in message
    names = {*arguments, *(field.name for field in msgspec.structs.fields(TOOLS[name].arguments) if field.required)}
    return any(word in message for parameter in names for word in (parameter, parameter.replace("_", "-")))


def is_right(reply: Reply, name: str, arguments: dict[str, Any]) -> bool:
    """Whether a reply is what a plain look at the records gives: of a search without a text, and of a record."""
    if name in ("search", "count_over_time") and not str(arguments.get("query", "")).strip():
        return bool(reply["total"] == sum(has(question, arguments) for question in MADE))
    if name in ("fetch", "history"):
        return bool(reply["url"] == f"{SITE}/questions/{arguments['id']}")
    return bool(reply.get("total", 0) >= len(reply.get("results", ())))


def has(question: Question, arguments: dict[str, Any]) -> bool:
    """Whether a record passes the filters of a call."""
    plain = all(
        arguments.get(name) in (None, "", value)
        for name, value in (("house", question.house), ("state", question.state), ("body", question.answering_body.name))
    )
    answered_on = question.answer.answered_on if question.answer else None
    days = (("tabled", question.tabled_on), ("answered_on", answered_on))
    return plain and all(within(day, arguments.get(f"{name}_from"), arguments.get(f"{name}_to")) for name, day in days)


def within(day: date | None, start: str | None, end: str | None) -> bool:
    """Whether a day lies from the beginning of one year or month to the end of another."""
    if not (start or end):
        return True
    return day is not None and (start or "") <= day.isoformat() and day.isoformat()[: len(end or "")] <= (end or "")


def test_a_thousand_fuzzed_calls_are_answered_or_refused_in_a_sentence() -> None:
    rng, outcomes = random.Random(7), Counter[str]()
    for _ in range(1_000):
        name, arguments = fuzzed(rng)
        try:
            reply = call_tool(SOURCE, name, arguments)
        except BadRequest as error:
            is_named = names_the_fault(str(error), name, arguments) and str(error).rstrip().endswith((".", "?"))
            outcomes["refused in a sentence" if is_named else f"{name} {arguments}: {error}"] += 1
        else:
            assert reply["as_of"]
            assert size(reply) <= MAX_BYTES
            assert is_right(reply, name, arguments), (name, arguments, reply)
            outcomes["answered"] += 1
    assert outcomes.keys() == {"answered", "refused in a sentence"}
    assert min(outcomes.values()) > 50


def test_a_long_record_comes_in_parts_that_make_its_text() -> None:
    long = Question("1", "Lords", "how many? " + "née 東京 " * 5_000, answer=Answer(text="Many.\n" * 3_000))
    source = Source(MemoryEngine([long]), SITE)
    reply = call_tool(source, "fetch", {"id": "1"})
    texts = [call_tool(source, "fetch", {"id": "1", "part": part})["text"] for part in range(1, reply["parts"] + 1)]
    assert reply["parts"] > 3
    assert reply["next"] == "There is more: fetch part 2."
    assert long.text in "".join(texts)
    assert "".join(texts).count("Many.") == 3_000


@pytest.fixture(scope="module")
def worst() -> Source:
    """Records with the texts that take the most bytes in a reply."""
    texts = ('"' * 9_000, "\\" * 9_000, "\x07" * 9_000, "𓀀" * 9_000, "1 " * 9_000, "lantern " * 2_000)
    records = [
        Question(
            f"{number}{'x' * 150}",
            "Lords",
            f"lantern harbour {text}",
            f"HL{number}",
            heading=f"Lantern {text}",
            asked_by=Person(f"Lady {text}"),
            answering_body=AnsweringBody(f"Office {text}"),
            answer=Answer(text=text),
        )
        for number, text in enumerate(texts * 3)
    ]
    return Source(MemoryEngine(records), "https://questions.example/" + "long/" * 20)


@pytest.mark.parametrize("name", ["search", "asked_before", "similar", "fetch", "history"])
def test_a_reply_of_the_worst_texts_is_no_longer_than_its_bound(worst: Source, name: str) -> None:
    texts = {"search": {"query": "lantern"}, "asked_before": {"draft": "how many lantern harbour are lit"}}
    ids = [{"id": f"{number}{'x' * 150}"} for number in range(6)]
    for arguments in [texts[name]] if name in texts else ids:
        reply = call_tool(worst, name, arguments)
        assert size(reply) <= MAX_BYTES
        result_count = len(reply.get("results", range(10))) + int(reply.get("left_out", "0").partition(" ")[0])
        assert result_count == 10 or name == "similar"


def test_a_search_says_how_its_words_were_read() -> None:
    reply = call("search", query="lanterm bridges")
    assert reply["with_every_word"] <= reply["total"]
    assert reply["read_as"].startswith("“lantern”")
    assert any("“lanterm”" in note and "“lantern”" in note for note in reply["notes"])
    all_words = call("count_over_time", query="lantern bridges", by="year")
    assert call("search", query="lantern bridges")["with_every_word"] == all_words["total"]


@pytest.mark.parametrize("query", ["lanterm bridges", "lantern tabled:banana", "nofield:lantern", '"lantern'])
def test_a_count_says_how_its_words_were_read_as_a_search_does(query: str) -> None:
    counts, results = call("count_over_time", query=query, by="year"), call("search", query=query)
    assert counts["read_as"] == results["read_as"]
    assert counts["notes"]
    assert set(counts["notes"]) <= set(results["notes"])


def test_a_long_fault_is_shortened() -> None:
    unknown = {"x" * 50_000 + str(number): 1 for number in range(20)}

    async def sentence() -> str:
        async with Client(make_server(SOURCE)) as client:
            return str((await client.call_tool("search", unknown)).content[0].text)  # type: ignore[union-attr]

    text = asyncio.run(sentence())
    assert text.startswith("There is no parameter “xxx")
    assert len(text) <= MAX_ERROR_BYTES


def test_parts_never_cut_a_character_and_lose_nothing() -> None:
    for text in ("東" * 10_000, ""):
        parts = split([Section("Answer", "", text)], 1_000, size)
        assert "".join(section.text for part in parts for section in part) == text
        assert all(size(section.text) <= 1_000 for part in parts for section in part)


def test_a_draft_has_its_nearest_questions_first() -> None:
    assert call("asked_before", draft=SEED_SHAPED.text)["results"][0]["id"] == SEED_SHAPED.id


def test_the_tools_answer_as_the_pages_do() -> None:
    site = create_app(ENGINE, Assets.find()).test_client()
    draft = "how many lanterns and bridges have been repaired in harbours"
    page = site.get("/asked.json", query_string={"text": draft}).get_json()
    reply = call("asked_before", draft=draft)
    assert [result["id"] for result in reply["results"]] == [entry["record"]["id"] for entry in page["questions"]]
    assert "next" not in reply, "there is one page"
    (series,) = site.get("/trends.json?q=bridge&period=month").get_json()["trends"]
    counts = call("count_over_time", query="bridge")["counts"]
    assert sum(counts.values()) == sum(point["count"] for point in series["points"]) > 0
