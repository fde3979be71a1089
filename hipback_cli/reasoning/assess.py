"""From answers to an assessment: the one place where all parts of the reasoning meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hipback_cli.knowledge.due import when_due
from hipback_cli.knowledge.types import (
    SOMETHING_ELSE,
    Answers,
    Condition,
    Knowledge,
    LookAlike,
    Question,
    Region,
    Source,
    Urgency,
    Variant,
)
from hipback_cli.reasoning.assessment import (
    NAMED,
    Assessment,
    Candidate,
    CategoryReport,
    ChainLink,
    Evidence,
    LookAlikeReport,
    OwnIdea,
    Reason,
    UrgencyReport,
)
from hipback_cli.reasoning.belief import Belief, marginals, posterior
from hipback_cli.reasoning.explanation import (
    Weight,
    cannot_tell_apart,
    fits_none,
    most_telling_open,
    speaks_for,
    unexplained_by,
    weights_of_evidence,
)
from hipback_cli.reasoning.model import Model, Observation
from hipback_cli.reasoning.next_screen import is_minor
from hipback_cli.reasoning.plan import first_steps, treatment_plan
from hipback_cli.reasoning.region import PrimaryRegion, primary_region
from hipback_cli.reasoning.rules import holds
from hipback_cli.reasoning.telling import (
    ask_about,
    evidence_kind,
    tell_all,
    tell_observation,
    tell_support,
    worth_telling,
)
from hipback_cli.reasoning.urgency import FiredFlag, UrgencyResult, assess_urgency

TREATED = 0.25
"""Probability (0 to 1) from which a condition enters the chain and the treatment plan."""

DETAILED = 0.05
"""Probability (0 to 1) below which a condition is listed without reasons, and a look-alike is not named."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What the engine concluded; the assessment puts it into words."""

    belief: Belief
    shares: Mapping[str, float]
    urgency: UrgencyResult
    region: PrimaryRegion
    observations: tuple[Observation, ...]
    ranked: bool
    """False after an emergency and under 18: then no cause may be named."""

    @property
    def ranking(self) -> tuple[str, ...]:
        """Cause ids with a share, likeliest first."""
        return tuple(sorted(self.shares, key=lambda cause: -self.shares[cause]))


def reach(model: Model, answers: Answers) -> Reached:
    """Belief, urgency and primary region for these answers."""
    observations = model.observations(answers)
    belief = posterior(model, observations)
    shares = marginals(model, belief)
    urgency = assess_urgency(model.knowledge, answers, shares)
    ranked = urgency.level is not Urgency.EMERGENCY and not is_minor(answers)
    return Reached(belief, shares, urgency, primary_region(model, belief, answers), observations, ranked)


def assess(
    model: Model, answers: Answers, *, version: str, questions_asked: Sequence[str] = (), note: str = ""
) -> Assessment:
    """The whole result. After an emergency, and under 18, nothing is ranked and nothing is treated."""
    knowledge = model.knowledge
    reached = reach(model, answers)
    told, told_no = tell_all(knowledge, answers)
    sites = answers.get("pain_sites")
    unranked = Assessment(
        hipback_version=version,
        content_version=knowledge.version,
        urgency=_urgency_report(knowledge, answers, reached.urgency),
        provisional=reached.urgency.level is Urgency.URGENT,
        held_back=_held_back(reached.urgency.flags),
        ranked=reached.ranked,
        told=told,
        told_no=told_no,
        pain_sites=tuple(k for k, v in sites.items() if v is True) if isinstance(sites, Mapping) else (),
        worst_site=_text(answers, "worst_site"),
        side=_text(answers, "side"),
        note=note,
        questions_asked=tuple(questions_asked),
        answers=answers,
        clinic=knowledge.clinic,
        option_texts={q.id: {o.id: o.text for o in q.options} for q in knowledge.questions.values()},
        question_texts={q.id: _as_question(knowledge, q) for q in knowledge.questions.values()},
    )
    return _with_ranking(model, reached, unranked) if reached.ranked else unranked


