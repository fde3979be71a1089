"""Why: weight of evidence for and against each cause, what stays unexplained, what would change the result."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hipback_cli.knowledge.types import SOMETHING_ELSE, Answers, Figure, Finding, Word
from hipback_cli.reasoning.belief import Belief, log_weights, marginals, normalised
from hipback_cli.reasoning.model import Model, Observation
from hipback_cli.reasoning.next_screen import waiting
from hipback_cli.reasoning.region import present_findings

NOTICED = 0.1
"""Bits below which a finding is not worth naming."""

EXPLAINED = 0.2
"""Share (0 to 1) of a finding's likelihood that a cause must bring for the finding to count as explained by it."""

CLOSE = 0.10
"""Two leaders nearer than this in probability (0 to 1) may not be told apart."""

WORTH_COMPARING = 0.2
"""Probability (0 to 1) that the second must have for that to matter."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One observation's weight of evidence for one cause, in bits; above 0 speaks for it."""

    observation: Observation
    bits: float
    source: str | None
    """Source id of the figure behind it; None where a frequency word or the background stands behind it."""


def weights_of_evidence(model: Model, observations: Sequence[Observation], cause: str) -> tuple[Weight, ...]:
    """Leave-one-out: W(f) = logit P(c | E) - logit P(c | E without f), in bits, most telling first."""
    logs = log_weights(model, observations)
    whole = _logit(_share(model, normalised(logs), cause))
    found = []
    for factor_id, level in observations:
        row = model.table(factor_id)[level]
        without = normalised([total - math.log(share) for total, share in zip(logs, row, strict=True)])
        bits = (whole - _logit(_share(model, without, cause))) / math.log(2)
        if abs(bits) >= NOTICED:
            found.append(Weight((factor_id, level), bits, figure_source(model, cause, factor_id, level)))
    return tuple(sorted(found, key=lambda weight: -abs(weight.bits)))


def _share(model: Model, belief: Belief, cause: str) -> float:
    return sum(belief[i] for i in model.by_cause[cause])


def _logit(share: float) -> float:
    share = min(max(share, 1e-9), 1 - 1e-9)
    return math.log(share / (1 - share))


def figure_source(model: Model, cause: str, factor_id: str, level: int) -> str | None:
    """The source of the figure that the cause states for this observation, if a study stands behind it."""
    factor = model.factors[factor_id]
    option = factor.option.id if factor.option else factor.levels[level]
    if factor.question.kind == "yes_no":
        option = "yes"
    for member in model.members:
        finding: Finding = member.findings.get(factor.question.id, {}) if member.cause == cause else {}
        figure: Figure | None = finding.get(option)
        if figure is not None and not isinstance(figure, Word):
            return figure.source
    return None


def unexplained_by(model: Model, answers: Answers, cause: str) -> tuple[Observation, ...]:
    """Reported findings that the cause alone makes little likelier than the background does."""
    members = [i for i, member in enumerate(model.members) if member.cause == cause]
    return tuple(
        found
        for found in present_findings(model, answers)
        if all(_brings(model, found, (member,)) < EXPLAINED for member in members)
    )


def _brings(model: Model, found: Observation, members: tuple[int, ...]) -> float:
    factor_id, level = found
    return 1 - model.answer_shares(factor_id, ())[level] / model.answer_shares(factor_id, members)[level]


def speaks_for(model: Model, observation: Observation, cause: str) -> float:
    """How an observation moves one cause against "none of the listed": above 0 for it, below 0 against it.

    Leave-one-out weighs against every rival, so what a cause brings can weigh against it where a rival brings it more.
    """
    factor_id, level = observation
    without = model.answer_shares(factor_id, ())[level]
    members = (i for i, member in enumerate(model.members) if member.cause == cause)
    ratios = [math.log(model.answer_shares(factor_id, (member,))[level] / without) for member in members]
    return max(ratios, default=0.0)


def most_telling_open(model: Model, belief: Belief, answers: Answers, cause: str) -> Observation | None:
    """The answer not given yet that would change the cause's probability most, weighed by its chance.

    Only of what may be asked of this person: no self-test after a danger sign.
    """
    best: tuple[float, Observation] | None = None
    open_now = {q.id for ask in waiting(model.knowledge, answers, answers) for q in ask.questions}
    for factor_id, factor in model.factors.items():
        stage = model.knowledge.screens[factor.question.screen].stage
        if factor.question.id not in open_now or stage not in ("behaviour", "self_test"):
            continue
        for level in range(1 if factor.question.kind != "nominal" else 0, len(factor.levels)):
            change = _change(model, belief, factor_id, level, cause)
            if best is None or change > best[0]:
                best = change, (factor_id, level)
    return best[1] if best else None


def _change(model: Model, belief: Belief, factor_id: str, level: int, cause: str) -> float:
    joint = [share * x for share, x in zip(belief, model.table(factor_id)[level], strict=True)]
    total = sum(joint)
    after = sum(joint[i] for i in model.by_cause[cause]) / total
    return total * abs(after - _share(model, belief, cause))


def cannot_tell_apart(model: Model, belief: Belief) -> tuple[str, str] | None:
    """The two leaders when their probabilities are close and they seldom stand together."""
    shares = {k: v for k, v in marginals(model, belief).items() if k in model.knowledge.conditions}
    if len(shares) < 2:
        return None
    first, second = sorted(shares, key=lambda cause: -shares[cause])[:2]
    together = sum(belief[i] for i in set(model.by_cause[first]) & set(model.by_cause[second]))
    close = shares[first] - shares[second] < CLOSE and shares[second] >= WORTH_COMPARING
    return (first, second) if close and together < shares[second] / 2 else None


def fits_none(model: Model, belief: Belief) -> bool:
    """True when "none of the ten" leads."""
    shares = marginals(model, belief)
    return shares[SOMETHING_ELSE] >= max(shares[cause] for cause in model.knowledge.conditions)
