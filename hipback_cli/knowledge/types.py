"""Everything that `content/` can say, as frozen plain data.

Nothing here reads, writes, or computes beyond its own fields. Identifiers are plain strings in
snake_case (sources: author-year). Lay text is one paragraph without markup.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Annotated, Literal

Region = Literal["hip", "back"]
Kind = Literal["yes_no", "graded", "multi", "nominal", "number"]
UnsureAs = Literal["yes", "no", "clarify"]
Tier = Literal["review", "cohort", "specialist", "small", "opinion"]
Direction = Literal["for", "against", "uncertain"]
Strength = Literal["strong", "moderate", "limited", "very_limited", "consensus"]
Category = Literal["physical_therapy", "injections", "manual_therapy", "medications", "lifestyle"]
Style = Literal["form", "rows", "checklist", "single", "body_map", "self_test"]

FrequencyWord = Literal["always", "usually", "often", "sometimes", "rarely", "never"]

SourceId = Annotated[str, "source"]
QuestionId = Annotated[str, "question"]
ConditionId = Annotated[str, "condition"]
CauseId = Annotated[str, "cause"]
"""A condition or a look-alike."""
LinkEnd = Annotated[str, "link_end"]
"""A condition, or a region (`hip`, `back`)."""
RedFlagId = Annotated[str, "red_flag"]
TreatmentOptionId = Annotated[str, "treatment_option"]
PageId = Annotated[str, "page"]
"""A condition, a look-alike, a danger sign or a treatment option: whatever can be read about."""

NOT_SURE: Literal["not_sure"] = "not_sure"
UNANSWERED = "unanswered"
"""How an answers file says that an option was not asked about."""

ADULT_FROM = 18
"""Age in years from which causes are ranked; below it a person is told to be seen, and how soon."""

SOMETHING_ELSE = "something_else"
"""Stands for none of the ten wherever cause ids stand."""

Answer = bool | int | str | Mapping[str, "bool | str"]
"""One answer: True/False (yes_no), a number, an option id (graded, nominal), option id → True/False/"not_sure"
(multi; options left out are unanswered), or "not_sure" for the whole question. Unanswered questions are absent."""

Answers = Mapping[str, Answer]
"""Question id → answer."""


class Urgency(IntEnum):
    """How soon to be seen, least to most."""

    SELF_CARE = 0
    ROUTINE = 1
    URGENT = 2
    EMERGENCY = 3

    @property
    def word(self) -> str:
        """The level as content and JSON spell it, such as `self_care`."""
        return self.name.lower()


Within = Literal["now", "now by phone", "24 hours", "a few days", "1 week", "2 weeks"]
"""How soon to be seen, soonest first."""

Call = Literal["ambulance", "emergency department", "crisis line"]
"""Whom to call or where to go at once, gravest first."""


SEEN_BY_SOMEBODY = tuple(level.word for level in Urgency if level > Urgency.SELF_CARE)
"""The words of the levels that send a person to somebody."""


# --- rules over answers ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Is:
    """True when the answer to `question` is one of `options` (for a multi: any of them ticked; yes_no: "yes")."""

    question: QuestionId
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """A number question against a bound, such as `age >= 60`."""

    question: QuestionId
    operator: Literal[">=", "<=", ">", "<", "=="]
    bound: float


OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}
"""What the operators of `Compare` mean."""


@dataclass(frozen=True, slots=True)
class AtLeast:
    """True when at least `count` of `parts` hold. `all` is count = len(parts), `any` is count = 1."""

    count: int
    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Rule


Rule = Is | Compare | AtLeast | Not


# --- figures --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """A frequency word: what is said where nobody has seen a figure."""

    word: FrequencyWord


@dataclass(frozen=True, slots=True)
class Share:
    """Share of people with the condition who have the finding (0 to 1), seen in `source`."""

    p: float
    source: SourceId


@dataclass(frozen=True, slots=True)
class Ratio:
    """Likelihood ratios seen in `source` against the study's own comparison group.

    `negative` may be None where only LR+ was given; `sensitivity` is then the frequency word assumed for
    the share of people with the condition who have the finding, because LR+ alone fixes only a ratio.
    """

    positive: float
    negative: float | None
    source: SourceId
    against: str
    sensitivity: FrequencyWord | None = None


Figure = Word | Share | Ratio

Finding = Mapping[str, Figure]
"""Option id → figure, for one question. For yes_no the one option is `yes`. For graded, each figure is the share
whose answer is exactly that option (the lowest option takes the rest). For nominal, options left out share the rest."""


# --- questions and screens -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: str
    """What the person reads in a list."""
    told: str
    """How a report repeats it after "you said", such as "pain in the groin"."""
    group: str | None = None
    """Correlated findings of one multi question share a group and are weighed down together."""
    ask_if: Rule | None = None
    absent_told: str | None = None
    region: Region | None = None
    """Where on the body map this option lies; None off the map."""


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    kind: Kind
    screen: str
    """Screen on which the question stands; its topic."""
    text: str
    told: str
    """How a report repeats a yes (yes_no) or names the subject (other kinds)."""
    options: tuple[Option, ...] = ()
    """Empty for yes_no and number. For graded: least to most."""
    help: str = ""
    """What the words mean, shown on `?`."""
    why: str = ""
    """What the question separates, shown on `?`; never who leads."""
    text_other: str = ""
    """The wording when somebody answers for another person; empty: `text`."""
    short: str = ""
    """The row label on a checklist or form; empty: `text`."""
    absent_told: str = ""
    """How a report repeats a no; empty: never repeated."""
    safety: bool = False
    background_flag: bool = False
    """A lasting fact (cancer, steroids, pregnancy ...) that rules and treatment cautions use."""
    unsure_as: UnsureAs = "no"
    example: str = ""
    """The concrete example with which a `clarify` question is asked once more."""
    ask_if: Rule | None = None
    group: str | None = None
    """Correlated yes_no or graded questions share a group."""
    exclusive: str | None = None
    """Multi: option that cannot stand with another (none of these)."""
    bands: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Number: option id → inclusive bounds; findings refer to the bands."""
    minimum: int = 0
    maximum: int = 0
    background: Finding = field(default_factory=dict)
    """How common each option is in an adult with hip or back pain from none of the listed causes."""
    complaint: bool = True
    """False where the answer says when, how long or on which side: nothing that a cause must explain."""
    lasting: bool = False
    """Cannot change between two checks (sex, an illness from birth): a re-check shows it filled in."""


