"""Tables of the English words that the rules of ``conflation`` get wrong.

They are what is left after the rules were compared with the 20,000 commonest inflections of the NIH's SPECIALIST Lexicon, as
LemmInflect 0.2.3 (MIT) packages it, and read over. Where a form has two stems (leaves: leaf, leave), that of the plural wins.
"""

from __future__ import annotations

_IRREGULAR_NOUNS = """
child children childrens, man men mens, woman women womens, foot feet, tooth teeth, goose geese, mouse mice, louse lice, ox
oxen, brother brethren, penny pence, grandchild grandchildren, schoolchild schoolchildren, stepchild stepchildren, godchild
godchildren, person people peoples, salesperson salespeople, layperson laypeople, spokesperson spokespeople, chairperson
chairpeople, dormouse dormice, passerby passersby, die died dying, lie lied lying lain, tie tied tying, untie unties untied
untying, vie vied vying, movie movies, cookie cookies, zombie zombies, calorie calories, rookie rookies, hoodie hoodies,
selfie selfies, genie genies, prairie prairies, brownie brownies, hippie hippies, magpie magpies, sortie sorties, smoothie
smoothies, collie collies, junkie junkies, birdie birdies, freebie freebies, bookie bookies, species, series, money monies,
calf calves, half halves, elf elves, hoof hooves, knife knives, leaf leaves, life lives, loaf loaves, scarf scarves, self
selves, sheaf sheaves, shelf shelves, bookshelf bookshelves, thief thieves, wharf wharves, wife wives, midwife midwives,
housewife housewives, wolf wolves, werewolf werewolves, dwarf dwarves, penknife penknives, afterlife afterlives, turf turves,
analysis analyses, axis axes, crisis crises, diagnosis diagnoses, misdiagnosis misdiagnoses, hypothesis hypotheses, oasis
oases, parenthesis parentheses, prognosis prognoses, psychosis psychoses, neurosis neuroses, synthesis syntheses, thesis
theses, emphasis emphases, metastasis metastases, prosthesis prostheses, paralysis paralyses, catalysis catalyses, nemesis
nemeses, genesis geneses, ellipsis ellipses, metamorphosis metamorphoses, testis testes, iris irises, penis penises, pelvis
pelvises, trellis trellises, metropolis metropolises, criterion criteria, phenomenon phenomena, automaton automata, bacterium
bacteria, curriculum curricula, consortium consortia, memorandum memoranda, referendum referenda, stadium stadia, spectrum
spectra, stratum strata, addendum addenda, forum fora, erratum errata, ovum ova, symposium symposia, maximum maxima, minimum
minima, optimum optima, quantum quanta, atrium atria, aquarium aquaria, crematorium crematoria, sanatorium sanatoria,
moratorium moratoria, millennium millennia, continuum continua, equilibrium equilibria, momentum momenta, emporium emporia,
corpus corpora, genus genera, alga algae, larva larvae, formula formulae, vertebra vertebrae, antenna antennae, nebula
nebulae, pupa pupae, alumnus alumni, bacillus bacilli, cactus cacti, fungus fungi, nucleus nuclei, radius radii, stimulus
stimuli, locus loci, focus foci focussed focussing, syllabus syllabi, terminus termini, modulus moduli, papyrus papyri,
thesaurus thesauri, hippopotamus hippopotami, index indices, appendix appendices, matrix matrices, vertex vertices, vortex
vortices, codex codices, helix helices, apex apices, cortex cortices, bureau bureaux bureaus, tableau tableaux tableaus,
plateau plateaux plateaus, gateau gateaux gateaus, stigma stigmata, schema schemata, lens lenses, gas gases gasses, bus buses
busses, quiz quizzes quizzed quizzing, bias biases biased biasing, alias aliases, atlas atlases, canvas canvases, pancreas
pancreases, christmas, texas, kansas, dallas, douglas, thomas, nicholas, lucas, judas, chaos, asbestos, ethos, kudos, cosmos,
lagos, laos, carlos, waltz waltzes, blitz blitzes, topaz topazes, shoe shoes, canoe canoes, oboe oboes, horseshoe horseshoes,
tiptoe tiptoes, cache caches, ache aches, headache headaches, toothache toothaches, heartache heartaches, niche niches, creche
creches, avalanche avalanches, quiche quiches, moustache moustaches mustache mustaches, psyche psyches, cliche cliches,
pastiche pastiches, douche douches, apache apaches, annex annexe, axe axed axing, abuse abuses, misuse misuses, refuse
refuses, excuse excuses, accuse accuses, confuse confuses, diffuse diffuses, infuse infuses, amuse amuses, defuse defuses,
recluse recluses, menu menus, emu emus, guru gurus, haiku haikus, taxi taxis taxied, ski skis skied, bikini bikinis, alibi
alibis, kiwi kiwis, rabbi rabbis, safari safaris, tsunami tsunamis, corgi corgis, mini minis, semi semis, martini martinis,
graffiti graffito, mp mps, gp gps, tv tvs, cv cvs, hgv hgvs, dvd dvds, ccg ccgs, pct pcts, cd cds, pc pcs, qc qcs, oestrogen
estrogen estrogens, oedema edema edemas, oesophagus esophagus, foetus fetus fetuses, foetal fetal, faeces feces, jail gaol
gaols, data datum, synopsis synopses, antithesis antitheses, symbiosis symbioses, hydrolysis hydrolyses, summons summonses,
budgie budgies, backache backaches, sloe sloes, impasse impasses, sarcophagus sarcophagi, octopus octopi, chilli chillis
chillies chilis, tranche tranches, premium premia, gymnasium gymnasia, auditorium auditoria, podium podia, honorarium
honoraria, ultimatum ultimata, ganglion ganglia, retina retinae, cervix cervices, alumna alumnae, dialysis dialyses, kpi kpis,
mou mous, yoi yois, api apis, sssi sssis
"""

