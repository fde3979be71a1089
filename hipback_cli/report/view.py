"""One assessment as sections of plain blocks, which text, Markdown and HTML then lay out each in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hipback_cli.knowledge.types import Source, Urgency
from hipback_cli.reasoning.assessment import (
    Assessment,
    Candidate,
    ChainLink,
    Evidence,
    OptionReport,
    OwnIdea,
    Reason,
    Told,
)
from hipback_cli.report import phrases
from hipback_cli.report.chain import pairs, told
from hipback_cli.report.citing import in_full, short_name
from hipback_cli.report.evidence_words import CAUTIONS, advice_words
from hipback_cli.report.words import (
    REGIONS,
    URGENCY,
    Chance,
    chance,
    listed,
    sentence,
    within,
)

Tone = Literal["plain", "strong", "quiet", "alert"]

MOST_FOR = 8
MOST_AGAINST = 5
RANKED_AT_LEAST = 2
"""The runner-up is shown every time."""
MOST_POSITIVES = 12
SUMMARY_ALWAYS = frozenset({"age", "sex", "pain_sites", "worst_site", "side", "duration", "onset"})
"""Questions whose answers lead every summary."""
PLANNED = 0.10
"""Below this probability (0 to 1) nothing is said of how to treat a condition."""
TOGETHER = 30
"""From this many in 100, two causes are shown as possibly there together."""
CRISIS = "crisis"
"""The word in `how` with which the crisis line is shown."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a report is wanted."""

    width: int = 80
    """Columns of the terminal (text only)."""
    plain: bool = False
    """Text only: no boxes, bars or drawings, for screen readers."""
    color: bool = False
    sources: bool = False
    """Name the source behind each line, and list them."""
    show_provisional: bool = False
    """Text only: open the ranking after an urgent result."""
    recheck: str = ""
    """The date by which to check again, in words."""
    ascii_only: bool = False
    """Text only: the output cannot show box drawing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, with an optional label in front."""

    text: str
    tone: Tone = "plain"
    label: str = ""
    spare: int = 0
    """Above 0: stands again further down, so files leave it out here, and a first screen that is too full drops
    the highest number first."""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """The person's own words, line by line."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    full_name: str
    """With the medical name in brackets."""
    region: str
    """Empty for what is not on the list."""
    chance: Chance


@dataclass(frozen=True, slots=True)
class Ranking:
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ChainPicture:
    links: tuple[ChainLink, ...]


@dataclass(frozen=True, slots=True)
class BodyPicture:
    chosen: tuple[str, ...]
    worst: str | None
    side: str | None
    names: tuple[str, ...]


Block = Line | Heading | Bullets | Quote | Ranking | ChainPicture | BodyPicture


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The whole report. The first section is what must be read first; the last is always the safety net,
    except in an emergency, where nothing may dilute what to do."""

    level: Urgency
    sections: tuple[Section, ...]


def build_view(assessment: Assessment, settings: Settings, *, file: bool) -> View:
    """Sections for this assessment. `file`: for a saved file, which also shows what a first screen keeps closed."""
    level = assessment.urgency.level
    if level is Urgency.EMERGENCY:
        sections = [_emergency(assessment), *(_staff(assessment) if file else ())]
    elif level is Urgency.URGENT:
        opened = file or settings.show_provisional
        sections = [_urgent(assessment, opened), *_rest(assessment, settings, opened)]
    else:
        sections = [_result(assessment), *_rest(assessment, settings, True)]
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


def _rest(a: Assessment, settings: Settings, opened: bool) -> Iterator[Section]:
    ranked = a.ranked and opened
    if ranked and a.provisional:
        yield Section("provisional", phrases.PROVISIONAL_TITLE, tuple(_provisional(a)))
    if ranked:
        yield _section("why", _why(a, settings))
        yield _section("chain", _chain(a))
    yield _section("idea", _idea(a, ranked))
    if ranked:
        yield _section("home", () if a.provisional else _home(a, settings))
        yield _section("plan", _plan(a, settings) if planned(a) else ())
    yield _section("visit", _visit(a, ranked))
    yield _section("summary", _summary(a, ranked))
    yield _section("answers", _answers(a))
    if settings.sources:
        yield _section("sources", [Bullets(tuple(cited(s) for s in a.sources.values()))])
    yield _section("about", _about(a))
    yield _section("safety", [Bullets(a.urgency.safety_net), *_crisis(a)])


# --- what must be read first -----------------------------------------------------------------------