@dataclass(frozen=True, slots=True)
class Screen:
    id: str
    stage: Literal["danger", "where", "behaviour", "known", "self_test"]
    style: Style
    title: str
    title_other: str = ""
    fixed: bool = False
    """Asked of everybody, in file order, before any adaptive screen."""
    ask_if: Rule | None = None
    not_if: Rule | None = None
    """Self-tests: never offered when this holds."""
    instructions: str = ""
    """Self-tests: how to do it safely."""
    cost: float = 1.0
    """Effort for the person, in plain questions; a self-test costs more."""
    answerable: float = 0.9
    """Chance (0 to 1) that a person can answer it."""
    optional: bool = False
    """May be skipped with a key."""


# --- conditions ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tell:
    """What tells a condition from another that it is mixed up with."""

    other: CauseId
    difference: str


@dataclass(frozen=True, slots=True)
class Link:
    """How this condition strains the other region; an edge of the chain."""

    to: LinkEnd
    how: str
    """A short clause for the arrow, such as "you lean over the sore hip to walk"."""
    source: SourceId | None = None
    strength: FrequencyWord | None = None
    """How often; stated where no source gives a figure. A link has a source, a strength, or both."""


@dataclass(frozen=True, slots=True)
class Coexistence:
    """How much more often two conditions stand together than chance would put them (odds ratio)."""

    other: CauseId
    odds: float
    source: SourceId
    measured: str = ""
    """Whom the study saw, in a sentence, where that is wider than the pair."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What each way of looking can and cannot settle."""

    history: str
    examination: str
    xray: str
    mri: str


