"""What changed between saved checks: pain, urgency, ranking, and the answers behind it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from hipback_cli.history.known import known_answers
from hipback_cli.history.store import SavedCheck
from hipback_cli.knowledge.types import SOMETHING_ELSE, Knowledge
from hipback_cli.reasoning.telling import cause_name, tell_all

WORTH_SAYING = 0.10
"""Least change of a probability (0 to 1) that is mentioned."""

SPARKS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Change:
    """One cause's probability (0 to 1) in two checks."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two checks side by side, the earlier first."""

    before: datetime
    after: datetime
    pain: tuple[int, int] | None
    """Pain from 0 to 10, where both checks asked it."""
    urgency: tuple[str, str]
    region: tuple[str, str]
    """Each empty where that check was not ranked."""
    ranked: bool
    """Whether both were, so that rankings can be compared."""
    changes: tuple[Change, ...]
    new: tuple[str, ...]
    """Told in the later check alone: why the ranking moved."""
    gone: tuple[str, ...]
    """Told in the earlier check alone."""


def compare(before: SavedCheck, after: SavedCheck, knowledge: Knowledge) -> Comparison:
    """What got better or worse from one saved check to another, and which answers changed.

    An emergency ends a check early. Where one of the two was not ranked, only what both were asked is compared.
    """
    ranked = before.summary.ranked and after.summary.ranked
    asked = before.answers.keys() | after.answers if ranked else before.answers.keys() & after.answers
    told = [_told(saved, asked, knowledge) for saved in (before, after)]
    return Comparison(
        before.started,
        after.started,
        _pain(before, after),
        (before.summary.urgency, after.summary.urgency),
        (before.summary.region, after.summary.region),
        ranked,
        tuple(_changes(before.summary.probabilities, after.summary.probabilities, knowledge)) if ranked else (),
        tuple(sorted(told[1] - told[0])),
        tuple(sorted(told[0] - told[1])),
    )


def _told(saved: SavedCheck, asked: Set[str], knowledge: Knowledge) -> set[str]:
    """What was said in words to the questions `asked`; numbers such as pain are compared apart."""
    answers = {name: answer for name, answer in saved.answers.items() if name in asked}
    said, _ = tell_all(knowledge, known_answers(answers, knowledge))
    return {told.text for told in said if knowledge.questions[told.question].kind != "number"}


def _pain(before: SavedCheck, after: SavedCheck) -> tuple[int, int] | None:
    values = [saved.answers.get("pain_now") for saved in (before, after)]
    return (values[0], values[1]) if all(isinstance(value, int) for value in values) else None  # type: ignore[return-value]


def _changes(before: Mapping[str, float], after: Mapping[str, float], knowledge: Knowledge) -> Iterator[Change]:
    moved = {cause: after.get(cause, 0) - before.get(cause, 0) for cause in {**before, **after}}
    for cause in sorted(moved, key=lambda c: -abs(moved[c])):
        if abs(moved[cause]) >= WORTH_SAYING and cause in {*knowledge.conditions, SOMETHING_ELSE}:
            yield Change(cause_name(knowledge, cause), before.get(cause, 0.0), after.get(cause, 0.0))


def leaders(saved: SavedCheck, knowledge: Knowledge) -> tuple[tuple[str, float], ...]:
    """Names and probabilities (0 to 1) of the two likeliest of the ten and "something else" in a saved check."""
    shares = {c: p for c, p in saved.summary.probabilities.items() if c in {*knowledge.conditions, SOMETHING_ELSE}}
    order = sorted(shares, key=lambda cause: -shares[cause])[:2]
    return tuple((cause_name(knowledge, cause), shares[cause]) for cause in order)


def trend(values: Sequence[float], highest: float) -> str:
    """A row of bars, one a value from 0 to `highest`."""
    top = len(SPARKS) - 1
    return "".join(SPARKS[max(0, min(top, round(value / highest * top)))] for value in values)