_IRREGULAR_VERBS = """
arise arose arisen, awake awoke awoken, bear borne, beat beaten, become became, befall befell befallen, begin began begun,
behold beheld, bend bent, bind bound, bite bitten, bleed bled, blow blew blown, break broke broken, breed bred, bring brought,
build built, burn burnt, buy bought, catch caught, choose chose chosen, cling clung, come came, creep crept, deal dealt, dig
dug, dive dove, do did done does, draw drew drawn, dream dreamt, drink drank drunk, drive drove driven, dwell dwelt, eat ate
eaten, fall fell fallen, feed fed, feel felt, fight fought, find found, flee fled, fling flung, fly flew flown, forbid forbade
forbidden, foresee foresaw foreseen, foretell foretold, forget forgot forgotten, forgive forgave forgiven, forgo forwent
forgone forego foregone foregoing, freeze froze frozen, get got gotten, give gave given, go went gone goes, grow grew grown,
hang hung, have had has, hear heard, hide hid hidden, hold held, keep kept, kneel knelt, know knew known, lay laid, lead led,
lean leant, leap leapt, learn learnt, leave left, lend lent, light lit, lose lost, make made, mean meant, meet met, mislead
misled, mistake mistook mistaken, misunderstand misunderstood, mow mown, outdo outdid outdone, outgrow outgrew outgrown,
overcome overcame, overdo overdid overdone, overdraw overdrew overdrawn, overhear overheard, override overrode overridden,
overrun overran, oversee oversaw overseen, oversleep overslept, overspend overspent, overtake overtook overtaken, overthrow
overthrew overthrown, overpay overpaid, partake partook partaken, pay paid, plead pled, prepay prepaid, prove proven, disprove
disproven, rebuild rebuilt, redo redid redone, redraw redrew redrawn, remake remade, repay repaid, resell resold, oversell
oversold, retake retook retaken, retell retold, rethink rethought, rewrite rewrote rewritten, ride rode ridden, ring rang
rung, rise rose risen, run ran, say said, see saw seen, seek sought, sell sold, send sent, sew sewn, shake shook shaken, shine
shone, shoot shot shots, show shown, shrink shrank shrunk shrunken, sing sang sung, sink sank sunk, sit sat, slay slain, sleep
slept, slide slid, sling slung, smell smelt, sow sown, speak spoke spoken, speed sped, spell spelt, spend spent, spill spilt,
spin spun, spit spat, spoil spoilt, spring sprang sprung, stand stood, steal stole stolen, stick stuck, sting stung, stink
stank stunk, strew strewn, stride strode, strike struck stricken, string strung, strive strove striven, swear swore sworn,
sweep swept, swell swollen, swim swam swum, swing swung, take took taken, teach taught, tear tore torn, tell told, think
thought thoughts, throw threw thrown, tread trod trodden, undergo underwent undergone, underlie underlies underlay underlain
underlying, underpay underpaid, understand understood, undertake undertook undertaken, underwrite underwrote underwritten,
undo undid undone, unwind unwound, uphold upheld, wake woke woken, wear wore worn, weave wove woven, weep wept, win won,
withdraw withdrew withdrawn, withhold withheld, withstand withstood, wring wrung, write wrote written, agree agreed, disagree
disagreed, free freed, guarantee guaranteed, decree decreed, referee refereed, dye dyed, singe singed, binge binged, overgrow
overgrown, misspend misspent, mislay mislaid, babysit babysat, floodlight floodlit, overhang overhung, outrun outran
"""

