"""How often the results are right, and how far the probabilities can be believed. Pure.

Truth of a case: its first leader and every `also` are present; where `leaders` is empty, `something_else` is. A further
leader that would be accepted in first place may or may not be there, so it is left out of the two scores below.

Brier score of a case: mean over the ten and something_else of (p - y)^2, y 1 if present and 0 if not (the form for
several labels, each proper by itself). Log loss: mean of -ln p for what is present and -ln (1 - p) for what is not,
p held within 0.001 and 0.999. Lower is better for both. A case that ends unranked (an emergency) claims nothing, so
it keeps the prior's score.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from hipback_cli.evaluation.cases import Expected
from hipback_cli.evaluation.run import Outcome
from hipback_cli.knowledge.types import SOMETHING_ELSE, Urgency

Z95 = 1.959964
BOOTSTRAPS = 2000
BOOTSTRAP_SEED = 1
LEAST_P = 0.001
BINS = 10

Shares = Mapping[str, float]
"""Probability (0 to 1) of each of the ten and of `something_else`."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """`hits` of `n`."""

    hits: int
    n: int

    @property
    def share(self) -> float | None:
        """0 to 1; None when n is 0."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval."""
        return wilson(self.hits, self.n) if self.n else None

    @property
    def at_most(self) -> float | None:
        """The exact one-sided 95 % upper bound of the true share (Clopper and Pearson)."""
        return upper_bound(self.hits, self.n) if self.n else None


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its 95 % bootstrap interval; all None when there is nothing to average."""

    value: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Spread:
    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """One line of the reliability table: predictions from `low` up to `high`."""

    low: float
    high: float
    n: int
    predicted: float
    """Mean probability given."""
    observed: float
    """Share that was so."""


@dataclass(frozen=True, slots=True)
class Summary:
    """All measures over a set of outcomes; each proportion counts the cases that say what is right for it."""

    n: int
    emergency_stops: int
    top1: Proportion
    top3: Proportion
    all_in_top3: Proportion
    mimics_seen: Proportion
    """Cases with none of the ten: something_else in the top three, or a look-alike named."""
    region: Proportion
    region_coexisting: Proportion
    urgency_right: Proportion
    too_low: Proportion
    too_high: Proportion
    brier: Mean
    brier_prior: Mean
    brier_gain: Mean
    """Prior alone minus the result; paired, so an interval above 0 means better than the prior."""
    log_loss: Mean
    log_loss_prior: Mean
    log_loss_gain: Mean
    questions: Spread
    questions_emergency: Spread
    words_read: Spread
    reliability: tuple[Bin, ...]
    ece: float | None
    """Expected calibration error: mean over bins of |predicted - observed|, weighed by n."""


def summarise(outcomes: Sequence[Outcome], prior: Shares) -> Summary:
    """Every measure. `prior` is the belief before any answer."""
    ranked = [o for o in outcomes if o.case.expected.leaders is not None]
    regional = [o for o in outcomes if o.case.expected.region is not None]
    triaged = [o for o in outcomes if o.case.expected.urgency]
    briers, logs = _scores(ranked, prior, brier_score), _scores(ranked, prior, log_loss)
    table = reliability([pair for o in ranked if o.top for pair in judged(dict(o.top), o.case.expected)])
    return Summary(
        n=len(outcomes),
        emergency_stops=sum(o.urgency is Urgency.EMERGENCY for o in outcomes),
        top1=_count(ranked, lambda o: in_first(o, 1)),
        top3=_count(ranked, lambda o: in_first(o, 3)),
        all_in_top3=_count(ranked, all_in_first_three),
        mimics_seen=_count([o for o in ranked if o.case.expected.leaders == ()], mimic_seen),
        region=_count(regional, region_right),
        region_coexisting=_count([o for o in regional if o.case.expected.also], region_right),
        urgency_right=_count(triaged, lambda o: o.urgency in o.case.expected.urgency),
        too_low=_count(triaged, lambda o: o.urgency < min(o.case.expected.urgency)),
        too_high=_count(triaged, lambda o: o.urgency > max(o.case.expected.urgency)),
        brier=bootstrap(briers[0]),
        brier_prior=bootstrap(briers[1]),
        brier_gain=bootstrap(_minus(briers[1], briers[0])),
        log_loss=bootstrap(logs[0]),
        log_loss_prior=bootstrap(logs[1]),
        log_loss_gain=bootstrap(_minus(logs[1], logs[0])),
        questions=spread([o.screens for o in outcomes]),
        questions_emergency=spread([o.screens for o in outcomes if o.urgency is Urgency.EMERGENCY]),
        words_read=spread([o.words_read for o in outcomes]),
        reliability=table,
        ece=calibration_error(table),
    )


def _count(outcomes: Sequence[Outcome], right: Callable[[Outcome], bool]) -> Proportion:
    return Proportion(sum(map(right, outcomes)), len(outcomes))


def _minus(first: Sequence[float], second: Sequence[float]) -> list[float]:
    return [a - b for a, b in zip(first, second, strict=True)]


# --- right or wrong ----------------------------------------------------------------------------------


def in_first(outcome: Outcome, places: int) -> bool:
    """A leader (or `something_else` where there is none) stands among the first `places`."""
    wanted = outcome.case.expected.leaders or (SOMETHING_ELSE,)
    return any(cause in wanted for cause, _ in outcome.top[:places])


def all_in_first_three(outcome: Outcome) -> bool:
    """The first leader and every coexisting condition stand among the first three."""
    first = {cause for cause, _ in outcome.top[:3]}
    return present(outcome.case.expected) <= first


def mimic_seen(outcome: Outcome) -> bool:
    """Something outside the ten is in sight: among the first three, or by name."""
    return in_first(outcome, 3) or bool(outcome.looks_like)


def region_right(outcome: Outcome) -> bool:
    """The verdict is the expected one; "unclear" and an unranked end are misses."""
    return outcome.primary_region == outcome.case.expected.region


def present(expected: Expected) -> frozenset[str]:
    """What is there: the first leader and every `also`, or `something_else`."""
    return frozenset({*(expected.leaders or ())[:1], *expected.also}) or frozenset({SOMETHING_ELSE})


# --- probabilities -----------------------------------------------------------------------------------


def judged(shares: Shares, expected: Expected) -> list[tuple[float, bool]]:
    """(probability, whether it is there) for the ten and something_else; further accepted leaders are left out."""
    there = present(expected)
    open_leaders = {*(expected.leaders or ())} - there
    return [(share, cause in there) for cause, share in shares.items() if cause not in open_leaders]


def brier_score(pairs: Sequence[tuple[float, bool]]) -> float:
    """Mean squared distance, 0 (best) to 1."""
    return fmean((share - there) ** 2 for share, there in pairs)


def log_loss(pairs: Sequence[tuple[float, bool]]) -> float:
    """Mean negative log likelihood in nats, 0 (best) upwards."""
    held = [(min(max(share, LEAST_P), 1 - LEAST_P), there) for share, there in pairs]
    return fmean(-math.log(share if there else 1 - share) for share, there in held)


def _scores(
    outcomes: Sequence[Outcome], prior: Shares, score: Callable[[Sequence[tuple[float, bool]]], float]
) -> tuple[list[float], list[float]]:
    """The score of each case, and of the prior alone for it."""
    result = [score(judged(dict(o.top) or prior, o.case.expected)) for o in outcomes]
    return result, [score(judged(prior, o.case.expected)) for o in outcomes]


def reliability(pairs: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Predicted against observed in ten bins of equal width; empty bins are left out."""
    held: dict[int, list[tuple[float, bool]]] = {}
    for share, there in pairs:
        held.setdefault(min(int(share * BINS), BINS - 1), []).append((share, there))
    return tuple(
        Bin(k / BINS, (k + 1) / BINS, len(held[k]), fmean(p for p, _ in held[k]), fmean(float(y) for _, y in held[k]))
        for k in sorted(held)
    )


