"""The `--json` of `hipback evaluate`: stable for other programs (schema in report/schemas/evaluate.json)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from hipback_cli import __version__
from hipback_cli.evaluation.metrics import Bin, Mean, Proportion, Spread, Summary
from hipback_cli.evaluation.run import Outcome, Ranking

SCHEMA = 1
DIGITS = 4


def as_json(
    outcomes: Sequence[Outcome], summary: Summary, content_version: str, how: Mapping[str, Any]
) -> dict[str, Any]:
    """Plain data for `json.dumps`; `how` holds the options of the run."""
    return {
        "schema": SCHEMA,
        "hipback_version": __version__,
        "content_version": content_version,
        "run": dict(how),
        "cases": [_case(outcome) for outcome in outcomes],
        "summary": {field.name: _measure(getattr(summary, field.name)) for field in fields(summary)},
    }


def _case(outcome: Outcome) -> dict[str, Any]:
    """`questions_asked` is a number: screens, each counting as one question."""
    return {
        "id": outcome.case.id,
        "top": _ranking(outcome.top),
        "looks_like": _ranking(outcome.looks_like),
        "primary_region": outcome.primary_region,
        "urgency": outcome.urgency.word,
        "flags": list(outcome.flags),
        "questions_asked": outcome.screens,
        "question_ids": list(outcome.questions),
        "words_read": outcome.words_read,
    }


def _ranking(ranking: Ranking) -> list[dict[str, Any]]:
    return [{"id": cause, "probability": round(share, DIGITS)} for cause, share in ranking]


def _measure(value: object) -> object:
    match value:
        case Proportion():
            return {
                "share": _rounded(value.share),
                "hits": value.hits,
                "n": value.n,
                "interval": _pair(value.interval),
                "at_most": _rounded(value.at_most),
            }
        case Mean():
            return {"value": _rounded(value.value), "interval": _pair(value.interval)}
        case Spread():
            return {"median": value.median, "p90": value.p90}
        case tuple():
            return [_line(line) for line in value]
        case float():
            return _rounded(value)
    return value


def _line(line: Bin) -> dict[str, Any]:
    return {
        "from": line.low,
        "to": line.high,
        "n": line.n,
        "predicted": _rounded(line.predicted),
        "observed": _rounded(line.observed),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _pair(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else [round(bound, DIGITS) for bound in interval]
