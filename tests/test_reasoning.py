"""The engine with the shipped content: properties that must hold for every answer.

What the formulas give is worked out by hand on toy content in test_engine_by_hand.py.
"""

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipback_cli.knowledge.types import NOT_SURE, SOMETHING_ELSE, Answer, Knowledge, Share, Urgency
from hipback_cli.reasoning import constants
from hipback_cli.reasoning.assess import reach
from hipback_cli.reasoning.belief import believe, marginals, posterior
from hipback_cli.reasoning.explanation import most_telling_open, unexplained_by, weights_of_evidence
from hipback_cli.reasoning.model import Model, build_model, pair_factor
from hipback_cli.reasoning.next_screen import next_screen, self_tests_allowed
from hipback_cli.reasoning.region import disablement, present_findings, primary_region
from hipback_cli.reasoning.rules import holds
from hipback_cli.reasoning.urgency import assess_urgency
from tests.people import answers

# --- likelihood --------------------------------------------------------------------------------------


def test_over_the_leads_of_a_set_a_nominal_answer_is_the_mixture_of_its_members(model: Model) -> None:
    sets: dict[frozenset[int], list[int]] = {}
    for index, members in enumerate(model.hypotheses):
        sets.setdefault(frozenset(members), []).append(index)
    _, causes = model.distributions("worst_site")
    table = model.table("worst_site")
    for members, led in sets.items():
        if len(members) < 2 or any(causes[i] is model.distributions("worst_site")[0] for i in members):
            continue
        prior = [model.log_prior[index] for index in led]
        assert prior == pytest.approx([prior[0]] * len(led)), "any member may lead, each as likely"
        for level, row in enumerate(table):
            mean = sum(causes[i][level] for i in members) / len(members)
            assert sum(row[index] for index in led) / len(led) == pytest.approx(mean)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_background_of_nobody_or_everybody_is_taken(knowledge: Knowledge, share: float) -> None:
    question = replace(knowledge.questions["pop_back_thigh"], background={"yes": Share(share, "some-study")})
    model = build_model(replace(knowledge, questions={**knowledge.questions, question.id: question}))
    for told in (True, False):
        assert sum(believe(model, {question.id: told})) == pytest.approx(1)


# --- the model ---------------------------------------------------------------------------------------


def test_options_add_to_one_for_every_hypothesis(model: Model) -> None:
    for factor_id in model.factors:
        columns = zip(*model.table(factor_id), strict=True)
        for members, column in zip(model.hypotheses, columns, strict=True):
            assert sum(column) == pytest.approx(1, abs=1e-9), (factor_id, members)
            assert min(column) > 0, (factor_id, members, "nothing is impossible")


def test_hypotheses_are_sets_of_up_to_three_and_look_alikes_with_at_most_one(model: Model) -> None:
    assert len(set(model.hypotheses)) == len(model.hypotheses)
    assert () in model.hypotheses
    for group in model.hypotheses:
        members = [model.members[i] for i in group]
        assert len({m.cause for m in members}) == len(members), "two forms of one condition never stand together"
        strangers = [m for m in members if not m.listed]
        assert len(members) <= (2 if strangers else 3)
        assert len(strangers) <= 1
        if len(members) == 2 and strangers:
            other = next(m for m in members if m.listed)
            assert other.region in model.knowledge.look_alikes[strangers[0].cause].stands_with


def test_prior_is_the_product_of_odds_and_pair_factors(model: Model, knowledge: Knowledge) -> None:
    log = dict(zip(model.hypotheses, model.log_prior, strict=True))
    assert sum(math.exp(value) for value in log.values()) == pytest.approx(1)
    listed = [i for i, member in enumerate(model.members) if member.listed]
    for a in listed:
        for b in listed:
            if (a, b) in log:
                pair = pair_factor(model.members[a], model.members[b], knowledge)
                assert pair >= 1
                expected = log[a,] + log[b,] + math.log(pair) - log[()]
                scale = math.log(model.members[a].odds) - log[a,]
                nothing = log[()] + scale
                assert log[a, b] == pytest.approx(expected + nothing - math.log(2)), "odds multiply, either may lead"


def test_belief_before_any_answer_is_the_prior(model: Model) -> None:
    assert believe(model, {}) == pytest.approx([math.exp(value) for value in model.log_prior])


@given(given_answers=answers())
def test_belief_is_a_probability_and_order_never_matters(model: Model, given_answers: Mapping[str, Answer]) -> None:
    backwards = dict(reversed(given_answers.items()))
    belief = believe(model, given_answers)
    assert sum(belief) == pytest.approx(1)
    assert min(belief) >= 0
    assert believe(model, backwards) == belief
    assert all(0 <= share <= 1 for share in marginals(model, belief).values())
    here, there = reach(model, given_answers), reach(model, backwards)
    assert here.urgency.level is there.urgency.level
    assert here.region.verdict == there.region.verdict
    assert here.region.hip == pytest.approx(there.region.hip)
    assert here.region.hip + here.region.back == pytest.approx(1)


