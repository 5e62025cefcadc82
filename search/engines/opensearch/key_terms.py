"""The key terms of records, from the counts of a generation. No request is sent to the cluster."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from search.engines.opensearch.generation import Generation
from search.engines.opensearch.term_counts import TermCounts
from search.lexicon import term_weights
from search.model.question import Question
from search.results.types import KeyTerm
from search.text.analysis import STEM_END, forms, stem
from search.text.word_forms.stop_words import STOP_WORDS


class KeyTerms:
    """Chooses the key terms of records of one generation."""

    def __init__(self, generation: Generation, counts: TermCounts) -> None:
        self._records = generation.info.records
        self._counts = counts

    def of_record(self, question: Question, limit: int) -> tuple[KeyTerm, ...]:
        """Return the key terms of a record. The weight of a term is the sum of its ``term_weight`` in each field."""
        weights: defaultdict[str, float] = defaultdict(float)
        spellings: dict[str, str] = {}
        for name, text, word_weight in term_weights.key_term_texts(question):
            for stem_text, frequency in _stem_frequencies((text,), spellings).items():
                if occurrences := self._occurrences(stem_text, name):
                    information = math.log2(1 + self._records / occurrences)
                    weights[stem_text] += term_weights.term_weight(word_weight * frequency, information)
        return self._top_terms(weights, spellings, limit)

    def shared(self, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
        """Return the key terms of several records together, by Bo1: of their headings and, separately, of their questions.

        The greatest weight of each of the two texts becomes 1. The two weights of a term are added.
        """
        weights: defaultdict[str, float] = defaultdict(float)
        spellings: dict[str, str] = {}
        for name, texts in term_weights.feedback_texts(questions):
            text_weights = self._bo1(name, _stem_frequencies(texts, spellings))
            greatest = max(text_weights.values(), default=1.0)
            for stem_text, weight in text_weights.items():
                weights[stem_text] += weight / greatest
        allowed = term_weights.feedback_stems(questions)
        return self._top_terms({text: weights[text] for text in allowed & weights.keys()}, spellings, limit)

    def _bo1(self, name: str, frequencies: Mapping[str, int]) -> dict[str, float]:
        """Return Bo1 weights (Amati 2003): ``tf * log2((1 + f) / f) + log2(1 + f)``, f the mean frequency in the field."""
        weights = {}
        for text, frequency in frequencies.items():
            if occurrences := self._occurrences(text, name):
                mean = occurrences / self._records
                weights[text] = frequency * math.log2((1 + mean) / mean) + math.log2(1 + mean)
        return weights

    def _occurrences(self, stem_text: str, name: str) -> int:
        return self._counts.occurrences(stem_text + STEM_END, name)

    def _top_terms(self, weights: Mapping[str, float], spellings: Mapping[str, str], limit: int) -> tuple[KeyTerm, ...]:
        """Return the informative stems of the greatest weights, as forms of the texts. The greatest weight becomes 1."""
        ranked = sorted((-weight, text) for text, weight in weights.items() if self._is_key_term(text, spellings[text]))
        return tuple(KeyTerm(spellings[text], weight / ranked[0][0]) for weight, text in ranked[:limit])

    def _is_key_term(self, stem_text: str, word: str) -> bool:
        count = self._counts.stem_postings(stem_text)
        return count > 0 and word not in STOP_WORDS and term_weights.is_informative(count, self._records)


def _stem_frequencies(texts: Sequence[str], spellings: dict[str, str]) -> Counter[str]:
    """Return how often each stem occurs in the texts. Adds the first form of each stem to ``spellings``."""
    frequencies: Counter[str] = Counter()
    for text in texts:
        for form in forms(text):
            stem_text = stem(form)
            spellings.setdefault(stem_text, form)
            frequencies[stem_text] += 1
    return frequencies