def _with_ranking(model: Model, reached: Reached, unranked: Assessment) -> Assessment:
    """Likely causes, what drives what, and treatment, added to what was told and its urgency."""
    knowledge, answers = model.knowledge, unranked.answers
    candidates = tuple(_candidates(model, answers, reached))
    treated = [c.id for c in candidates if c.probability >= TREATED] or _best(candidates)
    looks_like = tuple(_look_alikes(model, answers, reached))
    likely = [x.id for x in looks_like if x.probability >= TREATED]
    planned_for = sorted([*treated, *likely], key=reached.ranking.index)
    plan = treatment_plan(knowledge, answers, planned_for, unranked.held_back is not None)
    close = cannot_tell_apart(model, reached.belief)
    return replace(
        unranked,
        candidates=candidates,
        something_else=reached.shares[SOMETHING_ELSE],
        looks_like=looks_like,
        close_call=(knowledge.conditions[close[0]].name, knowledge.conditions[close[1]].name) if close else None,
        fits_none=fits_none(model, reached.belief),
        primary_region=reached.region,
        chain=tuple(chain_links(knowledge, treated, reached.region)),
        treatments=plan,
        first_steps=first_steps(plan),
        own_idea=_own_idea(model, answers, reached),
        sources=_named_sources(knowledge, candidates, plan),
    )


def _as_question(knowledge: Knowledge, question: Question) -> str:
    """Its text, or the title of its screen where the text only says how to answer it."""
    return knowledge.screens[question.screen].title if question.text.endswith(".") else question.text


def _best(candidates: Sequence[Candidate]) -> list[str]:
    """The likeliest alone, where none is likely enough by itself and it is not unlikely either."""
    return [candidate.id for candidate in candidates[:1] if candidate.probability >= NAMED]


def _text(answers: Answers, question: str) -> str | None:
    answer = answers.get(question)
    return answer if isinstance(answer, str) else None


def _urgency_report(knowledge: Knowledge, answers: Answers, result: UrgencyResult) -> UrgencyReport:
    reasons = tuple(_reason(knowledge, answers, flag) for flag in result.fired)
    top = reasons[0] if reasons else None
    within, how = (top.within, top.how) if top else ("", "at home")
    line = when_due(knowledge.clinic.urgency_lines[result.level.word], within)
    return UrgencyReport(result.level, line, within, how, reasons, knowledge.clinic.safety_net)


def _reason(knowledge: Knowledge, answers: Answers, flag: FiredFlag) -> Reason:
    because = tell_support(knowledge, answers, flag.because)
    return Reason(
        flag.flag_id,
        flag.name,
        flag.urgency,
        flag.within,
        flag.how,
        flag.advice,
        flag.say,
        because,
        flag.part,
        flag.call,
    )


def _held_back(flags: Iterable[FiredFlag]) -> str | None:
    parts = {flag.part for flag in flags}
    if not parts:
        return None
    return parts.pop() if len(parts) == 1 else "both"


def _candidates(model: Model, answers: Answers, reached: Reached) -> Iterator[Candidate]:
    for cause in reached.ranking:
        if cause in model.knowledge.conditions:
            yield _candidate(model, answers, reached, model.knowledge.conditions[cause])


def _candidate(model: Model, answers: Answers, reached: Reached, condition: Condition) -> Candidate:
    share = reached.shares[condition.id]
    detailed = share >= DETAILED
    weights = weights_of_evidence(model, reached.observations, condition.id) if detailed else ()
    opened = most_telling_open(model, reached.belief, answers, condition.id) if detailed else None
    would_change = tell_observation(model, opened) if opened else None
    form = _variant(model, reached.belief, condition)
    return Candidate(
        id=condition.id,
        name=condition.name,
        medical_name=condition.medical_name,
        region=condition.region,
        probability=share,
        variant=form.name if form else None,
        what_it_is=condition.what_it_is,
        supports=_evidence(model, answers, weights, 1, condition.id),
        against=_evidence(model, answers, weights, -1, condition.id),
        unexplained=tuple(
            tell_observation(model, o, answers)
            for o in unexplained_by(model, answers, condition.id)
            if evidence_kind(model, o) == "complaint"
        ),
        would_change=would_change,
        find_out=ask_about(model.knowledge, would_change) if would_change else "",
        confirmed=condition.confirmed,
        outlook=(form and form.outlook) or condition.outlook,
        self_care_weeks=condition.self_care_weeks,
        get_help=condition.get_help,
    )


