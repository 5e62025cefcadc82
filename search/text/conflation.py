"""Conflation: word to stem. All inflections of a word have one stem, its dictionary form in British spelling.

Rules undo regular inflection, and the tables of ``word_forms`` have the exceptions. Four derivations that keep the meaning are
undone too: adverbs in -ly, nouns of quality in -ness and -ity, and nouns of action in -ion. Others are different words. So is a
noun in -ing that names a thing, a trade or a service (building, banking, parking), not the act of its verb.
"""

from __future__ import annotations

import re
from functools import cache

from search.text.word_forms.derivations import (
    ADJECTIVES_WITH_ADVERB,
    ADVERBS_APART,
    ENDINGS_WITH_ADVERB,
    IN_ICAL,
    NOT_ACTS,
    NOT_QUALITIES,
    NOT_QUALITIES_IN_ITY,
    NOUNS_IN_ITY,
    NOUNS_OF_ACTION,
    QUALITIES,
)
from search.text.word_forms.inflections import STEMS, VERB_STEMS
from search.text.word_forms.spellings import VARIANTS, british, other_spellings
from search.text.word_forms.stop_words import STOP_WORDS

_VOWELS = frozenset("aeiouy")
_DOUBLED = frozenset("bdgmnprt")
"""Consonants doubled before -ing and -ed: stopping, planned."""

_MUTE_E = re.compile(
    "^(?:[b-df-hj-np-tv-z]*|[a-z]?qu)[aeiouy][b-df-hj-np-tvz]$|(?:[cuvz]|[^s]s|[dlr]g|eng|[bcdfgkpstz]l"
    "|(?:(?<![aeiou])|(?<=qu)|(?<=[iu])(?=a))(?:a[bdgkmprt]|eb|i[bdgklmnprz]|o[bdgkt]|u[bdklmnprt]))$"
)
"""Regular expression of a verb without -ing or -ed that lacks a mute e: mak(ing), caus(ing), urg(ing), handl(ing), relat(ing).

In the last line no other vowel may come before: ``ea`` and ``ou`` take no mute e (treating), but ``qu``, ``ia`` and ``ua`` are
no digraphs (requiring, associating, evaluating).
"""

_KEEPS_LL = re.compile(
    "(?:[bcfw]|st)all$|(?:(?<!ful)f|[bkm]|[dg]r|thr|ch|sp)ill$|(?:bank|log|pay|sc|st|steam|un)roll$"
    "|(?:cross|mis|out|over|re|under|up)sell$|(?:fore|re)tell$|(?:mis|re)spell$"
)
"""Matches verbs of several syllables whose stem ends in -ll: mothball, refill. Other verbs, such as cancel, double one l."""

_FOREIGN_PLURALS = (
    (re.compile("(?<=....)ae$"), "a"),
    (re.compile("(?<=..)eau[sx]$"), "eau"),
    (re.compile("(?<=..)mata$"), "ma"),
    (re.compile("(arthr|cirrh|fibr|hypn|mit|necr|osm|opor|scler|scoli|silic|sten|thromb|tubercul)oses$"), r"\1osis"),
    (re.compile("(?<=..)(ly|the)ses$"), r"\1sis"),
    (re.compile("cocci$"), "coccus"),
)
"""Greek, Latin and French plurals, and the ending of their singular: fistulae, chateaux, stomata, thromboses, streptococci."""

_FOREIGN_ENDINGS = ("ae", "mata", "eaus", "eaux", "oses", "lyses", "theses", "cocci")
"""The endings of all words that one of ``_FOREIGN_PLURALS`` may match."""

_VARIABLE_END = re.compile(
    "(?<=[^aeiouy]i)s(?:e|er|able|ation|ational)$|(?<=y)se$|(?<=[ai]b)le$|(?<=..m)an$|(?<=[eoy]s)is$|(?<=cocc)us$"
)
"""Regular expression of the endings of stems that some words with the stem lack."""