def headline(a: Assessment) -> str:
    """The urgency as a word and a sentence."""
    u = a.urgency
    return f"{URGENCY[u.level]}: {_what_to_do(a)}"


def _what_to_do(a: Assessment) -> str:
    u, number = a.urgency, a.clinic.emergency_number
    if u.level is Urgency.EMERGENCY:
        if "ambulance" in u.how and CRISIS not in u.how:
            return phrases.AMBULANCE.format(number=number)
        if "emergency" in u.how:
            return phrases.EMERGENCY_DEPARTMENT.format(number=number)
    if u.within and u.within not in u.line and u.line.count(".") == 1:
        return f"{u.line.rstrip('.')} {within(u.within)}."
    return u.line


def _emergency(a: Assessment) -> Section:
    reasons = [r for r in a.urgency.reasons if r.urgency is Urgency.EMERGENCY]
    blocks: list[Block] = [Line(headline(a), "alert"), *_crisis(a)]
    blocks += [Line(sentence(advice)) for advice in dict.fromkeys(r.advice for r in reasons)]
    blocks += [*_who(a), *_because(reasons), *_sayings(reasons), Line(phrases.NO_DRIVING, "strong")]
    return _section("result", blocks)


def _staff(a: Assessment) -> Iterator[Section]:
    yield Section("summary", phrases.STAFF, tuple(_summary(a, False)))
    yield _section("answers", _answers(a))
    yield _section("about", _about(a))


def _urgent(a: Assessment, opened: bool) -> Section:
    reasons = [r for r in a.urgency.reasons if r.urgency is Urgency.URGENT]
    blocks: list[Block] = [Line(headline(a), "alert"), *_crisis(a)]
    blocks += [Line(sentence(advice)) for advice in dict.fromkeys(r.advice for r in reasons)]
    blocks += [*_who(a), *_because(reasons), *_sayings(reasons)]
    if a.held_back:
        blocks.append(Line(phrases.HELD.format(part=REGIONS[a.held_back]), "strong"))
    if not a.ranked:
        blocks.append(Line(phrases.MINOR))
    elif not opened:
        blocks.append(Line(phrases.CLOSED, "quiet"))
    return _section("result", blocks)


def _who(a: Assessment) -> Iterator[Block]:
    """Where to be seen, where the headline does not say it already."""
    if a.urgency.level is not Urgency.EMERGENCY or not ("ambulance" in a.urgency.how or "emergency" in a.urgency.how):
        yield Line(sentence(a.urgency.how), "strong", phrases.WHERE_TO)


def _because(reasons: Iterable[Reason]) -> Iterator[Block]:
    said = tuple(dict.fromkeys(t.text for reason in reasons for t in reason.because))
    if said:
        yield Bullets(said, phrases.BECAUSE)


def _sayings(reasons: Iterable[Reason]) -> Iterator[Block]:
    for say in dict.fromkeys(r.say for r in reasons if r.say):
        yield Line(f'"{say.strip(chr(34))}"', "strong", phrases.SAY)


def _crisis(a: Assessment) -> Iterator[Block]:
    if any(CRISIS in reason.how for reason in a.urgency.reasons):
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
    if a.fits_none:
        yield Line(f"{phrases.FITS_NONE} {_lean(a)}".strip(), "strong")
    yield Ranking(tuple(_rows(a)))
    if a.close_call:
        yield Line(phrases.CLOSE.format(first=a.close_call[0], second=a.close_call[1]))
    elif sum(chance(c.probability).number >= TOGETHER for c in shown(a)) > 1:
        yield Line(phrases.NOT_SHARES, "quiet")
    yield Line(a.clinic.tested_on, "quiet")
    if a.primary_region:
        yield Line(phrases.region_sentence(a.primary_region), "strong")
    if a.chain and planned(a):
        yield ChainPicture(a.chain)


def _lean(a: Assessment) -> str:
    """What it looks like instead, as far as that can be said."""
    first = next(iter(a.looks_like), None)
    if first is None:
        return ""
    return first.say if chance(first.probability).number >= TOGETHER else phrases.LEAN.format(name=_lower(first.name))


def planned(a: Assessment) -> bool:
    """Whether one of the ten is likely enough for its chain and its treatments to be of use."""
    return any(c.probability >= PLANNED for c in a.leaders)


def shown(a: Assessment) -> tuple[Candidate, ...]:
    """The leaders, and the runner-up every time."""
    return a.candidates[: max(RANKED_AT_LEAST, len(a.leaders))]


