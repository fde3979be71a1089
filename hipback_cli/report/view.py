"""One assessment as sections of plain blocks: which ones, in which order, and what must be read first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hipback_cli.knowledge.types import Urgency
from hipback_cli.reasoning.assessment import Assessment, Evidence, Reason, Told
from hipback_cli.report import phrases
from hipback_cli.report.blocks import Block, Bullets, ChainPicture, Line, Ranking, Section, Settings, View
from hipback_cli.report.details import at_home, chain_told, own_idea, why
from hipback_cli.report.essentials import (
    cited,
    few,
    fit_told,
    headline,
    planned,
    ranked_rows,
    region_told,
    telling,
    treatable,
)
from hipback_cli.report.handover import about, answers_told, summary, visit
from hipback_cli.report.plan import plan
from hipback_cli.report.words import REGIONS, lowered, sentence

WHOLE = 100
"""Above this sum of the figures shown, somebody would take them for a mistake."""


def build_view(assessment: Assessment, settings: Settings, *, file: bool) -> View:
    """Sections for this assessment. `file`: for a saved file, which also shows what a first screen keeps closed."""
    level = assessment.urgency.level
    if level is Urgency.EMERGENCY:
        sections = [_emergency(assessment), *(_staff(assessment) if file else ())]
    elif level is Urgency.URGENT:
        opened = file or settings.show_provisional
        sections = [_urgent(assessment, opened), *_rest(assessment, settings, opened, file)]
    else:
        sections = [_result(assessment), *_rest(assessment, settings, True, file)]
    return View(level, tuple(section for section in sections if section.blocks))


def _section(identity: str, blocks: Iterable[Block]) -> Section:
    return Section(identity, phrases.TITLES[identity], tuple(b for b in blocks if not _empty(b)))


def _empty(block: Block) -> bool:
    match block:
        case Line(text):
            return not text.strip()
        case Bullets(items):
            return not items
        case _:
            return False


def _rest(a: Assessment, settings: Settings, opened: bool, file: bool) -> Iterator[Section]:
    ranked = a.ranked and opened
    if ranked and a.provisional:
        yield Section("provisional", phrases.PROVISIONAL_TITLE, tuple(_provisional(a)))
    if ranked:
        yield _section("why", why(a, settings))
        yield _section("chain", chain_told(a))
    yield _section("idea", own_idea(a, ranked))
    if ranked:
        yield _section("home", () if a.provisional else at_home(a, settings))
        yield _section("plan", plan(a, settings) if treatable(a) else ())
    yield _section("visit", visit(a, ranked))
    yield _section("summary", summary(a, ranked))
    yield _section("answers", answers_told(a, each=file))
    if settings.sources:
        yield _section("sources", [Bullets(tuple(cited(s) for s in a.sources.values()))])
    yield _section("about", about(a))
    yield _section("safety", [Bullets(a.urgency.safety_net), *_crisis(a)])


def _emergency(a: Assessment) -> Section:
    reasons = [r for r in a.urgency.reasons if r.urgency is Urgency.EMERGENCY]
    blocks: list[Block] = [Line(headline(a), "alert"), *_crisis(a)]
    blocks += [Line(said) for said in dict.fromkeys(_further(a, r.advice) for r in reasons)]
    blocks += [*_who(a), *_because(reasons), *_sayings(reasons), Line(phrases.NO_DRIVING, "strong")]
    return _section("result", blocks)


def _staff(a: Assessment) -> Iterator[Section]:
    yield Section("summary", phrases.STAFF, tuple(summary(a, False)))
    yield _section("answers", answers_told(a, each=True))
    yield _section("about", about(a))


def _urgent(a: Assessment, opened: bool) -> Section:
    reasons = [r for r in a.urgency.reasons if r.urgency is Urgency.URGENT]
    blocks: list[Block] = [Line(headline(a), "alert"), *_crisis(a)]
    blocks += [Line(sentence(advice)) for advice in dict.fromkeys(r.advice for r in reasons)]
    blocks += [*_who(a), *_because(reasons), *_sayings(reasons)]
    if a.held_back and any(reason.call != "crisis line" for reason in reasons):
        blocks.append(Line(phrases.HELD.format(part=REGIONS[a.held_back]), "strong"))
    if not a.ranked:
        blocks.append(Line(phrases.MINOR))
    elif not opened:
        blocks.append(Line(phrases.CLOSED, "quiet"))
    return _section("result", blocks)


def _further(a: Assessment, advice: str) -> str:
    """Advice without what the headline says already: "Go there now, because nerves die." → "Nerves die."."""
    do, because, why = advice.partition(", because ")
    return sentence(why if because and do in phrases.CALL.get(a.urgency.call or "", "") else advice)


def _who(a: Assessment) -> Iterator[Block]:
    """Where to be seen, where the headline does not say it already."""
    if a.urgency.level is not Urgency.EMERGENCY or a.urgency.call is None:
        yield Line(sentence(a.urgency.how), "strong", phrases.WHERE_TO)


def _because(reasons: Iterable[Reason]) -> Iterator[Block]:
    said = tuple(dict.fromkeys(t.text for reason in reasons for t in reason.because))
    if said:
        yield Bullets(said, phrases.BECAUSE)


def _sayings(reasons: Iterable[Reason]) -> Iterator[Block]:
    for say in dict.fromkeys(r.say for r in reasons if r.say):
        yield Line(f'"{say.strip(chr(34))}"', "strong", phrases.SAY)


def _crisis(a: Assessment) -> Iterator[Block]:
    if any(reason.call == "crisis line" for reason in a.urgency.reasons):
        yield Line(phrases.CRISIS.format(line=a.clinic.crisis_line), "strong")


def _result(a: Assessment) -> Section:
    blocks: list[Block] = [Line(f"{headline(a)} {phrases.NO_DANGER}", "strong"), *_crisis(a)]
    said = dict.fromkeys(t.text for reason in a.urgency.reasons for t in reason.because)
    if said:
        blocks.append(Line(sentence("; ".join(said)), label=phrases.BECAUSE, spare=6))
    if a.ranked:
        blocks += [*_ranking(a), *_first_reasons(a), *_next(a)]
    else:
        blocks.append(Line(phrases.MINOR))
    signs = "; ".join(clause.rstrip(".") for clause in a.urgency.safety_net)
    blocks.append(Line(signs, label=phrases.HELP_NOW, spare=1))
    return _section("result", blocks)


def _ranking(a: Assessment) -> Iterator[Block]:
    yield Line(fit_told(a), "strong")
    yield Ranking(tuple(ranked_rows(a)))
    if a.close_call:
        yield Line(phrases.CLOSE.format(first=a.close_call[0], second=a.close_call[1]))
    elif sum(row.chance.number for row in ranked_rows(a)) > WHOLE:
        yield Line(phrases.NOT_SHARES, "quiet")
    yield Line(a.clinic.tested_on, "quiet")
    yield Line(region_told(a), "strong")
    if a.chain and planned(a):
        yield ChainPicture(a.chain)


def _first_reasons(a: Assessment) -> Iterator[Block]:
    if a.lead:
        yield Line(few(_present(a.lead.supports), 4), label=phrases.FOR, spare=3)
    if a.fits_none:
        return
    first = a.candidates[0]
    yield Line(few(_present(first.supports), 4), label=phrases.FOR, spare=3)
    yield Line(few(first.unexplained, 3), label=phrases.UNEXPLAINED, spare=5)
    yield Line(first.find_out, label=phrases.CHANGE, spare=4)


def _present(evidence: Sequence[Evidence]) -> list[Told]:
    """What is there; what is not there waits for the section on why."""
    return telling([e for e in evidence if e.kind != "absence"])


def _next(a: Assessment) -> Iterator[Block]:
    if a.first_steps and treatable(a):
        yield Line("; ".join(lowered(option.name) for option in a.begun), label=phrases.THIS_WEEK, spare=2)


def _provisional(a: Assessment) -> Iterator[Block]:
    yield Line(phrases.PROVISIONAL, "alert")
    yield from _ranking(a)
