"""Conflation: word to stem, by inflection."""

from __future__ import annotations
import re

_IRREGULAR_FORMS = """
child children
man men
woman women
person people
foot feet
tooth teeth
goose geese
mouse mice
louse lice
ox oxen
die dies died dying
lie lies lied lying lain
tie ties tied tying
vie vies vied vying
movie movies
calf calves
half halves
elf elves
hoof hooves
knife knives
leaf leaves
life lives
loaf loaves
scarf scarves
self selves
sheaf sheaves
shelf shelves
thief thieves
wharf wharves
wife wives
wolf wolves
midwife midwives
housewife housewives
analysis analyses
axis axes
basis
crisis crises
diagnosis diagnoses
hypothesis hypotheses
oasis oases
parenthesis parentheses
prognosis prognoses
psychosis psychoses
neurosis neuroses
synthesis syntheses
thesis theses
emphasis emphases
metastasis metastases
prosthesis prostheses
criterion criteria
phenomenon phenomena
bacterium bacteria
curriculum curricula
consortium consortia
memorandum memoranda
referendum referenda
stadium stadia
spectrum spectra
stratum strata
addendum addenda
forum fora
alga algae
larva larvae
formula formulae
vertebra vertebrae
antenna antennae
alumnus alumni
bacillus bacilli
cactus cacti
fungus fungi
nucleus nuclei
radius radii
stimulus stimuli
locus loci
syllabus syllabi
index indices
appendix appendices
matrix matrices
vertex vertices
vortex vortices
quiz quizzes quizzed quizzing
arise arose arisen
awake awoke awoken
bear bore borne
beat beaten
become became
begin began begun
bend bent
bet
bind bound
bite bitten
bleed bled
blow blew blown
break broke broken
breed bred
bring brought
build built
burn burnt
buy bought
catch caught
choose chose chosen
cling clung
come came
creep crept
deal dealt
dig dug
do did done does doing
draw drew drawn
dream dreamt
drink drank drunk
drive drove driven
eat ate eaten
fall fell fallen
feed fed
feel felt
fight fought
find found
flee fled
fling flung
fly flew flown flies
forbid forbade forbidden
forecast
foresee foresaw foreseen
forget forgot forgotten
forgive forgave forgiven
forgo forwent forgone
freeze froze frozen
get got gotten
give gave given
go went gone goes
grind
grow grew grown
hang hung
have had has having
hear heard
hide hid hidden
hold held
keep kept
kneel knelt
know knew known
lay laid
lead led
lean leant
leap leapt
learn learnt
leave left
lend lent
light lit
lose lost
make made
mean meant
meet met
mislead misled
mistake mistook mistaken
misunderstand misunderstood
outdo outdid outdone
overcome overcame
override overrode overridden
oversee oversaw overseen
overspend overspent
overtake overtook overtaken
overthrow overthrew overthrown
overpay overpaid
pay paid
prepay prepaid
prove proven
rebuild rebuilt
repay repaid
resell resold
ride rode ridden
ring rang rung
rise rose risen
run ran
say said
see saw seen
seek sought
sell sold
send sent
resend resent
sew sewn
shake shook shaken
shine shone
shoot shot
show shown
shrink shrank shrunk
sing sang sung
sink sank sunk
sit sat
sleep slept
slide slid
smell smelt
sow sown
speak spoke spoken
speed sped
spell spelt
spend spent
spill spilt
spin spun
spoil spoilt
spring sprang sprung
stand stood
steal stole stolen
stick stuck
sting stung
strike struck
strive strove striven
swear swore sworn
sweep swept
swell swollen
swim swam swum
swing swung
take took taken
teach taught
tear tore torn
tell told
think thought
throw threw thrown
tread trod trodden
undergo underwent undergone
underlie underlay underlain underlying
understand understood
undertake undertook undertaken
undo undid undone
uphold upheld
wake woke woken
wear wore worn
weave wove woven
weep wept
win won
withdraw withdrew withdrawn
withhold withheld
withstand withstood
write wrote written
rewrite rewrote rewritten
lens lenses
series
species
news
gas gases gassed gassing
bus buses bused bussed busing bussing
"""
_UNCHANGED = frozenset(
    """alias arms as asbestos atlas bias canvas chaos christmas commons cosmos customs economics goods headquarters
    mathematics means news physics plus politics premises proceeds series species thanks this thus us was yes
    building buildings training housing meeting funding parking mining nursing banking hearing planning spending
    bed red need seed feed speed proceed exceed succeed indeed breed weed bleed deed greed hundred sacred
    thing king ring spring string bring sing wing swing sling evening morning nothing something anything everything ceiling
    size prize""".split()
)


