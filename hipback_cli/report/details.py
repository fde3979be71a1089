"""The sections behind the first screen: why, the chain, the person's own idea, and what to do at home."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hipback_cli.knowledge.types import Urgency
from hipback_cli.reasoning.assessment import Assessment, Candidate, Evidence, OwnIdea
from hipback_cli.reasoning.telling import OTHER
from hipback_cli.report import phrases
from hipback_cli.report.blocks import Block, Bullets, Heading, Line, Settings
from hipback_cli.report.chain import told
from hipback_cli.report.chances import chance
from hipback_cli.report.essentials import (
    cite,
    full_name,
    joined,
    lean,
    planned,
    shown,
    telling,
    treatable,
    weeks_at_home,
    with_because,
)
from hipback_cli.report.words import GET_HELP, GIVE_IT, lowered

MOST_FOR = 8
MOST_AGAINST = 5


def why(a: Assessment, settings: Settings) -> Iterator[Block]:
    if not a.provisional:
        yield from _reasons(a)
    parts = [(c.probability, tuple(_candidate(c, a, settings))) for c in shown(a)]
    parts.append((a.something_else, tuple(_other(a, settings))))
    for _, blocks in sorted(parts, key=lambda part: -part[0]):
        yield from blocks


def _candidate(c: Candidate, a: Assessment, settings: Settings) -> Iterator[Block]:
    yield Heading(f"{full_name(c)}: {chance(c.probability).both}")
    yield Line(c.what_it_is)
    if chance(c.probability).number:
        yield from _evidence(phrases.FOR, c.supports, MOST_FOR, a, settings)
        yield from _evidence(phrases.AGAINST, c.against, MOST_AGAINST, a, settings)
        if c.unexplained:
            yield Line(joined(c.unexplained, MOST_AGAINST), label=phrases.UNEXPLAINED)
        yield Line(c.find_out, label=phrases.CHANGE)


def _other(a: Assessment, settings: Settings) -> Iterator[Block]:
    further = [x for x in a.looks_like if x is not a.lead]
    if a.lead:
        yield Heading(f"{full_name(a.lead)}: {chance(a.lead.probability).both}")
        yield Line(a.lead.what_it_is)
        yield from _evidence(phrases.FOR, a.lead.supports, MOST_FOR, a, settings)
    else:
        yield Heading(f"{OTHER}: {chance(a.something_else).both}")
    yield Bullets(tuple(f"{x.name}: {chance(x.probability).both}. {x.say}" for x in further), phrases.OTHER_CAUSES)


def _reasons(a: Assessment) -> Iterator[Block]:
    reasons = [r for r in a.urgency.reasons if r.urgency is Urgency.ROUTINE and r.because]
    if reasons:
        yield Bullets(tuple(dict.fromkeys(with_because(r.advice, r.because) for r in reasons)), phrases.REASONS)


def _evidence(
    label: str, evidence: Sequence[Evidence], most: int, a: Assessment, settings: Settings
) -> Iterator[Block]:
    if settings.sources and evidence:
        yield Bullets(tuple(f"{e.told.text} [{cite(a, e.source)}]" for e in evidence), label)
    else:
        yield Line(joined(telling(evidence), most), label=label)


def chain_told(a: Assessment) -> Iterator[Block]:
    if a.chain and planned(a):
        yield Bullets(tuple(told(a.chain)))
        yield Line(a.clinic.treat_both)


def own_idea(a: Assessment, ranked: bool) -> Iterator[Block]:
    idea = a.own_idea
    if idea is None or idea.id == "no_idea":
        return
    if idea.id == "something_serious":
        yield Line(phrases.IDEA_SERIOUS_FLAG if a.provisional else phrases.IDEA_SERIOUS)
    elif ranked and idea.probability is not None:
        yield from _weighed_idea(idea, idea.probability)


def _weighed_idea(idea: OwnIdea, probability: float) -> Iterator[Block]:
    yield Line(phrases.IDEA_LIKELY.format(name=idea.name, chance=chance(probability).both))
    yield Line(joined(telling(idea.supports), MOST_AGAINST), label=phrases.FOR)
    yield Line(joined(telling(idea.against), MOST_AGAINST), label=phrases.AGAINST)


def at_home(a: Assessment, settings: Settings) -> Iterator[Block]:
    leaders = (a.lead,) if a.lead else planned(a)
    if treatable(a):
        yield Bullets(tuple(f"{option.name}: {option.what_it_is}" for option in a.begun))
    elif a.looks_like and not a.lead:
        yield Line(lean(a))
    calm = a.urgency.level is Urgency.SELF_CARE
    if calm:
        weeks = weeks_at_home(a)
        yield Line(GIVE_IT.format(weeks=weeks) if weeks else phrases.NO_BETTER)
    if settings.recheck:
        again = phrases.RECHECK if calm else phrases.RECHECK_BOOKED
        yield Line(again.format(date=settings.recheck), "strong")
    yield from (Line(c.outlook, label=f"{phrases.OUTLOOK}, {lowered(c.name)}") for c in leaders if c.outlook)
    for level, label in GET_HELP.items():
        yield Bullets(tuple(dict.fromkeys(item for c in planned(a) for item in c.get_help.get(level, ()))), label)
