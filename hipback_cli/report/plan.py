"""The treatment plan: both regions together, advice against beside advice for, warnings by history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hipback_cli.reasoning.assessment import Assessment, CategoryReport, CautionReport, OptionReport, Told
from hipback_cli.report import phrases
from hipback_cli.report.blocks import Block, Bullets, Heading, Line, Settings
from hipback_cli.report.essentials import cite, planned, with_because
from hipback_cli.report.words import CAUTIONS, advice_words, listed, lowered, sentence


def plan(a: Assessment, settings: Settings) -> Iterator[Block]:
    both = "" if a.chain or not planned(a) else a.clinic.treat_both  # else it stands with the chain
    yield Line(f"{both} {phrases.ALL_ADVICE}".strip())
    yield Line(phrases.MEDICINES.format(pharmacist=a.clinic.pharmacist))
    several = len({name for category in a.treatments for o in category.options for name in o.for_conditions}) > 1
    for category in a.treatments:
        yield Heading(category.name)
        if category.held_back:
            yield Line(phrases.HELD_SHORT, "strong")
        else:
            yield from _options(category, a, settings, several)


def _options(category: CategoryReport, a: Assessment, settings: Settings, several: bool) -> Iterator[Block]:
    for option in category.options:
        advice = f"{_advice(option)}. {sentence(option.aim)}"
        whom = f" ({phrases.FOR_WHOM} {listed(lowered(name) for name in option.for_conditions)})" if several else ""
        yield Line(advice + whom, label=option.name)
        yield Bullets((*_own_cautions(option), *option.notes, *_citations(option, a, settings)))
    chosen = [o for o in category.options if not (category.by_others and o.direction == "against")]
    yield Bullets(tuple(_shared_cautions(chosen)), phrases.EVERYBODY)


def _advice(option: OptionReport) -> str:
    """What is known of it; where the person's own answers speak against it, that comes first."""
    known = advice_words(option.direction, option.strength)
    if option.held_by is None or option.direction == "against":
        return known
    return f"{CAUTIONS[option.held_by.level]}, {phrases.YOUR_ANSWERS}. {phrases.OTHERWISE}: {lowered(known)}"


def _own_cautions(option: OptionReport) -> Iterator[str]:
    """Those that this person's own answers call for: of several that rest on the same answer, the gravest."""
    gravest: dict[tuple[Told, ...], CautionReport] = {}
    for caution in sorted(option.cautions, key=lambda c: tuple(CAUTIONS).index(c.level)):
        if caution.because:
            gravest.setdefault(caution.because, caution)
    for because, caution in gravest.items():
        yield f"{CAUTIONS[caution.level]}: {with_because(caution.text, because)}"


def _citations(option: OptionReport, a: Assessment, settings: Settings) -> Iterator[str]:
    if settings.sources and option.sources:
        yield f"[{'; '.join(cite(a, source) for source in option.sources)}]"


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
        yield f"{listed([first, *map(lowered, rest)])}: {' '.join(texts)}"