_IRREGULAR_ADJECTIVES = """
old older oldest, young younger youngest, big bigger biggest, large larger largest, small smaller smallest, long longer
longest, short shorter shortest, strong stronger strongest, weak weaker weakest, fast faster fastest, slow slower slowest,
quick quicker quickest, easy easier easiest, early earlier earliest, heavy heavier heaviest, healthy healthier healthiest,
wealthy wealthier wealthiest, happy happier happiest, busy busier busiest, poor poorer poorest, rich richer richest, safe
safer safest, cheap cheaper cheapest, wide wider widest, deep deeper deepest, hard harder hardest, tough tougher toughest,
tight tighter tightest, simple simpler simplest, new newer newest, near nearer nearest, dark darker darkest, warm warmer
warmest, cold colder coldest, hot hotter hottest, thin thinner thinnest, thick thicker thickest, bright brighter brightest,
smart smarter smartest, sick sicker sickest, great greatest, high highest, low lowest, clear clearer clearest, clean cleanest,
green greener greenest, few fewer fewest, fair fairer fairest, narrow narrower narrowest
"""

_OWN_WORDS = """
abdomen ability acumen adams afterwards ahmed alfred always andrews arms athens banns barclays barracks belongings besides
biped bremen camhs capability carmen civilisation commons corps customs davies disability economics edwards embed frances
goods hastings hatred headquarters holmes hughes hundred its james jones kindred liability mathematics maths means mers
mohammed moped naked news odds ons organisation ourselves outskirts perhaps pfas phillips physics politics premises
proceeds ramification regimen responsibility richards roberts rogers rugged sacred sars sensibility sometimes specimen
stamen stephens stevens texas themselves towards trans ucas united wales was wicked williams yes yourselves
according accounting anything banking barking bearing bedding beijing being billing boarding boeing booking bowling boxing
briefing browning building camping ceiling chevening cladding clothing coaching coding crossing cunning darling dating
decking deeping dorking downing drawing dressing duckling during dwelling ealing earring engineering epping evening
everything farming fielding finding firing fishing fleming flooring footing forthcoming funding gaming godalming golding
goring gosling hamstring harding havering heading hearing herring housebuilding housing inkling inning kettering lancing
landing lighting lightning lodging marketing meaning meeting mining mooring morning nothing nursing offspring ongoing
outstanding packaging painting parenting parking planning proceeding pudding racing railing rating roofing ruling sapling
saving schooling setting shilling shipbuilding shipping shopping sibling something spalding sterling stocking streeting
timing tooting trafficking training viking wapping wedding wellbeing whistleblowing willing woking wording worthing
"""

IN_IZE = frozenset("resize downsize upsize rightsize capsize outsize oversize supersize midsize assize apprize".split())
"""Words in which -ize is no suffix, so that it has no British spelling in -ise."""

_VERBS_WITH_E = """
acced ach adher ador alleg arrang aton aw bast bath becom beguil besieg breath cach cajol centr centrifug chang cloth coher
compet complet composit conced concret condon consol contraven conven creat cring delet delineat delug deplet deplor derang
dethron disunit dynamit elop enthron estrang exchang excit excret exhal expedit explor expung extradit ey finess flang fring
gaug gazett goug guid hing ignit ignor impal imped imping implor impring incit infring inhal interced interchang interfer
interven inton invit lambast loath loung lung manoeuvr massacr misguid mistyp nauseat obsolet offshor onshor overaw overcom
overwrit ow parol past permeat persever pigeonhol plung postpon prearrang preced premier privileg procreat profan prototyp
psych rang rearrang reced recit reconven recreat regal reneg reprogramm rerout restor retyp reunit rever rewrit rout sabr
scroung seced secret seeth sheath shortchang silhouett sooth spong stamped stereotyp sunbath supersed superven swath syring
tast teeth telephon telescop ting tith underscor underwrit unhing unit upscal wast welcom whing wholesal wreath writh
"""
_VERBS_WITHOUT_E = """
add alias arc backfill ballot bankroll blackball blitz boycott butt buzz canvas catalog catcall chorus collar combat debut
devil ebb egg equal err fizz focus forestall foretell format gossip imperil infill inn invalid jazz kayak landfill lens
misspell murmur occur odd overfill parrot payroll pencil pillar pilot pivot plateau program purr quell recall refill refocus
reinstall resell reskill retell snowball stencil stonewall sugar unroll upskill waltz whirr whizz worship
"""
_OTHER_VERBS = (
    "panick:panic traffick:traffic mimick:mimic picnick:picnic frolick:frolic revv:rev trekk:trek gass:gas buss:bus diss:dis"
)