_PREFIX_OF_VERB = re.compile("(?:co|de|dis|mis|over|pre|re|sub|un|under)(?=....)")
"""Matches the prefix of a noun of action whose verb may have it too: reapplication, misinterpretation."""

_MIN_SHARED = 3
"""The least number of first letters that a listed form shares with its stem, unless it is irregular. A regular form shortens
the prefix of its stem to the letters that they share."""


def conflate(word: str) -> str:
    """Return the stem of a folded word. A word that is not of ASCII letters alone is its own stem.

    If a rule would give a word the stem of a stop word, the stem has an s: ``wills``, as two of five records have *will*.
    """
    listed = STEMS.get(word)
    if listed is not None:
        return listed
    stem = _dictionary_form(word)
    return stem + "s" if stem in STOP_WORDS and word not in STOP_WORDS else stem


def _dictionary_form(word: str) -> str:
    if len(word) < 3 or not (word.isalpha() and word.isascii()):
        return word
    if word[-1] == "s" or word.endswith(_FOREIGN_ENDINGS):
        word = _singular(word)
        if STEMS.get(word) == word:
            return word
    if word.endswith(("ing", "ed")):
        word = _infinitive(word)
    elif word.endswith("men") and len(word) > 5:
        word = word[:-2] + "an"
    word = british(word)
    return _without_derivation(word) if word.endswith(("ly", "ness", "ity", "ion")) else word


def _singular(word: str) -> str:
    if word.endswith(_FOREIGN_ENDINGS):
        for plural, ending in _FOREIGN_PLURALS:
            word = plural.sub(ending, word)
    if word[-1] != "s" or word[-2] in "sui" or _VOWELS.isdisjoint(word[:-1]):
        return word
    if word[-2] != "e" or len(word) < 5:
        return word[:-1]
    if word[-3] == "i":
        return word[:-3] + "y" if _takes_y(word[:-3]) else word[:-1]
    is_sibilant = word.endswith(("xes", "ches", "shes", "sses", "zzes"))
    ends_in_o = word[-3] == "o" and word[-4] not in _VOWELS
    ends_in_us = word.endswith("uses") and word[-5] not in "aeo" and not _VOWELS.isdisjoint(word[:-5])
    return word[:-2] if is_sibilant or ends_in_o or ends_in_us else word[:-1]


def _infinitive(word: str) -> str:
    start = word[:-3] if word[-1] == "g" else word[:-2]
    if len(start) < 2 or _VOWELS.isdisjoint(start) or word.endswith("eed"):
        return word
    if start in VERB_STEMS:
        return VERB_STEMS[start]
    if word[-1] == "d" and start[-1] == "i" and _takes_y(start[:-1]):
        return start[:-1] + "y"
    if start[-1] == start[-2] and (
        start[-1] in _DOUBLED or (start[-1] == "l" and not _VOWELS.isdisjoint(start[:-3]) and not _KEEPS_LL.search(start))
    ):
        return start[:-1]
    return start + "e" if _MUTE_E.search(start) else start


def _takes_y(start: str) -> bool:
    return start[-1] not in _VOWELS or start.endswith("qu")


def _without_derivation(word: str) -> str:
    if STEMS.get(word) == word:
        return word
    if word.endswith("ly"):
        return british(_adjective(word))
    if word[-1] == "y":
        return _adjective_of_ity(word)
    if word.endswith("ness"):
        return _adjective_of_ness(word)
    return _verb_of_ion(word)


def _adjective(adverb: str) -> str:
    if adverb.endswith("ically"):
        return adverb[:-2] if adverb.endswith("ologically") or adverb[:-6] in IN_ICAL else adverb[:-4]
    if adverb.endswith(("ably", "ibly")) and len(adverb) > 6:
        return adverb[:-1] + "e"
    adjective = adverb[:-3] + "y" if adverb.endswith("ily") else adverb[:-2]
    in_class = len(adjective) > 4 and adjective.endswith(ENDINGS_WITH_ADVERB) and adverb not in ADVERBS_APART
    return adjective if in_class or adjective in ADJECTIVES_WITH_ADVERB else adverb


