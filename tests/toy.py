"""Toy content for tests of the engine: a few invented causes and questions, so small that a pencil can follow.

Of the words used, always is 0.95, usually 0.80, often 0.60, sometimes 0.35, rarely 0.10 and never 0.02; a background
is given as a share and taken as it stands. The shipped content plays no part here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hipback_cli.knowledge.types import (
    SEEN_BY_SOMEBODY,
    Cause,
    Condition,
    Finding,
    FrequencyWord,
    Is,
    Knowledge,
    Level,
    LookAlike,
    Option,
    Question,
    RedFlag,
    Region,
    Rule,
    Screen,
    Share,
    Source,
    Urgency,
    WhenLikely,
    Within,
    Word,
)
from hipback_cli.reasoning.belief import Belief
from hipback_cli.reasoning.model import Model
from tests.factories import CLINIC

WITHIN: Mapping[str, Within] = {"emergency": "now", "urgent": "24 hours", "routine": "2 weeks"}
SOURCES = {"review": Source("review", "A review", "review"), "small": Source("small", "A small study", "small")}


def yes_no(name: str, background: float | None = 0.1, screen: str = "talk", **more: Any) -> Question:
    stated: Finding = {} if background is None else {"yes": Share(background, "review")}
    more.setdefault("text", f"{name}?")
    return Question(id=name, kind="yes_no", screen=screen, told=name, background=stated, **more)


def choice(kind: Any, name: str, background: Mapping[str, float], screen: str = "talk", **more: Any) -> Question:
    """A multi, nominal or graded question; its options are those that have a background."""
    more.setdefault("options", tuple(Option(o, o, f"told {o}") for o in background))
    stated = {o: Share(p, "review") for o, p in background.items()}
    return Question(id=name, kind=kind, screen=screen, text=f"{name}?", told=name, background=stated, **more)


AGE = Question(
    "age",
    "number",
    "you",
    "age?",
    "age",
    bands={"young": (18, 49), "old": (50, 110)},
    background={"young": Share(0.5, "review"), "old": Share(0.5, "review")},
    complaint=False,
)


def says(**words: FrequencyWord | Mapping[str, FrequencyWord]) -> Mapping[str, Finding]:
    """Findings in words: `says(groin="usually", onset={"fall": "often"})`."""
    return {
        question: {"yes": Word(word)} if isinstance(word, str) else {o: Word(w) for o, w in word.items()}
        for question, word in words.items()
    }


def _cause(name: str, region: Region, prior: float, findings: Mapping[str, Finding]) -> dict[str, Any]:
    return {
        "id": name,
        "name": name.title(),
        "medical_name": name,
        "other_names": (),
        "region": region,
        "prior": Share(prior, "review"),
        "least_urgency": Urgency.SELF_CARE,
        "findings": findings,
        "what_it_is": "",
        "feels_like": (),
        "sources": (),
    }


def condition(
    name: str, region: Region, prior: float, findings: Mapping[str, Finding] | None = None, **more: Any
) -> Condition:
    return Condition(**{**_cause(name, region, prior, findings or {}), "self_care_weeks": 6, **more})


def look_alike(
    name: str, region: Region, prior: float, findings: Mapping[str, Finding] | None = None, **more: Any
) -> LookAlike:
    return LookAlike(**{**_cause(name, region, prior, findings or {}), **more})


def toy(questions: Iterable[Question] = (), causes: Iterable[Cause] = (), **more: Any) -> Knowledge:
    """Content of these questions and causes; none of them has odds of 1. Screens not given are plain talk."""
    asked, every = {q.id: q for q in questions}, list(causes)
    screens = {q.screen: Screen(q.screen, "behaviour", "rows", q.screen) for q in asked.values()}
    lines = {level.word: level.word for level in Urgency}
    likely = {word: WhenLikely(WITHIN[word], "somewhere", "Be seen.") for word in SEEN_BY_SOMEBODY}
    base = Knowledge(
        version="1",
        population="",
        population_sources=(),
        something_else_prior=Share(0.5, "review"),
        region_signs=(),
        screens={**screens, **{s.id: s for s in more.pop("screens", ())}},
        questions=asked,
        conditions={c.id: c for c in every if isinstance(c, Condition)},
        look_alikes={c.id: c for c in every if isinstance(c, LookAlike)},
        red_flags={},
        routine_rules=(),
        self_test_not_if=None,
        treatment_categories={},
        treatment_options={},
        treatments=(),
        cautions=(),
        sources=SOURCES,
        clinic=replace(CLINIC, urgency_lines=lines, when_likely=likely),
        glossary={},
    )
    return replace(base, **more)


def yes(question: str) -> Rule:
    return Is(question, ("yes",))


def flag(name: str, *levels: tuple[Urgency, Rule], **more: Any) -> RedFlag:
    made = tuple(Level(urgency, rule, WITHIN[urgency.word], "somewhere", "advice") for urgency, rule in levels)
    return RedFlag(id=name, name=name, what_it_is="", alone=True, levels=made, **more)


def hypothesis(model: Model, *members: str) -> int:
    """Index of the set of these members, the first one in the lead."""
    ids = [member.id for member in model.members]
    return model.hypotheses.index(tuple(ids.index(member) for member in members))


def believing(model: Model, **shares: float) -> Belief:
    """A belief put on hypotheses by hand: `believing(model, hip=0.5, hip_back=0.2)`; the rest on none of the ten."""
    belief = [0.0] * len(model.hypotheses)
    for name, share in shares.items():
        belief[hypothesis(model, *name.split("_"))] = share
    belief[hypothesis(model)] = 1 - sum(shares.values())
    return tuple(belief)


# P(hip) = 1/2 and P(back) = 1/4, apart from each other: odds 1 and 1/3 beside odds 1 for none of the ten give
# weights 1 (none), 1 (hip), 1/3 (back) and 1/3 (both, half of it for each lead), which is 3 : 3 : 1 : 1.
HIP = condition("hip", "hip", 0.5, says(groin="usually"))
BACK = condition("back", "back", 0.25, says(leg="usually"))
GROIN = yes_no("groin", 0.1, "hip_talk")
LEG = yes_no("leg", 0.1, "back_talk")


NUMB = yes_no("numb", safety=True, unsure_as="yes")
FEVER = yes_no("fever", safety=True, unsure_as="clarify")
COUGH = yes_no("cough", safety=True)
LIMP = yes_no("limp")
SITES = choice("multi", "sites", {"knee": 0.1, "foot": 0.1, "none": 0.1}, exclusive="none")
SIGNS = choice("multi", "signs", {"rash": 0.1, "lump": 0.1}, safety=True, unsure_as="yes")
SPEED = choice("nominal", "speed", {"slow": 0.5, "fast": 0.5})
STIFF = {"none": 0.7, "some": 0.2, "marked": 0.1}


def screen(name: str, stage: Any = "behaviour", **more: Any) -> Screen:
    """Its title is its id, one word."""
    return Screen(name, stage, "rows", name, **more)