_AMERICAN_IN_OR = """
arm behavi cand clam col demean endeav fav ferv flav harb hon hum lab neighb od parl rig rum sav savi splend tum val vap vig
ard
"""
_OTHER_VARIANTS = """
advisor:adviser esthete:aesthete airplane:aeroplane aluminum:aluminium analog:analogue anemia:anaemia anemic:anaemic
anesthesia:anaesthesia anesthetic:anaesthetic anesthetist:anaesthetist archeology:archaeology artifact:artefact
behavioral:behavioural caliber:calibre catalog:catalogue celiac:coeliac kilometer:kilometre centimeter:centimetre
millimeter:millimetre kilogramme:kilogram gramme:gram center:centre cesarean:caesarean colorful:colourful connexion:connection
counselor:counsellor councilor:councillor cozy:cosy defense:defence despatch:dispatch diarrhea:diarrhoea dialog:dialogue
encyclopedia:encyclopaedia enroll:enrol enrollment:enrolment enthrall:enthral appall:appal instal:install
installment:instalment instill:instil distill:distil favorable:favourable favorite:favourite fiber:fibre fulfill:fulfil
fulfillment:fulfilment gray:grey gynecology:gynaecology gynecologist:gynaecologist hemoglobin:haemoglobin
hemophilia:haemophilia hemorrhage:haemorrhage homoeopathy:homeopathy honorable:honourable jeweler:jeweller jewelry:jewellery
judgment:judgement acknowledgment:acknowledgement laborer:labourer leukemia:leukaemia license:licence liter:litre
luster:lustre maneuver:manoeuvre meager:meagre mediaeval:medieval mold:mould moldy:mouldy neighborhood:neighbourhood
offense:offence orthopedic:orthopaedic pediatric:paediatric pediatrics:paediatric pediatrician:paediatrician
pedophile:paedophile plow:plough practise:practice pretense:pretence program:programme protestor:protester convenor:convener
saber:sabre skeptic:sceptic skeptical:sceptical skepticism:scepticism skillful:skilful somber:sombre specter:spectre
sulfate:sulphate sulfide:sulphide sulfur:sulphur theater:theatre traveler:traveller willful:wilful woolen:woollen
yoghurt:yogurt smolder:smoulder enquiry:inquiry enquire:inquire enquirer:inquirer whiskey:whisky pajama:pyjama gipsy:gypsy
disk:disc chili:chilli czar:tsar adaptor:adapter carcase:carcass cypher:cipher guerilla:guerrilla furor:furore waggon:wagon
draftsman:draughtsman cancelation:cancellation judgmental:judgemental lodgment:lodgement sizable:sizeable likable:likeable
livable:liveable movable:moveable hematology:haematology hematologist:haematologist gynecological:gynaecological fecal:faecal
ischemia:ischaemia ischemic:ischaemic hypoglycemia:hypoglycaemia hyperglycemia:hyperglycaemia septicemia:septicaemia
thalassemia:thalassaemia pedophilia:paedophilia paleontology:palaeontology cesium:caesium caesarian:caesarean hiccough:hiccup
moslem:muslim koran:quran archeologist:archaeologist archeological:archaeological esthetic:aesthetic etiology:aetiology
gonorrhea:gonorrhoea hemophiliac:haemophiliac marvelous:marvellous mollusk:mollusc neighborly:neighbourly ratable:rateable
tranquility:tranquillity tranquiliser:tranquilliser bylaw:byelaw imposter:impostor sulfuric:sulphuric vapourise:vaporise
anesthesiology:anaesthesiology anesthesiologist:anaesthesiologist uremia:uraemia
"""

