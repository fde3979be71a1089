"""Belief: the probability of every hypothesis, and of every cause, given what was observed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from hipback_cli.knowledge.types import Answers
from hipback_cli.reasoning.model import Model, Observation

Belief = tuple[float, ...]
"""Probability of each hypothesis of the model, adding to 1."""


def believe(model: Model, answers: Answers) -> Belief:
    """Bayes' rule over all hypotheses; the order of answers never matters."""
    return posterior(model, model.observations(answers))


def posterior(model: Model, observations: Iterable[Observation]) -> Belief:
    """P(S | E), proportional to P(S) times the likelihood of every observation."""
    return normalised(log_weights(model, observations))


def log_weights(model: Model, observations: Iterable[Observation]) -> list[float]:
    """Natural logarithm of P(S) times the likelihood of every observation, for each hypothesis S."""
    logs = list(model.log_prior)
    for factor_id, level in sorted(observations):
        row = model.table(factor_id)[level]
        logs = [total + math.log(share) for total, share in zip(logs, row, strict=True)]
    return logs


def normalised(logs: list[float]) -> Belief:
    """Turn log weights into probabilities without underflow."""
    top = max(logs)
    weights = [math.exp(value - top) for value in logs]
    total = sum(weights)
    return tuple(weight / total for weight in weights)


def marginals(model: Model, belief: Belief) -> Mapping[str, float]:
    """Probability of each cause (they need not add to 1) and of `something_else`: none of the ten."""
    return {cause: min(1.0, sum(map(belief.__getitem__, indices))) for cause, indices in model.by_cause.items()}
