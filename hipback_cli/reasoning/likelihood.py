"""How likely each answer is, given a set of causes: noisy-OR, noisy-MAX and mixtures.

Notation: L is the background distribution over a question's levels (the leak), F_c the one of a person with
cause c alone. All numbers are probabilities, 0 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate

from hipback_cli.knowledge.figures import probability, stated_probability
from hipback_cli.knowledge.types import Finding, Question, Source

Distribution = tuple[float, ...]

SMALLEST = 0.005
"""No level is ever impossible: people misread and mistype."""


def background_distribution(question: Question, option: str | None) -> Distribution:
    """L for one factor: yes_no and a multi option as (no, yes), graded and nominal over the levels in order.

    As stated, undrawn: a background is no claim about a condition. Never 0 or 1, whatever the content says.
    """
    if question.kind in ("yes_no", "multi"):
        yes = stated_probability(question.background[option or "yes"])
        return _normalised((1 - yes, yes))
    shares = [stated_probability(question.background[level]) for level in levels(question)]
    if question.kind == "graded":
        return _graded(shares)
    return _normalised(shares)


def levels(question: Question) -> tuple[str, ...]:
    """Option ids of a graded or nominal question, or the bands of a number, in order."""
    return tuple(question.bands) if question.kind == "number" else tuple(o.id for o in question.options)


def cause_distribution(
    question: Question,
    option: str | None,
    finding: Finding | None,
    leak: Distribution,
    sources: Mapping[str, Source],
) -> Distribution:
    """F_c for one factor; the background where the cause says nothing of it."""
    if not finding:
        return leak
    if question.kind in ("yes_no", "multi"):
        figure = finding.get(option or "yes")
        if figure is None:
            return leak
        yes = probability(figure, leak[1], sources)
        return (1 - yes, yes)
    stated = {
        level: probability(finding[level], leak[i], sources)
        for i, level in enumerate(levels(question))
        if level in finding
    }
    return _fill(question, stated, leak)


def _fill(question: Question, stated: Mapping[str, float], leak: Distribution) -> Distribution:
    """Levels left out share what the stated ones leave, as in the background."""
    names = levels(question)
    if question.kind == "graded" and names[0] not in stated:
        return _graded([stated.get(name, leak[i]) for i, name in enumerate(names)])
    left = sum(leak[i] for i, name in enumerate(names) if name not in stated)
    total = sum(stated.values())
    rest = max(1 - total, SMALLEST * (len(names) - len(stated)))
    return _normalised([stated[name] if name in stated else rest * leak[i] / left for i, name in enumerate(names)])


def _graded(shares: Sequence[float]) -> Distribution:
    """The lowest level takes what the others leave."""
    above = sum(shares[1:])
    excess = max(1.0, above / (1 - SMALLEST))
    upper = [share / excess for share in shares[1:]]
    return _normalised([1 - sum(upper), *upper])


def _normalised(shares: Sequence[float]) -> Distribution:
    raised = [max(share, SMALLEST) for share in shares]
    total = sum(raised)
    return tuple(share / total for share in raised)


def noisy_max(leak: Distribution, causes: Sequence[Distribution]) -> Distribution:
    """Distribution over ordered levels for a set of causes; with two levels this is the noisy-OR.

    With cumulative shares, P(X <= k | S) = (1 - (1 - L(k)) * prod r_c(k)) * prod q_c(k), where
    q_c = min(1, F_c / L) is what c adds, and r_c = min(1, (1 - F_c) / (1 - L)) what c takes away: an inhibitor
    acts on the background alone, since a second condition still brings its own findings. What two of them together
    leave to a level between may come to nothing; then it keeps the smallest share.
    """
    running, below = [], 0.0
    ceiling = list(accumulate(leak))
    cumulated = [list(accumulate(cause)) for cause in causes]
    for k in range(len(leak) - 1):
        strongest, added = 1.0, 1.0
        for cause in cumulated:
            strongest = min(strongest, (1 - cause[k]) / (1 - ceiling[k]))
            added *= min(1.0, cause[k] / ceiling[k])
        below = max(below, (1 - (1 - ceiling[k]) * strongest) * added)
        running.append(below)
    running.append(1.0)
    return _normalised([high - low for low, high in zip([0.0, *running], running, strict=False)])


def leading(leak: Distribution, causes: Sequence[Distribution]) -> Distribution:
    """Distribution of a nominal question for a set of causes, the leading one first: that of the first to speak of it.

    Over the leads of a set this is the mixture of its members'. What hurts most, what came first and how it began
    go back to the same member, so that the choice between members is paid for once and not at every question.
    """
    return next((cause for cause in causes if cause is not leak), leak)


def moved_odds(leak: Distribution, causes: Sequence[Distribution]) -> Distribution:
    """Distribution of a fact about the person (age, sex) for a set of causes: each moves the odds by itself.

    P(x | S) is proportional to L(x) * prod_c F_c(x) / L(x).
    """
    products = [math.prod((cause[i] / share for cause in causes), start=share) for i, share in enumerate(leak)]
    total = sum(products)
    return tuple(product / total for product in products)


def under_ticked(distribution: Distribution, tick_rate: float) -> Distribution:
    """(unticked, ticked) when people tick a true option only with probability `tick_rate`."""
    return (1 - distribution[1] * tick_rate, distribution[1] * tick_rate)


def weighted(distribution: Distribution, exponent: float) -> Distribution:
    """P(x)^w over its sum: correlated findings count for less, and the options still add to 1."""
    powers = [max(share, 1e-9) ** exponent for share in distribution]
    total = sum(powers)
    return tuple(power / total for power in powers)
