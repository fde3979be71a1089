"""The readable result of `hipback evaluate`: a table of measures, one of calibration, and the misses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.table import Table

from hipback_cli.evaluation.metrics import (
    Bin,
    Mean,
    Proportion,
    Spread,
    Summary,
    all_in_first_three,
    in_first,
    region_right,
)
from hipback_cli.evaluation.run import Outcome

PROPORTIONS = {
    "top1": "First in the ranking is right",
    "top3": "Among the first three",
    "all_in_top3": "All that coexist among the first three",
    "mimics_seen": "None of the conditions: seen as such",
    "region": "Primary region right",
    "region_coexisting": "Primary region right, where several coexist",
    "urgency_right": "Urgency right",
    "too_low": "Told too low",
    "too_high": "Told too high",
}
MEANS = {
    "brier": "Brier score",
    "brier_prior": "Brier score, prior alone",
    "brier_gain": "Brier score gained over the prior",
    "log_loss": "Log loss",
    "log_loss_prior": "Log loss, prior alone",
    "log_loss_gain": "Log loss gained over the prior",
}
SPREADS = {
    "questions": "Questions (a screen is one)",
    "questions_emergency": "Questions before an emergency",
    "words_read": "Words read",
}
BOUNDED = ("too_low", "too_high")
"""Measures whose exact upper bound is worth more than the interval."""


def measures(summary: Summary, *, plain: bool) -> Table:
    """Every measure with its 95 % interval; measures that no case speaks to are left out."""
    table = _table(("Measure", "Value", "Of", "95 % interval"), plain)
    for key, name in PROPORTIONS.items():
        value: Proportion = getattr(summary, key)
        if value.share is not None and value.interval is not None:
            table.add_row(name, _hundred(value.share), f"{value.hits} of {value.n}", _interval(key, value))
    for key, name in MEANS.items():
        mean: Mean = getattr(summary, key)
        if mean.value is not None and mean.interval is not None:
            table.add_row(name, f"{mean.value:.3f}", "", "{:.3f} to {:.3f}".format(*mean.interval))
    for key, name in SPREADS.items():
        spread: Spread = getattr(summary, key)
        if spread.median is not None:
            table.add_row(name, f"{spread.median:g}", "", f"9 in 10 have at most {spread.p90:g}")
    return table


def _interval(key: str, value: Proportion) -> str:
    if key in BOUNDED and value.at_most is not None:
        return f"at most {_hundred(value.at_most)} (exact)"
    low, high = value.interval or (0.0, 1.0)
    return f"{_hundred(low)} to {_hundred(high)}"


def _hundred(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.1 or share == 0 else f"{100 * share:.1f} %"


def calibration(lines: Sequence[Bin], *, plain: bool) -> Table:
    """Predicted against observed, over all pairs of a case and a cause."""
    table = _table(("Said", "Pairs", "Mean said", "Was so"), plain)
    for line in lines:
        span = f"{100 * line.low:.0f} to {100 * line.high:.0f} %"
        table.add_row(span, str(line.n), _hundred(line.predicted), _hundred(line.observed))
    return table


def misses(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Three lines for each case that went wrong somewhere."""
    for outcome in outcomes:
        wrong = "; ".join(faults(outcome))
        if wrong:
            yield f"{outcome.case.id}: {wrong}"
            yield f"    expected {_wanted(outcome)}"
            yield f"    found {_first_three(outcome)}"


def faults(outcome: Outcome) -> Iterator[str]:
    """What is wrong with the outcome, in a few words each."""
    expected = outcome.case.expected
    if expected.leaders is not None and not in_first(outcome, 1):
        yield "not first" if in_first(outcome, 3) else "not in the first three"
    if expected.also and not all_in_first_three(outcome):
        yield "not all in the first three"
    if expected.look_alike is not None and expected.look_alike != _first_look_alike(outcome):
        yield f"looks like {_first_look_alike(outcome) or 'nothing'}, not {expected.look_alike}"
    if expected.region is not None and not region_right(outcome):
        yield f"region {outcome.primary_region or 'not given'}, not {expected.region}"
    if expected.urgency and outcome.urgency not in expected.urgency:
        because = f" ({', '.join(outcome.flags[:3])})" if outcome.flags else ""
        level = "too low" if outcome.urgency < min(expected.urgency) else "too high"
        yield f"{level}: {outcome.urgency.word}{because}"


def _first_look_alike(outcome: Outcome) -> str | None:
    return outcome.looks_like[0][0] if outcome.looks_like else None


def _first_three(outcome: Outcome) -> str:
    ranked = ", ".join(f"{cause} {share:.2f}" for cause, share in outcome.top[:3]) or "nothing ranked"
    alike = ", ".join(f"{cause} {share:.2f}" for cause, share in outcome.looks_like[:2])
    return f"{ranked}; looks like {alike}" if alike else ranked


def _wanted(outcome: Outcome) -> str:
    expected = outcome.case.expected
    if expected.leaders is None:
        return " or ".join(level.word for level in expected.urgency) or expected.region or "nothing"
    first = " or ".join(expected.leaders) or "none of the conditions"
    return " + ".join([first, *expected.also])


def _table(columns: Sequence[str], plain: bool) -> Table:
    table = Table(box=None if plain else box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
