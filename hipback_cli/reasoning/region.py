"""Which region is primary: how much of what was reported would vanish if a region's conditions were cured."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hipback_cli.knowledge.figures import word_probability
from hipback_cli.knowledge.types import SOMETHING_ELSE, Answers, Knowledge, Question, Region
from hipback_cli.reasoning import constants
from hipback_cli.reasoning.belief import Belief, marginals
from hipback_cli.reasoning.model import Model, Observation
from hipback_cli.reasoning.rules import holds

Verdict = Literal["hip", "back", "both", "neither", "unclear"]

REGIONS: tuple[Region, ...] = ("hip", "back")

COMPLAINT_STAGES = ("where", "behaviour", "self_test")
"""Stages of the interview whose answers report complaints."""

NOTICEABLE = 0.2
"""Share of a finding (0 to 1) that must vanish with a region for the finding to count as explained by it."""

LEAST_EXPLAINED = 0.05
"""Share of the reported findings (0 to 1) that the ten must explain before a region can be called first."""


@dataclass(frozen=True, slots=True)
class PrimaryRegion:
    """The verdict, and the share (0 to 1) of what is explained that each region explains."""

    verdict: Verdict
    hip: float
    back: float
    explained_hip: int
    """Number of reported findings that the hip explains better than not."""
    explained_back: int
    reported: int
    quiet: tuple[Region, ...] = ()
    """Regions in which the person told of no pain."""


def primary_region(model: Model, belief: Belief, answers: Answers) -> PrimaryRegion:
    """Expected disablement of each region (design section 4), moved by direct evidence on the logit scale."""
    present = present_findings(model, answers)
    weights = _topic_weights(model, present)
    lost: dict[Region, list[float]] = {
        region: [disablement(model, belief, found, region) for found in present] for region in REGIONS
    }
    score = {region: sum(w * x for w, x in zip(weights, each, strict=True)) for region, each in lost.items()}
    total = score["hip"] + score["back"]
    hip = _moved(score["hip"] / total if total else 0.5, direct_evidence(model, answers))
    neither = marginals(model, belief)[SOMETHING_ELSE] > 0.5
    explained = total / sum(weights) if weights else 0.0
    count = {region: sum(x >= NOTICEABLE for x in each) for region, each in lost.items()}
    verdict = _verdict(hip, neither, explained)
    quiet = tuple(region for region in REGIONS if not hurts(model.knowledge, answers, region))
    return PrimaryRegion(verdict, hip, 1 - hip, count["hip"], count["back"], len(present), quiet)


def hurts(knowledge: Knowledge, answers: Answers, region: Region) -> bool:
    """Whether the person told of pain in the region itself; True where content has no rule for it."""
    rules = [pain.when for pain in knowledge.region_pain if pain.region == region]
    return not rules or any(holds(rule, answers, knowledge.questions) for rule in rules)


def _verdict(hip: float, neither: bool, explained: float) -> Verdict:
    if neither:
        return "neither"
    if explained < LEAST_EXPLAINED:
        return "unclear"
    if hip >= constants.HIP_FIRST:
        return "hip"
    return "back" if hip <= constants.BACK_FIRST else "both"


def present_findings(model: Model, answers: Answers) -> tuple[Observation, ...]:
    """Observations that report a complaint: a yes, a tick, more than the least level, or a nominal answer."""
    return tuple(
        (factor_id, level)
        for factor_id, level in model.observations(answers)
        if _is_complaint(model.knowledge, model.factors[factor_id].question)
        and (level > 0 or model.factors[factor_id].question.kind == "nominal")
    )


def _is_complaint(knowledge: Knowledge, question: Question) -> bool:
    """Facts about the person (age, sex, history) are none, nor is when, how long or on which side it hurts."""
    return question.complaint and knowledge.screens[question.screen].stage in COMPLAINT_STAGES


def _topic_weights(model: Model, present: Sequence[Observation]) -> list[float]:
    """One weight for each topic, shared by its findings, so that asking more about a region does not favour it."""
    topics = [model.factors[factor_id].question.screen for factor_id, _ in present]
    size = Counter(topics)
    return [1 / size[topic] for topic in topics]


def disablement(model: Model, belief: Belief, found: Observation, region: Region) -> float:
    """Expected share of a finding that would vanish without the region's conditions.

    sum_S P(S | E) * (1 - P(f | S without R) / P(f | S)); for a noisy-OR this is the formula of the design.
    """
    factor_id, level = found
    cache: dict[tuple[int, ...], float] = {}
    row = model.table(factor_id)[level]
    lost = 0.0
    for share, members, likelihood in zip(belief, model.hypotheses, row, strict=True):
        rest = tuple(i for i in members if not (model.members[i].listed and model.members[i].region == region))
        if share < 1e-6 or len(rest) == len(members):
            continue
        if rest not in cache:
            cache[rest] = model.likelihood(factor_id, rest)[level]
        lost += share * max(0.0, 1 - cache[rest] / likelihood)
    return lost


def direct_evidence(model: Model, answers: Answers) -> float:
    """Log likelihood ratio (natural) of hip over back from answers that speak of the order itself."""
    return sum(_log_ratios(model, answers))


def _log_ratios(model: Model, answers: Answers) -> Iterator[float]:
    for sign in model.knowledge.region_signs:
        if holds(sign.when, answers, model.knowledge.questions):
            share = word_probability(sign.strength)
            ratio = math.log(share / (1 - share))
            yield ratio if sign.toward == "hip" else -ratio


def _moved(share: float, log_ratio: float) -> float:
    share = min(max(share, 0.02), 0.98)
    return 1 / (1 + math.exp(-(math.log(share / (1 - share)) + log_ratio)))