IN_ICAL = frozenset(
    """analyt categor chem clin crit cyl cylindr electr empir eth geograph grammat hypothet ident log mathemat mechan med
    metaphor method mus numer paradox philosoph phys polit pract rad spher stat statist surg tact techn theoret typ
    vert""".split()
)
"""Adjectives in -ical, without it, whose adverb would else be that of an adjective in -ic. Those in -ological are regular."""

ADJECTIVES_WITH_ADVERB = frozenset(
    """absolute abrupt acute adverse angry bad cheap common complete correct deep distinct easy entire exact explicit
    extreme genuine happy heavy implicit improper incorrect indirect intense inverse joint loose oblique perfect poor
    precise prompt proper public pure quick quiet random rapid rare remote rigid robust safe secret secure severe sharp
    slow smooth sole speedy steady strict strong sudden swift thorough tight unfair uniform unique unjust urgent weak
    wide wrong equal routine broad firm slight rough open warm indefinite premature false narrow resolute""".split()
)
"""Adjectives of no common ending whose adverb in -ly has the same meaning. Late and lately are different words."""

ADJECTIVES_WITH_NOUN = frozenset(
    """appropriate attractive aware blind bright correct dark deaf dizzy dry empty exact fair firm fresh happy hard
    harsh ill lazy lonely loud numb polite ready rich robust rough rude sad sharp sick smooth soft stiff thick thin
    tight tough unfair unhappy unique unwilling unwell useless weak willing open timely trustworthy roadworthy
    frank healthy sound alert prompt remote""".split()
)
"""Adjectives of no common ending whose noun in -ness has the same meaning. Busy and business are different words."""

_ADJECTIVES_WITH_ITY = """
acid authentic central circular complex conductive confidential curious dense diverse domestic elastic equal familiar fertile
fragile generous hostile humid immune impartial infertile insecure intense irregular legal linear mature neutral obese
peculiar periodic plastic polar popular porous pure radioactive rare reactive regular rigid scarce sensitive severe similar
sincere solid specific toxic valid viscous agile volatile granular inclusive neurodiverse biodiverse proportional illegal lethal
rural seasonal hypermobile
"""
_VERBS_IN_ATE = """
educ loc investig communic cre legisl immigr emigr migr transl regul particip compens innov discrimin cooper collabor concentr
motiv integr evalu anim viol infl separ appreci rot gradu nomin demonstr indic navig isol don rehabilit specul frustr circul
medit simul litig elimin illustr liber coordin manipul activ assassin decor autom negoti veget calcul anticip evacu alloc
renov acceler termin arbitr penetr consolid contamin domin stimul irrig valid insul precipit mut cultiv affili prolifer
regener segreg ventil vibr accumul vaccin inaugur reloc interrog humili retali initi medi differenti formul fabric imit excav
mitig estim deterior replic incarcer illumin authentic calibr devast propag approxim escal dehydr exagger modul emancip culmin
dissemin remuner liquid aggreg infiltr annihil stagn assimil agit refriger mutil deregul alien incub extermin degener intoxic
eradic articul evapor amalgam repatri detoxic deton amput pollin lubric oscill resuscit facilit stipul indoctrin fluctu annot
dissip germin attenu dissoci suffoc demarc rejuven castr decontamin adjudic aggrav orchestr coagul alloc realloc extrapol
enumer encapsul design intimid remedi commemor incorpor allevi duplic deliber disaggreg renegoti reintegr iter coll perfor
obliter decim fluorid inund oper dil premedit elabor alter celebr
"""
_ACTS_OF_VERBS = """
adapt:adaptation accredit:accreditation affirm:affirmation alter:alteration annex:annexation attest:attestation
cancel:cancellation cohabit:cohabitation condemn:condemnation confirm:confirmation confront:confrontation
consider:consideration consult:consultation deforest:deforestation deform:deformation deport:deportation distil:distillation
document:documentation expect:expectation exploit:exploitation experiment:experimentation explain:explanation
ferment:fermentation fragment:fragmentation implant:implantation implement:implementation infest:infestation
install:installation interpret:interpretation limit:limitation misrepresent:misrepresentation recommend:recommendation
reforest:reforestation register:registration relax:relaxation represent:representation resign:resignation segment:segmentation
tax:taxation tempt:temptation transform:transformation transplant:transplantation transport:transportation apply:application
multiply:multiplication accuse:accusation admire:admiration allege:allegation combine:combination compile:compilation
compute:computation condense:condensation configure:configuration conserve:conservation continue:continuation
declare:declaration degrade:degradation deprive:deprivation derive:derivation examine:examination excite:excitation
explore:exploration imagine:imagination inhale:inhalation invite:invitation observe:observation prepare:preparation
preserve:preservation quote:quotation restore:restoration starve:starvation value:valuation introduce:introduction
produce:production reduce:reduction reproduce:reproduction destroy:destruction decide:decision describe:description
define:definition expand:expansion extend:extension consume:consumption transmit:transmission suspend:suspension
convert:conversion invade:invasion explode:explosion admit:admission submit:submission assume:assumption
subscribe:subscription prescribe:prescription detain:detention retain:retention collide:collision erode:erosion
exclude:exclusion conclude:conclusion divert:diversion demolish:demolition abolish:abolition dissolve:dissolution
transcribe:transcription intrude:intrusion corrode:corrosion evade:evasion persuade:persuasion omit:omission emit:emission
invert:inversion resume:resumption devolve:devolution intervene:intervention acquire:acquisition recognise:recognition
perceive:perception deceive:deception repeat:repetition absorb:absorption propel:propulsion expel:expulsion intend:intention
revoke:revocation discontinue:discontinuation reconsider:reconsideration expire:expiration cite:citation
"""
_VERBS_WITH_ION = """
abduct abort addict adopt afflict assert attract collect compress confess congest connect conscript construct contradict
correct corrupt deduct deflect depict detect digest discuss disrupt dissect distort distract eject elect encrypt erupt evict
exempt exhibit extort extract infect inhibit inject insert inspect instruct intercept interact interrupt intersect invent
obsess obstruct oppress possess predict prevent progress prohibit protect react reconstruct reflect refract reject restrict
resurrect retract redact circumvent select subtract suggest suppress transact
"""
_VERBS_IN_E_WITH_ION = """
attribute coerce complete confuse contribute decompose delete deplete diffuse dilute disperse distribute erase execute
extradite ignite impose persecute pollute promote prosecute redistribute revise secrete substitute supervise televise
transfuse
"""