def _rows(a: Assessment) -> list[Row]:
    rows = [(c.probability, Row(c.name, full_name(c), c.region, chance(c.probability))) for c in shown(a)]
    other = Row(phrases.OTHER, phrases.OTHER, "", chance(a.something_else))
    return [row for _, row in sorted([*rows, (a.something_else, other)], key=lambda pair: -pair[0])]


def full_name(c: Candidate) -> str:
    """The plain name, then the medical one in brackets (without brackets of its own) where it says more."""
    medical = re.sub(r"\s*\([^)]*\)", "", _lower(c.variant) if c.variant else c.medical_name)
    return f"{c.name} ({medical})" if medical and medical.lower() != c.name.lower() else c.name


def _first_reasons(a: Assessment) -> Iterator[Block]:
    first = a.candidates[0]
    if a.fits_none:
        return
    said = [e.told for e in first.supports if e.told in a.told]
    yield Line(_few(said, 4), label=phrases.FOR, spare=3)
    yield Line(_few(first.unexplained, 3), label=phrases.UNEXPLAINED, spare=5)
    if first.would_change:
        yield Line(first.would_change.text, label=phrases.CHANGE, spare=4)


def _next(a: Assessment) -> Iterator[Block]:
    if a.first_steps and planned(a):
        yield Line("; ".join(map(_lower, a.first_steps)), label=phrases.THIS_WEEK, spare=2)


def _lower(text: str) -> str:
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def _few(told: Sequence[Told], most: int) -> str:
    return "; ".join(list(dict.fromkeys(t.text for t in told))[:most])


def _joined(told: Sequence[Told], most: int) -> str:
    texts = list(dict.fromkeys(t.text for t in told))
    more = [phrases.MORE.format(n=len(texts) - most)] if len(texts) > most else []
    return "; ".join([*texts[:most], *more]) or phrases.NOTHING


# --- the rest --------------------------------------------------------------------------------------


def _provisional(a: Assessment) -> Iterator[Block]:
    yield Line(phrases.PROVISIONAL, "alert")
    yield from _ranking(a)


def _why(a: Assessment, settings: Settings) -> Iterator[Block]:
    if not a.provisional:
        yield from _reasons(a)
    parts = [(c.probability, tuple(_candidate(c, a, settings))) for c in shown(a)]
    parts.append((a.something_else, tuple(_other(a))))
    for _, blocks in sorted(parts, key=lambda part: -part[0]):
        yield from blocks


def _candidate(c: Candidate, a: Assessment, settings: Settings) -> Iterator[Block]:
    yield Heading(f"{full_name(c)}: {chance(c.probability).both}")
    yield Line(c.what_it_is)
    if chance(c.probability).number:
        yield from _evidence(phrases.FOR, c.supports, MOST_FOR, a, settings)
        yield from _evidence(phrases.AGAINST, c.against, MOST_AGAINST, a, settings)
        if c.unexplained:
            yield Line(_joined(c.unexplained, MOST_AGAINST), label=phrases.UNEXPLAINED)
        if c.would_change:
            yield Line(c.would_change.text, label=phrases.CHANGE)


def _other(a: Assessment) -> Iterator[Block]:
    yield Heading(f"{phrases.OTHER}: {chance(a.something_else).both}")
    yield Bullets(tuple(f"{x.name}: {chance(x.probability).both}. {x.say}" for x in a.looks_like), phrases.OTHER_CAUSES)


def _reasons(a: Assessment) -> Iterator[Block]:
    reasons = [r for r in a.urgency.reasons if r.urgency is Urgency.ROUTINE and r.because]
    if reasons:
        yield Bullets(tuple(dict.fromkeys(_with_because(r.advice, r.because) for r in reasons)), phrases.REASONS)


def _with_because(text: str, because: Sequence[Told]) -> str:
    if not because:
        return sentence(text)
    said = "; ".join(dict.fromkeys(t.text for t in because))
    return f"{sentence(text)} ({phrases.YOU_SAID.format(what=said)})"


def _evidence(
    label: str, evidence: Sequence[Evidence], most: int, a: Assessment, settings: Settings
) -> Iterator[Block]:
    if settings.sources and evidence:
        yield Bullets(tuple(f"{e.told.text} [{_cite(a, e.source)}]" for e in evidence), label)
    else:
        yield Line(_joined([e.told for e in evidence], most), label=label)


