"""The kinds of answer: every line of the table by two invented sentences, and all of it against answers labelled by reading."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from indexer.deriving.alone import derive_alone
from search.insight.kinds import KindPhrase, deciding_sentences, kind_phrases, kinds_of
from search.model.derived_fields import ANSWER_KINDS
from search.model.question import Answer, Question
from tests.insight.real_records import records_with_ids, rows, without_data

SENTENCES = rows("kind_sentences.tsv")
WORD_STRATA = {"word-write", "word-time", "word-plan", "word-cost"}
MIN_PRECISION, MIN_RECALL = 0.95, 0.85


def answered(text: str, *, is_holding: bool = False, is_cut: bool = False) -> Question:
    answer = Answer(text=text, is_holding=is_holding, is_cut=is_cut)
    return Question("1", "Commons", "To ask how many lamps there are.", answer=answer)


def decides(phrase: KindPhrase, sentence: str) -> bool:
    """Whether a line of the table by itself decides a sentence."""
    offsets = [
        offset for beginning in phrase.beginnings for offset in range(len(sentence)) if sentence.startswith(beginning, offset)
    ]
    for offset in offsets:
        match = phrase.phrase.match(sentence, offset)
        before = not phrase.before or phrase.before.search(sentence[:offset])
        if match and before and (not phrase.after or phrase.after.search(sentence, match.end())):
            return True
    return False


def test_every_line_of_the_table_has_its_sentences() -> None:
    lines = [phrase.kind for phrase in kind_phrases()]
    assert lines == [kind for kind, *_ in SENTENCES]
    assert set(lines) == set(ANSWER_KINDS) - {"full", "unknown"}


@pytest.mark.parametrize("number", range(len(SENTENCES)))
def test_a_line_decides_its_sentence_and_not_the_other(number: int) -> None:
    phrase, (kind, _, decided, undecided) = kind_phrases()[number], SENTENCES[number]
    assert decides(phrase, decided)
    assert not decides(phrase, undecided)
    assert kinds_of(answered(f"The pier is long. {decided}\nThe sea is wide.")) == (kind,)
    assert kinds_of(answered(f"The pier is long. {undecided}\nThe sea is wide.")) == ("full",)
    assert [sentence.text for sentence in deciding_sentences(answered(f"The pier is long. {decided} The sea is wide."))] == [
        decided
    ]


def test_an_answer_can_be_of_several_kinds_in_one_order() -> None:
    question = answered(
        "There are no plans to count. The number is not held centrally. Counting would incur disproportionate cost."
    )
    assert kinds_of(question) == ("not-held", "disproportionate-cost", "no-plans")
    assert [sentence.kind for sentence in deciding_sentences(question)] == ["not-held", "disproportionate-cost", "no-plans"]


def test_no_answer_has_no_kind_and_a_cut_answer_an_unknown_one() -> None:
    assert kinds_of(Question("1", "Commons", "To ask how many lamps there are.")) == ()
    assert kinds_of(answered("The number is not held centrally …", is_cut=True)) == ("unknown",)
    assert kinds_of(answered("")) == ("unknown",)
    assert deciding_sentences(answered("The number is not held centrally …", is_cut=True)) == ()


def test_the_source_says_that_an_answer_is_a_holding_answer() -> None:
    assert kinds_of(answered("Lamps are counted by night.", is_holding=True)) == ("holding",)
    assert kinds_of(answered("Lamps are cou …", is_holding=True, is_cut=True)) == ("holding",)


def test_what_came_too_late_is_no_holding_answer() -> None:
    late = "It has not proved possible to respond to the hon. Member in the time available before Prorogation."
    assert kinds_of(answered(late)) == ("too-late",)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("I will write to the hon. Member in due course.", ("will-write",)),
        (
            "I will write to the hon. Member. The report on piers will be published in due course.",
            ("will-write", "in-due-course"),
        ),
    ],
)
def test_a_promise_to_write_is_no_promise_of_news(text: str, kinds: tuple[str, ...]) -> None:
    assert kinds_of(answered(text)) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "I refer the hon. Member for St. Ives to the answer of 3 March 2024.",
        "I refer the Rt. Hon. Member, and Mr. J. Lamp, to the answer of 3 March.",
    ],
)
def test_the_full_stop_of_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert [sentence.text for sentence in deciding_sentences(answered(f"Piers are long. {text} Lamps are lit."))] == [text]


def test_a_phrase_does_not_reach_into_the_next_sentence_or_line() -> None:
    assert kinds_of(answered("Piers do not hold water. The data are in the table.")) == ("full",)
    assert kinds_of(answered("Piers do not hold water\nThe data are in the table.")) == ("full",)


def test_a_long_answer_takes_linear_time() -> None:
    for text in ("not " * 50_000, "information " * 20_000 + "is not held", "it is for " * 20_000, "No data " * 20_000):
        kinds_of(answered(text))


def test_the_pass_derives_the_kinds() -> None:
    assert derive_alone(answered("The number is not held centrally.")).kinds == ("not-held",)


@without_data
def test_labelled_answers_have_the_kinds_that_readers_gave_them(tmp_path: Path) -> None:
    """Precision and recall of each kind over the 500 answers, and with the 100 more that were chosen for the rare kinds."""
    labels = {number: (stratum, set(kinds.split())) for number, stratum, _, kinds in rows("answer_labels.tsv")}
    records = records_with_ids(labels.keys(), tmp_path)
    assert len(labels) == 600
    assert records.keys() == labels.keys()
    strata_of_all = {stratum for stratum, _ in labels.values()}
    for strata in (strata_of_all - WORD_STRATA, strata_of_all):
        drawn = [(kinds, set(kinds_of(records[number]))) for number, (stratum, kinds) in labels.items() if stratum in strata]
        right = Counter(kind for labelled, derived in drawn for kind in labelled & derived)
        wrong = Counter(kind for labelled, derived in drawn for kind in derived - labelled)
        missed = Counter(kind for labelled, derived in drawn for kind in labelled - derived)
        for kind, count in right.items():
            assert count / (count + wrong[kind]) >= MIN_PRECISION, kind
            assert count / (count + missed[kind]) >= MIN_RECALL, kind
        assert right.keys() == set(ANSWER_KINDS) - {"unknown"}
