"""Alerts over a real mail server: each new or changed record once, whatever happens to the process that sends."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.errors import SearchError
from search.model.question import Answer, AnsweringBody, Person, Question
from tests.web.alerts.mailbox import Mailbox, serving
from web.alerts.delivery import MailServer, MailUnavailable
from web.alerts.ledger import Ledger, LedgerUnavailable
from web.alerts.messages import MAX_RECORDS
from web.alerts.rounds import RoundReport, run_round
from web.alerts.subscriptions import Alert, BadAlerts, read_alerts

ROOT = Path(__file__).parents[3]
SENDER = "alerts@wrans.example"
SITE = "https://questions.example"
LINK = re.compile(rf"^{re.escape(SITE)}/questions/([0-9]+)\r?$", re.MULTILINE)


def invented_question(number: int, word: str = "lantern", answered: bool = False) -> Question:
    day = date(2024, 1, 1) + timedelta(days=number % 300)
    answer = Answer(text=f"The {word} is lit.", answered_on=day + timedelta(days=5)) if answered else None
    return Question(
        str(number),
        "Commons",
        f"To ask the Minister, how many {word}s are lit.",
        str(number),
        day,
        asked_by=Person("Ada Fenwick"),
        answering_body=AnsweringBody("Office of Lanterns"),
        heading=f"{word.title()}s",
        answer=answer,
    )


@pytest.fixture
def mail() -> Iterator[tuple[Mailbox, str]]:
    with serving() as mailbox_and_url:
        yield mailbox_and_url


def alerts_file(folder: Path, *searches: tuple[str, str]) -> Path:
    path = folder / "alerts.toml"
    path.write_text("\n".join(f'[[alert]]\nto = "{to}"\nsearch = "{search}"\n' for to, search in searches))
    return path


def one_alert(folder: Path, search: str = "q=lantern") -> tuple[Alert, ...]:
    return read_alerts(alerts_file(folder, ("ada@example.org", search)))


def run(folder: Path, url: str, alerts: tuple[Alert, ...], *questions: Question) -> RoundReport:
    with Ledger.open(folder / "ledger.db") as ledger:
        return run_round(MemoryEngine(questions), alerts, ledger, MailServer(url, SENDER), SITE)


def records(message: EmailMessage) -> list[str]:
    return LINK.findall(message.get_content())


def test_a_first_round_sends_nothing_and_later_ones_only_news(tmp_path: Path, mail: tuple[Mailbox, str]) -> None:
    mailbox, url = mail
    alerts = one_alert(tmp_path)
    assert run(tmp_path, url, alerts, invented_question(1)) == RoundReport(1, 0, ())
    assert run(tmp_path, url, alerts, invented_question(1)) == RoundReport(0, 0, ())
    assert run(
        tmp_path, url, alerts, invented_question(1, answered=True), invented_question(2), invented_question(3, "boat")
    ) == RoundReport(0, 1, ())
    assert run(
        tmp_path, url, alerts, invented_question(1, answered=True), invented_question(2), invented_question(3, "boat")
    ) == RoundReport(0, 0, ())
    (message,) = mailbox.messages()
    assert records(message) == ["1", "2"]
    assert message["To"] == "ada@example.org"
    assert message["Subject"] == "Written questions for lantern: 2 new or changed"
    assert message["List-Unsubscribe"] == f"<mailto:{SENDER}?subject=unsubscribe>"
    text = message.get_content()
    assert "answered, 7 January 2024" in text
    assert f"{SITE}/search?q=lantern" in text
    assert f"write to {SENDER}" in text


def test_more_records_than_a_message_holds_come_in_several(tmp_path: Path, mail: tuple[Mailbox, str]) -> None:
    mailbox, url = mail
    alerts = one_alert(tmp_path)
    run(tmp_path, url, alerts)
    numbers = range(1, 2 * MAX_RECORDS + 2)
    assert run(tmp_path, url, alerts, *map(invented_question, numbers)).sent == 3
    assert Counter(number for message in mailbox.messages() for number in records(message)) == Counter(map(str, numbers))


def test_a_refused_message_waits_and_the_others_are_sent(tmp_path: Path, mail: tuple[Mailbox, str]) -> None:
    mailbox, url = mail
    alerts = read_alerts(alerts_file(tmp_path, ("gone@example.org", "q=lantern"), ("ada@example.org", "q=lantern")))
    run(tmp_path, url, alerts)
    mailbox.refused = {"gone@example.org"}
    report = run(tmp_path, url, alerts, invented_question(1))
    assert (report.sent, report.refused) == (1, ("gone@example.org: 550 5.1.1 no such mailbox",))
    mailbox.refused = set()
    assert run(tmp_path, url, alerts, invented_question(1)).sent == 1
    assert sorted(message["To"] for message in mailbox.messages()) == ["ada@example.org", "gone@example.org"]


def test_without_a_mail_server_messages_wait(tmp_path: Path, mail: tuple[Mailbox, str]) -> None:
    mailbox, url = mail
    alerts = one_alert(tmp_path)
    run(tmp_path, url, alerts)
    with pytest.raises(MailUnavailable, match="cannot be used"):
        run(tmp_path, "smtp://127.0.0.1:1", alerts, invented_question(1))
    assert run(tmp_path, url, alerts, invented_question(1)).sent == 1
    assert [records(message) for message in mailbox.messages()] == [["1"]]


def test_a_mail_server_that_goes_away_is_named_and_the_messages_wait(tmp_path: Path, mail: tuple[Mailbox, str]) -> None:
    mailbox, url = mail
    alerts = read_alerts(alerts_file(tmp_path, ("ada@example.org", "q=lantern"), ("bob@example.org", "q=lantern")))
    run(tmp_path, url, alerts)
    mailbox.goes_away = True
    with pytest.raises(MailUnavailable, match=f"{url} cannot be used: Connection unexpectedly closed"):
        run(tmp_path, url, alerts, invented_question(1))
    mailbox.goes_away = False
    assert run(tmp_path, url, alerts, invented_question(1)).sent == 2
    assert sorted(message["To"] for message in mailbox.messages()) == ["ada@example.org", "bob@example.org"]


def test_who_is_taken_out_of_the_file_gets_nothing_more(tmp_path: Path, mail: tuple[Mailbox, str]) -> None:
    mailbox, url = mail
    alerts = one_alert(tmp_path)
    run(tmp_path, url, alerts)
    with pytest.raises(MailUnavailable):
        run(tmp_path, "smtp://127.0.0.1:1", alerts, invented_question(1))
    assert run(tmp_path, url, (), invented_question(1)) == RoundReport(0, 0, ())
    assert mailbox.received == []


def test_text_of_a_record_adds_no_header_and_no_line_of_its_own(tmp_path: Path, mail: tuple[Mailbox, str]) -> None:
    mailbox, url = mail
    alerts = one_alert(tmp_path)
    run(tmp_path, url, alerts)
    hostile = replace(
        invented_question(1), heading="Lanterns\r\nBcc: all@example.org\r\n\r\n.\r\n", text="lantern\r\n.\r\nQUIT\r\n"
    )
    run(tmp_path, url, alerts, hostile)
    (message,) = mailbox.messages()
    assert message["Bcc"] is None
    assert records(message) == ["1"]
    assert "\n." not in message.get_content()


def test_two_rounds_never_run_at_once(tmp_path: Path) -> None:
    with (
        Ledger.open(tmp_path / "ledger.db"),
        pytest.raises(LedgerUnavailable, match="Another `wrans alerts` may be running"),
        Ledger.open(tmp_path / "ledger.db"),
    ):
        pass


def test_a_damaged_ledger_is_said(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"no database" * 1_000)
    with pytest.raises(LedgerUnavailable, match="is damaged"), Ledger.open(tmp_path / "ledger.db"):
        pass


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("alert = 1", "cannot be read as a file of alerts"),
        ("[[alert]]\nto = 'ada@example.org'", "search"),
        ("[[alert]]\nto = 'ada'\nsearch = 'q=x'", "Alert 1 of .*: “ada” is not an email address"),
        ("[[alert]]\nto = 'a@b.org, c@d.org'\nsearch = 'q=x'", "is not an email address"),
        ("[[alert]]\nto = 'añb@b.org'\nsearch = 'q=x'", "is not an email address"),
        ("[[alert]]\nto = 'a@b.org'\nsearch = '/search'", "its search is empty"),
        ("[[alert]]\nto = 'a@b.org'\nsearch = 'tabled-from=banana'", "Alert 1 of .*date"),
        ("[[alert]]\nto = 'a@b.org'\nsearch = 'q=x'\nsubject = 'y'", "subject"),
    ],
)
def test_a_faulty_file_is_refused_with_its_reason(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "alerts.toml"
    path.write_text(text)
    with pytest.raises(BadAlerts, match=reason):
        read_alerts(path)


def command(folder: Path, url: str) -> subprocess.Popen[str]:
    """Start a round as the operator's timer does."""
    environment = {
        **os.environ,
        "WRANS_INDEX_DATA": str(folder / "index"),
        "WRANS_SMTP": url,
        "WRANS_SMTP_SENDER": SENDER,
        "WRANS_ADDRESS": SITE,
    }
    arguments = [sys.executable, str(ROOT / "app.py"), "alerts", str(folder / "alerts.toml")]
    return subprocess.Popen(arguments, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_thousand_changes_for_fifty_searches_with_five_kills_arrive_once(tmp_path: Path, mail: tuple[Mailbox, str]) -> None:
    mailbox, url = mail
    words = [f"lamp{chr(97 + number % 25)}{chr(97 + number // 25)}x" for number in range(50)]
    alerts_file(tmp_path, *((f"reader{number}@example.org", f"q={word}") for number, word in enumerate(words)))
    writer = WhooshWriter(tmp_path / "index")
    writer.rebuild(invented_question(number, words[number % 50]) for number in range(500))
    begun = command(tmp_path, url)
    assert begun.communicate()[0].startswith("Sent 0 messages for 50 alerts. 50 were begun")
    changed = [invented_question(number, words[number % 50], answered=number < 500) for number in range(1_000)]
    writer.update(changed)
    for kill_at in (1, 7, 8, 20, 33):
        process = command(tmp_path, url)
        mailbox.on_message = lambda count, n=kill_at, p=process: os.kill(p.pid, signal.SIGKILL) if count == n else None  # type: ignore[misc]
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    mailbox.on_message = lambda _count: None
    last = command(tmp_path, url)
    output, errors = last.communicate()
    assert (last.returncode, errors) == (0, "")
    assert output.startswith("Sent ")
    arrived = Counter((message["To"], number) for message in mailbox.messages() for number in records(message))
    assert arrived == Counter((f"reader{number % 50}@example.org", str(number)) for number in range(1_000))
    with closing(sqlite3.connect(tmp_path / "index" / "alerts" / "ledger.db")) as ledger:
        assert ledger.execute("SELECT count(*) FROM waiting").fetchone() == (0,)
    assert command(tmp_path, url).communicate()[0].startswith("Sent 0 messages")


@pytest.mark.parametrize("missing", ["WRANS_SMTP", "WRANS_SMTP_SENDER"])
def test_without_settings_the_command_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    import app  # noqa: PLC0415 (the settings are read from the environment of this test)

    alerts_file(tmp_path, ("ada@example.org", "q=lantern"))
    monkeypatch.setenv("WRANS_SMTP", "smtp://127.0.0.1:1")
    monkeypatch.setenv("WRANS_SMTP_SENDER", SENDER)
    monkeypatch.delenv(missing)
    with pytest.raises(SearchError, match="set WRANS_SMTP and WRANS_SMTP_SENDER"):
        app.run_alerts([str(tmp_path / "alerts.toml"), "--index", str(tmp_path)])
