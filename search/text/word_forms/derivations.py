"""Tables of the derivations that keep the meaning of a word, and of those that look alike and do not."""

from __future__ import annotations

IN_ICAL = frozenset(
    """alphabet analyt anatom astronom biograph categor chem cler clin com crit cyl cylindr cyn electr empir eth evangel
    geograph grammat hierarch histor hypothet hyster ident log mag mathemat mechan med metaphor method mus numer opt paradox
    philosoph phys polit pract rad rhetor scept spher stat statist surg symmetr tact techn theoret top trop typ vert""".split()
)
"""Adjectives in -ical, without this ending. Other adverbs in -ically are of adjectives in -ic, or in -ological."""

ENDINGS_WITH_ADVERB = tuple(
    "al ane ant ar ary ate ect eme ent ere ern ful ict inct ine ique ish ite ive less ory ous ure ute".split()
)
"""Endings of adjectives whose adverb in -ly has the same meaning."""

ADVERBS_APART = frozenset("merely primarily summarily".split())
"""Adverbs of adjectives with these endings that do not mean the same as the adjective or noun."""

ADJECTIVES_WITH_ADVERB = frozenset(
    """abrupt adverse angry bad blunt brief broad calm candid certain cheap clumsy common complete deep dense eager easy
    entire exact explicit false firm fortnight grave happy heavy huge implicit improper intense inverse joint loose
    narrow open plain poor precise profound prompt proper public pure quick quiet random rapid rare remote rigid robust
    rough sad safe secret sharp sleepy slight slow smooth sole solid speedy staunch steady strong sudden swift thick
    thorough tight unfair uniform unjust valid vast vivid warm weak wide wrong""".split()
)
"""Adjectives of no common ending whose adverb in -ly has the same meaning. Late and lately are different words."""

NOT_QUALITIES = frozenset(
    """business completeness eyewitness fitness forgiveness furness goodness governess harness highness holderness kindness
    likeness sheerness wellness wilderness witness""".split()
)
"""Nouns in -ness that name no quality of an adjective, or mean something else. Those in -oness (baroness) have a rule."""

_ADJECTIVES_WITH_ITY = """
complex curious dense diverse equal familiar fertile fragile generous hostile immune impartial infertile insecure intense
legal linear mature neutral obese peculiar polar porous pure rare scarce severe similar sincere viscous agile volatile
neurodiverse biodiverse proportional illegal lethal rural seasonal hypermobile confidential
"""
QUALITIES = (("ivity", "ive"), ("icity", "ic"), ("idity", "id"), ("ularity", "ular"))
"""Endings of nouns in -ity, and of the adjective whose quality they name."""

NOT_QUALITIES_IN_ITY = frozenset(
    """activity captivity comorbidity complicity connectivity cupidity duplicity electricity ethnicity felicity festivity
    inactivity invalidity liquidity morbidity multiplicity nativity objectivity proclivity productivity publicity relativity
    simplicity""".split()
)
"""Nouns of these endings without an adjective, or with another meaning than its quality."""

NOT_ACTS = frozenset(
    """accommodation administration appellation appropriation association complication confederation corporation dedication
    delegation demonstration denomination determination federation formation generation implication instrumentation
    intermediation medication obligation population predation privation probation recreation relation situation
    vacation""".split()
)
"""Nouns in -ation that name a body, a person, a place or a thing, and not the act of the verb in -ate."""

