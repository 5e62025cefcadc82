"""One spelling of each word: the British one, with -ise. American, old and other variant spellings are respelt."""

from __future__ import annotations

import re
from functools import cache

_IN_IZE = frozenset("resize downsize upsize rightsize capsize outsize oversize supersize midsize assize apprize".split())
"""Words in which -ize is no suffix, so that it has no British spelling in -ise."""

_IZE_ENDINGS = ("ize", "izer", "izable", "ization", "izations", "izational")
_VOWELS = frozenset("aeiouy")

_IN_OUR = """
arb ard arm behavi cand clam col demean endeav fav ferv flav glam harb hon hum lab misdemean neighb od parl ranc rig rum sav
savi splend succ tum val vap vig
"""
_ENDINGS_OF_OUR = ("", "able", "ably", "al", "er", "ful", "less", "ly", "y")
_DOUBLING_L = """
cancel chisel counsel dial duel enamel fuel funnel jewel label level libel marvel medal model panel pedal signal swivel total
travel tunnel council wool
"""
_ENDINGS_AFTER_L = ("able", "er", "en", "ist", "or", "ous")
_OTHER_VARIANTS = """
advisor:adviser airplane:aeroplane aluminum:aluminium analog:analogue homolog:homologue monolog:monologue artifact:artefact
caliber:calibre catalog:catalogue celiac:coeliac kilometer:kilometre centimeter:centimetre millimeter:millimetre
kilogramme:kilogram gramme:gram center:centre cesarean:caesarean connexion:connection inflexion:inflection reflexion:reflection
deflexion:deflection cozy:cosy defense:defence defenseless:defenceless despatch:dispatch dialog:dialogue enroll:enrol
enrollment:enrolment enthrall:enthral appall:appal instal:install installment:instalment instill:instil distill:distil
favorite:favourite favoritism:favouritism fiber:fibre fulfill:fulfil fulfillment:fulfilment gray:grey jewelry:jewellery
license:licence liter:litre milliliter:millilitre luster:lustre lackluster:lacklustre maneuver:manoeuvre meager:meagre
mediaeval:medieval mold:mould moldy:mouldy molt:moult neighborhood:neighbourhood offense:offence plow:plough practise:practice
pretense:pretence program:programme protestor:protester convenor:convener saber:sabre scepter:sceptre skeptic:sceptic
skeptical:sceptical skepticism:scepticism skillful:skilful somber:sombre specter:spectre theater:theatre
amphitheater:amphitheatre epicenter:epicentre ocher:ochre louver:louvre goiter:goitre sepulcher:sepulchre
accouterment:accoutrement willful:wilful smolder:smoulder enquiry:inquiry enquire:inquire enquirer:inquirer whiskey:whisky
pajama:pyjama gipsy:gypsy disk:disc chili:chilli czar:tsar adaptor:adapter carcase:carcass cypher:cipher guerilla:guerrilla
furor:furore waggon:wagon draftsman:draughtsman cancelation:cancellation judgmental:judgemental sizable:sizeable
likable:likeable livable:liveable lovable:loveable movable:moveable ratable:rateable useable:usable salable:saleable
fecal:faecal hiccough:hiccup moslem:muslim koran:quran mollusk:mollusc tranquility:tranquillity tranquiliser:tranquilliser
bylaw:byelaw imposter:impostor vapourise:vaporise yoghurt:yogurt yoghourt:yogurt carburetor:carburettor worshiper:worshipper
kidnaper:kidnapper donut:doughnut jailor:jailer gaoler:jailer conjuror:conjurer vender:vendor pigmy:pygmy syphon:siphon
indorse:endorse naught:nought omelet:omelette licorice:liquorice barbeque:barbecue caviare:caviar hanky:hankie nosey:nosy
phony:phoney pricy:pricey racoon:raccoon swop:swap titbit:tidbit verandah:veranda preventative:preventive
interpretive:interpretative orientate:orient disorientate:disorient math:maths normalcy:normality okay:ok specialty:speciality
prophesy:prophecy dyke:dike coloration:colouration discoloration:discolouration whilst:while amongst:among amidst:amid
toward:towards uighur:uyghur uygur:uyghur taleban:taliban hizbollah:hezbollah hizballah:hezbollah hizbullah:hezbollah
hezballah:hezbollah qaida:qaeda yezidi:yazidi panjabi:punjabi rumania:romania roumania:romania rumanian:romanian
fiberglass:fibreglass miter:mitre titer:titre reconnoiter:reconnoitre epilog:epilogue prolog:prologue demagog:demagogue
cognizant:cognisant cognizance:cognisance recognizance:recognisance fetid:foetid nevus:naevus leukocyte:leucocyte
leukopenia:leucopenia kinesthetic:kinaesthetic synesthesia:synaesthesia seborrhea:seborrhoea toxemia:toxaemia caldron:cauldron
curtsey:curtsy glycerin:glycerine gelatin:gelatine adrenalin:adrenaline karat:carat transferrable:transferable chimaera:chimera
hyaena:hyena primaeval:primeval pheochromocytoma:phaeochromocytoma disulfide:disulphide afterward:afterwards
"""
_STARTS = """
ameb:amoeb anemi:anaemi anesth:anaesth archeo:archaeo cesi:caesi caesari:caesare cesari:caesare diarrhe:diarrhoe
encycloped:encyclopaed esoph:oesoph esthet:aesthet estro:oestro etiol:aetiol gonorrhe:gonorrhoe gynec:gynaec hemat:haemat
hemo:haemo homoeo:homeo ischem:ischaem leukem:leukaem oecum:ecum orthoped:orthopaed paleo:palaeo pediat:paediat
pedophil:paedophil sulf:sulph uremi:uraemi
"""
_ENDS = """
lipidemia:lipidaemia glycemia:glycaemia glycemic:glycaemic septicemia:septicaemia lassemia:lassaemia sterolemia:sterolaemia
bacteremia:bacteraemia natremia:natraemia kalemia:kalaemia viremia:viraemia dgment:dgement menorrhea:menorrhoea pnea:pnoea
phedema:phoedema
"""
_PREFIX = re.compile("(?:anti|bi|counter|de|dis|en|inter|micro|mis|multi|non|over|pre|re|sub|un)(?=...)")