def _adjective_of_ity(noun: str) -> str:
    if noun.endswith(("ability", "ibility")):
        return noun[:-5] + "le"
    if noun not in NOT_QUALITIES_IN_ITY:
        for ending, of_adjective in QUALITIES:
            if noun.endswith(ending):
                return noun.removesuffix(ending) + of_adjective
    return NOUNS_IN_ITY.get(noun, noun)


def _adjective_of_ness(noun: str) -> str:
    if noun in NOT_QUALITIES or noun.endswith("oness"):
        return noun
    if noun.endswith("edness"):
        return STEMS.get(noun[:-4]) or _infinitive(noun[:-4])
    has_y = noun.endswith("iness") and noun[-6:-5] not in _VOWELS  # not thainess
    return noun[:-5] + "y" if has_y else noun[:-4]


def _verb_of_ion(noun: str) -> str:
    if noun in NOT_ACTS:
        return noun
    if noun in NOUNS_OF_ACTION:
        return NOUNS_OF_ACTION[noun]
    if (prefix := _PREFIX_OF_VERB.match(noun)) and (verb := NOUNS_OF_ACTION.get(noun[prefix.end() :])):
        return prefix[0] + verb
    if noun.endswith("isation"):
        return noun[:-5] + "e"
    if noun.endswith("ification"):
        return noun[:-7] + "y"
    if noun.endswith("mentation"):
        return noun[:-5]
    return noun[:-3] + "e" if noun.endswith("ation") and not _VOWELS.isdisjoint(noun[:-5]) else noun


def stem_prefix(stem: str) -> str:
    """Return a prefix that all words with this stem have, except those that begin with one of ``irregular_forms``."""
    prefix = _regular_prefix(stem)
    for form in _other_forms(stem):
        shared = next((size for size in range(len(prefix), 0, -1) if form.startswith(prefix[:size])), 0)
        if shared >= _MIN_SHARED:
            prefix = prefix[:shared]
    return prefix


def irregular_forms(stem: str) -> tuple[str, ...]:
    """Return the beginnings of the words that have this stem and do not begin with its prefix: ``teeth`` for ``tooth``.

    Every other word with this stem begins with its prefix or with one of these: ``greys`` and ``grays`` for ``grey``.
    """
    prefix = stem_prefix(stem)
    return tuple(form for form in _other_forms(stem) if not form.startswith(prefix))


def _other_forms(stem: str) -> list[str]:
    """Return the listed forms of a stem and their other spellings, and the prefixes of other spellings of the stem."""
    stem = _without_s(stem)
    forms = [*_listed_forms().get(stem, ())]
    if prefix := _PREFIX_OF_VERB.match(stem):
        forms += [prefix[0] + form for form in _listed_forms().get(stem[prefix.end() :], ()) if form in NOUNS_OF_ACTION]
    return [*forms, *sorted(map(_regular_prefix, other_spellings(stem)))]


def _without_s(stem: str) -> str:
    """Return the dictionary form of a stem: *own* for ``owns``."""
    return stem[:-1] if stem[-1:] == "s" and stem[:-1] in STOP_WORDS and stem not in STOP_WORDS else stem


def _regular_prefix(stem: str) -> str:
    stem = _without_s(stem)
    if ending := _VARIABLE_END.search(stem):
        return stem[: ending.start()]
    return stem[:-1] if re.search("[^aeo]e$|(?:[^aeiouy]|qu)y$", stem) else stem


@cache
def _listed_forms() -> dict[str, list[str]]:
    forms: dict[str, list[str]] = {}
    for table in (STEMS, NOUNS_OF_ACTION, NOUNS_IN_ITY):
        for word, stem in table.items():
            forms.setdefault(NOUNS_OF_ACTION.get(stem, stem), []).append(word)
    for variant, word in VARIANTS.items():
        if (stem := conflate(word)) != word:
            forms.setdefault(stem, []).append(variant)
    return forms