def _evidence(model: Model, answers: Answers, weights: Iterable[Weight], sign: int, cause: str) -> tuple[Evidence, ...]:
    """What speaks for (sign 1) or against (-1) a cause, also when nothing else is in question.

    What places the trouble in its own region is never told against it: that only weighs more for its neighbours.
    """
    known = model.knowledge.causes.get(cause)
    return tuple(
        Evidence(tell_observation(model, o, answers), w.bits, w.source, evidence_kind(model, o))
        for w, o in ((w, w.observation) for w in weights)
        if w.bits * sign > 0
        and speaks_for(model, o, cause) * sign > 0
        and worth_telling(model, o, answers)
        and not (sign < 0 and known and _places(model, o, known.region))
    )


def _places(model: Model, observation: Observation, region: Region) -> bool:
    """Whether an answer about the order of things speaks for `region`."""
    factor = model.factors[observation[0]]
    question = factor.question
    if question.complaint or question.kind != "nominal":
        return False
    said: Answers = {question.id: factor.levels[observation[1]]}
    signs = (sign.when for sign in model.knowledge.region_signs if sign.toward == region)
    return any(holds(when, said, model.knowledge.questions) for when in signs)


def _variant(model: Model, belief: Belief, condition: Condition) -> Variant | None:
    """The form that fits best, when it is at least twice as likely as the next."""
    if len(condition.variants) < 2:
        return None
    share: dict[str, float] = {variant.id: 0.0 for variant in condition.variants}
    for probability, group in zip(belief, model.hypotheses, strict=True):
        for member in (model.members[i] for i in group):
            if member.cause == condition.id:
                share[member.id.split("/")[1]] += probability
    first, second = sorted(share, key=lambda v: -share[v])[:2]
    clear = share[first] >= 2 * share[second]
    return next(v for v in condition.variants if v.id == first) if clear else None


def _look_alikes(model: Model, answers: Answers, reached: Reached) -> Iterator[LookAlikeReport]:
    for cause in reached.ranking:
        if cause in model.knowledge.look_alikes and reached.shares[cause] >= DETAILED:
            yield _look_alike(model, answers, reached, model.knowledge.look_alikes[cause])


def _look_alike(model: Model, answers: Answers, reached: Reached, found: LookAlike) -> LookAlikeReport:
    share = reached.shares[found.id]
    weights = weights_of_evidence(model, reached.observations, found.id) if share >= TREATED else ()
    return LookAlikeReport(
        id=found.id,
        name=found.name,
        probability=share,
        say=found.say,
        region=found.region,
        medical_name=found.medical_name,
        what_it_is=found.what_it_is,
        outlook=found.outlook,
        self_care_weeks=found.self_care_weeks,
        supports=_evidence(model, answers, weights, 1, found.id),
    )


def chain_links(knowledge: Knowledge, conditions: Sequence[str], region: PrimaryRegion) -> Iterator[ChainLink]:
    """How these conditions strain each other, or the other region where no second one stands; the primary's first."""
    first = "back" if region.verdict == "back" else "hip"
    for name in sorted(conditions, key=lambda c: knowledge.conditions[c].region != first):
        condition = knowledge.conditions[name]
        direct = [link for link in condition.links if link.to in conditions]
        across = [link for link in condition.links if link.to in ("hip", "back") and link.to != condition.region]
        for link in direct or across:
            end = knowledge.conditions.get(link.to)
            so_far = (end.region if end else link.to) not in region.quiet
            yield ChainLink(name, condition.name, link.to, end.name if end else link.to, link.how, so_far)


def _own_idea(model: Model, answers: Answers, reached: Reached) -> OwnIdea | None:
    idea = answers.get("own_idea")
    if not isinstance(idea, str) or idea == "not_sure":
        return None
    name = next(o.text for o in model.knowledge.questions["own_idea"].options if o.id == idea)
    if idea not in model.by_cause:
        return OwnIdea(idea, name, None)
    weights = weights_of_evidence(model, reached.observations, idea)
    supports, against = (_evidence(model, answers, weights, sign, idea) for sign in (1, -1))
    return OwnIdea(idea, name, reached.shares[idea], supports, against)


def _named_sources(
    knowledge: Knowledge, candidates: Iterable[Candidate], plan: Iterable[CategoryReport]
) -> Mapping[str, Source]:
    ids = {e.source for c in candidates for e in (*c.supports, *c.against) if e.source}
    ids |= {s for c in candidates for s in knowledge.conditions[c.id].sources}
    for category in plan:
        for option in category.options:
            ids |= {*option.sources, *(caution.source for caution in option.cautions)}
    return {key: source for key, source in knowledge.sources.items() if key in ids}
