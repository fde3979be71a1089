"""What several sections of a report share: the urgency in a line, the leaders, and answers in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import get_args

from hipback_cli.knowledge.types import Source, Urgency
from hipback_cli.reasoning.assessment import NAMED, Assessment, Candidate, Evidence, EvidenceKind, LookAlikeReport, Told
from hipback_cli.reasoning.telling import OTHER
from hipback_cli.report import phrases
from hipback_cli.report.blocks import Row
from hipback_cli.report.chances import POSSIBLE, STEP, chance
from hipback_cli.report.citing import in_full, short_name
from hipback_cli.report.words import REGIONS, URGENCY, lowered, sentence

RANKED_AT_LEAST = 2
"""The runner-up is shown every time."""


def headline(a: Assessment) -> str:
    """The urgency as a word and a sentence."""
    u = a.urgency
    return f"{URGENCY[u.level.word]}: {_what_to_do(a)}"


def _what_to_do(a: Assessment) -> str:
    u, number = a.urgency, a.clinic.emergency_number
    first = phrases.CALL.get(u.call or "") if u.level is Urgency.EMERGENCY else None
    return first.format(number=number) if first else u.line


def fit_told(a: Assessment) -> str:
    """What to say first of the ranking where none of the ten leads; empty where one does."""
    if a.lead:
        return a.lead.say
    return f"{phrases.FITS_NONE} {lean(a)}".strip() if a.fits_none else ""


def region_told(a: Assessment) -> str:
    """Which region comes first, in a sentence; empty where that was not judged."""
    if a.primary_region is None:
        return ""
    if a.lead:
        return phrases.LEAD_REGION.format(part=REGIONS[a.lead.region].upper())
    return phrases.region_sentence(a.primary_region)


def lean(a: Assessment) -> str:
    """What it looks like instead, as far as that can be said."""
    first = next(iter(a.looks_like), None)
    if first is None:
        return ""
    return first.say if chance(first.probability).number >= POSSIBLE else phrases.LEAN.format(name=lowered(first.name))


def planned(a: Assessment) -> tuple[Candidate, ...]:
    """The leaders likely enough for their chain, their treatments and their weeks of self-care to be of use."""
    return tuple(c for c in a.leaders if c.probability >= NAMED)


def treatable(a: Assessment) -> bool:
    """Whether there is something to do about the leading cause, be it one of the ten or not."""
    return bool(planned(a)) or (a.lead is not None and any(category.options for category in a.treatments))


def weeks_at_home(a: Assessment) -> int:
    """How long to look after it at home before somebody should look at it; 0 where nothing says."""
    return min((c.self_care_weeks for c in ((a.lead,) if a.lead else planned(a))), default=0)


def shown(a: Assessment) -> tuple[Candidate, ...]:
    """The leaders, and the runner-up every time."""
    return a.candidates[: max(RANKED_AT_LEAST - (a.lead is not None), len(a.leaders))]


def ranked_rows(a: Assessment) -> list[Row]:
    rows = [(c.probability, Row(c.name, full_name(c), c.region, chance(c.probability))) for c in shown(a)]
    rows += list(_other_rows(a))
    return [row for _, row in sorted(rows, key=lambda pair: -pair[0])]


def _other_rows(a: Assessment) -> Iterator[tuple[float, Row]]:
    """What is not among the ten: the look-alike that leads by its name, and the rest where there is some."""
    rest = a.something_else
    if a.lead:
        rest -= a.lead.probability
        yield a.lead.probability, Row(a.lead.name, full_name(a.lead), a.lead.region, chance(a.lead.probability))
    if not a.lead or rest >= STEP / 100:
        yield rest, Row(OTHER, OTHER, "", chance(rest))


def full_name(c: Candidate | LookAlikeReport) -> str:
    """The plain name, then the medical one in brackets (without brackets of its own) where it says more."""
    variant = c.variant if isinstance(c, Candidate) else None
    medical = re.sub(r"\s*\([^)]*\)", "", lowered(variant) if variant else c.medical_name)
    return f"{c.name} ({medical})" if medical and medical.lower() != c.name.lower() else c.name


ORDER: tuple[EvidenceKind, ...] = get_args(EvidenceKind)


def telling(evidence: Sequence[Evidence]) -> list[Told]:
    """What to name first comes first; what hardly says anything stands only where there is nothing else."""
    ordered = sorted(evidence, key=lambda e: ORDER.index(e.kind))
    return [e.told for e in ordered if e.kind != "aside"] or [e.told for e in ordered]


def few(told: Sequence[Told], most: int) -> str:
    return "; ".join(list(dict.fromkeys(t.text for t in told))[:most])


def joined(told: Sequence[Told], most: int) -> str:
    texts = list(dict.fromkeys(t.text for t in told))
    more = [phrases.MORE.format(n=len(texts) - most)] if len(texts) > most else []
    return "; ".join([*texts[:most], *more]) or phrases.NOTHING


def with_because(text: str, because: Sequence[Told]) -> str:
    if not because:
        return sentence(text)
    said = "; ".join(dict.fromkeys(t.text for t in because))
    return f"{sentence(text)} ({phrases.YOU_SAID.format(what=said)})"


def cite(a: Assessment, source: str | None) -> str:
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