def _irregular() -> dict[str, str]:
    stems: dict[str, str] = {}
    for line in _IRREGULAR_FORMS.split("\n"):
        stem, *forms = line.split() or [""]
        stems[stem] = stem
        stems.update(dict.fromkeys(forms, stem))
    return stems


_STEMS = _irregular()
_STEMS.update((word, word) for word in _UNCHANGED)
_VOWEL = re.compile("[aeiouy]")
_NEEDS_E = re.compile(
    r"(?:[cvuz]|[aeiouy]s|[rnlp]s|dg|rg|lg|eng|[bcdfgkptsz]l|[^aeo]at|iat|uat|creat|[^aeiou][iu][dm]|[^aeiou][auo][gk]|[^aeio][iua]r"
    r"|[^aeio]in|[^aeiou]ut|[^ae]id|[^aeiou]ad|[aeiou]b|[^aeiou]il|[^aeiou]ul|[^aeiou]ap)$"
)
_SHORT = re.compile(r"(?:[^aeiouy]|qu|^)*[aeiouy][^aeiouywx]$")
_DOUBLE = re.compile(r"(?:bb|dd|gg|mm|nn|pp|rr|tt)$")


def conflate(word: str) -> str:
    """Return the stem of a folded word: its dictionary form. Other strings are returned unchanged."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    if word in _STEMS:
        return _STEMS[word]
    if word.endswith("s"):
        word = _singular(word)
    if word.endswith(("ing", "ed")) and word not in _STEMS:
        word = _infinitive(word)
    if word.endswith("men") and len(word) > 5:
        word = word[:-2] + "an"
    word = _STEMS.get(word, word)
    if "iz" in word:
        word = re.sub(r"(?<=[aeiouy])([a-z]+)iz(e|er|ation|ational)$", r"\1is\2", word)
    return word.replace("yze", "yse")


def _singular(word: str) -> str:
    if word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses", "zzes", "oes")) or (
        len(word) > 6 and word.endswith("uses") and word[-5] not in "oa"
    ):
        return word[:-2]
    return word[:-1] if _VOWEL.search(word[:-1]) else word


def _infinitive(word: str) -> str:
    base = word[:-3] if word.endswith("ing") else word[:-2]
    if not _VOWEL.search(base) or len(base) < 2 or word.endswith("eed"):
        return word
    if word.endswith("ied"):
        return base[:-1] + "y"
    if _DOUBLE.search(base) or (base.endswith("ll") and len(base) > 5):
        return base[:-1]
    if _SHORT.match(base) or _NEEDS_E.search(base):
        return base + "e"
    return base


def irregular_forms(stem: str) -> tuple[str, ...]:
    """Return the irregular forms that have this stem and do not begin with its prefix."""
    prefix = stem_prefix(stem)
    return tuple(word for word, its in _STEMS.items() if its == stem and not word.startswith(prefix))


def stem_prefix(stem: str) -> str:
    """Return a prefix that every word with this stem has, those of ``irregular_forms`` apart."""
    if "is" in stem[3:]:
        return stem[: stem.rindex("is") + 1]
    if stem.endswith("yse"):
        return stem[:-2]
    if stem.endswith("man"):
        return stem[:-2]
    return stem[:-1] if stem[-1:] in {"e", "y"} else stem
