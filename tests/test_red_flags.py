"""Danger signs: what holds for the whole rule set, and one case that fires and one that just misses for each level."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hipback_cli.evaluation.cases import Case, read_cases
from hipback_cli.interview.session import Session
from hipback_cli.knowledge.types import (
    Answer,
    Answers,
    AtLeast,
    Compare,
    Is,
    Knowledge,
    Level,
    Not,
    Question,
    Rule,
    Urgency,
    Within,
)
from hipback_cli.reasoning.model import Model
from hipback_cli.reasoning.next_screen import Ask, self_tests_allowed, waiting, words_on
from hipback_cli.reasoning.rules import holds
from hipback_cli.reasoning.urgency import assess_urgency, highest_level
from tests.golden import check_golden
from tests.people import KNOWLEDGE, answer_to, answers

CASES = Path(__file__).parent / "cases"
RF_CASES = {case.id: case for case in read_cases([CASES / "red_flags.yaml"], KNOWLEDGE)}
PUBLISHED = read_cases([CASES / "out_of_scope.yaml"], KNOWLEDGE)
LEVELS = [(flag.id, number) for flag in KNOWLEDGE.red_flags.values() for number in range(1, len(flag.levels) + 1)]
SAFETY = [q for q in KNOWLEDGE.questions.values() if q.safety and q.kind == "yes_no"]
DANGER_YES_NO = [q for q in SAFETY if KNOWLEDGE.screens[q.screen].stage == "danger"]
CAUDA_EQUINA = ("saddle_numbness", "bladder_change", "bowel_change", "sexual_change", "both_legs_new")

HARMLESS: Mapping[str, Answer] = {
    "answering_for": "me",
    "duration": "2_to_6_weeks",
    "onset": "gradual",
    "trend": "same",
    "stops": "some",
    "pain_now": 4,
    "night_pain": "turning",
    "morning_stiffness": "under_30",
    "walking_pattern": "from_start",
    "leg_weakness": "none",
}
"""How somebody with short, ordinary pain answers what has no yes or no."""

TRUNK = ("groin", "outer_hip", "deep_hip", "buttock", "sitting_bone", "low_back_middle", "low_back_side", "si_dimple")


def level_of(flag: str, number: int) -> Level:
    return KNOWLEDGE.red_flags[flag].levels[number - 1]


def urgency(given_answers: Answers) -> Urgency:
    return assess_urgency(KNOWLEDGE, given_answers).level


# --- the whole rule set ---------------------------------------------------------------------------


def parts_of(rule: Rule) -> Iterator[Rule]:
    yield rule
    if isinstance(rule, Not):
        yield from parts_of(rule.part)
    if isinstance(rule, AtLeast):
        for part in rule.parts:
            yield from parts_of(part)


def test_no_rule_says_not() -> None:
    """So that no yes can ever lower the result, for all answers and not only for those tried below."""
    rules = [level.when for flag in KNOWLEDGE.red_flags.values() for level in flag.levels]
    rules += [rule.when for rule in KNOWLEDGE.routine_rules]
    assert not [part for rule in rules for part in parts_of(rule) if isinstance(part, Not)]


def wait(given_answers: Answers) -> int:
    """How long a result tells to wait, as a place in the order of all such times; longest where it tells of none."""
    fired = assess_urgency(KNOWLEDGE, given_answers).fired
    return get_args(Within).index(fired[0].within) if fired else len(get_args(Within))


@given(answers(most=40), st.sampled_from(SAFETY))
def test_one_more_yes_never_lowers_urgency(given_answers: Answers, question: Question) -> None:
    assert urgency({**given_answers, question.id: True}) >= urgency({**given_answers, question.id: False})
    assert urgency({**given_answers, question.id: True}) >= urgency(given_answers)


@given(answers(most=40), st.sampled_from(list(KNOWLEDGE.questions.values())), st.data())
def test_one_more_answer_never_lowers_urgency(given_answers: Answers, question: Question, data: st.DataObject) -> None:
    before = {key: value for key, value in given_answers.items() if key != question.id}
    after = {**before, question.id: data.draw(answer_to(question))}
    assert urgency(after) >= urgency(before)
    assert wait(after) <= wait(before), "nor does it lengthen the wait"


@given(answers(most=40), st.sampled_from(SAFETY))
def test_not_sure_counts_as_the_question_says(given_answers: Answers, question: Question) -> None:
    counts_as = question.unsure_as != "no"
    unsure = assess_urgency(KNOWLEDGE, {**given_answers, question.id: "not_sure"})
    assert unsure == assess_urgency(KNOWLEDGE, {**given_answers, question.id: counts_as})


@given(answers(most=40), st.randoms(use_true_random=False))
def test_order_never_matters(given_answers: Answers, shuffle: random.Random) -> None:
    items = list(given_answers.items())
    shuffle.shuffle(items)
    assert assess_urgency(KNOWLEDGE, dict(items)) == assess_urgency(KNOWLEDGE, given_answers)


@given(answers(most=40))
def test_no_self_test_after_a_danger_sign(given_answers: Answers) -> None:
    if assess_urgency(KNOWLEDGE, given_answers).level >= Urgency.URGENT:
        assert not self_tests_allowed(KNOWLEDGE, given_answers)


@given(st.integers(0, 17), answers(most=20))
def test_nobody_under_18_is_left_to_self_care(age: int, given_answers: Answers) -> None:
    assert urgency({**given_answers, "age": age}) >= Urgency.ROUTINE


# --- each level -----------------------------------------------------------------------------------


def test_every_level_has_both_cases() -> None:
    wanted = {f"rf-{flag}-{number}-{kind}" for flag, number in LEVELS for kind in ("fires", "near-miss")}
    assert wanted == set(RF_CASES)


@pytest.mark.parametrize(("flag", "number"), LEVELS)
def test_a_level_fires_and_just_misses(flag: str, number: int) -> None:
    level, questions = level_of(flag, number), KNOWLEDGE.questions
    fires, misses = (RF_CASES[f"rf-{flag}-{number}-{kind}"] for kind in ("fires", "near-miss"))
    assert holds(level.when, fires.answers, questions) is True
    assert holds(level.when, misses.answers, questions) is not True
    assert flag in {fired.flag_id for fired in assess_urgency(KNOWLEDGE, fires.answers).fired}
    assert highest_level(KNOWLEDGE.red_flags[flag], fires.answers, KNOWLEDGE) is level, "an equal one must stand later"
    assert (urgency(fires.answers),) == fires.expected.urgency
    assert (urgency(misses.answers),) == misses.expected.urgency


def told(question: Question, given_answers: Answers) -> Answer | None:
    """The answer of a person to whom only `given_answers` apply: anything else is a no, or a harmless choice."""
    if question.kind == "multi":
        chosen = given_answers.get(question.id, {})
        assert isinstance(chosen, Mapping)
        return {option.id: chosen.get(option.id, False) for option in question.options}
    if question.kind == "yes_no":
        return given_answers.get(question.id, False)
    return given_answers.get(question.id, HARMLESS.get(question.id))


def walk(given_answers: Answers) -> tuple[dict[str, Answer], list[Ask]]:
    """Answers revealed by going through every screen that applies, self-tests apart, until an emergency stops it."""
    revealed: dict[str, Answer] = {}
    asks: list[Ask] = []
    asked: set[str] = set()
    while urgency(revealed) is not Urgency.EMERGENCY:
        ask = _next_ask(revealed, asked)
        if ask is None:
            break
        asks.append(ask)
        asked |= {question.id for question in ask.questions}
        answered = {question.id: told(question, given_answers) for question in ask.questions}
        revealed |= {key: value for key, value in answered.items() if value is not None}
    return revealed, asks


def _next_ask(revealed: Answers, asked: set[str]) -> Ask | None:
    """Fixed screens come first, as in the interview; the order of the others does not matter here."""
    ready = [ask for ask in waiting(KNOWLEDGE, revealed, asked) if ask.screen.stage != "self_test"]
    return next((ask for ask in ready if ask.screen.fixed), next(iter(ready), None))


@pytest.mark.parametrize(("flag", "number"), LEVELS)
def test_a_person_can_reach_every_level(flag: str, number: int) -> None:
    """Through the gates of the questions, and before another emergency ends the interview."""
    revealed, _ = walk(RF_CASES[f"rf-{flag}-{number}-fires"].answers)
    assert holds(level_of(flag, number).when, revealed, KNOWLEDGE.questions) is True


def in_lines(rule: Rule, depth: int = 1) -> Iterator[str]:
    """A rule as an indented list that can be read aloud."""
    indent = "    " * depth
    match rule:
        case Is(question, options):
            yield f"{indent}{question}: {' or '.join(options)}"
        case Compare(question, operator, bound):
            yield f"{indent}{question} {operator} {bound:g}"
        case Not(part):
            yield f"{indent}not"
            yield from in_lines(part, depth + 1)
        case AtLeast(count, parts):
            yield f"{indent}{'all' if count == len(parts) else f'at least {count}'} of {len(parts)}"
            for part in parts:
                yield from in_lines(part, depth + 1)


def every_rule(knowledge: Knowledge) -> str:
    """All danger signs with all their levels, to be read and compared."""
    lines = [
        line
        for flag in knowledge.red_flags.values()
        for number, level in enumerate(flag.levels, 1)
        for line in (
            f"{flag.id} {number}: {level.urgency.word}, {level.within}, {level.how}",
            *in_lines(level.when),
            "",
        )
    ]
    return "\n".join(lines)


def test_a_rule_changes_on_purpose_only() -> None:
    """No case can try every way to meet a rule, so a part that was dropped by accident shows in this diff."""
    check_golden("danger_signs.txt", every_rule(KNOWLEDGE))


# --- nothing fires without a reason ---------------------------------------------------------------


@given(
    st.integers(18, 110),
    st.sampled_from(["female", "male"]),
    st.lists(st.sampled_from(TRUNK), min_size=1, unique=True),
    st.sampled_from(["under_2_weeks", "2_to_6_weeks"]),
    st.sampled_from(["better", "same", "comes_and_goes"]),
)
def test_the_all_negative_interview_fires_nothing(
    age: int, sex: str, sites: list[str], duration: str, trend: str
) -> None:
    revealed, _ = walk(
        {"age": age, "sex": sex, "pain_sites": dict.fromkeys(sites, True), "duration": duration, "trend": trend}
    )
    assert not assess_urgency(KNOWLEDGE, revealed).fired


ORDINARY: Mapping[str, tuple[Answers, Urgency]] = {
    "lumbago after lifting": (
        {"age": 38, "sex": "male", "pain_sites": {"low_back_side": True}, "onset": "lifting_or_bending"},
        Urgency.SELF_CARE,
    ),
    "outer hip, lies badly": (
        {"age": 55, "sex": "female", "pain_sites": {"outer_hip": True, "outer_thigh": True}},
        Urgency.SELF_CARE,
    ),
    "outer hip on a blood thinner, with thin bones": (
        {"age": 66, "sex": "female", "pain_sites": {"outer_hip": True}, "blood_thinner": True, "osteoporosis": True},
        Urgency.SELF_CARE,
    ),
    "old hip arthritis with bad nights": (
        {
            "age": 72,
            "sex": "female",
            "pain_sites": {"groin": True, "buttock": True},
            "duration": "over_a_year",
            "trend": "worse",
            "impact_groin_pain": True,
            "night_pain_constant": True,
            "pain_escalating": True,
        },
        Urgency.ROUTINE,
    ),
    "sciatica that is settling": (
        {
            "age": 45,
            "sex": "male",
            "pain_sites": {"low_back_middle": True, "whole_leg": True, "foot": True},
            "numb_sites": {"foot": True},
            "worse_moving": {"cough_sneeze": True},
            "trend": "better",
        },
        Urgency.ROUTINE,
    ),
    "narrow canal for a year": (
        {
            "age": 75,
            "sex": "male",
            "pain_sites": {"buttock": True, "whole_leg": True},
            "side": "both",
            "duration": "over_a_year",
            "walking_pattern": "builds_sit",
            "heart_or_artery": True,
            "diabetes": True,
        },
        Urgency.ROUTINE,
    ),
    "runner with a sore outer hip who trains more": (
        {"age": 30, "sex": "female", "pain_sites": {"outer_hip": True}, "training_jump": True, "trend": "same"},
        Urgency.SELF_CARE,
    ),
    "worn spine joints, flare": (
        {
            "age": 68,
            "sex": "female",
            "pain_sites": {"low_back_side": True},
            "duration": "over_a_year",
            "trend": "comes_and_goes",
            "steroids_long": True,
        },
        Urgency.ROUTINE,
    ),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_pain_is_not_sent_to_hospital(name: str) -> None:
    person, most = ORDINARY[name]
    revealed, _ = walk(person)
    assert urgency({**revealed, **person}) <= most


# --- published cases ------------------------------------------------------------------------------


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case.id)
def test_published_cases_get_an_acceptable_urgency(case: Case) -> None:
    assert urgency(case.answers) in case.expected.urgency


# --- how it is asked ------------------------------------------------------------------------------


@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("duration", ["under_2_weeks", "2_to_6_weeks", "3_to_12_months", "over_a_year"])
def test_the_danger_block_of_an_all_clear_person_is_short(sex: str, duration: str) -> None:
    """At most eight screens and 350 words (titles, labels and options)."""
    sites = {"low_back_middle": True, "low_back_side": True}
    _, asks = walk({"age": 45, "sex": sex, "pain_sites": sites, "duration": duration})
    danger = [ask for ask in asks if ask.screen.stage == "danger"]
    assert len(danger) <= 8
    assert sum(map(words_on, danger)) <= 350


@pytest.mark.parametrize("sign", CAUDA_EQUINA)
def test_cauda_equina_ends_the_interview_by_the_third_screen(model: Model, sign: str) -> None:
    session = Session(model)
    person: dict[str, Any] = {"age": 38, "sex": "male", sign: True}
    while (view := session.current()) is not None:
        session.answer({q.id: answer for q in view.questions if (answer := told(q, person)) is not None})
    assert session.screens_asked <= 3
    assert urgency(session.answers) is Urgency.EMERGENCY


def test_the_nerves_come_before_the_place() -> None:
    order = list(KNOWLEDGE.screens)
    assert order[:3] == ["about_you", "right_now", "nerves"]
    assert order.index("nerves") < order.index("where")


@pytest.mark.parametrize("question", DANGER_YES_NO, ids=lambda question: question.id)
def test_a_safety_question_says_what_it_means(question: Question) -> None:
    assert question.told
    assert question.absent_told
    assert question.help
    assert bool(question.example) == (question.unsure_as == "clarify")


@pytest.mark.parametrize("question", [q for q in SAFETY if q.example], ids=lambda question: question.id)
def test_a_clarifying_question_is_one_question_that_stands_alone(question: Question) -> None:
    """A yes must mean the sign, so it may not point back ("that foot") nor ask two things one after the other."""
    assert question.example.count("?") == 1
    assert question.example.endswith("?")
    assert not re.search(r"\b(this|that) (foot|leg|accident)\b|\bof this\b", question.example)


@pytest.mark.parametrize(("second", "level"), [(False, Urgency.SELF_CARE), (True, Urgency.EMERGENCY)])
def test_not_sure_of_both_legs_asks_about_both_legs_now(model: Model, second: bool, level: Urgency) -> None:
    """Somebody with pain in one leg can answer it with a no, and is not sent to hospital."""
    session = Session(model)
    first: dict[str, Any] = {"age": 44, "sex": "male", "both_legs_new": "not_sure"}
    while (view := session.current()) is not None and not view.clarify:
        session.answer({q.id: answer for q in view.questions if (answer := told(q, first)) is not None})
    assert view is not None
    assert "both legs" in view.title
    assert "now" in view.title
    session.answer({"both_legs_new": second})
    assert urgency(session.answers) is level


def test_every_danger_sign_says_why_and_what_to_do(knowledge: Knowledge) -> None:
    for flag in knowledge.red_flags.values():
        assert flag.note, flag.id
        for level in flag.levels:
            assert level.advice, flag.id
            assert level.within, flag.id
            assert level.how, flag.id
            assert level.say or level.urgency is Urgency.ROUTINE, flag.id
            assert (level.within == "now") == (level.urgency is Urgency.EMERGENCY), flag.id