_ACTS_OF_VERBS = """
adapt:adaptation accredit:accreditation affirm:affirmation alter:alteration annex:annexation attest:attestation
cancel:cancellation cohabit:cohabitation condemn:condemnation confirm:confirmation confront:confrontation
consider:consideration consult:consultation deforest:deforestation deform:deformation deport:deportation distil:distillation
expect:expectation exploit:exploitation explain:explanation implant:implantation infest:infestation install:installation
interpret:interpretation misrepresent:misrepresentation recommend:recommendation reforest:reforestation register:registration
relax:relaxation represent:representation resign:resignation tax:taxation tempt:temptation transform:transformation
transplant:transplantation transport:transportation apply:application multiply:multiplication accuse:accusation
admire:admiration allege:allegation combine:combination compile:compilation compute:computation condense:condensation
configure:configuration conserve:conservation continue:continuation declare:declaration degrade:degradation deprive:deprivation
derive:derivation examine:examination excite:excitation imagine:imagination inhale:inhalation invite:invitation
observe:observation prepare:preparation preserve:preservation quote:quotation restore:restoration starve:starvation
revalue:revaluation introduce:introduction produce:production reduce:reduction reproduce:reproduction destroy:destruction
decide:decision describe:description define:definition expand:expansion extend:extension consume:consumption
transmit:transmission suspend:suspension convert:conversion invade:invasion explode:explosion admit:admission submit:submission
assume:assumption subscribe:subscription prescribe:prescription detain:detention retain:retention collide:collision
erode:erosion exclude:exclusion conclude:conclusion divert:diversion demolish:demolition abolish:abolition dissolve:dissolution
transcribe:transcription intrude:intrusion corrode:corrosion evade:evasion persuade:persuasion omit:omission emit:emission
invert:inversion resume:resumption devolve:devolution intervene:intervention acquire:acquisition recognise:recognition
perceive:perception deceive:deception repeat:repetition absorb:absorption propel:propulsion expel:expulsion intend:intention
revoke:revocation discontinue:discontinuation reconsider:reconsideration expire:expiration cite:citation
contravene:contravention adapt:adaption discolour:discolouration convict:conviction abstain:abstention contend:contention
orient:orientation aspire:aspiration inspire:inspiration reclaim:reclamation proclaim:proclamation provoke:provocation
invoke:invocation defame:defamation import:importation export:exportation proscribe:proscription inscribe:inscription
presume:presumption reacquire:reacquisition transpose:transposition impose:imposition decompose:decomposition depose:deposition
superimpose:superimposition repel:repulsion compel:compulsion conceive:conception seduce:seduction comprehend:comprehension
apprehend:apprehension revert:reversion deride:derision preclude:preclusion occlude:occlusion readmit:readmission
resubmit:resubmission redefine:redefinition reintroduce:reintroduction overproduce:overproduction reexamine:reexamination
perspire:perspiration exclaim:exclamation exhale:exhalation adsorb:adsorption
"""
_VERBS_WITH_ION = """
abduct abort addict adopt afflict assert circumvent collect combust compress concoct concuss confess congest connect conscript
constrict construct contort contradict correct corrupt decompress deconstruct deduct deflect depict detect digest digress
disconnect discuss disinfect dispossess disrupt dissect distort distract eject elect encrypt erect erupt evict exempt exhaust
exhibit extort extract infect ingest inhibit inject insert inspect instruct interact intercept interject interrupt intersect
invent obsess obstruct oppress possess predict preempt preselect prevent prohibit protect react reconstruct redact reelect
reflect refract regress reinfect reinsert reject repossess restrict resurrect retract select subtract suggest suppress transact
transgress
"""
_VERBS_IN_E_WITH_ION = """
electrocute attribute coerce complete confuse contribute delete demote deplete devote diffuse dilute disperse distribute erase
excrete execute extradite ignite immerse infuse intersperse persecute pollute promote prosecute redistribute revise secrete
substitute supervise transfuse
"""


def _noun_in_ity(adjective: str) -> str:
    return (adjective[:-3] + "os" if adjective.endswith("ous") else adjective.removesuffix("e")) + "ity"


def _nouns_of_action() -> dict[str, str]:
    nouns = {noun: verb for verb, noun in (pair.split(":") for pair in _ACTS_OF_VERBS.split())}
    nouns |= {f"{verb}ion": verb for verb in _VERBS_WITH_ION.split()}
    return nouns | {f"{verb[:-1]}ion": verb for verb in _VERBS_IN_E_WITH_ION.split()}


NOUNS_OF_ACTION = _nouns_of_action()
"""Noun in -ion -> verb whose act or result it names. Nouns of bodies, people and things are not here."""

NOUNS_IN_ITY = {_noun_in_ity(adjective): adjective for adjective in _ADJECTIVES_WITH_ITY.split()}
"""Noun in -ity -> adjective whose quality it names. Nouns of bodies, people and things (authority, facility) are not here."""
