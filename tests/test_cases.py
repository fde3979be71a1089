"""The case files through the real interview: floors as figures over all cases, never a rule for one."""

from collections.abc import Mapping
from pathlib import Path
from statistics import fmean

import pytest

from hipback_cli.evaluation.cases import Case, read_cases, with_not_sure
from hipback_cli.evaluation.metrics import Summary, summarise
from hipback_cli.evaluation.run import Outcome, prior_shares, run_case
from hipback_cli.knowledge.types import Knowledge, Urgency
from hipback_cli.reasoning.model import Model

FOLDER = Path(__file__).parent / "cases"
FILES = ("in_scope", "coexisting", "out_of_scope")
SEEDS = (1,)
"""The README has the mean of ten; one keeps the suite short."""


@pytest.fixture(scope="module")
def outcomes(model: Model, knowledge: Knowledge) -> Mapping[str, list[Outcome]]:
    """Every case of every file, run once."""
    return {
        name: [run_case(model, case) for case in read_cases([FOLDER / f"{name}.yaml"], knowledge)] for name in FILES
    }


@pytest.fixture(scope="module")
def summaries(model: Model, outcomes: Mapping[str, list[Outcome]]) -> Mapping[str, Summary]:
    prior = prior_shares(model)
    return {name: summarise(found, prior) for name, found in outcomes.items()}


def share(summary: Summary, measure: str) -> float:
    found = getattr(summary, measure).share
    assert found is not None
    return float(found)


def test_all_case_files_can_be_read_together(knowledge: Knowledge) -> None:
    files = sorted(FOLDER.glob("*.yaml"))
    assert {*FILES} <= {path.stem for path in files}
    cases = read_cases(files, knowledge)
    assert len(cases) >= 24 + 12 + 35


# --- safety ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_nobody_is_told_too_low(
    name: str, summaries: Mapping[str, Summary], outcomes: Mapping[str, list[Outcome]]
) -> None:
    low = [o.case.id for o in outcomes[name] if o.case.expected.urgency and o.urgency < min(o.case.expected.urgency)]
    assert summaries[name].too_low.hits == 0, low


def test_safe_people_are_not_frightened(outcomes: Mapping[str, list[Outcome]]) -> None:
    """Controls (s...) were written to tempt a careless checker; ordinary cases must not be told too high either."""
    controls = [o for o in outcomes["out_of_scope"] if o.case.id.startswith("s")]
    assert len(controls) >= 3
    assert [o.case.id for o in controls if o.urgency > max(o.case.expected.urgency)] == []
    for name in FILES:
        told = [o for o in outcomes[name] if o.case.expected.urgency]
        high = [o.case.id for o in told if o.urgency > max(o.case.expected.urgency)]
        assert len(high) <= len(told) / 10, high


@pytest.mark.parametrize(("name", "cases", "too_low", "too_high"), [("first", 154, 3, 1), ("second", 140, 1, 2)])
def test_triage_written_blind(
    name: str, cases: int, too_low: int, too_high: int, model: Model, knowledge: Knowledge
) -> None:
    """Dangers and ordinary troubles, told by two people who had not seen a rule; the README names the misses."""
    found = [run_case(model, case) for case in read_cases([FOLDER / f"triage_{name}.yaml"], knowledge)]
    low = [o.case.id for o in found if o.urgency < min(o.case.expected.urgency)]
    high = [o.case.id for o in found if o.urgency > max(o.case.expected.urgency)]
    assert len(found) == cases
    assert len(low) <= too_low and len(high) <= too_high, (low, high)
    must = [o for o in found if _must_be_emergency(o.case)]
    assert [o.case.id for o in must if o.urgency < Urgency.URGENT] == []


def _must_be_emergency(case: Case) -> bool:
    return case.expected.urgency == (Urgency.EMERGENCY,)


def test_an_emergency_is_reached_fast_and_ranks_nothing(outcomes: Mapping[str, list[Outcome]]) -> None:
    stopped = [o for o in outcomes["out_of_scope"] if o.urgency is Urgency.EMERGENCY]
    assert len(stopped) >= 8
    assert all(o.top == () and o.primary_region is None for o in stopped)
    assert sorted(o.screens for o in stopped)[len(stopped) // 2] <= 6


def test_every_emergency_rule_is_met_by_the_interview(model: Model, knowledge: Knowledge) -> None:
    """Not only by all answers at once: the questions come up, and the check stops there."""
    cases = read_cases([FOLDER / "red_flags.yaml"], knowledge)
    emergencies = [case for case in cases if _must_be_emergency(case)]
    assert len(emergencies) >= 30
    found = [run_case(model, case) for case in emergencies]
    assert [o.case.id for o in found if o.urgency is not Urgency.EMERGENCY] == []
    assert sorted(o.screens for o in found)[len(found) // 2] <= 6


# --- ranking -----------------------------------------------------------------------------------------

FLOORS = {
    ("in_scope", "top1"): 0.45,
    ("in_scope", "top3"): 0.75,
    ("in_scope", "region"): 0.60,
    ("coexisting", "top3"): 0.60,
    ("coexisting", "region"): 0.30,
    ("out_of_scope", "mimics_seen"): 0.50,
}
"""Least share (0 to 1) that every change must keep. Raise them as the content gets better, never lower them quietly."""


@pytest.mark.parametrize(("name", "measure"), FLOORS)
def test_ranking_keeps_its_floor(name: str, measure: str, summaries: Mapping[str, Summary]) -> None:
    assert share(summaries[name], measure) >= FLOORS[name, measure]


def test_mimics_are_seen_as_such_but_for_one(outcomes: Mapping[str, list[Outcome]]) -> None:
    mimics = [o for o in outcomes["out_of_scope"] if o.case.id.startswith("m")]
    assert len(mimics) >= 6
    unseen = [
        o.case.id for o in mimics if not o.looks_like and "something_else" not in [cause for cause, _ in o.top[:3]]
    ]
    assert len(unseen) <= 1, unseen


def test_probabilities_beat_the_prior_with_intervals_apart(summaries: Mapping[str, Summary]) -> None:
    for gain in (summaries["in_scope"].brier_gain, summaries["in_scope"].log_loss_gain):
        assert gain.interval is not None
        assert gain.interval[0] > 0


def test_a_check_is_short(summaries: Mapping[str, Summary]) -> None:
    for name in FILES:
        assert (summaries[name].questions.median or 0) <= 15


def test_a_fifth_not_sure_costs_little(
    model: Model, knowledge: Knowledge, summaries: Mapping[str, Summary], outcomes: Mapping[str, list[Outcome]]
) -> None:
    told = [o.case for o in outcomes["in_scope"]]

    def top1(seed: int) -> float:
        cases: list[Case] = [with_not_sure(case, knowledge, 0.2, 0, seed) for case in told]
        return share(summarise([run_case(model, case) for case in cases], prior_shares(model)), "top1")

    lost = share(summaries["in_scope"], "top1") - fmean(top1(seed) for seed in SEEDS)
    assert lost <= 0.15