@given(given_answers=answers(), data=st.data())
def test_not_sure_and_unanswered_change_no_belief(
    model: Model, knowledge: Knowledge, given_answers: Mapping[str, Answer], data: st.DataObject
) -> None:
    others = [q for q in knowledge.questions.values() if q.id not in given_answers]
    question = data.draw(st.sampled_from(others))
    belief = believe(model, given_answers)
    assert believe(model, {**given_answers, question.id: NOT_SURE}) == belief
    if question.kind == "multi":
        assert believe(model, {**given_answers, question.id: {}}) == belief
        unsure = {option.id: NOT_SURE for option in question.options}
        assert believe(model, {**given_answers, question.id: unsure}) == belief


def test_a_group_counts_the_same_however_many_of_it_are_answered(model: Model) -> None:
    grouped = [f for f in model.factors.values() if f.exponent != 1]
    assert grouped
    for factor in grouped:
        name = factor.option.group if factor.option else factor.question.group
        size = sum((f.option.group if f.option else f.question.group) == name for f in model.factors.values())
        assert factor.exponent == pytest.approx(1 / size**constants.GROUP_EXPONENT)


@given(given_answers=answers())
def test_belief_may_raise_urgency_and_never_lowers_it(
    model: Model, knowledge: Knowledge, given_answers: Mapping[str, Answer]
) -> None:
    rules_alone = assess_urgency(knowledge, given_answers)
    certain = dict.fromkeys(knowledge.causes, 1.0)
    for shares in (marginals(model, believe(model, given_answers)), certain):
        causes = {cause: share for cause, share in shares.items() if cause != SOMETHING_ELSE}
        raised = assess_urgency(knowledge, given_answers, causes)
        assert raised.level >= rules_alone.level
        assert raised.flags[: len(rules_alone.flags)] or not rules_alone.flags


# --- what to ask next --------------------------------------------------------------------------------


@given(given_answers=answers(), data=st.data())
def test_next_screen_is_safe_new_and_always_the_same(
    model: Model, knowledge: Knowledge, given_answers: Mapping[str, Answer], data: st.DataObject
) -> None:
    fixed = {q.id for q in knowledge.questions.values() if knowledge.screens[q.screen].fixed}
    some = data.draw(st.sets(st.sampled_from(sorted(knowledge.questions)), max_size=20))
    asked = {*given_answers, *some, *(fixed if data.draw(st.booleans()) else ())}
    ask = next_screen(model, given_answers, asked)
    again = next_screen(model, dict(reversed(given_answers.items())), sorted(asked, reverse=True))
    assert (ask and (ask.screen.id, ask.questions)) == (again and (again.screen.id, again.questions))
    if ask is None:
        return
    urgency = assess_urgency(knowledge, given_answers)
    assert urgency.level is not Urgency.EMERGENCY, "an emergency stops at once"
    assert ask.questions
    assert not asked & {question.id for question in ask.questions}, "nothing is asked twice"
    assert not ask.screen.optional
    if ask.screen.stage == "self_test":
        assert not urgency.flags, "no self-test after a danger sign"
        assert self_tests_allowed(knowledge, given_answers)
    for rule in [ask.screen.ask_if, *(question.ask_if for question in ask.questions)]:
        assert rule is None or holds(rule, given_answers, knowledge.questions)


def test_screens_that_nothing_needs_take_no_place_of_those_that_are_chosen(model: Model, knowledge: Knowledge) -> None:
    optional = [q.id for q in knowledge.questions.values() if knowledge.screens[q.screen].optional]
    told: dict[str, Answer] = {"age": 45, "sex": "female"}
    lengths = []
    for asked in ([], optional):
        asked = [*asked]
        while (ask := next_screen(model, told, asked)) is not None:
            asked += [question.id for question in ask.questions]
        lengths.append(len({knowledge.questions[q].screen for q in asked} - {"belief"}))
    assert optional and lengths[0] == lengths[1]


def test_danger_comes_before_everything_that_is_chosen(model: Model) -> None:
    told: dict[str, Answer] = {"age": 45, "sex": "female"}
    asked: list[str] = []
    stages = []
    while (ask := next_screen(model, told, asked)) is not None:
        stages.append((ask.screen.fixed, ask.screen.stage))
        asked += [question.id for question in ask.questions]
    chosen = [i for i, (fixed, _) in enumerate(stages) if not fixed]
    last_danger = max(i for i, (_, stage) in enumerate(stages) if stage == "danger")
    assert chosen
    assert last_danger < min(chosen)
    assert len(chosen) <= constants.SCREENS_AFTER_DANGER