def _cite(a: Assessment, source: str | None) -> str:
    if source is None:
        return phrases.UNCITED
    return named(a.sources[source]) if source in a.sources else source


def named(source: Source) -> str:
    """A source as it stands in a line."""
    return short_name(source.authors, source.title, str(source.year or ""))


def cited(source: Source) -> str:
    """A source under its short name and in full."""
    year = str(source.year or "")
    full = in_full(source.authors, year, source.title, source.journal, source.doi, source.pmid, source.url)
    return f"{named(source)}: {full}"


def _chain(a: Assessment) -> Iterator[Block]:
    if a.chain and planned(a):
        yield Bullets(tuple(line for pair in pairs(a.chain) for line in told(pair)))
        yield Line(a.clinic.treat_both, "strong")


def _idea(a: Assessment, ranked: bool) -> Iterator[Block]:
    idea = a.own_idea
    if idea is None or idea.id == "no_idea":
        return
    if idea.id == "something_serious":
        yield Line(phrases.IDEA_SERIOUS_FLAG if a.provisional else phrases.IDEA_SERIOUS)
    elif ranked and idea.probability is not None:
        yield from _weighed_idea(idea, idea.probability)


def _weighed_idea(idea: OwnIdea, probability: float) -> Iterator[Block]:
    yield Line(phrases.IDEA_LIKELY.format(name=idea.name, chance=chance(probability).both))
    yield Line(_joined([e.told for e in idea.supports], MOST_AGAINST), label=phrases.FOR)
    yield Line(_joined([e.told for e in idea.against], MOST_AGAINST), label=phrases.AGAINST)


def _home(a: Assessment, settings: Settings) -> Iterator[Block]:
    leaders = a.leaders if planned(a) else ()
    if leaders:
        steps = {option.name: option for category in a.treatments for option in category.options}
        yield Bullets(tuple(f"{step}: {steps[step].what_it_is}" if step in steps else step for step in a.first_steps))
    elif a.looks_like:
        yield Line(_lean(a))
    weeks = [c.self_care_weeks for c in leaders]
    if a.urgency.level is Urgency.SELF_CARE:
        yield Line(phrases.GIVE_IT.format(weeks=min(weeks)) if weeks else phrases.NO_BETTER)
    if settings.recheck:
        yield Line(phrases.RECHECK.format(date=settings.recheck), "strong")
    yield from (Line(c.outlook, label=f"{phrases.OUTLOOK}, {_lower(c.name)}") for c in leaders if c.outlook)
    yield Bullets(tuple(dict.fromkeys(item for c in leaders for item in c.get_help)), phrases.WATCH)


def _plan(a: Assessment, settings: Settings) -> Iterator[Block]:
    yield Line(f"{a.clinic.treat_both} {phrases.ALL_ADVICE}")
    yield Line(phrases.MEDICINES.format(pharmacist=a.clinic.pharmacist))
    several = len({name for category in a.treatments for o in category.options for name in o.for_conditions}) > 1
    for category in a.treatments:
        yield Heading(category.name)
        if category.held_back:
            yield Line(phrases.HELD_SHORT, "strong")
        else:
            yield from _options(category.options, a, settings, several)


def _options(options: Sequence[OptionReport], a: Assessment, settings: Settings, several: bool) -> Iterator[Block]:
    for option in options:
        advice = f"{advice_words(option.direction, option.strength)}. {sentence(option.aim)}"
        whom = f" ({phrases.FOR_WHOM} {listed(_lower(name) for name in option.for_conditions)})" if several else ""
        yield Line(advice + whom, label=option.name)
        yield Bullets((*_own_cautions(option), *option.notes, *_citations(option, a, settings)))
    yield Bullets(tuple(_shared_cautions(options)), phrases.EVERYBODY)


def _own_cautions(option: OptionReport) -> Iterator[str]:
    """Those that this person's own answers call for."""
    for caution in option.cautions:
        if caution.because:
            yield f"{CAUTIONS[caution.level]}: {_with_because(caution.text, caution.because)}"


def _citations(option: OptionReport, a: Assessment, settings: Settings) -> Iterator[str]:
    if settings.sources and option.sources:
        yield f"[{'; '.join(_cite(a, source) for source in option.sources)}]"