@dataclass(frozen=True, slots=True)
class Variant:
    """A form of a condition that answers differently and rolls up to it (disc, stenosis)."""

    id: str
    name: str
    share: Figure
    """Share of the condition that takes this form."""
    summary: str
    findings: Mapping[str, Finding]
    other_names: tuple[str, ...] = ()
    outlook: str = ""
    """Empty: that of the condition."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What the ten and the look-alikes have in common for the model."""

    id: str
    name: str
    medical_name: str
    other_names: tuple[str, ...]
    region: Region
    prior: Figure
    """Share of adults seeking advice for hip or low-back pain who have it."""
    least_urgency: Urgency
    findings: Mapping[str, Finding]
    """Question id → finding."""
    what_it_is: str
    feels_like: tuple[str, ...]
    sources: tuple[SourceId, ...]


@dataclass(frozen=True, slots=True)
class Condition(Cause):
    """One of the ten."""

    self_care_weeks: int
    """How long to look after it at home before seeing somebody."""
    icd10: tuple[str, ...] = ()
    not_so_much: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()
    better: tuple[str, ...] = ()
    who: str = ""
    reaches: str = ""
    """How it reaches the other region, in a sentence or two."""
    links: tuple[Link, ...] = ()
    coexists: tuple[Coexistence, ...] = ()
    variants: tuple[Variant, ...] = ()
    mixed_up_with: tuple[Tell, ...] = ()
    confirmed: Confirmation | None = None
    outlook: str = ""
    get_help: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Urgency word, from routine up → what would send a person with it to somebody that soon."""


@dataclass(frozen=True, slots=True)
class LookAlike(Cause):
    """A cause outside the ten."""

    suspect: str = ""
    """When to think of it."""
    say: str = ""
    """What the result says about it, one sentence."""
    outlook: str = ""
    self_care_weeks: int = 0
    """How long to look after it at home before seeing somebody; 0 where nothing is said of it."""
    red_flag: RedFlagId | None = None
    stands_with: tuple[Region, ...] = ("hip", "back")
    """Regions with whose conditions it may stand together, one at a time."""


# --- red flags -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Level:
    """One rule of a red flag, with what to do when it holds."""

    urgency: Urgency
    when: Rule
    within: Within
    how: str
    """Where, in words: emergency department, same-day doctor, and so on."""
    advice: str
    call: Call | None = None
    """What the result puts first, with its number; None where `how` says it better."""
    say: str = ""
    """Words to say to staff."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class RedFlag:
    id: str
    name: str
    what_it_is: str
    alone: bool
    """True when a single answer can be enough; False when only a combination is."""
    levels: tuple[Level, ...]
    part: Region | Literal["both"] = "both"
    """The part for which exercise, manual therapy and injection are held back when urgent."""
    note: str = ""
    sources: tuple[SourceId, ...] = ()
    other_names: tuple[str, ...] = ()
    """What people call it, for looking it up."""


@dataclass(frozen=True, slots=True)
class RoutineRule:
    """A reason to book an appointment that is no danger sign."""

    id: str
    when: Rule
    within: Within
    advice: str
    sources: tuple[SourceId, ...] = ()


# --- treatments ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says of one option for one condition."""

    direction: Direction
    strength: Strength
    source: SourceId
    note: str = ""


@dataclass(frozen=True, slots=True)
class Treatment:
    """One option for one condition, or for a look-alike that a person can do something about."""

    id: str
    condition: CauseId
    category: Category
    option: TreatmentOptionId
    aim: str
    """What it is for, in this condition."""
    statements: tuple[Statement, ...]
    """First is the leading one; more than one direction means that guidelines disagree."""
    at_home: bool = False
    """Can be started at home this week."""
    at_home_if: Rule | None = None
    """Whose first step it is, where it does not fit everybody."""


