"""British and American spellings of the same word, as a closed table.

A rule over endings would take four for for and prise for prize; so each stem is listed with the endings it takes.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

_ISE = """
    organ real recogn util priorit emphas special central decentral standard mobil global local modern minim maxim optim
    summar character categor critic apolog stabil normal formal institutional professional personal social commercial
    digital visual subsid author legal moral neutral polar privat revital rational symbol sympath theor urban vital
    memor final general harmon hospital immun industrial italic jeopard material monopol national
    operational politic popular random regular scrutin stigmat synchron marginal incentiv capital conceptual contextual
    custom
"""
_YSE = "anal catal paral"
_OUR = "neighb lab col fav hon hum rum harb behavi endeav sav savi vap vig rig flav parl arm cand tum od"
_L = "travel label model cancel counsel channel level fuel signal total marvel quarrel tunnel initial dial"
_PAIRS = """
    centre/center centres/centers centred/centered centring/centering theatre/theater theatres/theaters
    metre/meter metres/meters litre/liter litres/liters fibre/fiber fibres/fibers programme/program programmes/programs
    defence/defense defences/defenses offence/offense offences/offenses
    licence/license licences/licenses pretence/pretense practise/practice practised/practiced
    practises/practices practising/practicing catalogue/catalog catalogues/catalogs dialogue/dialog dialogues/dialogs
    enrol/enroll enrols/enrolls enrolment/enrollment enrolments/enrollments fulfil/fulfill fulfils/fulfills
    fulfilment/fulfillment instalment/installment skilful/skillful skilfully/skillfully wilful/willful
    judgement/judgment judgements/judgments acknowledgement/acknowledgment ageing/aging grey/gray greys/grays
    mould/mold moulds/molds plough/plow ploughs/plows
    sceptical/skeptical sceptic/skeptic sceptics/skeptics pyjamas/pajamas aluminium/aluminum jewellery/jewelry
    manoeuvre/maneuver manoeuvres/maneuvers paediatric/pediatric anaemia/anemia anaesthetic/anesthetic
    learnt/learned burnt/burned dreamt/dreamed spelt/spelled
"""


def _families() -> list[tuple[str, str]]:
    """Write out all pairs of the table."""
    ise = ("e", "es", "ed", "ing", "er", "ers", "ation", "ations", "ational", "able")
    our = ("", "s", "ed", "ing", "er", "ers", "able", "ably", "al", "ful", "hood", "hoods", "ite", "ites", "ly", "less")
    ll = ("ed", "ing", "er", "ers", "or", "ors")
    pairs = [(f"{stem}is{end}", f"{stem}iz{end}") for stem, end in product(_ISE.split(), ise)]
    pairs += [(f"{stem}ys{end}", f"{stem}yz{end}") for stem, end in product(_YSE.split(), ise[:6])]
    pairs += [(f"{stem}our{end}", f"{stem}or{end}") for stem, end in product(_OUR.split(), our)]
    pairs += [(f"{stem}l{end}", f"{stem}{end}") for stem, end in product(_L.split(), ll)]
    return pairs + [(british, american) for british, _, american in (pair.partition("/") for pair in _PAIRS.split())]


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    pairs = _families()
    return {**dict(pairs), **{american: british for british, american in pairs}}


def counterpart(word: str) -> frozenset[str]:
    """Give the other spelling of a word (in lower case), nothing where there is none."""
    other = _table().get(word)
    return frozenset({other}) if other else frozenset()