def calibration_error(table: Sequence[Bin]) -> float | None:
    """ECE = sum over bins of n / N * |predicted - observed|."""
    total = sum(line.n for line in table)
    return sum(line.n * abs(line.predicted - line.observed) for line in table) / total if total else None


# --- intervals ---------------------------------------------------------------------------------------


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Wilson's score interval for a share, 95 %; n above 0."""
    share, square = hits / n, Z95**2
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def upper_bound(hits: int, n: int) -> float:
    """Largest true share at which `hits` or fewer of `n` still turn up in 5 of 100 trials; near 3 / n for no hit."""
    if hits >= n:
        return 1.0
    low, high = hits / n, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        below = sum(math.comb(n, k) * middle**k * (1 - middle) ** (n - k) for k in range(hits + 1))
        low, high = (middle, high) if below > 0.05 else (low, middle)
    return high


def bootstrap(values: Sequence[float]) -> Mean:
    """The mean with its percentile bootstrap interval, 95 %; the same every time."""
    if not values:
        return Mean(None, None)
    chance = random.Random(BOOTSTRAP_SEED)  # noqa: S311 - repeatable, not secret
    means = sorted(fmean(chance.choices(values, k=len(values))) for _ in range(BOOTSTRAPS))
    return Mean(fmean(values), (means[int(BOOTSTRAPS * 0.025)], means[int(BOOTSTRAPS * 0.975) - 1]))


def spread(values: Sequence[float]) -> Spread:
    """Median and 90th percentile (nearest rank)."""
    if not values:
        return Spread(None, None)
    return Spread(median(values), sorted(values)[math.ceil(0.9 * len(values)) - 1])
