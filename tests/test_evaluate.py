"""`hipback evaluate`: its contract, its errors, its measures."""

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipback_cli.evaluation.cases import Case, CasesError, Expected, read_cases, with_not_sure
from hipback_cli.evaluation.metrics import (
    bootstrap,
    brier_score,
    judged,
    log_loss,
    reliability,
    spread,
    summarise,
    upper_bound,
    wilson,
)
from hipback_cli.evaluation.run import Outcome, interview, prior_shares, run_case
from hipback_cli.knowledge.types import NOT_SURE, SOMETHING_ELSE, Answer, Knowledge, Urgency
from hipback_cli.reasoning.model import Model

CASES = """
cases:
- id: outer-hip
  source: made up for this test
  answers: {age: 54, sex: female, pain_sites: [outer_hip], worst_site: outer_hip, lying_on_side: wakes_me}
  expect: {leaders: [trochanteric_bursitis], region: hip, urgency: [routine, self_care]}
- id: saddle
  answers: {age: 40, saddle_numbness: true}
  expect: {leaders: [], urgency: [emergency]}
- id: no-claim
  answers: {pain_sites: {groin: true, foot: unanswered}, came_first: not_sure}
  expect: {urgency: [self_care, routine]}
"""


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(CASES, encoding="utf-8")
    return path


def hipback(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "hipback_cli", *map(str, arguments)]
    return subprocess.run(program, capture_output=True, text=True, check=False)


# --- the contract ------------------------------------------------------------------------------------


