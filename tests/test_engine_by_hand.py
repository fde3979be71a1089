"""The engine worked out by hand, on toy content of two or three causes and a few questions.

Every expected number can be checked with a pencil: the formulas are those of noisy-OR, noisy-MAX, mixtures, Bayes'
rule, expected information gain and expected disablement. What words stand for is said in toy.py.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipback_cli.knowledge.types import (
    NOT_SURE,
    SOMETHING_ELSE,
    Answers,
    AtLeast,
    Call,
    Coexistence,
    Compare,
    FrequencyWord,
    Is,
    Knowledge,
    Level,
    Link,
    Not,
    Option,
    Question,
    RedFlag,
    RegionSign,
    RoutineRule,
    Screen,
    Share,
    Urgency,
    Variant,
    Word,
)
from hipback_cli.reasoning import constants
from hipback_cli.reasoning.belief import believe, marginals
from hipback_cli.reasoning.likelihood import (
    background_distribution,
    cause_distribution,
    leading,
    moved_odds,
    noisy_max,
    under_ticked,
    weighted,
)
from hipback_cli.reasoning.model import Model, build_model, pair_factor
from hipback_cli.reasoning.next_screen import (
    _clear,
    information_gain,
    is_minor,
    next_screen,
    self_tests_allowed,
    shown_options,
    waiting,
    words_on,
)
from hipback_cli.reasoning.region import (
    PrimaryRegion,
    _verdict,
    direct_evidence,
    disablement,
    present_findings,
    primary_region,
)
from hipback_cli.reasoning.rules import holds, supporting_answers
from hipback_cli.reasoning.urgency import assess_urgency, open_questions
from tests.toy import (
    AGE,
    BACK,
    COUGH,
    FEVER,
    GROIN,
    HIP,
    LEG,
    LIMP,
    NUMB,
    SIGNS,
    SITES,
    SOURCES,
    SPEED,
    STIFF,
    WITHIN,
    believing,
    choice,
    condition,
    flag,
    hypothesis,
    look_alike,
    says,
    screen,
    toy,
    yes,
    yes_no,
)


@pytest.fixture(scope="module")
def two() -> Model:
    """A hip condition that brings groin pain, a back condition that brings leg pain."""
    return build_model(toy([GROIN, LEG], [HIP, BACK]))


# --- rules --------------------------------------------------------------------------------------------

ASKED = {q.id: q for q in (AGE, NUMB, FEVER, COUGH, LIMP, SITES, SIGNS, SPEED)}


@pytest.mark.parametrize(
    ("sign", "below", "at", "above"),
    [
        (">=", False, True, True),
        (">", False, False, True),
        ("<=", True, True, False),
        ("<", True, False, False),
        ("==", False, True, False),
    ],
)
def test_a_number_is_compared_at_its_bound(sign: Any, below: bool, at: bool, above: bool) -> None:
    found = [holds(Compare("age", sign, 60), {"age": age}, ASKED) for age in (59, 60, 61)]
    assert found == [below, at, above]


@pytest.mark.parametrize("answer", [None, NOT_SURE, True])
def test_what_is_no_number_decides_no_comparison(answer: Any) -> None:
    told = {} if answer is None else {"age": answer}
    assert holds(Compare("age", ">=", 1), told, ASKED) is None
    assert holds(Not(Compare("age", ">=", 1)), told, ASKED) is None


@pytest.mark.parametrize(
    ("count", "told", "expected"),
    [
        (2, (True, True, None), True),
        (2, (True, None, False), None),
        (2, (True, None, None), None),
        (2, (True, False, False), False),
        (2, (None, False, False), False),
        (1, (False, False, False), False),
        (3, (True, True, True), True),
        (0, (False, False, False), True),
    ],
)
def test_at_least_is_decided_as_soon_as_it_can_be(
    count: int, told: tuple[bool | None, ...], expected: bool | None
) -> None:
    parts = [yes(name) for name in ("numb", "fever", "limp")]
    given_answers = {name: mark for name, mark in zip(("numb", "fever", "limp"), told, strict=True) if mark is not None}
    assert holds(AtLeast(count, tuple(parts)), given_answers, ASKED) is expected
    turned = None if expected is None else not expected
    assert holds(Not(AtLeast(count, tuple(parts))), given_answers, ASKED) is turned


@pytest.mark.parametrize(("question", "counts_as"), [("numb", True), ("fever", True), ("cough", False), ("limp", None)])
def test_not_sure_counts_as_its_question_says_and_else_as_nothing(question: str, counts_as: bool | None) -> None:
    assert holds(yes(question), {question: NOT_SURE}, ASKED) is counts_as


@pytest.mark.parametrize(
    ("question", "marks", "expected"),
    [
        ("sites", {"knee": True}, True),
        ("sites", {"knee": False}, None),
        ("sites", {"knee": False, "foot": False}, False),
        ("sites", {"knee": False, "foot": NOT_SURE}, None),
        ("sites", {"none": True}, None),
        ("signs", {"rash": NOT_SURE}, True),
        ("signs", {}, None),
    ],
)
def test_any_tick_of_those_named_is_enough(
    question: str, marks: Mapping[str, bool | str], expected: bool | None
) -> None:
    options = ("knee", "foot") if question == "sites" else ("rash", "lump")
    assert holds(Is(question, options), {question: marks}, ASKED) is expected


def test_the_answers_behind_a_rule_are_those_that_hold() -> None:
    rule = AtLeast(2, (yes("limp"), Is("speed", ("fast",)), Compare("age", ">", 50), Not(yes("numb")), yes("fever")))
    told: Answers = {"age": 70, "speed": "fast", "limp": False, "numb": False}
    found = supporting_answers(rule, told, ASKED)
    assert list(found.items()) == [("speed", frozenset({"fast"})), ("age", frozenset()), ("numb", frozenset())]
    assert supporting_answers(rule, {"age": 70}, ASKED) == {}, "not decided is not held"
    assert supporting_answers(yes("limp"), {"limp": False}, ASKED) == {}


def test_options_of_one_question_add_up_behind_a_rule() -> None:
    both = AtLeast(2, (Is("sites", ("knee",)), Is("sites", ("foot",))))
    assert supporting_answers(both, {"sites": {"knee": True, "foot": True}}, ASKED) == {"sites": {"knee", "foot"}}


# --- urgency ------------------------------------------------------------------------------------------

SIGN = flag("sign", (Urgency.URGENT, yes("numb")), (Urgency.EMERGENCY, AtLeast(2, (yes("numb"), yes("fever")))))
MILD = flag("mild", (Urgency.ROUTINE, yes("cough")))
WEEKS = RoutineRule("weeks", yes("limp"), "2 weeks", "book")
QUICK = flag("quick", (Urgency.ROUTINE, Is("speed", ("fast",))))
RULES = toy(ASKED.values(), red_flags={"mild": MILD, "sign": SIGN, "quick": QUICK}, routine_rules=(WEEKS,))


def test_nothing_said_is_self_care() -> None:
    found = assess_urgency(RULES, {})
    assert (found.level, found.fired, found.flags) == (Urgency.SELF_CARE, (), ())


def test_the_most_urgent_level_that_holds_counts_and_comes_first() -> None:
    told = {"cough": True, "limp": True, "numb": True}
    found = assess_urgency(RULES, told)
    assert [fired.flag_id for fired in found.fired] == ["sign", "mild", "weeks"]
    assert [fired.flag_id for fired in found.flags] == ["sign"], "routine is no danger sign"
    assert found.level is Urgency.URGENT
    assert assess_urgency(RULES, {**told, "fever": True}).level is Urgency.EMERGENCY
    assert assess_urgency(RULES, {"fever": True}).level is Urgency.SELF_CARE


def test_what_is_due_soonest_comes_first() -> None:
    """One more reason never lengthens the wait, and whom to call is what the gravest reason says."""
    soon = RoutineRule("soon", yes("cough"), "a few days", "book soon")
    known = replace(RULES, red_flags={}, routine_rules=(WEEKS, soon))
    assert [f.within for f in assess_urgency(known, {"limp": True, "cough": True}).fired] == ["a few days", "2 weeks"]
    calls: dict[str, Call | None] = {"limp": None, "cough": "emergency department", "numb": "ambulance"}
    levels = {q: Level(Urgency.EMERGENCY, yes(q), "now", "there", "go", call=call) for q, call in calls.items()}
    flags = {q: RedFlag(q, q, "", True, (level,)) for q, level in levels.items()}
    known = replace(RULES, red_flags=flags, routine_rules=())
    found = assess_urgency(known, {"limp": True, "cough": True, "numb": True})
    assert [f.call for f in found.fired] == ["ambulance", "emergency department", None]


@pytest.mark.parametrize(
    ("share", "least", "level"),
    [
        (0.5, Urgency.ROUTINE, Urgency.ROUTINE),
        (0.499, Urgency.ROUTINE, Urgency.SELF_CARE),
        (0.9, Urgency.SELF_CARE, Urgency.SELF_CARE),
        (0.9, Urgency.URGENT, Urgency.URGENT),
    ],
)
def test_a_likely_cause_raises_urgency_from_one_half(share: float, least: Urgency, level: Urgency) -> None:
    known = toy(causes=[replace(HIP, least_urgency=least)])
    found = assess_urgency(known, {}, {"hip": share})
    assert found.level is level
    then = [] if level is Urgency.SELF_CARE else [(WITHIN[level.word], "somewhere", level)]
    assert [(fired.within, fired.how, fired.urgency) for fired in found.fired] == then
    assert assess_urgency(known, {}).fired == (), "of whom nothing is known, nothing is likely"


def test_a_likely_cause_never_lowers_what_was_said() -> None:
    known = replace(RULES, conditions={"hip": replace(HIP, least_urgency=Urgency.ROUTINE)})
    assert assess_urgency(known, {"numb": True}, {"hip": 1.0}).level is Urgency.URGENT


def test_open_questions_are_those_that_can_still_raise_the_level() -> None:
    danger, plain = dict.fromkeys(("numb", "fever"), Urgency.EMERGENCY), ("cough", "speed", "limp")
    assert open_questions(RULES, {}) == {**danger, **dict.fromkeys(plain, Urgency.ROUTINE)}
    assert open_questions(RULES, {"cough": True}) == danger
    assert open_questions(RULES, {"numb": True}) == {"fever": Urgency.EMERGENCY}
    assert open_questions(RULES, {"numb": False}) == dict.fromkeys(plain, Urgency.ROUTINE)
    assert open_questions(RULES, {"numb": True, "fever": True}) == {}


# --- likelihood ---------------------------------------------------------------------------------------


def test_noisy_or_is_the_formula_of_the_design() -> None:
    leak, first, second = 0.1, 0.6, 0.35
    links = [(p - leak) / (1 - leak) for p in (first, second)]
    expected = 1 - (1 - leak) * (1 - links[0]) * (1 - links[1])
    found = noisy_max((1 - leak, leak), [(1 - first, first), (1 - second, second)])
    assert found[1] == pytest.approx(expected) == pytest.approx(0.7111, abs=1e-4)


def test_a_cause_alone_answers_as_it_is_stated() -> None:
    assert noisy_max((0.9, 0.1), [(0.4, 0.6)]) == pytest.approx((0.4, 0.6))
    assert noisy_max((0.4, 0.6), [(0.9, 0.1)]) == pytest.approx((0.9, 0.1)), "an inhibitor"
    assert noisy_max((0.5, 0.3, 0.2), [(0.2, 0.3, 0.5)]) == pytest.approx((0.2, 0.3, 0.5)), "graded"
    assert noisy_max((0.5, 0.3, 0.2), []) == pytest.approx((0.5, 0.3, 0.2)), "nobody: the background"


def test_an_inhibitor_holds_back_the_background_but_not_another_cause() -> None:
    leak, brings, inhibits = 0.6, 0.8, 0.1
    expected = 1 - (1 - leak * (inhibits / leak)) * ((1 - brings) / (1 - leak))
    found = noisy_max((1 - leak, leak), [(1 - brings, brings), (1 - inhibits, inhibits)])
    assert found[1] == pytest.approx(expected) == pytest.approx(0.55)


def test_of_two_inhibitors_the_stronger_counts_alone() -> None:
    assert noisy_max((0.4, 0.6), [(0.9, 0.1), (0.65, 0.35)])[1] == pytest.approx(0.1)


def test_graded_answers_multiply_the_cumulative_shares() -> None:
    leak, cause, other = (0.7, 0.2, 0.1), (0.3, 0.4, 0.3), (0.5, 0.3, 0.2)
    none = 0.7 * (0.3 / 0.7) * (0.5 / 0.7)
    at_most_some = 0.9 * (0.7 / 0.9) * (0.8 / 0.9)
    assert noisy_max(leak, [cause, other]) == pytest.approx((none, at_most_some - none, 1 - at_most_some))


def test_a_nominal_answer_of_a_set_is_that_of_the_one_in_the_lead() -> None:
    leak, cause, other = (0.5, 0.5), (0.9, 0.1), (0.3, 0.7)
    assert leading(leak, [cause, other]) == cause
    assert leading(leak, [leak, other]) == other, "a silent cause has no say"
    assert leading(leak, []) == leak


def test_age_and_sex_move_the_odds_of_each_cause_by_itself() -> None:
    leak, cause, other = (0.5, 0.5), (0.8, 0.2), (0.8, 0.2)
    assert moved_odds(leak, [cause, other]) == pytest.approx((16 / 17, 1 / 17))
    assert moved_odds((0.6, 0.4), [(0.8, 0.2)]) == pytest.approx((0.8, 0.2)), "one alone: as stated"
    assert moved_odds(leak, []) == pytest.approx(leak)


def test_under_ticking_weakens_the_no_and_keeps_the_yes() -> None:
    with_it, without = under_ticked((0.2, 0.8), 0.5), under_ticked((0.9, 0.1), 0.5)
    assert with_it == pytest.approx((0.6, 0.4))
    assert with_it[1] / without[1] == pytest.approx(0.8 / 0.1)
    assert 0.2 / 0.9 < with_it[0] / without[0] < 1


def test_a_power_of_one_half_takes_the_root_of_the_odds() -> None:
    assert weighted((0.2, 0.8), 0.5) == pytest.approx((1 / 3, 2 / 3))


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=5), st.floats(0.2, 1))
def test_weighing_down_a_group_keeps_a_probability_and_its_order(shares: list[float], exponent: float) -> None:
    total = sum(shares)
    before = tuple(share / total for share in shares)
    after = weighted(before, exponent)
    assert sum(after) == pytest.approx(1)
    assert sorted(range(len(after)), key=after.__getitem__) == sorted(range(len(before)), key=before.__getitem__)
    assert max(after) <= max(before) + 1e-9, "never more telling than before"


ONSET = {"slow": 0.4, "fall": 0.3, "twist": 0.2, "lift": 0.1}


@pytest.mark.parametrize(
    ("question", "option", "expected"),
    [
        (yes_no("q", 0.3), None, (0.7, 0.3)),
        (yes_no("q", 0.0), None, (1 / 1.005, 0.005 / 1.005)),
        (yes_no("q", 1.0), None, (0.005 / 1.005, 1 / 1.005)),
        (choice("multi", "q", {"knee": 0.3, "foot": 0.2}), "foot", (0.8, 0.2)),
        (choice("nominal", "q", ONSET), None, (0.4, 0.3, 0.2, 0.1)),
        (choice("nominal", "q", {"slow": 0.6, "fall": 0.6}), None, (0.5, 0.5)),
        (choice("graded", "q", STIFF), None, (0.7, 0.2, 0.1)),
        (choice("graded", "q", {**STIFF, "none": 0.1}), None, (0.7, 0.2, 0.1)),
        (
            choice("graded", "q", {"none": 0.1, "some": 0.0, "marked": 0.0}),
            None,
            (1 / 1.01, 0.005 / 1.01, 0.005 / 1.01),
        ),
        (choice("graded", "q", {"none": 0.1, "some": 0.8, "marked": 0.6}), None, (0.005, 0.995 * 4 / 7, 0.995 * 3 / 7)),
        (replace(AGE, background={"young": Share(0.3, "review"), "old": Share(0.7, "review")}), None, (0.3, 0.7)),
    ],
)
def test_a_background_is_taken_as_stated_but_nothing_is_impossible(
    question: Question, option: str | None, expected: tuple[float, ...]
) -> None:
    assert background_distribution(question, option) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("kind", "leak", "stated", "expected"),
    [
        ("nominal", ONSET, {"slow": "often"}, (0.6, 0.4 * 3 / 6, 0.4 * 2 / 6, 0.4 / 6)),
        ("nominal", ONSET, {"slow": "often", "lift": "sometimes"}, (0.6, 0.05 * 3 / 5, 0.05 * 2 / 5, 0.35)),
        ("nominal", ONSET, {"slow": "often", "fall": "often"}, (0.6, 0.6, 0.01 * 2 / 3, 0.005)),
        ("nominal", {"slow": 0.5, "fall": 0.5}, {"slow": "often", "fall": "often"}, (0.5, 0.5)),
        ("graded", STIFF, {"some": "often"}, (0.3, 0.6, 0.1)),
        ("graded", STIFF, {"marked": "often"}, (0.2, 0.2, 0.6)),
        ("graded", STIFF, {"none": "rarely"}, (0.1, 0.9 * 2 / 3, 0.9 / 3)),
        ("graded", STIFF, {"some": "usually", "marked": "often"}, (0.005, 0.995 * 4 / 7, 0.995 * 3 / 7)),
    ],
)
def test_levels_left_out_take_what_the_stated_ones_leave(
    kind: str, leak: Mapping[str, float], stated: Mapping[str, FrequencyWord], expected: tuple[float, ...]
) -> None:
    question = choice(kind, "q", leak)
    finding = {option: Word(word) for option, word in stated.items()}
    found = cause_distribution(question, None, finding, tuple(leak.values()), {})
    total = sum(expected)
    assert found == pytest.approx([share / total for share in expected])


def test_a_cause_that_says_nothing_answers_as_the_background() -> None:
    leak = (0.9, 0.1)
    multi = choice("multi", "q", {"knee": 0.1, "foot": 0.1})
    assert cause_distribution(GROIN, None, None, leak, {}) is leak
    assert cause_distribution(GROIN, None, {}, leak, {}) is leak
    assert cause_distribution(multi, "foot", {"knee": Word("often")}, leak, {}) is leak
    assert cause_distribution(multi, "knee", {"knee": Word("often")}, leak, {}) == pytest.approx((0.4, 0.6))


def test_a_figure_is_drawn_to_the_background_by_the_trust_in_its_source() -> None:
    """Odds of 4 beside even odds: nine tenths of the way for a review, half the way for a small study."""
    for source, trust in (("review", 0.9), ("small", 0.5)):
        found = cause_distribution(GROIN, None, {"yes": Share(0.8, source)}, (0.5, 0.5), SOURCES)
        assert found[1] / found[0] == pytest.approx(4**trust)


# --- the model ----------------------------------------------------------------------------------------


def test_the_prior_multiplies_odds(two: Model) -> None:
    prior = [math.exp(value) for value in two.log_prior]
    expected = {(): 3 / 8, ("hip",): 3 / 8, ("back",): 1 / 8, ("hip", "back"): 1 / 16, ("back", "hip"): 1 / 16}
    assert len(prior) == len(expected)
    for members, share in expected.items():
        assert prior[hypothesis(two, *members)] == pytest.approx(share)
    assert marginals(two, tuple(prior)) == pytest.approx({"hip": 0.5, "back": 0.25, SOMETHING_ELSE: 0.375})


def test_sets_of_up_to_three_each_led_by_each_of_its_members() -> None:
    """Of four conditions: none, 4 alone, 6 pairs with two leads each, 4 threes with three leads each."""
    model = build_model(toy(causes=[condition(name, "hip", 0.5) for name in "abcd"]))
    sizes = [len(group) for group in model.hypotheses]
    assert [sizes.count(size) for size in range(5)] == [1, 4, 12, 12, 0]
    assert {frozenset(group) for group in model.hypotheses if group[:1] == (0,)} == {
        frozenset({0, *others}) for others in ((), (1,), (2,), (3,), (1, 2), (1, 3), (2, 3))
    }
    assert math.exp(model.log_prior[hypothesis(model, "b", "a", "d")]) == pytest.approx(1 / 3 / 15), "1 of 1+4+6+4"


def test_a_look_alike_stands_alone_or_with_one_condition_of_its_regions() -> None:
    nerve = look_alike("nerve", "hip", 0.5, stands_with=("back",))
    shingles = look_alike("shingles", "back", 0.5)
    model = build_model(toy(causes=[HIP, BACK, nerve, shingles]))
    names = {tuple(model.members[i].id for i in group) for group in model.hypotheses}
    with_strangers = {group for group in names if {"nerve", "shingles"} & set(group)}
    assert with_strangers == {
        ("nerve",),
        ("shingles",),
        *(pair for a, b in (("back", "nerve"), ("back", "shingles"), ("hip", "shingles")) for pair in ((a, b), (b, a))),
    }
    alone, pair = (math.exp(model.log_prior[hypothesis(model, *g)]) for g in (("shingles",), ("back", "shingles")))
    assert pair == pytest.approx(alone * (1 / 3) / 2)
    for cause in ("hip", "back", "nerve", "shingles"):
        members = {i for i, group in enumerate(model.hypotheses) if cause in {model.members[m].id for m in group}}
        assert set(model.by_cause[cause]) == members
    none = {hypothesis(model), hypothesis(model, "nerve"), hypothesis(model, "shingles")}
    assert set(model.by_cause[SOMETHING_ELSE]) == none, "none of the ten, whatever else"


def test_forms_share_the_odds_of_their_condition_and_never_stand_together() -> None:
    forms = (
        Variant("disc", "Disc", Word("often"), "", says(cough="usually")),
        Variant("canal", "Canal", Word("sometimes"), "", says(leg="rarely")),
    )
    knowledge = toy([LEG, COUGH], [HIP, replace(BACK, variants=forms)])
    model = build_model(knowledge)
    assert [member.id for member in model.members] == ["hip", "back/disc", "back/canal"]
    assert marginals(model, believe(model, {})) == pytest.approx({"hip": 0.5, "back": 0.25, SOMETHING_ELSE: 0.375})
    prior = [math.exp(model.log_prior[hypothesis(model, form)]) for form in ("back/disc", "back/canal")]
    assert prior[0] / prior[1] == pytest.approx(0.6 / 0.35)
    assert [dict(member.findings) for member in model.members[1:]] == [
        says(leg="usually", cough="usually"),
        says(leg="rarely"),
    ], "what a form says stands over what its condition says"
    assert not any({1, 2} <= set(group) for group in model.hypotheses)


def test_a_cited_share_of_a_form_is_drawn_to_evens_by_the_trust_in_its_source() -> None:
    """Odds of 4 and 1 to 4 from a small study count as 2 and 1 to 2: shares of 2/3 and 1/3."""
    forms = tuple(Variant(name, name, Share(p, "small"), "", {}) for name, p in (("disc", 0.8), ("canal", 0.2)))
    model = build_model(toy([LEG], [replace(BACK, variants=forms)]))
    odds = [member.odds for member in model.members]
    assert odds == pytest.approx([2 / 9, 1 / 9]), "of odds of 1 to 3"


LINKS: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any], float]] = {
    "nothing known": ({}, {}, 1.0),
    "a link to the other": ({"links": (Link("back", "", strength="often"),)}, {}, 1.6),
    "a link back": ({}, {"links": (Link("sore", "", strength="rarely"),)}, 1.1),
    "a link to the other's region": ({}, {"links": (Link("hip", "", strength="often"),)}, 1.6),
    "a link to its own region": ({"links": (Link("hip", "", strength="often"),)}, {}, 1.0),
    "a link to somebody else": ({"links": (Link("third", "", strength="often"),)}, {}, 1.0),
    "a link that only a source states": ({"links": (Link("back", "", source="review"),)}, {}, 1.0),
    "a cited odds ratio": ({"coexists": (Coexistence("spine", 4.0, "small"),)}, {}, 2.0),
    "one of somebody else": ({"coexists": (Coexistence("third", 4.0, "small"),)}, {}, 1.0),
    "the strongest of all": (
        {"coexists": (Coexistence("spine", 4.0, "small"),), "links": (Link("spine", "", strength="usually"),)},
        {"links": (Link("sore", "", strength="always"),)},
        2.0,
    ),
    "an odds ratio below chance": ({"coexists": (Coexistence("spine", 0.25, "small"),)}, {}, 1.0),
}


@pytest.mark.parametrize("name", LINKS)
def test_pairs_that_go_together_are_likelier(name: str) -> None:
    one, other, expected = LINKS[name]
    sore, spine = condition("sore", "hip", 0.5, **one), condition("spine", "back", 0.5, **other)
    knowledge = toy(causes=[sore, spine])
    model = build_model(knowledge)
    a, b = model.members
    assert pair_factor(a, b, knowledge) == pytest.approx(expected)
    assert pair_factor(b, a, knowledge) == pytest.approx(expected)
    total = 1 + 1 + 1 + expected
    assert math.exp(model.log_prior[hypothesis(model, "spine", "sore")]) == pytest.approx(expected / 2 / total)


def test_a_link_within_a_region_is_no_link_to_all_of_it() -> None:
    one, other = condition("one", "hip", 0.5, links=(Link("hip", "", strength="often"),)), condition("two", "hip", 0.5)
    knowledge = toy(causes=[one, other])
    a, b = build_model(knowledge).members
    assert pair_factor(a, b, knowledge) == 1


def test_in_a_set_of_three_every_pair_counts() -> None:
    linked = condition("a", "hip", 0.5, links=(Link("b", "", strength="often"), Link("c", "", strength="rarely")))
    model = build_model(toy(causes=[linked, condition("b", "hip", 0.5), condition("c", "hip", 0.5)]))
    weights = 1 + 3 + (1.6 + 1.1 + 1) + 1.6 * 1.1
    assert math.exp(model.log_prior[hypothesis(model, "c", "a", "b")]) == pytest.approx(1.6 * 1.1 / 3 / weights)


MANY = [
    yes_no("ache", 0.1),
    yes_no("numb", 0.2, group="nerve"),
    yes_no("tingle", 0.3, group="nerve"),
    choice("multi", "sites", {"knee": 0.1, "foot": 0.2}),
    choice("nominal", "onset", {"slow": 0.6, "fall": 0.4}),
    choice("graded", "stiff", STIFF),
    yes_no("past_fall", 0.2, lasting=True),
    AGE,
]
HERE = says(
    ache="often",
    numb="usually",
    tingle="often",
    sites={"knee": "usually"},
    onset={"slow": "usually"},
    stiff={"some": "often"},
    past_fall="often",
    age={"old": "usually"},
)
THERE = says(
    ache="sometimes",
    sites={"knee": "often"},
    onset={"slow": "rarely"},
    stiff={"marked": "often"},
    past_fall="usually",
    age={"old": "often"},
)


@pytest.fixture(scope="module")
def many() -> Model:
    """One question of each kind, and two conditions that speak of most of them."""
    return build_model(toy(MANY, [condition("hip", "hip", 0.5, HERE), condition("back", "back", 0.5, THERE)]))


def column(model: Model, factor: str, *members: str) -> list[float]:
    return [row[hypothesis(model, *members)] for row in model.table(factor)]


def test_each_kind_of_question_has_its_own_likelihood(many: Model) -> None:
    tick = constants.TICK_RATE
    assert column(many, "ache", "hip") == pytest.approx((0.4, 0.6))
    assert column(many, "ache", "hip", "back")[1] == pytest.approx(1 - 0.9 * (0.4 / 0.9) * (0.65 / 0.9))
    assert column(many, "sites.knee", "back") == pytest.approx((1 - 0.6 * tick, 0.6 * tick)), "a list is under-ticked"
    assert column(many, "sites.foot", "back") == pytest.approx((1 - 0.2 * tick, 0.2 * tick)), "silent: background"
    assert column(many, "onset", "hip", "back") == pytest.approx((0.8, 0.2)), "the one in the lead speaks"
    assert column(many, "onset", "back", "hip") == pytest.approx((0.1, 0.9))
    none, at_most_some = 0.7 * (0.3 / 0.7) * (0.2 / 0.7), 0.9 * (0.9 / 0.9) * (0.4 / 0.9)
    assert column(many, "stiff", "hip", "back") == pytest.approx((none, at_most_some - none, 1 - at_most_some))


def test_a_fact_about_the_person_moves_the_odds_and_a_complaint_does_not(many: Model) -> None:
    """Age: 1 : 1 times 4 : 1 times 3 : 2 (often is 0.6, and the young take the rest)."""
    young, old = column(many, "age", "hip", "back")
    assert old / young == pytest.approx(4 * 1.5)
    past = column(many, "past_fall", "hip", "back")
    odds = 0.2 / 0.8
    assert past[1] / past[0] == pytest.approx(odds * (0.6 / 0.4 / odds) * (0.8 / 0.2 / odds))


def test_the_two_of_a_group_count_for_a_root_each(many: Model) -> None:
    power = 1 / 2**constants.GROUP_EXPONENT
    no, yes_ = column(many, "numb", "hip")
    assert yes_ / no == pytest.approx((0.8 / 0.2) ** power)
    no, yes_ = column(many, "numb")
    assert yes_ / no == pytest.approx((0.2 / 0.8) ** power)
    assert [many.factors[f].exponent for f in ("ache", "numb", "tingle", "sites.knee")] == [1, power, power, 1]


def test_the_table_says_of_every_set_what_the_set_alone_says(many: Model) -> None:
    for factor in many.factors:
        for index, members in enumerate(many.hypotheses):
            found = [row[index] for row in many.table(factor)]
            assert found == pytest.approx(many.likelihood(factor, members))
            assert sum(found) == pytest.approx(1)


def test_a_level_that_two_causes_leave_nothing_for_stays_possible() -> None:
    """Cumulated 0.5 and then 0.9 * (0.6 / 0.9)^2 = 0.4: as shares never fall, the middle is left with nothing."""
    assert noisy_max((0.5, 0.4, 0.1), [(0.5, 0.1, 0.4)] * 2) == pytest.approx((0.5 / 1.005, 0.005 / 1.005, 0.5 / 1.005))
    stiff = choice("graded", "stiff", {"none": 0.6, "some": 0.3, "marked": 0.1})
    both = says(stiff={"none": "often", "marked": "sometimes"})
    model = build_model(toy([stiff], [condition("a", "hip", 0.5, both), condition("b", "hip", 0.5, both)]))
    assert sum(believe(model, {"stiff": "some"})) == pytest.approx(1)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"ache": True}, [("ache", 1)]),
        ({"ache": False}, [("ache", 0)]),
        ({"ache": NOT_SURE}, []),
        ({"unknown": True}, []),
        ({"sites": {"knee": True, "foot": False}}, [("sites.knee", 1), ("sites.foot", 0)]),
        ({"sites": {"knee": NOT_SURE}}, []),
        ({"onset": "fall", "stiff": "none"}, [("onset", 1), ("stiff", 0)]),
        ({"age": 18}, [("age", 0)]),
        ({"age": 49}, [("age", 0)]),
        ({"age": 50}, [("age", 1)]),
        ({"age": 110}, [("age", 1)]),
        ({"age": 17}, []),
    ],
)
def test_what_answers_tell_the_model(many: Model, told: Answers, expected: list[tuple[str, int]]) -> None:
    assert list(many.observations(told)) == expected


def test_what_has_no_background_tells_the_model_nothing() -> None:
    model = build_model(toy([yes_no("name", None), choice("multi", "sites", {"knee": 0.1}, options=SITES.options)]))
    assert list(model.factors) == ["sites.knee"]
    assert model.observations({"name": True, "sites": {"knee": True, "foot": True}}) == (("sites.knee", 1),)


def test_none_of_these_is_counted_once() -> None:
    """As an observation of its own where a cause states it, and else as the others left unticked."""
    silent = build_model(toy([SITES], [HIP]))
    assert set(silent.factors) == {"sites.knee", "sites.foot"}
    none, knee = {"knee": False, "foot": False, "none": True}, {"knee": True, "none": False}
    assert silent.observations({"sites": none}) == (("sites.knee", 0), ("sites.foot", 0))
    stating = build_model(toy([SITES], [condition("hip", "hip", 0.5, says(sites={"none": "often"})), BACK]))
    assert stating.observations({"sites": none}) == (("sites.none", 1),)
    assert stating.observations({"sites": knee}) == (("sites.knee", 1),)


# --- belief -------------------------------------------------------------------------------------------


def test_bayes_rule(two: Model) -> None:
    """3 : 3 : 1 : 1 times 0.1, 0.8, 0.1 and 0.8 is 3 : 24 : 1 : 8, of 36."""
    belief = believe(two, {"groin": True})
    assert belief[hypothesis(two)] == pytest.approx(3 / 36)
    assert belief[hypothesis(two, "hip")] == pytest.approx(24 / 36)
    assert belief[hypothesis(two, "hip", "back")] == pytest.approx(4 / 36)
    assert marginals(two, belief) == pytest.approx({"hip": 32 / 36, "back": 1 / 4, SOMETHING_ELSE: 3 / 36})


def test_answers_multiply(two: Model) -> None:
    """P(hip) : P(not) is 1 : 1 times 2 : 9 for no groin pain; P(back) 1 : 3 times 8 for leg pain. They stay apart."""
    shares = marginals(two, believe(two, {"groin": False, "leg": True}))
    assert shares == pytest.approx({"hip": 2 / 11, "back": 8 / 11, SOMETHING_ELSE: 9 / 11 * 3 / 11})


def test_many_answers_neither_underflow_nor_overflow() -> None:
    """Three hundred answers of 1 in 50 are a chance of 1 in 10^510; 300 more are certainty."""
    same, telling = ([yes_no(f"{name}{i}", 0.02) for i in range(300)] for name in ("same", "telling"))
    brings = {**{q.id: {"yes": Word("never")} for q in same}, **{q.id: {"yes": Word("always")} for q in telling}}
    model = build_model(toy([*same, *telling], [condition("hip", "hip", 0.5, brings)]))
    told = {q.id: True for q in same}
    assert marginals(model, believe(model, told))["hip"] == pytest.approx(0.5)
    told |= {q.id: True for q in telling}
    assert marginals(model, believe(model, told)) == {"hip": 1, SOMETHING_ELSE: 0}


# --- what to ask next ---------------------------------------------------------------------------------


def bits(share: float) -> float:
    """Entropy of a yes or no, in bits."""
    return -share * math.log2(share) - (1 - share) * math.log2(1 - share)


def test_the_gain_of_a_question_is_the_fall_of_entropy() -> None:
    """One condition at even odds: a yes (0.45) leaves 8 of 9, a no (0.55) 2 of 11; "none of the ten" mirrors it."""
    model = build_model(toy([GROIN, LEG], [HIP]))
    expected = 2 * (1 - 0.45 * bits(8 / 9) - 0.55 * bits(2 / 11))
    assert list(information_gain(model, believe(model, {}), ["groin"])) == pytest.approx([expected])
    assert list(information_gain(model, believe(model, {}), ["leg", "groin"])) == pytest.approx([0, expected])


def test_what_is_certain_has_nothing_to_gain(two: Model) -> None:
    assert list(information_gain(two, believing(two, hip=1.0), ["groin"])) == [0]


def test_the_gain_looks_at_the_likeliest_95_in_100(two: Model) -> None:
    """The last of those kept may itself be small; what is left out is taken as never."""
    whole = 2 * (bits(0.0625) - 0.14375 * bits(0.05 / 0.14375) - 0.85625 * bits(0.0125 / 0.85625))
    assert list(information_gain(two, believing(two, hip=0.0625), ["groin"])) == pytest.approx([whole])
    assert list(information_gain(two, believing(two, hip=0.05), ["groin"])) == [0]
    without = list(information_gain(two, believing(two, hip=0.25, back=0.03125), ["groin"]))
    hip = 0.25 / 0.96875
    yes_ = 0.8 * hip + 0.1 * (1 - hip)
    expected = 2 * (bits(hip) - yes_ * bits(0.8 * hip / yes_) - (1 - yes_) * bits(0.2 * hip / (1 - yes_)))
    assert without == pytest.approx([expected])


def asked_next(knowledge: Knowledge, told: Answers, asked: Collection[str] = ()) -> str | None:
    ask = next_screen(build_model(knowledge), told, asked)
    return ask.screen.id if ask else None


GAIN = 2 * (1 - 0.45 * bits(8 / 9) - 0.55 * bits(2 / 11))
"""Bits of the groin question where the hip condition alone is in question, at even odds."""


@pytest.mark.parametrize(("effort", "expected"), [(0.999, "hip_talk"), (1.001, None)])
def test_a_question_is_worth_its_effort_or_is_not_asked(effort: float, expected: str | None) -> None:
    """Information times the chance of an answer over cost and words (40 count as one), against 0.01 bits.

    Eighty words stand on the screen: its title, two of the question, and 77 of how to do it.
    """
    groin = replace(GROIN, text="groin pain?")
    cost = effort * 0.05 * GAIN / 0.01 - 2
    talk = screen("hip_talk", cost=cost, answerable=0.05, instructions="word " * 77)
    assert asked_next(toy([groin], [HIP], screens=[talk]), {}) == expected


@pytest.mark.parametrize(("effort", "expected"), [(0.999, "danger"), (1.001, None)])
@pytest.mark.parametrize("level", [Urgency.URGENT, Urgency.ROUTINE])
def test_an_open_rule_adds_a_tenth_of_a_bit_for_each_level(level: Urgency, effort: float, expected: str | None) -> None:
    numb = yes_no("numb", None, "danger")
    sign = flag("sign", (level, yes("numb")))
    cost = effort * 0.1 * level / 0.01 - 3 / 40
    both = [numb, yes_no("name", None, "danger")]
    known = toy(both, [HIP], screens=[screen("danger", cost=cost)], red_flags={"sign": sign})
    assert asked_next(known, {}) == expected


def test_the_most_telling_screen_for_its_cost_comes_first() -> None:
    brings = condition("hip", "hip", 0.5, says(groin="usually", limp="often"))
    limp = yes_no("limp", 0.1, "limp_talk")
    assert asked_next(toy([limp, GROIN], [brings]), {}) == "hip_talk"
    assert asked_next(toy([limp, GROIN], [brings]), {}, ["groin"]) == "limp_talk"
    dear = [screen("hip_talk", cost=9.0)]
    assert asked_next(toy([limp, GROIN], [brings], screens=dear), {}) == "limp_talk"
    unlikely = [screen("hip_talk", answerable=0.1)]
    assert asked_next(toy([limp, GROIN], [brings], screens=unlikely), {}) == "limp_talk"


def test_every_option_of_a_list_adds_to_its_worth() -> None:
    """0.7 of those with pain tick it: each option tells less than the groin question, two tell more."""
    brings = condition("hip", "hip", 0.5, says(groin="often", sites={"knee": "often", "foot": "often"}))
    one = choice("multi", "sites", {"knee": 0.1}, "list")
    assert asked_next(toy([one, GROIN], [brings]), {}) == "hip_talk"
    both = choice("multi", "sites", {"knee": 0.1, "foot": 0.1}, "list")
    assert asked_next(toy([both, GROIN], [brings]), {}) == "list"


FLOW = toy(
    [yes_no("numb", None, "danger"), AGE, yes_no("own_idea", 0.1, "belief"), GROIN, LEG],
    [replace(HIP, findings=says(groin="usually", own_idea="often")), BACK],
    screens=[
        screen("danger", "danger", fixed=True),
        screen("you", "danger", fixed=True),
        screen("belief", optional=True),
    ],
    red_flags={"sign": flag("sign", (Urgency.EMERGENCY, yes("numb")))},
)


def test_fixed_screens_come_first_in_order_and_optional_ones_never_by_themselves() -> None:
    known = replace(
        FLOW, screens={name: FLOW.screens[name] for name in ("you", "danger", "back_talk", "hip_talk", "belief")}
    )
    assert asked_next(known, {}) == "you"
    assert asked_next(known, {"age": 40}, ["age"]) == "danger"
    assert asked_next(known, {"age": 40}, ["age", "numb"]) == "hip_talk"
    assert asked_next(known, {"age": 40}, ["age", "numb", "groin"]) == "back_talk"
    assert asked_next(known, {"age": 40}, ["age", "numb", "groin", "leg"]) is None


def test_an_emergency_ends_the_questions_at_once() -> None:
    assert asked_next(FLOW, {"age": 40}, ["age"]) == "danger"
    assert asked_next(FLOW, {"numb": True}, ["numb"]) is None


@pytest.mark.parametrize(("age", "minor"), [(17, True), (18, False), (NOT_SURE, False), (None, False)])
def test_under_18_only_the_fixed_screens_are_asked(age: Any, minor: bool) -> None:
    told: Answers = {} if age is None else {"age": age}
    assert is_minor(told) is minor
    assert asked_next(FLOW, told, ["age"]) == "danger"
    assert asked_next(FLOW, told, ["age", "numb"]) == (None if minor else "hip_talk")


def test_the_cap_counts_chosen_screens_alone() -> None:
    """Fixed and optional ones, and what is no question of the content, take no place."""
    names = [f"q{i}" for i in range(constants.SCREENS_AFTER_DANGER + 1)]
    questions = [yes_no(name, 0.1, f"screen_{name}") for name in names]
    brings = condition("hip", "hip", 0.5, {name: {"yes": Word("often")} for name in names})
    known = toy([*FLOW.questions.values(), *questions], [brings, BACK], screens=FLOW.screens.values())
    extra = ["age", "numb", "own_idea", "gone"]
    assert asked_next(known, {}, [*extra, *names[: constants.SCREENS_AFTER_DANGER - 1]]) is not None
    assert asked_next(known, {}, [*extra, *names[: constants.SCREENS_AFTER_DANGER]]) is None


@pytest.mark.parametrize(
    ("prior", "asked", "expected"),
    [
        (0.88, ["groin", "leg"], None),
        (0.12, ["groin", "leg"], None),
        (0.82, ["groin", "leg"], "more_talk"),
        (0.18, ["groin", "leg"], "more_talk"),
        (0.88, ["groin"], "more_talk"),
        (0.88, ["leg"], "more_talk"),
    ],
)
def test_clear_leaders_end_the_questions_once_both_regions_were_asked(
    prior: float, asked: list[str], expected: str | None
) -> None:
    """The hip condition at this share, the back one at 1 in 50: clear is 0.85 or more, and 0.15 or less."""
    more = yes_no("more", 0.1, "more_talk")
    hip = condition("hip", "hip", prior, says(groin="rarely", more="always"))
    back = condition("back", "back", 0.02, says(leg="rarely"))
    known = toy([more, GROIN, LEG], [hip, back])
    assert asked_next(known, {}, asked) == expected


def test_a_share_of_none_of_the_ten_must_be_clear_too() -> None:
    """Five conditions at 1 in 10 each are unlikely one by one, but 41 in 100 have one of them."""
    more = yes_no("more", 0.1, "more_talk")
    causes = [condition(f"h{i}", "hip", 0.1, says(groin="rarely", more="always")) for i in range(5)]
    back = condition("back", "back", 0.001, says(leg="rarely"))
    assert asked_next(toy([more, GROIN, LEG], [*causes, back]), {}, ["groin", "leg"]) == "more_talk"


@pytest.mark.parametrize(("share", "clear"), [(0.85, True), (0.849, False), (0.15, True), (0.151, False), (1.0, True)])
def test_clear_is_from_85_and_to_15_in_100(two: Model, share: float, clear: bool) -> None:
    assert _clear(two, believing(two, hip=share)) is clear


@pytest.mark.parametrize(("hip", "expected"), [(0.5, "more_talk"), (0.9, None)])
def test_each_of_the_ten_must_be_clear(hip: float, expected: str | None) -> None:
    """With the back condition at 0.99, none of the ten is clearly not the case; the hip may still be in doubt."""
    more = yes_no("more", 0.1, "more_talk")
    doubt = condition("hip", "hip", hip, says(groin="rarely", more="always"))
    known = toy([more, GROIN, LEG], [doubt, replace(BACK, prior=Share(0.99, "review"))])
    assert asked_next(known, {}, ["groin", "leg"]) == expected


def test_a_look_alike_need_not_be_clear() -> None:
    more = yes_no("more", 0.1, "more_talk")
    hip = condition("hip", "hip", 0.05, says(groin="rarely", more="always"))
    back = condition("back", "back", 0.05, says(leg="rarely"))
    known = toy([more, GROIN, LEG], [hip, back, look_alike("nerve", "hip", 0.5)])
    assert asked_next(known, {}, ["groin", "leg"]) is None


def test_a_rule_still_open_on_any_screen_keeps_the_questions_going() -> None:
    more, idle = yes_no("more", 0.1, "more_talk"), yes_no("idle", 0.1, "idle_talk")
    hip = condition("hip", "hip", 0.9, says(groin="rarely", more="always"))
    back = condition("back", "back", 0.02, says(leg="rarely"))
    known = toy([more, idle, GROIN, LEG], [hip, back])
    assert asked_next(known, {}, ["groin", "leg"]) is None
    for question in ("more", "idle"):
        open_rule = {"sign": flag("sign", (Urgency.URGENT, yes(question)))}
        assert asked_next(replace(known, red_flags=open_rule), {}, ["groin", "leg"]) is not None


def test_nobody_tries_a_movement_after_a_danger_sign_or_with_a_history_against_it() -> None:
    lift = yes_no("lift", 0.1, "test")
    known = toy(
        [yes_no("numb", None), yes_no("cough", None), yes_no("new_hip", None), lift],
        [condition("hip", "hip", 0.5, says(lift="usually"))],
        screens=[screen("test", "self_test")],
        red_flags={"mild": MILD, "sign": flag("sign", (Urgency.URGENT, yes("numb")))},
        self_test_not_if=yes("new_hip"),
    )
    for told, allowed in (({}, True), ({"cough": True}, True), ({"numb": True}, False), ({"new_hip": True}, False)):
        assert self_tests_allowed(known, told) is allowed
        offered = {ask.screen.id for ask in waiting(known, told, [])}
        assert offered == ({"talk", "test"} if allowed else {"talk"})
    assert self_tests_allowed(replace(known, self_test_not_if=None), {"new_hip": True})


def test_what_does_not_apply_is_not_put() -> None:
    sites = replace(SITES, options=(replace(SITES.options[0], ask_if=yes("limp")), *SITES.options[1:]))
    known = toy(
        [LIMP, yes_no("later", ask_if=yes("limp")), replace(sites, screen="list"), yes_no("lift", screen="test")],
        screens=[screen("list", ask_if=Not(yes("limp"))), screen("test", not_if=yes("limp"))],
    )

    def offered(told: Answers, asked: Collection[str] = ()) -> dict[str, list[str]]:
        return {ask.screen.id: [q.id for q in ask.questions] for ask in waiting(known, told, asked)}

    assert offered({}) == {"talk": ["limp"], "test": ["lift"]}, "not decided is not met, and rules nothing out"
    assert offered({"limp": True}) == {"talk": ["limp", "later"]}
    assert offered({"limp": True}, ["limp"]) == {"talk": ["later"]}
    assert offered({"limp": False}, ["limp"]) == {"list": ["sites"], "test": ["lift"]}
    for told, options in (
        ({"limp": True}, ["knee", "foot", "none"]),
        ({"limp": False}, ["foot", "none"]),
        ({}, ["foot", "none"]),
    ):
        assert [o.id for o in shown_options(sites, known, told)] == options


def test_words_on_a_screen_are_counted_once() -> None:
    title = "Where does it hurt?"
    options = (Option("knee", "The knee", "knee"), Option("foot", "The whole foot", "foot"))
    same = choice("multi", "sites", {"knee": 0.1}, "list", options=options)
    same, row = (
        replace(same, text=title),
        yes_no("limp", screen="list", text="Do you limp when you walk?", short="A limp"),
    )
    known = toy([same, row, yes_no("fall", screen="list", text="Did you fall?")])
    known = replace(known, screens={"list": Screen("list", "where", "rows", title, instructions="Tick all.")})
    (ask,) = waiting(known, {}, [])
    assert words_on(ask) == 4 + 2 + (2 + 3) + 2 + 3


# --- region -------------------------------------------------------------------------------------------


def test_what_a_cured_region_takes_away(two: Model) -> None:
    """Groin pain: a person with the hip condition has it in 0.8, cured in 0.1, so 7 of 8 would vanish."""
    belief = believing(two, hip=0.5, hip_back=0.2, back=0.1)
    assert disablement(two, belief, ("groin", 1), "hip") == pytest.approx(0.7 * 7 / 8)
    assert disablement(two, belief, ("groin", 1), "back") == 0
    assert disablement(two, belief, ("leg", 1), "back") == pytest.approx(0.3 * 7 / 8)


def test_what_two_bring_only_partly_goes_with_one_of_them() -> None:
    """Both bring it in 0.8: together 1 - 0.9 * (2 / 9)^2; without one of them 0.8 stays."""
    both = build_model(toy([GROIN], [HIP, condition("back", "back", 0.5, says(groin="usually"))]))
    together = 1 - 0.9 * (2 / 9) ** 2
    belief = believing(both, hip_back=1.0)
    for region in ("hip", "back"):
        assert disablement(both, belief, ("groin", 1), region) == pytest.approx(1 - 0.8 / together)


def test_a_cure_never_brings_a_complaint_back() -> None:
    """The hip condition speaks against leg pain; what it held back is no complaint explained by it."""
    quiet = condition("hip", "hip", 0.5, says(leg="never"))
    model = build_model(toy([LEG], [quiet, BACK]))
    assert disablement(model, believing(model, hip=1.0), ("leg", 1), "hip") == 0


def test_a_look_alike_is_not_cured_with_its_region() -> None:
    nerve = look_alike("nerve", "hip", 0.5, says(groin="usually"))
    model = build_model(toy([GROIN], [HIP, nerve]))
    assert disablement(model, believing(model, nerve=1.0), ("groin", 1), "hip") == 0
    together = 1 - 0.9 * (2 / 9) ** 2
    assert disablement(model, believing(model, hip_nerve=1.0), ("groin", 1), "hip") == pytest.approx(1 - 0.8 / together)


def test_the_region_with_more_to_lose_comes_first(two: Model) -> None:
    """Groin pain alone: all of what is explained goes with the hip. A share is held within 2 and 98 in 100."""
    told: Answers = {"groin": True, "leg": False}
    found = primary_region(two, believing(two, hip=0.5), told)
    assert found == PrimaryRegion("hip", pytest.approx(0.98), pytest.approx(0.02), 1, 0, 1)  # type: ignore[arg-type]
    found = primary_region(two, believing(two, back=0.5), {"leg": True})
    assert found.verdict == "back"
    assert found.hip == pytest.approx(0.02)


def test_shares_of_regions_are_those_of_what_they_explain(two: Model) -> None:
    belief = believing(two, hip=0.6, back=0.2)
    found = primary_region(two, belief, {"groin": True, "leg": True})
    assert found.hip == pytest.approx(0.75)
    assert found.back == pytest.approx(0.25)
    assert (found.explained_hip, found.explained_back, found.reported) == (1, 0, 2), "0.6 and 0.2 of 7 in 8; from 0.2"
    belief = believing(two, hip=0.6, back=0.24)
    assert primary_region(two, belief, {"groin": True, "leg": True}).explained_back == 1


def test_a_topic_weighs_the_same_however_much_of_it_was_asked() -> None:
    """Two hip findings on one screen and one back finding on another count as one each."""
    hip = condition("hip", "hip", 0.5, says(groin="usually", thigh="usually"))
    model = build_model(toy([GROIN, yes_no("thigh", 0.1, "hip_talk"), LEG], [hip, BACK]))
    found = primary_region(model, believing(model, hip=0.4, back=0.4), {"groin": True, "thigh": True, "leg": True})
    assert found.hip == pytest.approx(0.5)
    assert found.verdict == "both"


@pytest.mark.parametrize(("screens", "verdict"), [(17, "hip"), (18, "unclear")])
def test_what_is_explained_is_a_share_of_all_topics(screens: int, verdict: str) -> None:
    """Of so many topics with one finding each, the hip condition explains 7 in 8 of one."""
    others = [yes_no(f"other{i}", 0.1, f"talk{i}") for i in range(screens - 1)]
    model = build_model(toy([GROIN, *others, LEG], [HIP, BACK]))
    told: Answers = {"groin": True, **{q.id: True for q in others}}
    assert primary_region(model, believing(model, hip=1.0), told).verdict == verdict


def test_two_cut_offs_give_the_verdict(two: Model) -> None:
    """The share of the hip is x / (x + y) where the belief in the two is x and y and each finding is told once."""
    told: Answers = {"groin": True, "leg": True}
    for share, verdict in (
        (constants.HIP_FIRST + 0.001, "hip"),
        (constants.HIP_FIRST - 0.001, "both"),
        (constants.BACK_FIRST + 0.001, "both"),
        (constants.BACK_FIRST - 0.001, "back"),
    ):
        belief = believing(two, hip=0.9 * share, back=0.9 * (1 - share))
        assert primary_region(two, belief, told).verdict == verdict


@pytest.mark.parametrize(
    ("hip", "explained", "verdict"),
    [
        (constants.HIP_FIRST, 0.05, "hip"),
        (constants.BACK_FIRST, 0.05, "back"),
        ((constants.HIP_FIRST + constants.BACK_FIRST) / 2, 0.05, "both"),
        (1.0, 0.0499, "unclear"),
    ],
)
def test_a_cut_off_belongs_to_the_clearer_side(hip: float, explained: float, verdict: str) -> None:
    assert _verdict(hip, False, explained) == verdict
    assert _verdict(hip, True, explained) == "neither"


def test_neither_when_something_else_is_likelier_than_not(two: Model) -> None:
    told: Answers = {"groin": True}
    assert primary_region(two, believing(two, hip=0.5), told).verdict == "hip", "evens is not likelier"
    assert primary_region(two, believing(two, hip=0.49), told).verdict == "neither"


@pytest.mark.parametrize(("sites", "verdict"), [(17, "hip"), (18, "unclear")])
def test_unclear_when_the_ten_explain_less_than_a_twentieth(sites: int, verdict: str) -> None:
    """One topic of which the hip condition explains 7 in 8 of one finding, and nothing of the others."""
    others = [yes_no(f"other{i}", 0.1, "hip_talk") for i in range(sites - 1)]
    model = build_model(toy([GROIN, *others, LEG], [HIP, BACK]))
    told: Answers = {"groin": True, **{q.id: True for q in others}}
    assert primary_region(model, believing(model, hip=1.0), told).verdict == verdict


def test_without_a_complaint_nothing_is_clear(two: Model) -> None:
    found = primary_region(two, believing(two, hip=1.0), {})
    assert found == PrimaryRegion("unclear", 0.5, 0.5, 0, 0, 0)


def test_direct_evidence_moves_the_odds_of_the_regions() -> None:
    """Usually is odds of 4, toward either side; often 1.5. Told both ways at evens they leave 4 / 1.5."""
    signs = (RegionSign(yes("first"), "hip", "usually"), RegionSign(yes("sitting"), "back", "often"))
    first, sitting = yes_no("first", None), yes_no("sitting", None)
    model = build_model(toy([GROIN, LEG, first, sitting], [HIP, BACK], region_signs=signs))
    belief, told = believing(model, hip=0.4, back=0.4), {"groin": True, "leg": True}
    assert direct_evidence(model, {}) == 0
    assert direct_evidence(model, {"first": False}) == 0
    for more, odds in (({"first": True}, 4), ({"sitting": True}, 1 / 1.5), ({"first": True, "sitting": True}, 4 / 1.5)):
        assert direct_evidence(model, more) == pytest.approx(math.log(odds))
        assert primary_region(model, belief, {**told, **more}).hip == pytest.approx(odds / (1 + odds))


def test_complaints_are_what_hurts_and_not_who_or_when() -> None:
    questions = [
        GROIN,
        choice("graded", "stiff", STIFF),
        choice("nominal", "worst", {"hip": 0.5, "back": 0.5}),
        choice("multi", "sites", {"knee": 0.1, "foot": 0.1}),
        choice("nominal", "onset", {"slow": 0.5, "fall": 0.5}, complaint=False),
        yes_no("runner", 0.1, "about"),
        yes_no("lift", 0.1, "test"),
        yes_no("ache", 0.1, "place"),
    ]
    stages = [screen("about", "known"), screen("test", "self_test"), screen("place", "where")]
    model = build_model(toy(questions, [HIP], screens=stages))
    told: Answers = {
        "groin": True,
        "stiff": "some",
        "worst": "hip",
        "sites": {"knee": True, "foot": False},
        "onset": "fall",
        "runner": True,
        "lift": True,
        "ache": True,
    }
    here = ("groin", 1), ("stiff", 1), ("worst", 0), ("sites.knee", 1), ("lift", 1), ("ache", 1)
    assert present_findings(model, told) == here
    assert present_findings(model, {"groin": False, "stiff": "none", "lift": False}) == ()
    assert present_findings(model, {"stiff": "marked", "worst": "back"}) == (("stiff", 2), ("worst", 1))