def _pairs(table: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in table.split())


def _variants() -> dict[str, str]:
    variants = {f"{root}or{ending}": f"{root}our{ending}" for root in _IN_OUR.split() for ending in _ENDINGS_OF_OUR}
    variants |= {f"{root}{ending}": f"{root}l{ending}" for root in _DOUBLING_L.split() for ending in _ENDINGS_AFTER_L}
    return variants | _pairs(_OTHER_VARIANTS)


VARIANTS = _variants()
"""The British spelling of each listed word."""

_BRITISH_STARTS = _pairs(_STARTS)
_BRITISH_ENDS = _pairs(_ENDS)
_AMERICAN_STARTS = tuple(_BRITISH_STARTS)
_AMERICAN_ENDS = tuple(_BRITISH_ENDS)


def british(word: str) -> str:
    """Return the British spelling of a word in the singular or infinitive."""
    if word.endswith(_IZE_ENDINGS) and word not in _IN_IZE:
        start, _, end = word.rpartition("iz")
        if start and start[-1] not in _VOWELS and not _VOWELS.isdisjoint(start):
            word = f"{start}is{end}"
    elif word.endswith(("yze", "yzer")):
        word = word.replace("yz", "ys")
    if (variant := VARIANTS.get(word)) is not None:
        return variant
    prefix = _PREFIX.match(word)
    if prefix and (variant := VARIANTS.get(word[prefix.end() :])) is not None:
        return prefix[0] + variant
    if word.startswith(_AMERICAN_STARTS):
        start = next(start for start in _AMERICAN_STARTS if word.startswith(start))
        word = _BRITISH_STARTS[start] + word.removeprefix(start)
    if word.endswith(_AMERICAN_ENDS):
        end = next(end for end in _AMERICAN_ENDS if word.endswith(end))
        word = word.removesuffix(end) + _BRITISH_ENDS[end]
    return word


def other_spellings(word: str) -> set[str]:
    """Return the spellings that ``british`` respells as this word, except those in -ize."""
    spellings = {*_reversed().get(word, ())}
    if prefix := _PREFIX.match(word):
        spellings |= {prefix[0] + variant for variant in _reversed().get(word[prefix.end() :], ())}
    for american, start in _BRITISH_STARTS.items():
        if word.startswith(start):
            spellings.add(american + word.removeprefix(start))
    for american, end in _BRITISH_ENDS.items():
        spellings |= {text.removesuffix(end) + american for text in (word, *spellings) if text.endswith(end)}
    return spellings


@cache
def _reversed() -> dict[str, list[str]]:
    spellings: dict[str, list[str]] = {}
    for variant, word in VARIANTS.items():
        spellings.setdefault(word, []).append(variant)
    return spellings