def test_json_holds_to_its_schema_and_says_what_was_found(case_file: Path) -> None:
    done = hipback("evaluate", case_file, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    result = json.loads(done.stdout)
    schema = json.loads(files("hipback_cli.report").joinpath("schemas/evaluate.json").read_text(encoding="utf-8"))
    jsonschema.validate(result, schema)

    outer_hip, saddle, no_claim = result["cases"]
    assert outer_hip["top"][0]["id"] == "trochanteric_bursitis"
    assert len(outer_hip["top"]) == 11
    assert {entry["id"] for entry in outer_hip["top"]} >= {SOMETHING_ELSE, "hip_arthritis"}
    shares = [entry["probability"] for entry in outer_hip["top"]]
    assert shares == sorted(shares, reverse=True)
    assert saddle["urgency"] == "emergency"
    assert saddle["top"] == []
    assert saddle["primary_region"] is None
    assert saddle["questions_asked"] <= 6 < no_claim["questions_asked"]

    summary = result["summary"]
    assert summary["n"] == 3
    assert summary["emergency_stops"] == 1
    assert (summary["top1"]["hits"], summary["top1"]["n"]) == (1, 2), (
        "an emergency stop is a miss; no leaders, no score"
    )
    assert (summary["region"]["hits"], summary["region"]["n"]) == (1, 1)
    assert summary["region_coexisting"] == {"share": None, "hits": 0, "n": 0, "interval": None, "at_most": None}
    assert summary["too_low"]["hits"] == 0
    assert summary["too_low"]["at_most"] == pytest.approx(1 - 0.05 ** (1 / 3), abs=1e-4)


def test_table_is_readable_and_names_the_misses(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(CASES.replace("[trochanteric_bursitis]", "[ischial_bursitis]"), encoding="utf-8")
    done = hipback("evaluate", path)
    assert done.returncode == 0
    assert "3 cases, 1 ended as an emergency" in done.stdout
    assert "First in the ranking is right" in done.stdout
    assert "outer-hip: not" in done.stdout
    assert "expected ischial_bursitis" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == "", "no progress bar without a terminal"


def test_the_same_seed_gives_the_same_result(case_file: Path) -> None:
    first, again = (hipback("evaluate", case_file, "--json", "--not-sure", "0.5", "--seed", "7") for _ in range(2))
    assert first.stdout == again.stdout
    assert json.loads(first.stdout)["run"]["not_sure"] == 0.5


# --- mistakes in case files --------------------------------------------------------------------------

MISTAKES = {
    "question": ("age: 54", "aeg: 54", 'mine.yaml:5:13: no question is called "aeg"', 'did you mean "age"?'),
    "option": ("[outer_hip]", "[outer_hop]", "outer-hip.answers.pain_sites", 'did you mean "outer_hip"?'),
    "condition": (
        "[trochanteric_bursitis]",
        "[bursitis_trochanteric]",
        "outer-hip.expect.leaders",
        "no condition is called",
    ),
    "urgency": ("[emergency]", "[emergancy]", "saddle.expect.urgency", 'did you mean "emergency"?'),
    "region": ("region: hip", "region: hips", "outer-hip.expect.region", 'did you mean "hip"?'),
    "key": ("leaders: []", "leader: []", "saddle.expect.leader", 'did you mean "leaders"?'),
    "missing": ("  answers: {age: 40, saddle_numbness: true}\n", "", "saddle", 'key "answers" is missing'),
    "twice": ("id: no-claim", "id: saddle", "saddle", "a case of this name stands already"),
    "no list": ("cases:", "people:", "mine.yaml", "begin with `cases:`"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_names_file_case_and_mend(tmp_path: Path, mistake: str) -> None:
    right, wrong, place, what = MISTAKES[mistake]
    assert right in CASES
    path = tmp_path / "mine.yaml"
    path.write_text(CASES.replace(right, wrong), encoding="utf-8")
    done = hipback("evaluate", path, "--json")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "mine.yaml" in done.stderr
    assert place in done.stderr
    assert what in done.stderr
    assert "Traceback" not in done.stderr


def test_all_mistakes_at_once_over_several_files(tmp_path: Path, knowledge: Knowledge) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(CASES.replace("age: 54", "age: old").replace("[emergency]", "[now]"), encoding="utf-8")
    two.write_text("cases: [", encoding="utf-8")
    with pytest.raises(CasesError) as raised:
        read_cases([one, two, tmp_path / "missing.yaml"], knowledge)
    assert [problem.file for problem in raised.value.problems] == ["missing.yaml", "one.yaml", "one.yaml", "two.yaml"]


# --- only what is asked is revealed ------------------------------------------------------------------


def test_only_what_the_interview_asks_is_revealed(model: Model) -> None:
    told: dict[str, Answer] = {"age": 40, "saddle_numbness": True, "pain_sites": {"groin": True}}
    session = interview(model, told)
    assert "pain_sites" not in session.answers, "the emergency came first"
    assert set(session.answers) <= set(session.questions_asked)


def test_an_unasked_self_test_tells_nothing(model: Model) -> None:
    sites = {"outer_hip": True, "groin": False}
    without = Case("x", "f", {"age": 50, "osteoporosis": True, "pain_sites": sites}, Expected())
    silent = Case("x", "f", {**without.answers, "one_leg_stand": "outer_hip"}, Expected())
    assert run_case(model, silent).top == run_case(model, without).top, "thin bones rule the self-tests out"


@given(share=st.floats(0, 1), seed=st.integers(0, 99))
def test_not_sure_spares_safety_and_the_person(knowledge: Knowledge, share: float, seed: int) -> None:
    told: Mapping[str, Answer] = {"age": 50, "sex": "male", "fever_chills": False, "limp": True, "onset": "gradual"}
    case = Case("x", "f", told, Expected())
    turned = with_not_sure(case, knowledge, share, 0, seed).answers
    assert {k: v for k, v in turned.items() if k not in ("limp", "onset")} == {
        "age": 50,
        "sex": "male",
        "fever_chills": False,
    }
    safety = with_not_sure(case, knowledge, 0, 1, seed).answers
    assert safety == {**told, "fever_chills": NOT_SURE}
    backwards = Case("x", "f", dict(reversed(told.items())), Expected())
    assert with_not_sure(backwards, knowledge, share, 0, seed).answers == turned


def test_not_sure_turns_about_the_share_asked_for(knowledge: Knowledge) -> None:
    told: Mapping[str, Answer] = {"limp": True}
    turned = [with_not_sure(Case(f"c{i}", "f", told, Expected()), knowledge, 0.2, 0, 7) for i in range(1000)]
    assert 150 < sum(case.answers["limp"] == NOT_SURE for case in turned) < 250


# --- measures, by hand -------------------------------------------------------------------------------


def outcome(
    top: Mapping[str, float], expected: Expected, region: str | None = "hip", urgency: Urgency = Urgency.ROUTINE
) -> Outcome:
    ranked = tuple(sorted(top.items(), key=lambda pair: -pair[1]))
    return Outcome(Case("c", "f", {}, expected), ranked, (), region, urgency, (), 10, (), 500)


PRIOR = {"hip_arthritis": 0.2, "facet_arthritis": 0.3, SOMETHING_ELSE: 0.5}
RIGHT = {"hip_arthritis": 0.8, "facet_arthritis": 0.1, SOMETHING_ELSE: 0.1}
ROUTINE = (Urgency.ROUTINE,)


def test_summary_counts_as_the_contract_says() -> None:
    outcomes = [
        outcome(RIGHT, Expected(("hip_arthritis",), (), "hip", ROUTINE)),
        outcome(RIGHT, Expected(("facet_arthritis", "hip_arthritis"), ("hip_arthritis",), "both", ROUTINE)),
        outcome(RIGHT, Expected((), (), None, ROUTINE), urgency=Urgency.SELF_CARE),
        outcome({}, Expected((), (), "neither", ROUTINE), region=None, urgency=Urgency.EMERGENCY),
        outcome(RIGHT, Expected(None, (), None, ())),
    ]
    summary = summarise(outcomes, PRIOR)
    assert (summary.n, summary.emergency_stops) == (5, 1)
    assert (summary.top1.hits, summary.top1.n) == (2, 4)
    assert (summary.top3.hits, summary.top3.n) == (3, 4)
    assert (summary.all_in_top3.hits, summary.all_in_top3.n) == (3, 4)
    assert (summary.region.hits, summary.region.n) == (1, 3)
    assert (summary.region_coexisting.hits, summary.region_coexisting.n) == (0, 1)
    assert (summary.urgency_right.hits, summary.too_low.hits, summary.too_high.hits) == (2, 1, 1)
    assert summary.urgency_right.n == 4
    assert summary.questions_emergency.median == 10


def test_brier_and_log_loss_by_hand() -> None:
    pairs = judged(RIGHT, Expected(("hip_arthritis",)))
    assert brier_score(pairs) == pytest.approx((0.2**2 + 0.1**2 + 0.1**2) / 3)
    assert log_loss(pairs) == pytest.approx(0.14462, abs=1e-5)
    assert log_loss([(0.0, True)]) == pytest.approx(6.9078, abs=1e-4), "held at one in a thousand"
    assert brier_score([(1.0, True), (0.0, False)]) == 0


def test_a_second_accepted_leader_is_not_judged() -> None:
    pairs = judged(RIGHT, Expected(("hip_arthritis", "facet_arthritis")))
    assert pairs == [(0.8, True), (0.1, False)]
    with_it = judged(RIGHT, Expected(("hip_arthritis", "facet_arthritis"), ("facet_arthritis",)))
    assert with_it == [(0.8, True), (0.1, True), (0.1, False)]
    assert judged(RIGHT, Expected(()))[-1] == (0.1, True), "none of the ten: something else is there"


def test_an_unranked_case_keeps_the_score_of_the_prior() -> None:
    summary = summarise([outcome({}, Expected(("hip_arthritis",)), region=None)], PRIOR)
    assert summary.brier.value == summary.brier_prior.value
    assert summary.brier_gain.value == 0


def test_intervals_agree_with_published_tables() -> None:
    assert wilson(16, 24) == pytest.approx((0.4671, 0.8203), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-4)
    assert upper_bound(0, 60) == pytest.approx(1 - 0.05 ** (1 / 60), abs=1e-9)
    assert upper_bound(1, 20) == pytest.approx(0.2161, abs=1e-4), "Clopper and Pearson, one-sided"
    assert upper_bound(5, 5) == 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_bootstrap_is_repeatable_and_holds_the_mean(values: list[float]) -> None:
    first = bootstrap(values)
    assert first == bootstrap(values)
    assert first.interval is not None
    assert first.interval[0] - 1e-9 <= first.interval[1]
    assert min(values) - 1e-9 <= first.interval[0]
    assert first.interval[1] <= max(values) + 1e-9


def test_reliability_puts_each_pair_into_one_bin() -> None:
    pairs = [(0.0, False), (0.05, True), (0.95, True), (1.0, True), (0.9, False)]
    low, high = reliability(pairs)
    assert (low.n, low.predicted, low.observed) == (2, pytest.approx(0.025), 0.5)
    assert (high.n, high.observed) == (3, pytest.approx(2 / 3))


def test_spread_is_median_and_nearest_rank() -> None:
    assert spread(range(1, 11)) == spread([*range(10, 0, -1)])
    assert (spread(range(1, 11)).median, spread(range(1, 11)).p90) == (5.5, 9)
    assert spread([]).median is None


def test_prior_shares_cover_exactly_what_is_ranked(model: Model) -> None:
    shares = prior_shares(model)
    assert set(shares) == {*model.knowledge.conditions, SOMETHING_ELSE}
    assert all(0 < share < 1 for share in shares.values())
