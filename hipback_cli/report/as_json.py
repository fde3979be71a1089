"""The report as JSON: the contract that other programs rely on (schemas/check.json)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hipback_cli.display.printing import json_text
from hipback_cli.reasoning.assessment import (
    Assessment,
    Candidate,
    CategoryReport,
    Evidence,
    OptionReport,
    Reason,
    Told,
)
from hipback_cli.reasoning.region import PrimaryRegion
from hipback_cli.report.chances import chance

SCHEMA = 1
"""Raised when a key is removed or changes its meaning; adding keys does not raise it."""

NOT_JUDGED = PrimaryRegion("unclear", 0.0, 0.0, 0, 0, 0)
"""Stands where nothing was ranked, so that the shape stays the same."""


def render_json(assessment: Assessment) -> str:
    """The assessment as JSON text (UTF-8, no colour, no wrapping), ending in a newline."""
    return json_text(as_data(assessment))


def as_data(a: Assessment) -> dict[str, Any]:
    """The assessment as plain data in the order of the contract; keys beyond it come last."""
    return {
        "schema": SCHEMA,
        "hipback_version": a.hipback_version,
        "content_version": a.content_version,
        "urgency": _urgency(a),
        "candidates": [_candidate(c) for c in a.candidates],
        "something_else": {
            "probability": _share(a.something_else),
            "looks_like": [
                {"id": x.id, "name": x.name, "probability": _share(x.probability), "say": x.say, "region": x.region}
                for x in a.looks_like
            ],
        },
        "primary_region": _region(a.primary_region or NOT_JUDGED),
        "chain": [
            {
                "from": x.start,
                "to": x.end,
                "how": x.how,
                "from_name": x.start_name,
                "to_name": x.end_name,
                "so_far": x.so_far,
            }
            for x in a.chain
        ],
        "treatments": [_category(category) for category in a.treatments],
        "questions_asked": list(a.questions_asked),
        "answers": {key: dict(v) if isinstance(v, Mapping) else v for key, v in a.answers.items()},
        **_further(a),
    }


def _further(a: Assessment) -> dict[str, Any]:
    idea = a.own_idea
    return {
        "ranked": a.ranked,
        "provisional": a.provisional,
        "held_back": a.held_back,
        "fits_none": a.fits_none,
        "close_call": list(a.close_call) if a.close_call else None,
        "first_steps": [option.name for option in a.begun],
        "own_idea": {"id": idea.id, "name": idea.name, "probability": idea.probability} if idea else None,
        "note": a.note,
        "told": [t.text for t in a.told],
        "told_no": [t.text for t in a.told_no],
        "tested_on": a.clinic.tested_on,
        "sources": {key: _source(s.title, s.authors, s.year, s.doi, s.pmid, s.url) for key, s in a.sources.items()},
    }


def _share(value: float) -> float:
    return round(value, 4)


def _urgency(a: Assessment) -> dict[str, Any]:
    u = a.urgency
    return {
        "level": u.level.word,
        "within": u.within,
        "how": u.how,
        "reasons": [_reason(r) for r in u.reasons],
        "safety_net": list(u.safety_net),
        "line": u.line,
    }


def _reason(r: Reason) -> dict[str, Any]:
    return {
        "red_flag": r.red_flag,
        "advice": r.advice,
        "because": _questions(r.because),
        "name": r.name,
        "urgency": r.urgency.word,
        "within": r.within,
        "how": r.how,
        "say": r.say,
        "part": r.part,
        "told": [t.text for t in r.because],
    }


def _questions(told: Iterable[Told]) -> list[str]:
    return list(dict.fromkeys(t.question for t in told))


def _candidate(c: Candidate) -> dict[str, Any]:
    return {
        "id": c.id,
        "name": c.name,
        "region": c.region,
        "probability": _share(c.probability),
        "word": chance(c.probability).word,
        "for": [_evidence(e) for e in c.supports],
        "against": [_evidence(e) for e in c.against],
        "unexplained": _questions(c.unexplained),
        "figure": chance(c.probability).figure,
        "medical_name": c.medical_name,
        "variant": c.variant,
        "unexplained_told": [t.text for t in c.unexplained],
        "would_change": _open(c, c.would_change) if c.would_change else None,
    }


def _open(c: Candidate, told: Told) -> dict[str, Any]:
    return {"question": told.question, "told": told.text, "ask": c.find_out}


def _evidence(e: Evidence) -> dict[str, Any]:
    return {
        "question": e.told.question,
        "answer": e.told.option,
        "bits": round(e.bits, 3),
        "source": e.source,
        "told": e.told.text,
    }


def _region(region: PrimaryRegion) -> dict[str, Any]:
    return {
        "verdict": region.verdict,
        "hip": _share(region.hip),
        "back": _share(region.back),
        "explained_hip": region.explained_hip,
        "explained_back": region.explained_back,
        "reported": region.reported,
    }


def _category(category: CategoryReport) -> dict[str, Any]:
    return {
        "category": category.id,
        "options": [] if category.held_back else [_option(option) for option in category.options],
        "name": category.name,
        "held_back": category.held_back,
    }


def _option(option: OptionReport) -> dict[str, Any]:
    return {
        "name": option.name,
        "for": list(option.for_conditions),
        "direction": option.direction,
        "strength": option.strength,
        "cautions": [
            {"level": c.level, "text": c.text, "because": _questions(c.because), "source": c.source}
            for c in option.cautions
        ],
        "id": option.id,
        "aim": option.aim,
        "notes": list(option.notes),
        "at_home": option.at_home,
        "held": option.held_by is not None,
        "sources": list(option.sources),
    }


def _source(title: str, authors: str, year: int | None, doi: str, pmid: str, url: str) -> dict[str, Any]:
    return {"title": title, "authors": authors, "year": year, "doi": doi, "pmid": pmid, "url": url}