def _shared_cautions(options: Sequence[OptionReport]) -> Iterator[str]:
    """Those that hold for everybody, each once, gathered by the options that share it."""
    sharing: dict[str, list[str]] = {}
    for option in options:
        for caution in option.cautions:
            if not caution.because:
                sharing.setdefault(sentence(caution.text), []).append(option.name)
    gathered: dict[tuple[str, ...], list[str]] = {}
    for text, names in sharing.items():
        gathered.setdefault(tuple(names), []).append(text)
    for (first, *rest), texts in gathered.items():
        yield f"{listed([first, *map(_lower, rest)])}: {' '.join(texts)}"


def _visit(a: Assessment, ranked: bool) -> Iterator[Block]:
    for c in shown(a) if ranked else ():
        if c.confirmed and chance(c.probability).number >= TOGETHER:
            yield Heading(phrases.SETTLE.format(name=c.name))
            for key, label in phrases.LOOKS.items():
                yield Line(getattr(c.confirmed, key), label=label)
    if a.clinic.visit_questions:
        yield Bullets(a.clinic.visit_questions, phrases.ASK)
    yield Line(f"{a.clinic.name}, {a.clinic.phone}", "strong", phrases.CLINIC)


def _summary(a: Assessment, ranked: bool) -> Iterator[Block]:
    yield Line(sentence("; ".join(t.text for t in _key_positives(a, ranked))), label=phrases.SUMMARY_YES)
    if a.told_no:
        yield Line(sentence("; ".join(t.text for t in a.told_no)), label=phrases.SUMMARY_NO)
    flags = [r.name for r in a.urgency.reasons if r.urgency >= Urgency.URGENT]
    yield Line(sentence("; ".join(flags) or phrases.SUMMARY_NO_FLAGS), label=phrases.SUMMARY_FLAGS)
    yield Line(headline(a), label=phrases.SUMMARY_LEVEL)
    if ranked:
        yield Line(sentence("; ".join(_fits(a))), label=phrases.SUMMARY_FIT)
        if a.primary_region:
            yield Line(phrases.region_sentence(a.primary_region), label=phrases.SUMMARY_REGION)
    if a.own_idea:
        yield Line(sentence(a.own_idea.name), label=phrases.SUMMARY_IDEA)
    if a.note:
        yield Quote(a.note, phrases.SUMMARY_NOTE)
    yield Line(phrases.SUMMARY_CAVEAT, "quiet")


def _fits(a: Assessment) -> Iterator[str]:
    """The ranking in a line, with what else it looks like by name."""
    alike = [x.name for x in a.looks_like if chance(x.probability).number >= TOGETHER]
    other = f" ({'; '.join(alike)})" if alike else ""
    for row in _rows(a):
        yield f"{row.full_name}{'' if row.region else other}, {row.chance.both}"


def _key_positives(a: Assessment, ranked: bool) -> Sequence[Told]:
    """Who, where and how long, with what tells most between the leaders; all of it where nothing is ranked."""
    if not ranked:
        return a.told
    telling: dict[Told, float] = {}
    for evidence in (e for c in shown(a) for e in (*c.supports, *c.against)):
        telling[evidence.told] = max(telling.get(evidence.told, 0.0), abs(evidence.bits))
    further = [t for t in a.told if t.question not in SUMMARY_ALWAYS]
    kept = sorted(further, key=lambda t: -telling.get(t, 0.0))[:MOST_POSITIVES]
    return [t for t in a.told if t.question in SUMMARY_ALWAYS or t in kept]


def _answers(a: Assessment) -> Iterator[Block]:
    if a.pain_sites:
        yield BodyPicture(a.pain_sites, a.worst_site, a.side, tuple(site_words(a)))
    yield Bullets(tuple(_asked(a)))


def site_words(a: Assessment) -> Iterator[str]:
    """The places that hurt, the worst marked as such, and the side."""
    for site in a.pain_sites:
        name = a.site_names.get(site, site)
        yield f"{name} ({phrases.WORST})" if site == a.worst_site else name
    if a.side:
        yield phrases.SIDES.get(a.side, a.side)


def _asked(a: Assessment) -> Iterator[str]:
    said: dict[str, list[str]] = {}
    for t in a.told:
        said.setdefault(t.question, []).append(t.text)
    for question, texts in said.items():
        text = a.question_texts.get(question, question)
        yield f"{text}{'' if text[-1] in '?.:' else ':'} {sentence('; '.join(texts))}"


def _about(a: Assessment) -> Iterator[Block]:
    yield from (Line(text) for text in a.clinic.disclaimer)
    yield Line(phrases.VERSIONS.format(version=a.hipback_version, content=a.content_version), "quiet")
