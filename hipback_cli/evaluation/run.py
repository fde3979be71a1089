"""One case through the real interview: only what is asked is revealed."""

from __future__ import annotations

from dataclasses import dataclass

from hipback_cli import __version__
from hipback_cli.evaluation.cases import Case
from hipback_cli.interview.session import Session
from hipback_cli.knowledge.types import SOMETHING_ELSE, Answers, Urgency
from hipback_cli.reasoning.assess import assess
from hipback_cli.reasoning.assessment import Assessment
from hipback_cli.reasoning.belief import believe, marginals
from hipback_cli.reasoning.model import Model

Ranking = tuple[tuple[str, float], ...]
"""(id, probability 0 to 1), likeliest first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the interview and its result came to for one case."""

    case: Case
    top: Ranking
    """The ten and `something_else` together; empty when nothing was ranked (emergency, under 18)."""
    looks_like: Ranking
    """Look-alikes that the result names."""
    primary_region: str | None
    """The verdict; None when nothing was ranked."""
    urgency: Urgency
    flags: tuple[str, ...]
    """Ids of the danger signs and reasons that fired, most urgent first."""
    screens: int
    """Screens put, each counting as one question."""
    questions: tuple[str, ...]
    """Ids of the questions on them, in order."""
    words_read: int


def run_case(model: Model, case: Case) -> Outcome:
    """Interview the person of the case to the end and assess what was said."""
    session = interview(model, case.answers)
    result = assess(model, session.answers, version=__version__, questions_asked=session.questions_asked)
    return Outcome(
        case=case,
        top=ranking(result),
        looks_like=tuple((found.id, found.probability) for found in result.looks_like),
        primary_region=result.primary_region.verdict if result.primary_region else None,
        urgency=result.urgency.level,
        flags=tuple(reason.red_flag for reason in result.urgency.reasons),
        screens=session.screens_asked,
        questions=session.questions_asked,
        words_read=session.words_read,
    )


def interview(model: Model, told: Answers) -> Session:
    """A finished interview of somebody who answers what is asked as `told`, and leaves everything else unanswered."""
    session = Session(model)
    while (view := session.current()) is not None:
        session.answer({question.id: told[question.id] for question in view.questions if question.id in told})
    return session


def ranking(result: Assessment) -> Ranking:
    """The ten and `something_else`, likeliest first; empty when the result ranks nothing."""
    if not result.ranked:
        return ()
    shares = [(candidate.id, candidate.probability) for candidate in result.candidates]
    shares.append((SOMETHING_ELSE, result.something_else))
    return tuple(sorted(shares, key=lambda pair: (-pair[1], pair[0])))


def prior_shares(model: Model) -> dict[str, float]:
    """What a ranking would say before any answer."""
    shares = marginals(model, believe(model, {}))
    return {cause: shares[cause] for cause in [*model.knowledge.conditions, SOMETHING_ELSE]}
