"""What a person takes along: the visit, the clinician's summary, the answers, and what this program is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hipback_cli.knowledge.types import Urgency
from hipback_cli.reasoning.assessment import Assessment, Evidence, Told
from hipback_cli.report import phrases
from hipback_cli.report.blocks import Block, BodyPicture, Bullets, Heading, Line, Quote
from hipback_cli.report.chances import POSSIBLE, chance
from hipback_cli.report.essentials import headline, ranked_rows, region_told, shown
from hipback_cli.report.words import LOOKS, sentence

MOST_POSITIVES = 12
MOST_NEGATIVES = 12
SUMMARY_ALWAYS = frozenset({"age", "sex", "pain_sites", "worst_site", "side", "duration", "onset"})
"""Questions whose answers lead every summary."""


def visit(a: Assessment, ranked: bool) -> Iterator[Block]:
    for c in shown(a) if ranked else ():
        if c.confirmed and chance(c.probability).number >= POSSIBLE:
            yield Heading(phrases.SETTLE.format(name=c.name))
            for key, label in LOOKS.items():
                yield Line(getattr(c.confirmed, key), label=label)
    calm = a.clinic.self_care_questions if a.urgency.level is Urgency.SELF_CARE else ()
    yield Bullets(calm or a.clinic.visit_questions, phrases.ASK)
    yield Line(f"{a.clinic.name}, {a.clinic.phone}", "strong", phrases.CLINIC)
    yield Line(a.clinic.booking)


def summary(a: Assessment, ranked: bool) -> Iterator[Block]:
    yield Line(sentence("; ".join(t.text for t in _key_positives(a, ranked))), label=phrases.SUMMARY_YES)
    yield Line(sentence("; ".join(_key_negatives(a, ranked))), label=phrases.SUMMARY_NO)
    flags = [r.name for r in a.urgency.reasons if r.urgency >= Urgency.URGENT]
    yield Line(sentence("; ".join(flags) or phrases.SUMMARY_NO_FLAGS), label=phrases.SUMMARY_FLAGS)
    yield Line(headline(a), label=phrases.SUMMARY_LEVEL)
    if ranked:
        yield Line(sentence("; ".join(_fits(a))), label=phrases.SUMMARY_FIT)
        yield Line(region_told(a), label=phrases.SUMMARY_REGION)
    if a.own_idea:
        yield Line(sentence(a.own_idea.name), label=phrases.SUMMARY_IDEA)
    if a.note:
        yield Quote(a.note, phrases.SUMMARY_NOTE)
    yield Line(phrases.SUMMARY_CAVEAT, "quiet")


def _fits(a: Assessment) -> Iterator[str]:
    """The ranking in a line, with what else it looks like by name."""
    alike = [x.name for x in a.looks_like if x is not a.lead and chance(x.probability).number >= POSSIBLE]
    other = f" ({'; '.join(alike)})" if alike else ""
    for row in ranked_rows(a):
        yield f"{row.full_name}{'' if row.region else other}, {row.chance.both}"


def _key_positives(a: Assessment, ranked: bool) -> Sequence[Told]:
    """Who, where and how long, with what tells most between the leaders; all of it where nothing is ranked."""
    if not ranked:
        return a.told
    telling: dict[Told, float] = {}
    for evidence in _weighed(a):
        telling[evidence.told] = max(telling.get(evidence.told, 0.0), abs(evidence.bits))
    further = [t for t in a.told if t.question not in SUMMARY_ALWAYS]
    kept = sorted(further, key=lambda t: -telling.get(t, 0.0))[:MOST_POSITIVES]
    return [t for t in a.told if t.question in SUMMARY_ALWAYS or t in kept]


def _weighed(a: Assessment) -> list[Evidence]:
    """What tells between the causes shown."""
    lead = a.lead.supports if a.lead else ()
    return [*lead, *(e for c in shown(a) for e in (*c.supports, *c.against))]


def _key_negatives(a: Assessment, ranked: bool) -> Iterator[str]:
    """Danger signs denied, then what tells most between the leaders; the rest as a number."""
    noes = list(dict.fromkeys(t.text for t in a.told_no))
    danger = [t.text for key in a.clinic.telling_no for t in a.told_no if t.question == key]
    weighed = sorted(_weighed(a), key=lambda e: -abs(e.bits)) if ranked else []
    telling = [e.told.text for e in weighed if e.told.text in noes]
    kept = list(dict.fromkeys([*danger, *telling, *noes]))[:MOST_NEGATIVES]
    yield from kept
    if len(noes) > len(kept):
        yield phrases.MORE_NOES.format(n=len(noes) - len(kept))


def answers_told(a: Assessment, *, each: bool) -> Iterator[Block]:
    """Where it hurts; `each`: and every answer, which a screen leaves to files, as the summary has the main ones."""
    if a.pain_sites:
        yield BodyPicture(a.pain_sites, a.worst_site, a.side, tuple(site_words(a)))
    yield Bullets(tuple(_asked(a))) if each else Line(phrases.EACH_ANSWER, "quiet")


def site_words(a: Assessment) -> Iterator[str]:
    """The places that hurt, the worst marked as such, and the side."""
    names = a.option_texts["pain_sites"]
    for site in a.pain_sites:
        name = names[site]
        yield f"{name} ({phrases.WORST})" if site == a.worst_site else name
    if a.side:
        yield phrases.SIDES.get(a.side, a.side)


def _asked(a: Assessment) -> Iterator[str]:
    said: dict[str, list[str]] = {}
    for t in a.told:
        said.setdefault(t.question, []).append(t.text)
    for question, texts in said.items():
        text = a.question_texts.get(question, question)
        if texts[0].lower().startswith(text.lower()):  # "age 44" needs no "Age:" before it
            yield sentence("; ".join(texts))
        else:
            yield f"{text}{'' if text.endswith(('?', '.', ':')) else ':'} {sentence('; '.join(texts))}"


def about(a: Assessment) -> Iterator[Block]:
    yield from (Line(text) for text in a.clinic.disclaimer)
    yield Line(phrases.VERSIONS.format(version=a.hipback_version, content=a.content_version), "quiet")
