"""The result of a check, as plain immutable data. Whoever renders it needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hipback_cli.knowledge.types import Answers, Call, Clinic, Confirmation, Region, Source, Urgency
from hipback_cli.reasoning.region import PrimaryRegion


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that the person said, as a report repeats it."""

    question: str
    option: str | None
    """Option id; `yes`, `no` or `not_sure`; a number as text."""
    text: str
    """Such as "pain in the groin", to stand after "you said"."""


EvidenceKind = Literal["complaint", "fact", "absence", "aside"]
"""What a person would name first: what hurts and how; then when and how it came; then what is not there; and what
hardly says anything by itself (side, sex, no danger sign, nothing found before)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One answer's weight for one candidate, in bits; above 0 speaks for it."""

    told: Told
    bits: float
    source: str | None
    kind: EvidenceKind = "complaint"


@dataclass(frozen=True, slots=True)
class Reason:
    """One danger sign or reason to be seen."""

    red_flag: str
    name: str
    urgency: Urgency
    within: str
    how: str
    advice: str
    say: str
    because: tuple[Told, ...]
    part: str
    call: Call | None = None
    """Whom to call or where to go at once."""


@dataclass(frozen=True, slots=True)
class UrgencyReport:
    level: Urgency
    line: str
    """The sentence of this level, with how soon."""
    within: str
    how: str
    reasons: tuple[Reason, ...]
    """Most urgent, soonest and gravest first."""
    safety_net: tuple[str, ...]

    @property
    def call(self) -> Call | None:
        """Whom to call or where to go at once."""
        return self.reasons[0].call if self.reasons else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the ten, with its marginal probability (0 to 1; they need not add to 1)."""

    id: str
    name: str
    medical_name: str
    region: Region
    probability: float
    variant: str | None
    """Name of the form that fits best, where the condition has forms."""
    what_it_is: str
    supports: tuple[Evidence, ...]
    against: tuple[Evidence, ...]
    unexplained: tuple[Told, ...]
    would_change: Told | None
    """The answer not given yet that would change this most."""
    find_out: str
    """What to do or to ask oneself to get that answer, in sentences; empty where none is open."""
    confirmed: Confirmation | None
    outlook: str
    self_care_weeks: int
    get_help: Mapping[str, tuple[str, ...]]
    """Urgency word → signs that would ask for it."""


@dataclass(frozen=True, slots=True)
class LookAlikeReport:
    """A cause outside the ten; what has a default is told of the one that leads alone."""

    id: str
    name: str
    probability: float
    say: str
    region: Region
    medical_name: str = ""
    what_it_is: str = ""
    outlook: str = ""
    self_care_weeks: int = 0
    """0 where nothing is said of it."""
    supports: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainLink:
    """An arrow of the chain: how trouble passes from one place to another in this person."""

    start: str
    """Condition id."""
    start_name: str
    end: str
    """Condition id, or a region."""
    end_name: str
    how: str
    so_far: bool = True
    """False where nothing hurts yet at its end: then it says what could come, not what is."""


HOLDING = ("emergency", "urgent", "avoid", "avoid_unless_advised")
"""Levels of caution, gravest first, at which an option is not for this person, or only if a doctor says so."""


@dataclass(frozen=True, slots=True)
class CautionReport:
    level: str
    text: str
    because: tuple[Told, ...]
    source: str


@dataclass(frozen=True, slots=True)
class OptionReport:
    """One treatment option with what is known of it for these candidates."""

    id: str
    name: str
    what_it_is: str
    for_conditions: tuple[str, ...]
    """Names of the candidates that it is meant for."""
    aim: str
    direction: str
    """for, against, uncertain, or mixed where sources disagree."""
    strength: str
    notes: tuple[str, ...]
    cautions: tuple[CautionReport, ...]
    sources: tuple[str, ...]
    at_home: bool

    @property
    def held_by(self) -> CautionReport | None:
        """The gravest caution in the person's own answers against using it; None where there is none."""
        own = [c for c in self.cautions if c.level in HOLDING and c.because]
        return min(own, key=lambda c: HOLDING.index(c.level), default=None)


@dataclass(frozen=True, slots=True)
class CategoryReport:
    id: str
    name: str
    options: tuple[OptionReport, ...]
    held_back: bool = False
    """True when a danger sign says not to start this before being seen."""
    by_others: bool = False
    last: bool = False
    """Both as content says of the category."""


@dataclass(frozen=True, slots=True)
class OwnIdea:
    """What the person thinks it is, and why that is or is not likely."""

    id: str
    name: str
    probability: float | None
    """None for "something serious" and "no idea": never a likelihood."""
    supports: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()


NAMED = 0.10
"""Probability (0 to 1) from which a condition is shown among the leaders, and planned for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything that a report can say about one check. What has a default is empty when nothing is ranked."""

    hipback_version: str
    content_version: str
    urgency: UrgencyReport
    provisional: bool
    """After an urgent result the ranking is closed behind a key and called provisional."""
    held_back: str | None
    """The part (hip, back, both) for which exercise, manual therapy and injections are held back."""
    ranked: bool
    """False for an emergency and for people under 18."""
    candidates: tuple[Candidate, ...] = ()
    """All of the ten, most likely first."""
    something_else: float = 0.0
    looks_like: tuple[LookAlikeReport, ...] = ()
    close_call: tuple[str, str] | None = None
    """Names of two that answers alone cannot tell apart."""
    fits_none: bool = False
    primary_region: PrimaryRegion | None = None
    chain: tuple[ChainLink, ...] = ()
    treatments: tuple[CategoryReport, ...] = ()
    first_steps: tuple[str, ...] = ()
    """Ids of the treatment options to begin at home this week."""
    told: tuple[Told, ...]
    """All answers, in the order of the questions, as a report repeats them."""
    told_no: tuple[Told, ...]
    """Pertinent negatives."""
    pain_sites: tuple[str, ...]
    worst_site: str | None
    side: str | None
    own_idea: OwnIdea | None = None
    note: str
    questions_asked: tuple[str, ...]
    """Ids in order; empty when the answers came from a file."""
    answers: Answers
    clinic: Clinic
    sources: Mapping[str, Source] = field(default_factory=dict)
    """The sources that this assessment names."""
    question_texts: Mapping[str, str] = field(default_factory=dict)
    option_texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Question id → option id → what the person read in the list."""

    @property
    def begun(self) -> tuple[OptionReport, ...]:
        """The options of `first_steps`, in their order."""
        options = {option.id: option for category in self.treatments for option in category.options}
        return tuple(options[step] for step in self.first_steps)

    @property
    def lead(self) -> LookAlikeReport | None:
        """The look-alike that leads everything: likelier than any of the ten, and most of "something else"."""
        first = next(iter(self.looks_like), None)
        if first is None or not self.fits_none or first.probability <= self.something_else / 2:
            return None
        return first if all(first.probability > c.probability for c in self.candidates) else None

    @property
    def leaders(self) -> tuple[Candidate, ...]:
        """The candidates worth showing on the first screen: up to three that may be named, at least one."""
        shown = tuple(c for c in self.candidates[:3] if c.probability >= NAMED)
        return shown or self.candidates[:1]