def _stems() -> dict[str, str]:
    stems = {word: word for word in _OWN_WORDS.split()}
    for table in (_IRREGULAR_NOUNS, _IRREGULAR_VERBS, _IRREGULAR_ADJECTIVES):
        for entry in table.split(","):
            stem, *forms = entry.split()
            stems[stem] = stem
            stems.update(dict.fromkeys(forms, stem))
    return stems


def _pairs(table: str) -> dict[str, str]:
    return dict(entry.split(":") for entry in table.split())


def _variants() -> dict[str, str]:
    return {f"{start}or": f"{start}our" for start in _AMERICAN_IN_OR.split()} | _pairs(_OTHER_VARIANTS)


def _verb_stems() -> dict[str, str]:
    verbs = {start: f"{start}e" for start in _VERBS_WITH_E.split()}
    return verbs | {verb: verb for verb in _VERBS_WITHOUT_E.split()} | _pairs(_OTHER_VERBS)


def _nouns_of_action() -> dict[str, str]:
    nouns = {f"{start}ation": f"{start}ate" for start in _VERBS_IN_ATE.split()}
    nouns |= {noun: verb for verb, noun in _pairs(_ACTS_OF_VERBS).items()}
    nouns |= {f"{verb}ion": verb for verb in _VERBS_WITH_ION.split()}
    return nouns | {f"{verb[:-1]}ion": verb for verb in _VERBS_IN_E_WITH_ION.split()}


def _noun_in_ity(adjective: str) -> str:
    return (adjective[:-3] + "os" if adjective.endswith("ous") else adjective.removesuffix("e")) + "ity"


STEMS = _stems()
"""Word -> stem, of irregular forms and of words that look like forms of another."""

VARIANTS = _variants()
"""Spelling -> stem, of American and other variant spellings."""

VERB_STEMS = _verb_stems()
"""Part of a verb before -ing or -ed -> stem, where the rules restore a mute e, or undouble a consonant, wrongly."""

NOUNS_OF_ACTION = _nouns_of_action()
"""Noun in -ion -> verb whose act or result it names. Nouns of bodies, people and things (corporation) are not here."""

NOUNS_IN_ITY = {_noun_in_ity(adjective): adjective for adjective in _ADJECTIVES_WITH_ITY.split()}
"""Noun in -ity -> adjective whose quality it names. Nouns of bodies, people and things (authority, facility) are not here."""
