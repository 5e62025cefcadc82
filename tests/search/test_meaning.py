"""Ranking by meaning, with cosines that are given: drafts, sentences and more like this, and no other search."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.model.question import Question
from search.pipeline import more_like_this, relevance_policy
from search.pipeline.drafts import DEPTH_WITH_MEANING
from search.pipeline.rescoring import Bonus
from search.pipeline.semantic_bonus import MEANING_SHARE, MeaningBonus
from search.pipeline.similarity_bonus import WORDING_SHARE
from search.query.parser import parse
from search.query.request import SearchRequest, Sort

TEXTS = {"1": "how many lamps are lit", "2": "how many lamps are broken", "3": "how many lamps burn oil"}
ENGINE = MemoryEngine([Question(number, "Commons", text) for number, text in TEXTS.items()])
DRAFT = "To ask the Secretary of State for Lanterns, how many lamps are lit"
SENTENCE = "how many of the lamps are lit"
PROSE = f"{SENTENCE} {' '.join(f'other{letter}' for letter in 'abcdefghijklmnopqrst')} in 2024"
"""A text of more than 25 words, which is compared with earlier questions although it has a number."""


class GivenCosines:
    """Gives a text the cosine that is given for it, and None for any other. Notes the texts that it compares with."""

    fingerprint = "given"

    def __init__(self, cosines: dict[str, float]) -> None:
        self._cosines = {TEXTS[number]: cosine for number, cosine in cosines.items()}
        self.compared: list[str] = []

    def cosines(self, text: str, others: Sequence[str]) -> list[float | None]:
        self.compared.append(text)
        return [self._cosines.get(other) for other in others]


OIL = {"1": 0.0, "2": 0.0, "3": 1.0}


def request(text: str, sort: Sort = "relevance", *, meaning: bool = True, all_words: bool = False) -> SearchRequest:
    return SearchRequest(text, parse(text).tree, sort=sort, meaning=meaning, all_words=all_words)


def ids(outcome: relevance_policy.SearchOutcome) -> list[str]:
    return [hit.question.id for hit in outcome.page.hits]


RANKED = pytest.mark.parametrize("text", [DRAFT, SENTENCE, PROSE, "lanterns and lamp-posts and how many burn oil"])


@RANKED
def test_the_question_nearest_in_meaning_gains_a_share_of_the_best_score(text: str) -> None:
    words = relevance_policy.search(ENGINE, request(text))
    ranked = relevance_policy.search(ENGINE, request(text), GivenCosines(OIL))
    assert (words.is_ranked_by_meaning, ranked.is_ranked_by_meaning) == (False, True)
    gained = {hit.question.id: hit.score for hit in ranked.page.hits}
    lost = {hit.question.id: hit.score for hit in words.page.hits}
    best = max(hit.score for hit in ENGINE.search(words.page.request).hits)
    lost = {number: score - best * wording_share(text, number) for number, score in lost.items()}
    assert gained["3"] - lost["3"] == pytest.approx(MEANING_SHARE * best)
    assert {**gained, "3": 0.0} == pytest.approx({**lost, "3": 0.0})


def wording_share(text: str, number: str, meaning: GivenCosines | None = None) -> float:
    """Return the share of the best score that a question gains for the wording of a text."""
    explanation = relevance_policy.explain(ENGINE, request(text), number, meaning)
    assert explanation
    return sum(bonus.share for bonus in explanation.bonuses if bonus.reason == "the same words side by side")


def test_a_draft_that_is_ranked_by_meaning_has_no_bonus_of_wording() -> None:
    assert wording_share(DRAFT, "1") == WORDING_SHARE
    assert wording_share(DRAFT, "1", GivenCosines(OIL)) == 0.0


def test_a_sentence_lists_first_what_it_means() -> None:
    assert ids(relevance_policy.search(ENGINE, request(SENTENCE)))[0] == "1"
    assert ids(relevance_policy.search(ENGINE, request(SENTENCE), GivenCosines({"1": 0.0, "2": 1.0})))[0] == "2"


@RANKED
def test_exports_have_the_order_of_the_pages(text: str) -> None:
    meaning = GivenCosines(OIL)
    outcome = relevance_policy.search(ENGINE, request(text), meaning)
    assert [question.id for question in relevance_policy.ranked_records(ENGINE, outcome)] == ids(outcome)


@RANKED
@pytest.mark.parametrize("cosines", [{"1": 0.9, "2": 0.4, "3": 0.7}, {"1": 0.9, "3": 0.5}, {"2": -0.2}, {}])
def test_the_parts_of_each_score_and_its_bonuses_add_up(text: str, cosines: dict[str, float]) -> None:
    meaning = GivenCosines(cosines)
    for hit in relevance_policy.search(ENGINE, request(text), meaning).page.hits:
        explanation = relevance_policy.explain(ENGINE, request(text), hit.question.id, meaning)
        assert explanation is not None
        assert "alike in meaning" in [bonus.reason for bonus in explanation.bonuses]
        bonuses = sum(explanation.best_score * bonus.share for bonus in explanation.bonuses)
        assert sum(part.score for part in explanation.parts) + bonuses == pytest.approx(hit.score)


def test_a_question_without_a_vector_takes_the_mean_of_the_others() -> None:
    questions = [Question(number, "Commons", text) for number, text in TEXTS.items()]
    shares = [bonus.share for (bonus,) in MeaningBonus(GivenCosines({"1": 0.8, "3": 0.4}), DRAFT)(questions)]
    assert shares == pytest.approx([MEANING_SHARE * 0.8, MEANING_SHARE * 0.6, MEANING_SHARE * 0.4])


@pytest.mark.parametrize(
    "search",
    [
        request(DRAFT, meaning=False),
        request(DRAFT, "newest"),
        request(DRAFT, all_words=True),
        request("lamps"),
        request("lamps oil"),
        request('"how many lamps"'),
        request("text:lamps"),
        request(SENTENCE, meaning=False),
        request(SENTENCE, "newest"),
        request(SENTENCE, all_words=True),
        # Five words, and what a reader means exactly: a number, a phrase, a word in quotation marks, a field, an exclusion.
        request("how many lamps are lit"),
        request(f"{SENTENCE} in 2024"),
        request(f'"how many" {SENTENCE}'),
        request('how many of the "lamps" are lit'),
        request(f"{SENTENCE} house:Commons"),
        request(f"{SENTENCE} -oil"),
        request(f"{SENTENCE} OR oil"),
        request(f"{SENTENCE} lam*"),
        request(" ".join(f"word{number}" for number in range(20)) + " lamps"),
        replace(request(DRAFT), draft=False),
    ],
)
def test_meaning_ranks_no_other_search(search: SearchRequest) -> None:
    meaning = GivenCosines(OIL)
    outcome = relevance_policy.search(ENGINE, search, meaning)
    assert not outcome.is_ranked_by_meaning
    assert meaning.compared == []


@pytest.mark.parametrize("by_meaning", [True, False])
def test_more_like_this_is_ranked_by_meaning_unless_it_is_turned_off(by_meaning: bool) -> None:
    question = Question("4", "Commons", "how many lamps are lit")
    query = more_like_this.build_query(ENGINE, question)
    meaning = GivenCosines(OIL)
    page = more_like_this.similar_page(ENGINE, question, SearchRequest(query=query.query, meaning=by_meaning), meaning)
    assert page.hits[0].question.id == ("3" if by_meaning else "1")
    assert meaning.compared == [question.text] * by_meaning


class OneMeant:
    """Gives one text the cosine 1, and any other 0."""

    fingerprint = "one"

    def __init__(self, text: str) -> None:
        self._text = text

    def cosines(self, text: str, others: Sequence[str]) -> list[float | None]:
        return [float(other == self._text) for other in others]


@pytest.mark.parametrize(("nearer", "is_reached"), [(DEPTH_WITH_MEANING - 1, True), (DEPTH_WITH_MEANING, False)])
def test_meaning_reaches_drafts_that_are_among_the_first_two_hundred_by_words(nearer: int, is_reached: bool) -> None:
    text = "whether lamps burn oil at night"
    records = [Question(f"{number}", "Commons", "how many lamps are lit") for number in range(nearer)]
    others = [Question(f"other {number}", "Commons", "whether herring swim") for number in range(nearer)]
    engine = MemoryEngine([*records, *others, Question("meant", "Commons", text)])
    explanation = relevance_policy.explain(engine, request(DRAFT), "meant", OneMeant(text))
    assert explanation
    assert (Bonus("alike in meaning", MEANING_SHARE) in explanation.bonuses) == is_reached