@pytest.mark.parametrize("age", [0, 9, 17])
def test_nobody_under_18_is_asked_more_than_the_fixed_screens(model: Model, age: int) -> None:
    told: dict[str, Answer] = {"age": age, "child_limp": False, "child_hip_knee_pain": False}
    asked: list[str] = []
    while (ask := next_screen(model, told, asked)) is not None:
        assert ask.screen.fixed
        asked += [question.id for question in ask.questions]


# --- region ------------------------------------------------------------------------------------------

STIFF_HIP: Mapping[str, Answer] = {
    "age": 70,
    "pain_sites": {"groin": True, "low_back_middle": False, "below_knee": False},
    "worst_site": "groin",
    "hip_feel": {"stiff": True},
    "turn_hip_in": "stiff_painful",
    "worse_moving": {"socks_shoes": True},
}
SCIATICA: Mapping[str, Answer] = {
    "pain_sites": {"low_back_middle": True, "below_knee": True, "foot": True, "groin": False},
    "leg_or_back": "leg",
    "numb_sites": {"foot": True, "shin_calf": True},
    "straight_leg_lift": "leg_pain",
}


def test_plain_pictures_have_plain_regions(model: Model) -> None:
    assert reach(model, STIFF_HIP).region.verdict == "hip"
    assert reach(model, SCIATICA).region.verdict == "back"


@given(given_answers=answers())
def test_a_cured_region_takes_away_between_nothing_and_all(model: Model, given_answers: Mapping[str, Answer]) -> None:
    belief = believe(model, given_answers)
    for found in present_findings(model, given_answers):
        for region in ("hip", "back"):
            assert 0 <= disablement(model, belief, found, region) <= 1


def test_a_hypothesis_without_the_region_has_nothing_to_lose(model: Model) -> None:
    for index, group in enumerate(model.hypotheses):
        regions = {model.members[i].region for i in group if model.members[i].listed}
        belief = tuple(float(i == index) for i in range(len(model.hypotheses)))
        for region in {"hip", "back"} - regions:
            assert disablement(model, belief, ("worst_site", 0), region) == 0


def test_facts_about_the_person_are_no_complaints(model: Model) -> None:
    facts: dict[str, Answer] = {"age": 70, "sex": "female", "hip_replaced": True, "life": {"runner": True}}
    assert present_findings(model, facts) == ()
    assert primary_region(model, believe(model, facts), facts).verdict in ("unclear", "neither")


def test_when_and_on_which_side_it_hurts_is_nothing_that_a_cause_must_explain(model: Model) -> None:
    course: dict[str, Answer] = {"side": "left", "trend": "same", "onset": "gradual", "stops": "some", "pain_now": 8}
    assert present_findings(model, course) == ()
    assert unexplained_by(model, course, "hip_arthritis") == ()


# --- explanation -------------------------------------------------------------------------------------


@given(given_answers=answers())
def test_weight_of_evidence_is_what_leaving_the_answer_out_changes(
    model: Model, given_answers: Mapping[str, Answer]
) -> None:
    observations = model.observations(given_answers)
    whole = marginals(model, posterior(model, observations))
    for cause in ("hip_arthritis", "lumbar_radiculopathy"):
        for weight in weights_of_evidence(model, observations, cause):
            rest = [o for o in observations if o != weight.observation]
            without = marginals(model, posterior(model, rest))[cause]
            assert (whole[cause] - without) * weight.bits >= 0, "the sign says which way it pushes"


@given(given_answers=answers())
def test_only_what_may_be_asked_is_said_to_change_the_result(
    model: Model, knowledge: Knowledge, given_answers: Mapping[str, Answer]
) -> None:
    found = most_telling_open(model, believe(model, given_answers), given_answers, "hip_arthritis")
    if found is None:
        return
    question = model.factors[found[0]].question
    assert question.id not in given_answers
    assert question.ask_if is None or holds(question.ask_if, given_answers, knowledge.questions)
    if knowledge.screens[question.screen].stage == "self_test":
        assert not assess_urgency(knowledge, given_answers).flags


def test_what_a_condition_does_not_bring_stays_unexplained(model: Model) -> None:
    told = {**STIFF_HIP, "numb_sites": {"foot": True}}
    assert ("numb_sites.foot", 1) in unexplained_by(model, told, "hip_arthritis")
    assert ("numb_sites.foot", 1) not in unexplained_by(model, told, "lumbar_radiculopathy")
    assert ("pain_sites.groin", 1) not in unexplained_by(model, told, "hip_arthritis")


def test_the_model_is_built_from_content_alone(knowledge: Knowledge) -> None:
    from hipback_cli.reasoning.model import build_model

    first, second = build_model(knowledge), build_model(replace(knowledge, version="other"))
    assert first.log_prior == second.log_prior
    assert [first.table(f) for f in first.factors] == [second.table(f) for f in second.factors]
