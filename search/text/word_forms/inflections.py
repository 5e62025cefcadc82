"""Tables of the inflections that the rules of ``conflation`` get wrong.

The rules were compared with the 20,000 commonest inflections of the NIH's SPECIALIST Lexicon, as LemmInflect 0.2.3 (MIT)
packages it, and with the words of 79,565 records. The tables have the words for which they differed. A person read them. Where
a form has two stems (leaves: leaf, leave), that of the plural wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_IRREGULAR_NOUNS = """
child children childrens, man men mens, woman women womens, foot feet, tooth teeth, goose geese, mouse mice, louse lice, ox
oxen, brother brethren, penny pence, grandchild grandchildren, schoolchild schoolchildren, stepchild stepchildren, godchild
godchildren, person people peoples, salesperson salespeople, layperson laypeople, spokesperson spokespeople, chairperson
chairpeople, dormouse dormice, passerby passersby, die died dying, lie lied lying lain, tie tied tying, untie unties untied
untying, vie vied vying, belie belies belied belying, aloe aloes, species, series, money monies, calf calves, half halves, elf
elves, hoof hooves, knife knives, leaf leaves, life lives, loaf loaves, scarf scarves, self selves, sheaf sheaves, shelf
shelves, bookshelf bookshelves, thief thieves, wharf wharves, wife wives, midwife midwives, housewife housewives, wolf wolves,
werewolf werewolves, dwarf dwarves, penknife penknives, afterlife afterlives, turf turves, analysis analyses, axis axes,
crisis crises, diagnosis diagnoses, misdiagnosis misdiagnoses, hypothesis hypotheses, oasis oases, parenthesis parentheses,
prognosis prognoses, psychosis psychoses, neurosis neuroses, synthesis syntheses, thesis theses, emphasis emphases, metastasis
metastases, prosthesis prostheses, paralysis paralyses, catalysis catalyses, nemesis nemeses, genesis geneses, ellipsis
ellipses, metamorphosis metamorphoses, testis testes, iris irises, penis penises, pelvis pelvises, trellis trellises,
metropolis metropolises, criterion criteria, phenomenon phenomena, automaton automata, bacterium bacteria, curriculum
curricula, consortium consortia, memorandum memoranda, referendum referenda, stadium stadia, spectrum spectra, stratum strata,
addendum addenda, forum fora, erratum errata, ovum ova, symposium symposia, maximum maxima, minimum minima, optimum optima,
quantum quanta, atrium atria, aquarium aquaria, crematorium crematoria, sanatorium sanatoria, moratorium moratoria, millennium
millennia, continuum continua, equilibrium equilibria, momentum momenta, emporium emporia, corpus corpora, genus genera, alga
algae, pupa pupae, alumnus alumni, bacillus bacilli, cactus cacti, fungus fungi, nucleus nuclei, radius radii, stimulus
stimuli, locus loci, focus foci focussed focussing, syllabus syllabi, terminus termini, modulus moduli, papyrus papyri,
thesaurus thesauri, hippopotamus hippopotami, index indices, appendix appendices, matrix matrices, vertex vertices, vortex
vortices, codex codices, helix helices, apex apices, cortex cortices, bureau bureaus, tableau tableaus, plateau plateaus,
gateau gateaus, lens lenses, gas gases gasses, bus buses busses, quiz quizzes quizzed quizzing, bias biases biased biasing
biassed biassing, alias aliases, atlas atlases, canvas canvases, pancreas pancreases, christmas christmases, texas, kansas,
dallas, douglas, thomas, nicholas, lucas, judas, chaos, asbestos, ethos, kudos, cosmos, lagos, laos, carlos, waltz waltzes,
blitz blitzes, topaz topazes, shoe shoes, canoe canoes canoed, oboe oboes, horseshoe horseshoes, tiptoe tiptoes, cache caches,
ache aches, headache headaches, toothache toothaches, heartache heartaches, niche niches, creche creches, avalanche
avalanches, quiche quiches, moustache moustaches mustache mustaches, psyche psyches, cliche cliches, pastiche pastiches,
douche douches, apache apaches, annex annexe, axe axed axing, abuse abuses, misuse misuses, refuse refuses, excuse excuses,
accuse accuses, confuse confuses, diffuse diffuses, infuse infuses, amuse amuses, defuse defuses, recluse recluses, taxi
taxied, ski skied, graffiti graffito, mp mps, gp gps, tv tvs, cv cvs, hgv hgvs, dvd dvds, ccg ccgs, pct pcts, cd cds, pc pcs,
qc qcs, oestrogen estrogen estrogens, oedema edema edemas, oesophagus esophagus, foetus fetus fetuses, foetal fetal, faeces
feces, jail gaol gaols, data datum, synopsis synopses, antithesis antitheses, symbiosis symbioses, hydrolysis hydrolyses,
summons summonses, backache backaches, sloe sloes, impasse impasses, sarcophagus sarcophagi, octopus octopi, chilli chillis
chillies chilis, tranche tranches, premium premia, gymnasium gymnasia, auditorium auditoria, podium podia, honorarium
honoraria, ultimatum ultimata, ganglion ganglia, cervix cervices, dialysis dialyses, thrombus thrombi, embolus emboli, uterus
uteri, compendium compendia, colloquium colloquia, desideratum desiderata, candelabrum candelabra, septum septa, mitochondrion
mitochondria, polyhedron polyhedra, taxon taxa, larynx larynges, kibbutz kibbutzim, virtuoso virtuosi, paparazzo paparazzi,
libretto libretti, concerto concerti, tempo tempi, bronchus bronchi, calculus calculi, dictum dicta, solarium solaria,
substratum substrata, cerebellum cerebella, phylum phyla, humerus humeri, thalamus thalami, hypothalamus hypothalami, plectrum
plectra, perihelion perihelia, posse posses, finesse finesses, quartz quartzes, fracas fracases, mantis mantises, thermos
thermoses, dais daises, flyleaf flyleaves, earache earaches, stomachache stomachaches, bellyache bellyaches, bemuse bemuses,
contuse contuses, disabuse disabuses, disuse disuses, enthuse enthuses, overuse overuses, peruse peruses, suffuse suffuses,
transfuse transfuses, hypotenuse hypotenuses, pharynx pharynges, thorax thoraces, bad worse worst, far farther farthest,
headquarters headquarter headquartered headquartering, counselling counseling, cranium crania, crocus croci, colossus colossi,
eucalyptus eucalypti, isthmus isthmi, stylus styli, thymus thymi, gladiolus gladioli, narcissus narcissi, cumulus cumuli,
abacus abaci, rhombus rhombi, nautilus nautili, incubus incubi, metacarpus metacarpi, carpus carpi, umbilicus umbilici,
platypus platypi, meniscus menisci, emeritus emeriti, arboretum arboreta, cerebrum cerebra, delirium deliria, duodenum
duodena, flagellum flagella, fulcrum fulcra, labium labia, mausoleum mausolea, planetarium planetaria, proscenium proscenia,
rectum recta, rostrum rostra, scrotum scrota, serum sera, sternum sterna, terrarium terraria, peritoneum peritonea, lexicon
lexica, oxymoron oxymora, protozoon protozoa, spermatozoon spermatozoa, tetrahedron tetrahedra, nova novae, ulna ulnae,
executrix executrices, calyx calyces, phalanx phalanges, milieu milieus milieux, beau beaus beaux, adieu adieus adieux, cherub
cherubim, seraph seraphim, chrysalis chrysalises, clematis clematises, ibis ibises, clitoris clitorises, glottis glottises,
portcullis portcullises, proboscis proboscises, amaryllis amaryllises, acropolis acropolises, megalopolis megalopolises,
catharsis catharses, exegesis exegeses, apotheosis apotheoses, amanuensis amanuenses, zoonosis zoonoses, dermatosis
dermatoses, mycosis mycoses, leishmaniasis leishmaniases, torso torsi, palazzo palazzi, panino panini, woodlouse woodlice,
forefoot forefeet, eyetooth eyeteeth, meatloaf meatloaves, pocketknife pocketknives, jackknife jackknives jackknifed, fishwife
fishwives, roof rooves, crevasse crevasses, mousse mousses, fiche fiches, microfiche microfiches, cloche cloches, overshoe
overshoes, snowshoe snowshoes, floe floes, throe throes, pickaxe pickaxes, rendezvous rendezvoused rendezvousing
"""
_NOUNS_IN_IE = """
caddie auntie baddie birdie bookie brasserie brownie budgie cabbie calorie collie cookie coterie cutie foodie freebie genie
goalie groupie hippie hoodie indie junkie kilocalorie lassie magpie menagerie movie necktie newbie onesie patisserie prairie
quickie reverie roadie rookie rotisserie selfie smoothie softie sortie sweetie talkie techie townie veggie yuppie zombie
aerie biggie bogie boogie bootie cootie coolie curie dickie doggie eyrie floozie flunkie footsie goodie grannie homie jalousie
kiddie laddie leftie nightie oldie pinkie pixie preppie rightie scrunchie walkie wedgie weenie wheelie
"""
_NOUNS_IN_I_OR_U = """
afghani ahmadi alibi alkali api azeri bahai bahraini balochi baluchi bangladeshi bantu bengali bhaji bikini caribou combi
corgi darfuri deli emirati emoji emu gnu gujarati guru haiku hindu houthi hutu iraqi israeli jihadi kashmiri kazakhstani kiwi
kpi kuwaiti maori martini maxi menu midi mini mou nazi nepali omani pakistani parsi punjabi qatari rabbi safari sahrawi salafi
salami sari saudi semi sindhi ski somali sssi sufi sunni swazi tajikistani taxi thai tsunami tutsi tutu uni urdu uzbekistani
wiki yazidi yemeni yeti yogi yoi zanzibari zulu bayou chichi impromptu khaki kudzu litchi macaroni parvenu pilau potpourri
samurai swami tipi wadi wapiti zombi zucchini
"""
"""Nouns whose plural ends like a noun in -is or -us: Iraqis, Hindus."""

_IRREGULAR_VERBS = """
arise arose arisen, awake awoke awoken, bear borne, beat beaten, begin began begun, bend bent, bind bound, bite bitten, bleed
bled, blow blew blown, break broke broken, breed bred, bring brought, build built, burn burnt, buy bought, catch caught,
choose chose chosen, cling clung, come came, creep crept, deal dealt, dig dug, do did done does, draw drew drawn, dream
dreamt, drink drank drunk, drive drove driven, dwell dwelt, eat ate eaten, fall fell fallen, feed fed, feel felt, fight
fought, find found, flee fled, fling flung, fly flew flown, forbid forbade forbidden, forget forgot forgotten, forgive forgave
forgiven, forgo forwent forgone forego foregone foregoing, freeze froze frozen, get got gotten, give gave given, go went gone
goes, grow grew grown, hang hung, have had has, hear heard, hide hid hidden, hold held, keep kept, kneel knelt, know knew
known, lay laid, lead led, lean leant, leap leapt, learn learnt, leave left, lend lent, light lit, lose lost, make made, mean
meant, meet met, mow mown, pay paid, plead pled, prove proven, ride rode ridden, ring rang rung, rise rose risen, run ran, say
said, see saw seen, seek sought, sell sold, send sent, sew sewn, shake shook shaken, shine shone, shoot shot shots, show
shown, shrink shrank shrunk shrunken, sing sang sung, sink sank sunk, sit sat, slay slain, sleep slept, slide slid, sling
slung, smell smelt, sow sown, speak spoke spoken, speed sped, spell spelt, spend spent, spill spilt, spin spun, spit spat,
spoil spoilt, spring sprang sprung, stand stood, steal stole stolen, stick stuck, sting stung, stink stank stunk, strew
strewn, stride strode, strike struck stricken, string strung, strive strove striven, swear swore sworn, sweep swept, swell
swollen, swim swam swum, swing swung, take took taken, teach taught, tear tore torn, tell told, think thought thoughts, throw
threw thrown, tread trod trodden, underlie underlies underlay underlain underlying, unwind unwound, wake woke woken, wear wore
worn, weave wove woven, weep wept, win won, wring wrung, write wrote written, agree agreed, disagree disagreed, free freed,
guarantee guaranteed, decree decreed, referee refereed, dye dyed, singe singed, binge binged, misunderstand misunderstood,
bless blest, breastfeed breastfed, shave shaven, hew hewn, interbreed interbred, crossbreed crossbred, inbreed inbred, rewind
rewound, babysit babysat, floodlight floodlit, inlay inlaid, interweave interwove interwoven, become became, befall befell
befallen, behold beheld, partake partook partaken, prepay prepaid, disprove disproven, uphold upheld, shoe shod, shear shorn,
beget begot begotten, forsake forsook forsaken, waylay waylaid, ghostwrite ghostwrote ghostwritten, handwrite handwrote
handwritten, typewrite typewrote typewritten, browbeat browbeaten, backslide backslid, daydream daydreamt, sunburn sunburnt,
spoonfeed spoonfed, bottlefeed bottlefed, beseech besought, slink slunk, smite smote smitten, thrive throve thriven, bestride
bestrode, misdeal misdealt, backbite backbitten, deepfreeze deepfroze deepfrozen, gaslight gaslit, spotlight spotlit, knee
kneed, tree treed, pedigree pedigreed, tee teed, tiptoe tiptoed, horseshoe horseshoed, trafficking trafficked, vetting vetted,
passporting passported, marches marched marching
"""
_VERBS_WITH_PREFIX = {
    "mis": "hear lead lay spell spend speak take",
    "out": "do fight grow ride run sell shine",
    "over": "come do draw eat feed grow hang hear lay pay ride run see sell shoot sleep spend take throw write",
    "under": "feed go pay sell shoot spend stand take write",
    "re": "begin build do draw freeze grow hear lay light make pay run sell sit take teach tell think write",
    "un": "bind do freeze learn",
    "fore": "see tell",
    "with": "draw hold stand",
}
"""Prefix -> irregular verbs that take it. Verbs whose forms are also other words are left out: a rebound is not of rebind."""

_ADJECTIVES = """
ample angry big bold brave bright broad bulky busy calm cheap clear close clumsy cloudy cold costly cosy crazy cruel damp dark
deadly deep dense dim dirty dry early easy empty fair fast fat few fierce filthy firm frail friendly full funny gentle greedy
green grim guilty handy happy hard harsh hasty healthy heavy hot humble hungry keen large lazy lean lengthy likely lively
lonely long loud lovely mad mild murky narrow nasty near needy new noble noisy old pale plain poor pretty proud pure quick
quiet rare raw rich risky rough rude sad safe scarce severe shabby shallow sharp short shy sick silly simple sleepy slim slow
small smart smooth soon speedy stale steady steep stiff strict strong subtle sunny sure sweet swift tall tasty thick thin
thirsty tidy tight timely tiny tough tricky ugly vague vast warm wary weak wealthy wet wide wise worthy young
"""
"""Adjectives with a comparative and a superlative: large, larger, largest."""

_ADJECTIVES_WITH_SUPERLATIVE = "brief clean cool fine fit fresh grand great high kind light low strange wild"
"""Adjectives whose comparative is mostly another word (lower, cleaner): only their superlative has their stem."""

_OWN_WORDS = """
abdomen ability acumen adams afterwards ahmed alfred always andrews ares arms athens banns barclays barracks belongings besides
biped bremen camhs capability carmen civilisation commons corps customs das davies deathbed des devizes disability downs dues
economics edwards embed evans flatbed frances goods hamas hastings hatred holdings holmes hotbed https hughes humanities
hundred its james jenkins jones kindred las les liability los manned mathematics maths means mers mohammed moped naked news
odds ons organisation ourselves outskirts perhaps pfas phillips physics politics premises proceeds ramification reedbed regimen
responsibility richards riverbed roberts rogers rugged sacred sars seabed securities sensibility sickbed sometimes specimen
stamen stephens stevens sunbed testbed texas themselves towards trans ucas undertakings united wales was wells wes wicked
williams workings yes yourselves according accounting anything banking barking bearing bedding beijing being billing boarding
boeing booking bowling boxing briefing browning building camping ceiling channing chevening cladding clothing coaching coding
counselling coursing crossing cunning darling dating decking deeping denning dorking downing drawing dressing duckling during
dwelling ealing earring engineering epping evening everything farming fielding finding firing fishing fleming flooring footing
forthcoming funding gaming godalming golding goring gosling gunning hamstring harding havering heading hearing herring
homeworking housebuilding housing inkling inning kettering lancing landing lighting lightning lodging malling manning marketing
meaning meeting mining mooring morning nothing nursing offspring ongoing outing outstanding packaging painting parenting
parking planning proceeding pudding racing railing rating roofing ruling sapling saving schooling setting shilling shipbuilding
shipping shopping sibling something spalding sterling stocking streeting timing tooting training undergrounding unwilling
viking wapping wedding wellbeing whistleblowing willing woking wording worthing
"""
_VERBS_WITH_E = """
rehom rezon rescor rescal downscal outscor phenotyp scyth requit gangren chaperon acced ach adher ador alleg arrang aton aw
bast bath becom beguil besieg bing breath cach cajol centr centrifug chang cloth coher compet complet composit conced concret
condon consol contraven conven creat cring delet delineat delug deplet deplor derang dethron disunit dynamit elop enthron
estrang exchang excit excret exhal expedit explor expung extradit ey finess flang fring gaug gazett goug guid hing ignit ignor
impal imped imping implor impring incit infring inhal interced interchang interfer interven inton invit lambast loath loung
lung manoeuvr massacr misguid mistyp nauseat obsolet offshor onshor overaw overcom overwrit ow parol past permeat persever
pigeonhol plung postpon prearrang preced premier privileg procreat profan prototyp psych rang rearrang reced recit reconven
recreat regal reneg reprogramm rerout restor retyp reunit rever rewrit rout sabr scath scroung seced secret seeth sheath
shortchang silhouett sooth spong stamped stereotyp sunbath supersed superven swath syring tast teeth telephon telescop ting
tith underscor underwrit unhing unit upscal wast welcom whing wholesal wreath writh backbit blasphem buttonhol casserol condol
disarrang encor foretast garott garrott ghostwrit hast ho jackknif lath megaphon midwif mitr outmanoeuvr pirouett proselyt
reconnoitr ripost sho to twing typewrit uncloth unsheath vignett vouchsaf
"""
_VERBS_WITHOUT_E = """
mortar beggar augur calendar diagram thermostat chagrin refocus add alias arc ballot blitz boycott butt buzz canvas catalog
chorus collar combat debut devil ebb egg equal err fizz focus format gossip imperil inn invalid jazz kayak kidnap lens murmur
occur odd parrot pencil pillar pilot pivot plateau program purr quell stencil sugar waltz whirr whizz worship yell bigot
bulletin caucus census cypher fillip hiccup hyphen lambast psych pyramid sequin sulphur surplus sync trellis wainscot zinc
"""
_OTHER_VERBS = """
panick:panic mimick:mimic picnick:picnic frolick:frolic tarmack:tarmac bivouack:bivouac revv:rev trekk:trek
gell:gel gass:gas buss:bus diss:dis
"""

_ONE_SHORT_VOWEL = re.compile("[^aeiou]*[aeiou][bdgmnpt]")


def _stems() -> dict[str, str]:
    stems = {word: word for word in _OWN_WORDS.split()}
    verbs = dict(_groups(_IRREGULAR_VERBS))
    with_prefix = {
        prefix + verb: [prefix + form for form in verbs[verb]]
        for prefix, roots in _VERBS_WITH_PREFIX.items()
        for verb in roots.split()
    }
    adjectives = {adjective: [*_compared(adjective)] for adjective in _ADJECTIVES.split()}
    superlatives = {adjective: [*_compared(adjective)][1:] for adjective in _ADJECTIVES_WITH_SUPERLATIVE.split()}
    for table in (dict(_groups(_IRREGULAR_NOUNS)), verbs, with_prefix, adjectives, superlatives):
        for stem, forms in table.items():
            stems[stem] = stem
            stems.update(dict.fromkeys(forms, stem))
    return stems | {f"{noun}s": noun for noun in (_NOUNS_IN_IE + _NOUNS_IN_I_OR_U).split()}


def _groups(table: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the stem and the other forms of each group of a table."""
    for group in table.split(","):
        stem, *forms = group.split()
        yield stem, forms


def _compared(adjective: str) -> Iterator[str]:
    """Yield the comparative and the superlative of an adjective."""
    start = adjective
    if _ONE_SHORT_VOWEL.fullmatch(adjective):
        start += adjective[-1]
    elif adjective[-1] == "y" and adjective != "shy":
        start = adjective[:-1] + "i"
    start = start.removesuffix("e")
    yield start + "er"
    yield start + "est"


def _verb_stems() -> dict[str, str]:
    verbs = {start: f"{start}e" for start in _VERBS_WITH_E.split()}
    pairs = dict(pair.split(":") for pair in _OTHER_VERBS.split())
    return verbs | {verb: verb for verb in _VERBS_WITHOUT_E.split()} | pairs


STEMS = _stems()
"""Word -> stem, of irregular forms and of words that look like forms of another."""

VERB_STEMS = _verb_stems()
"""Part of a verb before -ing or -ed -> stem, where the rules restore a mute e, or undouble a consonant, wrongly."""