@dataclass(frozen=True, slots=True)
class TreatmentOption:
    id: str
    name: str
    category: Category
    what_it_is: str
    other_names: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    """Search words for cautions, such as `nsaid`."""


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning about options for people with a certain history."""

    id: str
    options: tuple[TreatmentOptionId, ...]
    when: Rule
    level: Literal["emergency", "urgent", "avoid", "avoid_unless_advised", "ask_first", "take_care"]
    text: str
    source: SourceId


@dataclass(frozen=True, slots=True)
class TreatmentCategory:
    id: Category
    name: str
    what_it_is: str
    waits: bool = False
    """Not begun until a danger sign of that part has been looked at."""
    by_others: bool = False
    """Nobody does it alone: what is advised against in it needs no warnings how to go about it."""
    last: bool = False
    """Among the first steps at home it comes after what the person can do."""


@dataclass(frozen=True, slots=True)
class RegionSign:
    """An answer that speaks directly of which region came first; `strength` is how often it is given when so."""

    when: Rule
    toward: Region
    strength: FrequencyWord


@dataclass(frozen=True, slots=True)
class RegionPain:
    """Answers that tell of pain in a region itself; without them nothing is said to have reached it."""

    when: Rule
    region: Region


# --- the rest --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    tier: Tier
    """How much its figures are trusted: `review` (pooled or large and unselected), `cohort` (one sound study in
    ordinary patients), `specialist` (surgical or referred patients), `small` (under about 100 people or no
    independent check), `opinion` (text without data)."""
    authors: str = ""
    year: int | None = None
    journal: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""
    seen_in: str = ""


@dataclass(frozen=True, slots=True)
class WhenLikely:
    """How soon and where, when a likely cause asks for it and no rule does."""

    within: Within
    how: str
    advice: str


@dataclass(frozen=True, slots=True)
class Clinic:
    name: str
    phone: str
    emergency_number: str
    crisis_line: str
    pharmacist: str
    safety_net: tuple[str, ...]
    """What would make any result urgent; ends every result."""
    opening: tuple[str, ...]
    """Three lines on what this is and is not, shown before the first question."""
    disclaimer: tuple[str, ...]
    treat_both: str
    tested_on: str
    visit_questions: tuple[str, ...] = ()
    telling_no: tuple[QuestionId, ...] = ()
    """Danger signs whose absence stands first in every summary for a clinician."""
    self_care_questions: tuple[str, ...] = ()
    """What to ask, a pharmacist for one, where nothing has to be booked; none: `visit_questions`."""
    booking: str = ""
    """Whose clinic this is, said beside its name and number where a result says how to book."""
    urgency_lines: Mapping[str, str] = field(default_factory=dict)
    """Urgency word → fixed sentence; `{within}` stands for how soon."""
    when_likely: Mapping[str, WhenLikely] = field(default_factory=dict)
    """Urgency word, from routine up → what follows once a cause with that `least_urgency` is likely."""


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    term: str
    meaning: str
    other_names: tuple[str, ...] = ()
    see: tuple[PageId, ...] = ()
    """For a word that people look up and that is no cause, such as "groin pain": what to read, likeliest first."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All content, cross-checked: every id named anywhere exists."""

    version: str
    population: str
    """The people whom the priors describe."""
    population_sources: tuple[SourceId, ...]
    something_else_prior: Figure
    region_signs: tuple[RegionSign, ...]
    """From population.yaml: `region_signs: [{when: RULE, toward: hip, strength: usually}]`."""
    screens: Mapping[str, Screen]
    questions: Mapping[str, Question]
    conditions: Mapping[str, Condition]
    look_alikes: Mapping[str, LookAlike]
    red_flags: Mapping[str, RedFlag]
    routine_rules: tuple[RoutineRule, ...]
    self_test_not_if: Rule | None
    treatment_categories: Mapping[str, TreatmentCategory]
    treatment_options: Mapping[str, TreatmentOption]
    treatments: tuple[Treatment, ...]
    cautions: tuple[Caution, ...]
    sources: Mapping[str, Source]
    clinic: Clinic
    glossary: Mapping[str, GlossaryEntry]
    region_pain: tuple[RegionPain, ...] = ()
    """From population.yaml: `region_pain: [{when: RULE, region: back}]`; a region without a rule counts as painful."""

    @property
    def causes(self) -> Mapping[str, Cause]:
        """The ten, then the look-alikes."""
        return {**self.conditions, **self.look_alikes}
