"""The result worked out by hand on toy content: why, what to do, and the words of the answers.

Weights of evidence are in bits: a finding that is eight times as common with a cause counts three.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass, replace
from typing import Any

import pytest

from hipback_cli.knowledge.types import (
    NOT_SURE,
    Answers,
    AtLeast,
    Caution,
    Finding,
    Is,
    Knowledge,
    Link,
    Option,
    Question,
    Region,
    RegionPain,
    RegionSign,
    Rule,
    Screen,
    Share,
    Source,
    Statement,
    Treatment,
    TreatmentCategory,
    TreatmentOption,
    Urgency,
    Variant,
    Word,
)
from hipback_cli.reasoning.assess import assess, chain_links
from hipback_cli.reasoning.belief import believe
from hipback_cli.reasoning.explanation import (
    cannot_tell_apart,
    fits_none,
    most_telling_open,
    unexplained_by,
    weights_of_evidence,
)
from hipback_cli.reasoning.model import Model, build_model
from hipback_cli.reasoning.plan import first_steps, treatment_plan
from hipback_cli.reasoning.region import PrimaryRegion, primary_region
from hipback_cli.reasoning.telling import (
    ask_about,
    tell_absent,
    tell_all,
    tell_observation,
    tell_support,
    worth_telling,
)
from hipback_cli.report.chances import chance_word
from tests.toy import (
    AGE,
    BACK,
    COUGH,
    GROIN,
    HIP,
    LEG,
    LIMP,
    SITES,
    SOURCES,
    SPEED,
    STIFF,
    WITHIN,
    believing,
    choice,
    condition,
    flag,
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


# --- explanation --------------------------------------------------------------------------------------


def test_weight_of_evidence_in_bits(two: Model) -> None:
    """0.8 beside 0.1 is 8 to 1, three bits; a no is 2 to 9."""
    observations = two.observations({"leg": True, "groin": True})
    (groin,) = weights_of_evidence(two, observations, "hip")
    assert (groin.observation, groin.source) == (("groin", 1), None)
    assert groin.bits == pytest.approx(3)
    (leg,) = weights_of_evidence(two, observations, "back")
    assert leg.observation == ("leg", 1)
    assert leg.bits == pytest.approx(3)
    (no,) = weights_of_evidence(two, two.observations({"groin": False}), "hip")
    assert no.bits == pytest.approx(math.log2(2 / 9))


def test_the_most_telling_comes_first_and_a_tenth_of_a_bit_is_not_worth_a_word() -> None:
    """Backgrounds of 0.6 / 2^w give a yes of "often" a weight of w bits."""
    weights = {"faint": 0.09, "plain": 0.11, "against": -1.0}
    questions = [yes_no(name, 0.6 / 2**weight if weight > 0 else 0.7) for name, weight in weights.items()]
    brings = condition("hip", "hip", 0.5, says(faint="often", plain="often", against="sometimes"))
    model = build_model(toy(questions, [brings]))
    found = weights_of_evidence(model, model.observations(dict.fromkeys(weights, True)), "hip")
    assert [w.observation[0] for w in found] == ["against", "plain"]
    assert [w.bits for w in found] == pytest.approx([-1, 0.11])


def test_certainty_has_a_bound_and_no_error() -> None:
    """However sure, odds are held within a thousand million to one."""
    questions = [yes_no(f"q{i}", 0.02) for i in range(20)]
    brings = condition("hip", "hip", 0.5, {q.id: {"yes": Word("always")} for q in questions})
    model = build_model(toy(questions, [brings]))
    told = model.observations({q.id: True for q in questions})
    assert weights_of_evidence(model, told, "hip") == ()
    few = weights_of_evidence(model, told[:5], "hip")
    assert [w.bits for w in few] == pytest.approx([math.log2(0.95 / 0.02)] * 5, rel=1e-3)


def test_a_source_is_named_where_its_figure_stands_behind_the_answer() -> None:
    study: Mapping[str, Finding] = {
        "groin": {"yes": Share(0.8, "review")},
        "sites": {"knee": Share(0.8, "small")},
        "onset": {"fall": Share(0.8, "small")},
        "limp": {"yes": Word("usually")},
    }
    other = condition("back", "back", 0.25, {"onset": {"slow": Share(0.9, "review")}})
    sites = choice("multi", "sites", {"knee": 0.1, "foot": 0.1})
    onset = choice("nominal", "onset", {"slow": 0.5, "fall": 0.5})
    model = build_model(toy([GROIN, sites, onset, LIMP], [condition("hip", "hip", 0.5, study), other]))
    told: Answers = {"groin": False, "sites": {"knee": True, "foot": True}, "onset": "fall", "limp": True}
    found = {w.observation[0]: w.source for w in weights_of_evidence(model, model.observations(told), "hip")}
    assert found == {"groin": "review", "sites.knee": "small", "onset": "small", "limp": None}
    (slow,) = weights_of_evidence(model, model.observations({"onset": "slow"}), "back")
    assert slow.source == "review"


def test_of_forms_any_may_bring_the_source_and_explain() -> None:
    """Disc leg pain is stated by the second form alone."""
    forms = (
        Variant("canal", "Canal", Word("often"), "", says(groin="never")),
        Variant("disc", "Disc", Word("often"), "", {"leg": {"yes": Share(0.9, "review")}}),
    )
    model = build_model(toy([LEG, GROIN], [condition("back", "back", 0.5, variants=forms)]))
    (leg,) = weights_of_evidence(model, model.observations({"leg": True}), "back")
    assert leg.source == "review"
    assert unexplained_by(model, {"leg": True, "groin": True}, "back") == (("groin", 1),)


def test_what_a_cause_makes_little_likelier_stays_unexplained() -> None:
    """Of "often" (0.6) at least a fifth must go beyond the background: 0.48 is the border."""
    questions = [yes_no("little", 0.49), yes_no("enough", 0.47), yes_no("silent", 0.1), yes_no("no", 0.1)]
    model = build_model(toy(questions, [condition("hip", "hip", 0.5, says(little="often", enough="often"))]))
    told: Answers = {"little": True, "enough": True, "silent": True, "no": False}
    assert unexplained_by(model, told, "hip") == (("little", 1), ("silent", 1))


def test_the_answer_that_would_change_most_is_weighed_by_its_chance() -> None:
    """At evens a yes moves P(hip) from 1/2 by (F - L) / 2 in all, weighed by its chance: 0.35 and 0.4 and 0.375."""
    brings = condition("hip", "hip", 0.5, says(groin="usually", limp="always", fall="always"))
    others = [yes_no("limp", 0.15, "talk"), yes_no("fall", 0.2, "test"), yes_no("idle", 0.5, "talk")]
    known = toy([GROIN, *others], [brings, BACK], screens=[screen("test", "self_test")])
    known = replace(known, questions={q: known.questions[q] for q in ("idle", "groin", "limp", "fall")})
    model = build_model(known)
    belief = believe(model, {})
    told: dict[str, bool] = {}
    for expected in ("limp", "fall", "groin"):
        assert most_telling_open(model, belief, told, "hip") == (expected, 1)
        told[expected] = False
    assert most_telling_open(model, belief, {**told, "idle": True}, "hip") is None


def test_of_two_that_would_change_as_much_the_first_in_the_content_is_named() -> None:
    twins = [yes_no(name, 0.1) for name in ("first", "second")]
    model = build_model(toy(twins, [condition("hip", "hip", 0.5, says(first="often", second="often"))]))
    assert most_telling_open(model, believe(model, {}), {}, "hip") == ("first", 1)


def test_among_choices_the_first_counts_too_but_a_least_level_is_no_change() -> None:
    onset = choice("nominal", "onset", {"fall": 0.1, "slow": 0.5, "lift": 0.4})
    stiff = choice("graded", "stiff", {"none": 0.5, "some": 0.25, "marked": 0.25})
    nominal = build_model(toy([onset], [condition("hip", "hip", 0.5, says(onset={"fall": "usually"}))]))
    assert most_telling_open(nominal, believe(nominal, {}), {}, "hip") == ("onset", 0)
    graded = build_model(toy([stiff], [condition("hip", "hip", 0.5, says(stiff={"none": "always", "some": "never"}))]))
    assert most_telling_open(graded, believe(graded, {}), {}, "hip") in (("stiff", 1), ("stiff", 2))


def test_facts_are_never_said_to_change_the_result() -> None:
    known = toy([yes_no("runner", 0.1, "about")], [condition("hip", "hip", 0.5, says(runner="always"))])
    known = replace(known, screens={"about": screen("about", "known")})
    model = build_model(known)
    assert most_telling_open(model, believe(model, {}), {}, "hip") is None


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ({"hip": 0.45, "back": 0.36}, ("hip", "back")),
        ({"hip": 0.36, "back": 0.45}, ("back", "hip")),
        ({"hip": 0.33, "back": 0.23}, None),
        ({"hip": 0.45, "back": 0.34}, None),
        ({"hip": 0.25, "back": 0.2}, ("hip", "back")),
        ({"hip": 0.25, "back": 0.19}, None),
        ({"hip": 0.3, "back": 0.25, "hip_back": 0.24}, ("hip", "back")),
        ({"hip": 0.25, "back": 0.25, "hip_back": 0.25}, None),
        ({"hip": 0.2, "back": 0.15, "hip_back": 0.3}, None),
    ],
)
def test_two_leaders_cannot_be_told_apart_when_close_and_seldom_together(
    two: Model, shares: Mapping[str, float], expected: tuple[str, str] | None
) -> None:
    """Within 0.10 of each other, the second at 0.2 or more, and together less than half of the second's share."""
    assert cannot_tell_apart(two, believing(two, **shares)) == expected


@pytest.mark.parametrize(("hip", "expected"), [(0.5, True), (0.51, False), (0.3, True)])
def test_answers_fit_none_when_none_of_the_ten_leads(two: Model, hip: float, expected: bool) -> None:
    assert fits_none(two, believing(two, hip=hip)) is expected


def test_a_third_condition_does_not_hide_the_two_leaders() -> None:
    model = build_model(toy(causes=[condition(name, "hip", 0.5) for name in "abc"]))
    assert cannot_tell_apart(model, believing(model, a=0.1, b=0.4, c=0.45)) == ("c", "b")
    assert not fits_none(model, believing(model, a=0.3, b=0.1, c=0.35))


# --- treatment plan -----------------------------------------------------------------------------------


def treatment(option: str, condition_id: str, *said: tuple[Any, Any], at_home: bool = True) -> Treatment:
    statements = tuple(Statement(way, strength, f"{option} source", f"{option} {way}") for way, strength in said)
    return Treatment(
        f"{condition_id}.{option}", condition_id, "lifestyle", option, f"aim {option}", statements, at_home
    )


def plan_of(*treatments: Treatment, cautions: Iterable[Caution] = (), questions: Iterable[Question] = ()) -> Knowledge:
    options = dict.fromkeys(t.option for t in treatments)
    return toy(
        questions,
        [HIP, BACK],
        treatments=treatments,
        cautions=tuple(cautions),
        treatment_categories={
            "lifestyle": TreatmentCategory("lifestyle", "At home", ""),
            "injections": TreatmentCategory("injections", "Injections", "", waits=True),
        },
        treatment_options={name: TreatmentOption(name, f"To {name}", "lifestyle", "") for name in options},
    )


def test_the_best_supported_comes_first() -> None:
    known = plan_of(
        treatment("no", "hip", ("against", "strong")),
        treatment("who_knows", "hip", ("uncertain", "strong")),
        treatment("some_say", "hip", ("for", "strong"), ("against", "strong")),
        treatment("weak", "hip", ("for", "consensus")),
        treatment("good", "hip", ("for", "strong")),
        treatment("fair", "hip", ("for", "limited"), ("uncertain", "strong")),
        treatment("better", "hip", ("for", "moderate")),
        treatment("other", "back", ("for", "strong")),
    )
    home, injections = treatment_plan(known, {}, ["hip"], held_back=False)
    assert [o.id for o in home.options] == ["good", "better", "fair", "weak", "some_say", "who_knows", "no"]
    assert injections.options == ()
    assert not home.held_back and not injections.held_back
    assert first_steps([home]) == ("good", "better", "fair", "weak"), "four at most"
    assert first_steps([replace(home, options=home.options[2:])]) == ("fair", "weak", "some_say"), "none against"


def test_one_option_for_two_conditions_is_told_once_the_likelier_condition_leading() -> None:
    known = plan_of(
        treatment("walk", "back", ("against", "limited")), treatment("walk", "hip", ("for", "strong"), at_home=False)
    )
    (walk,) = treatment_plan(known, {}, ["hip", "back"], held_back=False)[0].options
    assert (walk.for_conditions, walk.strength, walk.direction) == (("Hip", "Back"), "strong", "mixed")
    assert (walk.at_home, walk.sources) == (True, ("walk source",))
    assert walk.notes == ("walk for", "walk against")
    (walk,) = treatment_plan(known, {}, ["back", "hip"], held_back=False)[0].options
    assert (walk.for_conditions, walk.strength) == (("Back", "Hip"), "limited")


def test_a_danger_sign_holds_back_what_could_harm() -> None:
    home, injections = treatment_plan(plan_of(), {}, [], held_back=True)
    assert (home.held_back, injections.held_back) == (False, True)


def caution(name: str, level: Any, when: Rule, options: tuple[str, ...] = ("walk",)) -> Caution:
    return Caution(name, options, when, level, name, "review")


def test_cautions_of_the_person_come_before_those_for_everybody() -> None:
    known = plan_of(
        treatment("walk", "hip", ("for", "strong")),
        questions=[LIMP, COUGH],
        cautions=[
            caution("everybody", "take_care", AtLeast(0, ())),
            caution("limping", "take_care", yes("limp")),
            caution("coughing", "take_care", yes("cough")),
            caution("elsewhere", "take_care", yes("limp"), ("swim",)),
        ],
    )
    (walk,) = treatment_plan(known, {"limp": True, "cough": False}, ["hip"], held_back=False)[0].options
    assert [(c.text, [t.question for t in c.because]) for c in walk.cautions] == [
        ("limping", ["limp"]),
        ("everybody", []),
    ]


@pytest.mark.parametrize(
    ("level", "told", "begun"),
    [
        ("emergency", True, False),
        ("urgent", True, False),
        ("avoid", True, False),
        ("avoid_unless_advised", True, False),
        ("ask_first", True, True),
        ("take_care", True, True),
        ("avoid", False, True),
    ],
)
def test_what_the_history_forbids_is_no_first_step(level: str, told: bool, begun: bool) -> None:
    known = plan_of(
        treatment("walk", "hip", ("for", "strong")), questions=[LIMP], cautions=[caution("c", level, yes("limp"))]
    )
    plan = treatment_plan(known, {"limp": told}, ["hip"], held_back=False)
    assert first_steps(plan) == (("walk",) if begun else ())


def test_a_first_step_is_begun_at_home_and_not_held_back() -> None:
    known = plan_of(
        treatment("clinic", "hip", ("for", "strong"), at_home=False), treatment("walk", "hip", ("for", "strong"))
    )
    plan = treatment_plan(known, {}, ["hip"], held_back=False)
    assert first_steps(plan) == ("walk",)
    assert first_steps([replace(plan[0], held_back=True)]) == ()
    for_all = replace(known, cautions=(caution("c", "avoid", AtLeast(0, ())),))
    assert first_steps(treatment_plan(for_all, {}, ["hip"], held_back=False)) == ("walk",), "told to everybody alike"


# --- answers in words ---------------------------------------------------------------------------------

WORDED = choice(
    "multi",
    "sites",
    {"groin": 0.1, "knee": 0.1, "foot": 0.1, "arm": 0.1},
    options=(
        Option("groin", "", "pain in the groin", "front", absent_told="no groin pain"),
        Option("knee", "", "pain in the knee", "front", absent_told="no knee pain"),
        Option("foot", "", "pain in the foot", absent_told="no foot pain"),
        Option("arm", "", "a sore arm"),
    ),
)
SAID = toy(
    [replace(LIMP, told="a limp", absent_told="no limp"), replace(COUGH, told="a cough"), WORDED, SPEED, AGE], [HIP]
)


def test_what_was_said_and_what_was_denied_in_the_order_of_the_questions() -> None:
    told: Answers = {
        "age": 50,
        "speed": "fast",
        "sites": {"groin": True, "knee": False, "foot": NOT_SURE, "arm": False},
        "cough": NOT_SURE,
        "limp": True,
    }
    yes_said, no_said = tell_all(SAID, told)
    assert [(t.question, t.option, t.text) for t in yes_said] == [
        ("limp", "yes", "a limp"),
        ("cough", NOT_SURE, "not sure: a cough"),
        ("sites", "groin", "pain in the groin"),
        ("sites", "foot", "not sure: pain in the foot"),
        ("speed", "fast", "told fast"),
        ("age", "50", "age 50"),
    ]
    assert no_said == (), "the knee goes with the groin, which hurts; of the foot nobody is sure"


def test_a_place_is_denied_only_with_those_that_go_with_it() -> None:
    def denied(**marks: bool | str) -> list[str | None]:
        return [t.option for t in tell_absent(WORDED, marks)]

    assert denied(groin=False, knee=False, foot=False, arm=False) == ["groin", "knee", "foot"]
    assert denied(groin=False, foot=False) == ["foot"], "of the knee nothing is known"
    assert denied(groin=NOT_SURE, knee=False) == []
    assert denied(foot=True) == []


def test_a_no_is_repeated_where_there_are_words_for_it() -> None:
    assert tell_all(SAID, {"limp": False, "cough": False}) == ((), tuple(tell_absent(SAID.questions["limp"], False)))
    (limp,) = tell_absent(SAID.questions["limp"], False)
    assert (limp.question, limp.option, limp.text) == ("limp", "no", "no limp")
    assert list(tell_absent(SAID.questions["limp"], True)) == []


def test_of_a_list_only_what_counts_is_told_towards_a_rule() -> None:
    told: Answers = {"sites": {"groin": True, "knee": True}, "limp": True, "age": 50}
    support = {
        "sites": frozenset({"knee"}),
        "limp": frozenset({"yes"}),
        "age": frozenset[str](),
        "speed": frozenset({"fast"}),
    }
    assert [t.text for t in tell_support(SAID, told, support)] == ["pain in the knee", "a limp", "age 50"]
    assert [t.option for t in tell_support(SAID, told, {"sites": frozenset()})] == ["groin", "knee"]


@pytest.mark.parametrize(
    ("factor", "level", "option", "text"),
    [
        ("limp", 1, "yes", "a limp"),
        ("limp", 0, "no", "no limp"),
        ("cough", 0, "no", "not a cough"),
        ("sites.groin", 1, "groin", "pain in the groin"),
        ("sites.groin", 0, "groin", "no groin pain"),
        ("sites.arm", 0, "arm", "not a sore arm"),
        ("sites.back", 0, "back", "no pain in the back"),
        ("speed", 0, "slow", "told slow"),
        ("age", 0, "young", "age 49 or less"),
        ("age", 1, "old", "age 50 or more"),
    ],
)
def test_an_observation_in_words(factor: str, level: int, option: str, text: str) -> None:
    back = Option("back", "", "pain in the back")
    sites = replace(
        WORDED, options=(*WORDED.options, back), background={**WORDED.background, "back": Share(0.1, "review")}
    )
    model = build_model(replace(SAID, questions={**SAID.questions, "sites": sites}))
    told = tell_observation(model, (factor, level))
    assert (told.question, told.option, told.text) == (factor.split(".")[0], option, text)


def test_a_place_is_denied_by_its_own_name_where_one_beside_it_hurts() -> None:
    """The groin and the knee are one group; "no groin pain" would speak for both."""
    model = build_model(SAID)
    assert (
        tell_observation(model, ("sites.groin", 0), {"sites": {"groin": False, "knee": False}}).text == "no groin pain"
    )
    assert (
        tell_observation(model, ("sites.groin", 0), {"sites": {"groin": False, "knee": True}}).text
        == "no pain in the groin"
    )


def test_an_age_that_is_known_is_told_as_it_is() -> None:
    assert tell_observation(build_model(SAID), ("age", 1), {"age": 74}).text == "age 74"


def test_what_one_question_told_no_other_denies() -> None:
    groin = next(o for o in WORDED.options if o.id == "groin")
    beside = replace(GROIN, id="beside", group=groin.group)
    model = build_model(replace(SAID, questions={**SAID.questions, "beside": beside}))
    unticked: Answers = {"sites": {"groin": False, "knee": False, "foot": True}}
    assert worth_telling(model, ("sites.groin", 1), {"sites": {"groin": True}, "beside": True})
    for answers in (unticked, {**unticked, "beside": False}, {**unticked, "beside": NOT_SURE}):
        assert worth_telling(model, ("sites.groin", 0), answers)
    assert not worth_telling(model, ("sites.groin", 0), {**unticked, "beside": True})


# --- the assessment -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (1.0, "likely"),
        (0.575, "likely"),
        (0.574, "possible"),
        (0.275, "possible"),
        (0.274, "less likely"),
        (0.075, "less likely"),
        (0.074, "unlikely"),
        (0.0, "unlikely"),
    ],
)
def test_a_chance_has_one_word(share: float, word: str) -> None:
    assert chance_word(share) == word


def shares(**priors: float) -> Knowledge:
    """Hip conditions that stand apart with these chances."""
    return toy(causes=[condition(name, "hip", prior) for name, prior in priors.items()])


def test_candidates_come_likeliest_first_with_their_word_and_the_leaders_are_those_at_one_in_ten() -> None:
    found = assess(build_model(shares(a=0.15, b=0.3, c=0.65, d=0.2)), {}, version="1")
    assert [(c.id, chance_word(c.probability)) for c in found.candidates] == [
        ("c", "likely"),
        ("b", "possible"),
        ("d", "less likely"),
        ("a", "less likely"),
    ]
    assert [c.probability for c in found.candidates] == pytest.approx([0.65, 0.3, 0.2, 0.15], rel=0.05), "no four"
    assert [c.id for c in found.leaders] == ["c", "b", "d"], "three at most"
    few = assess(build_model(shares(a=0.09, b=0.3)), {}, version="1")
    assert [c.id for c in few.leaders] == ["b"]
    none = assess(build_model(shares(a=0.09, b=0.05)), {}, version="1")
    assert [c.id for c in none.leaders] == ["a"], "one at least"
    at_the_border = tuple(replace(candidate, probability=0.1) for candidate in none.candidates)
    assert replace(none, candidates=at_the_border).leaders == at_the_border


@pytest.mark.parametrize(
    ("priors", "treated"),
    [
        ({"a": 0.26, "b": 0.3, "c": 0.24}, ["B", "A"]),
        ({"a": 0.11, "b": 0.24}, ["B"]),
        ({"a": 0.11, "b": 0.05}, ["A"]),
        ({"a": 0.09, "b": 0.05}, []),
    ],
)
def test_treated_are_all_from_a_quarter_or_else_the_likeliest_from_a_tenth(
    priors: Mapping[str, float], treated: list[str]
) -> None:
    known = plan_of(*(treatment("walk", name, ("for", "strong")) for name in priors))
    known = replace(known, conditions=shares(**priors).conditions)
    found = assess(build_model(known), {}, version="1")
    assert [name for option in found.treatments[0].options for name in option.for_conditions] == treated
    assert found.first_steps == (("walk",) if treated else ())
    assert [option.name for option in found.begun] == (["To walk"] if treated else [])


def test_evidence_is_told_for_and_against_and_only_of_what_is_not_far_off() -> None:
    """Prior odds of p / (1 - p) times 8 for the groin: 0.006 ends at 0.046, 0.008 at 0.061; from 0.05 it is told."""
    for prior, told in ((0.006, False), (0.008, True)):
        hip = condition("hip", "hip", prior, says(groin="usually", cough="often"))
        model = build_model(toy([GROIN, COUGH, LEG, LIMP], [hip]))
        (found,) = assess(model, {"groin": True, "leg": True}, version="1").candidates
        assert [e.told.question for e in found.supports] == (["groin"] if told else [])
        assert found.against == ()
        assert [t.question for t in found.unexplained] == ["leg"]
        assert (found.would_change and found.would_change.question) == ("cough" if told else None)
    weak = condition("hip", "hip", 0.5, says(groin="usually", limp="often"))
    model = build_model(toy([GROIN, yes_no("limp", 0.4)], [weak]))
    (found,) = assess(model, {"groin": False, "limp": True}, version="1").candidates
    for side, question, text, weight in (
        (found.supports, "limp", "limp", 0.6 / 0.4),
        (found.against, "groin", "not groin", 2 / 9),
    ):
        (evidence,) = side
        assert (evidence.told.question, evidence.told.text, evidence.source) == (question, text, None)
        assert evidence.bits == pytest.approx(math.log2(weight))


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("usually", "sometimes"), "Disc"),
        (("sometimes", "usually"), "Canal"),
        (("often", "sometimes"), None),
        (("rarely", "usually", "sometimes"), "Canal"),
        (("usually", "rarely", "often"), None),
        (("often",), None),
    ],
)
def test_a_form_is_named_when_it_is_twice_as_likely_as_the_next(words: tuple[Any, ...], named: str | None) -> None:
    names = ("Disc", "Canal", "Slip")[: len(words)]
    forms = tuple(Variant(n.lower(), n, Word(word), "", {}) for n, word in zip(names, words, strict=True))
    back = condition("back", "back", 0.5, variants=forms)
    (found, _) = assess(build_model(toy(causes=[back, condition("hip", "hip", 0.1)])), {}, version="1").candidates
    assert found.variant == named


def test_look_alikes_are_named_from_a_twentieth_likeliest_first() -> None:
    priors = {"rare": 0.1, "some": 0.15, "most": 0.4}
    strangers = [look_alike(n, "hip", share, stands_with=(), say=f"say {n}") for n, share in priors.items()]
    found = assess(build_model(toy(causes=[HIP, *strangers])), {}, version="1")
    assert [(x.id, x.say) for x in found.looks_like] == [("most", "say most"), ("some", "say some")]
    assert [chance_word(x.probability) for x in found.looks_like] == ["less likely", "unlikely"]
    weights = 1 + 1 + 1 / 9 + 15 / 85 + 2 / 3
    assert found.something_else == pytest.approx(1 - 1 / weights)
    assert [x.probability for x in found.looks_like] == pytest.approx([2 / 3 / weights, 15 / 85 / weights])


ALARM = toy(
    [yes_no("numb", None), yes_no("fall", None), yes_no("collapse", None), COUGH, AGE, GROIN],
    [condition("hip", "hip", 0.9, says(groin="usually"), links=(Link("back", "you lean"),)), BACK],
    red_flags={
        "nerve": flag("nerve", (Urgency.URGENT, yes("numb")), part="back"),
        "bone": flag("bone", (Urgency.URGENT, yes("fall")), part="hip"),
        "heart": flag("heart", (Urgency.EMERGENCY, yes("collapse")), part="back"),
        "cold": flag("cold", (Urgency.ROUTINE, yes("cough")), part="hip"),
    },
)


@pytest.mark.parametrize(
    ("told", "level", "held_back", "ranked"),
    [
        ({}, Urgency.SELF_CARE, None, True),
        ({"cough": True}, Urgency.ROUTINE, None, True),
        ({"numb": True}, Urgency.URGENT, "back", True),
        ({"numb": True, "cough": True}, Urgency.URGENT, "back", True),
        ({"numb": True, "fall": True}, Urgency.URGENT, "both", True),
        ({"collapse": True}, Urgency.EMERGENCY, "back", False),
        ({"age": 17}, Urgency.SELF_CARE, None, False),
        ({"age": 18}, Urgency.SELF_CARE, None, True),
    ],
)
def test_what_a_danger_sign_and_youth_keep_back(
    told: Answers, level: Urgency, held_back: str | None, ranked: bool
) -> None:
    known = replace(
        plan_of(treatment("walk", "hip", ("for", "strong"))),
        **{name: getattr(ALARM, name) for name in ("questions", "screens", "conditions", "red_flags")},
    )
    found = assess(build_model(known), told, version="1")
    assert (found.urgency.level, found.held_back, found.ranked) == (level, held_back, ranked)
    assert found.provisional == (level is Urgency.URGENT)
    assert found.urgency.line == level.word
    first = found.urgency.reasons[0] if found.urgency.reasons else None
    assert (first is None) == (level is Urgency.SELF_CARE)
    assert found.urgency.within == (WITHIN[level.word] if first else "")
    assert found.urgency.how == ("somewhere" if first else "at home")
    shown = (found.candidates, found.chain, found.treatments, found.first_steps, found.primary_region)
    assert [bool(part) for part in shown] == [ranked, ranked, ranked, ranked, ranked]
    assert bool(found.something_else) == ranked
    for category in found.treatments:
        assert category.held_back == (held_back is not None and category.id == "injections")


def test_what_stands_behind_a_reason_is_told_with_it() -> None:
    (reason,) = assess(build_model(ALARM), {"numb": True, "groin": True}, version="1").urgency.reasons
    assert (reason.red_flag, reason.part, [t.question for t in reason.because]) == ("nerve", "back", ["numb"])


KNEE_LINKS = (Link("spine", "to the spine"), Link("back", "to the back"), Link("hip", "stays"))
SPINE_LINKS = (Link("hip", "to the hip"), Link("third", "to a third"))


@pytest.mark.parametrize(
    ("question", "answer", "toward", "told"),
    [
        ("order", "first", "hip", ["back"]),
        ("order", "second", "hip", ["back"]),
        ("order", "first", "back", ["hip"]),
        ("felt", "first", "hip", ["hip", "back"]),
        ("spread", True, "hip", ["hip", "back"]),
    ],
)
def test_what_places_the_trouble_in_a_region_is_not_told_against_that_region(
    question: str, answer: str | bool, toward: Region, told: list[str]
) -> None:
    """An answer about the order of things; a complaint or a yes is told against whatever has it seldom."""
    options = {"first": 0.45, "second": 0.45, "third": 0.1}
    questions = [
        choice("nominal", "order", options, complaint=False),
        choice("nominal", "felt", options),
        yes_no("spread", 0.6, complaint=False),
    ]
    seldom = says(order={"third": "usually"}, felt={"third": "usually"}, spread="rarely")
    signs = [RegionSign(Is(q, (o,)), toward, "often") for q in ("order", "felt") for o in ("second", "first")]
    known = toy(questions, [condition("hip", "hip", 0.5, seldom), condition("back", "back", 0.5, seldom)])
    known = replace(known, region_signs=(*signs, RegionSign(yes("spread"), toward, "often")))
    found = assess(build_model(known), {question: answer}, version="1")
    assert sorted(c.id for c in found.candidates if c.against) == sorted(told)
    assert {e.told.question for c in found.candidates for e in c.against} == {question}


@pytest.mark.parametrize(("prior", "level"), [(0.6, Urgency.ROUTINE), (0.4, Urgency.SELF_CARE)])
def test_a_likely_cause_is_a_reason_to_be_seen(prior: float, level: Urgency) -> None:
    known = toy([GROIN], [condition("hip", "hip", prior, least_urgency=Urgency.ROUTINE)])
    found = assess(build_model(known), {}, version="1").urgency
    assert found.level is level
    assert [(r.red_flag, r.because) for r in found.reasons] == ([("hip", ())] if level else [])


LINKED = toy(
    causes=[
        condition("knee", "hip", 0.5, links=KNEE_LINKS),
        condition("spine", "back", 0.5, links=SPINE_LINKS),
    ]
)


@pytest.mark.parametrize(
    ("ids", "verdict", "arrows"),
    [
        (["knee", "spine"], "hip", [("Knee", "Spine", "to the spine"), ("Spine", "hip", "to the hip")]),
        (["knee", "spine"], "back", [("Spine", "hip", "to the hip"), ("Knee", "Spine", "to the spine")]),
        (["spine", "knee"], "unclear", [("Knee", "Spine", "to the spine"), ("Spine", "hip", "to the hip")]),
        (["knee"], "hip", [("Knee", "back", "to the back")]),
        (["spine"], "back", [("Spine", "hip", "to the hip")]),
        ([], "hip", []),
    ],
)
def test_the_chain_goes_to_a_condition_that_is_there_or_else_to_the_other_region(
    ids: list[str], verdict: Any, arrows: list[tuple[str, str, str]]
) -> None:
    region = PrimaryRegion(verdict, 0.5, 0.5, 0, 0, 0)
    found = chain_links(LINKED, ids, region)
    assert [(link.start_name, link.end_name, link.how) for link in found] == arrows


@pytest.mark.parametrize(
    ("quiet", "so_far"), [((), [True, True]), (("hip",), [True, False]), (("back",), [False, True])]
)
def test_an_arrow_to_where_nothing_hurts_says_what_could_come(quiet: tuple[Region, ...], so_far: list[bool]) -> None:
    region = PrimaryRegion("hip", 0.5, 0.5, 0, 0, 0, quiet)
    assert [link.so_far for link in chain_links(LINKED, ["knee", "spine"], region)] == so_far


def test_a_region_is_quiet_when_none_of_its_rules_tells_of_pain() -> None:
    pain = [RegionPain(Is("sites", (place,)), "hip") for place in ("knee", "foot")]
    model = build_model(toy([SITES], [HIP, BACK], region_pain=tuple(pain)))

    def quiet(**marks: bool) -> tuple[str, ...]:
        return primary_region(model, believe(model, {}), {"sites": marks}).quiet

    assert quiet(knee=True, foot=False) == quiet(knee=False, foot=True) == (), "of the back there is no rule"
    assert quiet(knee=False, foot=False) == quiet() == ("hip",)


@pytest.mark.parametrize(
    ("levels", "gravest"),
    [
        (["avoid", "emergency", "urgent"], "emergency"),
        (["avoid_unless_advised", "avoid", "take_care"], "avoid"),
        (["take_care", "ask_first"], None),
    ],
)
def test_an_option_is_held_by_the_gravest_caution_of_the_person(levels: list[str], gravest: str | None) -> None:
    warned = [caution(f"c{i}", level, yes("limp")) for i, level in enumerate(levels)]
    everybody = caution("all", "emergency", AtLeast(0, ()))
    known = plan_of(treatment("walk", "hip", ("for", "strong")), cautions=[*warned, everybody], questions=[LIMP])
    (walk,) = treatment_plan(known, {"limp": True}, ["hip"], held_back=False)[0].options
    assert (walk.held_by and walk.held_by.level) == gravest


def test_how_to_find_out_what_would_change_the_result() -> None:
    """A movement is tried; a yes or no and a number are asked as they stand; of a choice, the option is named."""
    sites = choice("multi", "sites", {"knee": 0.1}, options=(Option("knee", "The knee", "knee pain"),))
    asked = [yes_no("lift", 0.1, "test"), LIMP, sites, AGE]
    known = toy(asked, [HIP], screens=[Screen("test", "self_test", "rows", "Lift.", instructions="Lie down.")])
    texts = {
        "lift": "Lift. Lie down. Is it so: lift?",
        "limp": "limp?",
        "sites": "sites? Would you say: knee pain?",
        "age": "age?",
    }
    model = build_model(known)
    for factor in ("lift", "limp", "sites.knee", "age"):
        told = tell_observation(model, (factor, 1))
        assert ask_about(known, told) == texts[told.question]


def test_the_least_level_of_a_choice_tells_nothing_of_its_group() -> None:
    """Groin and knee of the list are the group of the stiffness: an unticked one is denied beside "none" alone."""
    stiff = choice("graded", "stiff", STIFF, group="front")
    model = build_model(replace(SAID, questions={**SAID.questions, "stiff": stiff}))
    unticked: Answers = {"sites": {"groin": False, "knee": False}}
    for level, worth in (("none", True), ("some", False), ("marked", False)):
        assert worth_telling(model, ("sites.groin", 0), {**unticked, "stiff": level}) is worth


IDEA = choice("nominal", "own_idea", {}, "belief", options=tuple(Option(o, f"My {o}", o) for o in ("hip", "fear")))


def test_what_a_person_thinks_it_is_is_answered() -> None:
    model = build_model(toy([IDEA, GROIN, COUGH], [condition("hip", "hip", 0.5, says(groin="usually", cough="often"))]))
    told: Answers = {"groin": True, "cough": False}
    idea = assess(model, {**told, "own_idea": "hip"}, version="1").own_idea
    assert idea is not None and idea.probability is not None
    assert (idea.id, idea.name) == ("hip", "My hip")
    assert idea.probability == pytest.approx(8 * 0.4 / 0.9 / (1 + 8 * 0.4 / 0.9))
    assert [[e.told.question for e in side] for side in (idea.supports, idea.against)] == [["groin"], ["cough"]]
    fear = assess(model, {**told, "own_idea": "fear"}, version="1").own_idea
    assert fear is not None
    assert (fear.name, fear.probability, fear.supports, fear.against) == ("My fear", None, (), ())
    for silent in ({}, {"own_idea": NOT_SURE}):
        assert assess(model, {**told, **silent}, version="1").own_idea is None


def test_the_places_told_are_those_ticked() -> None:
    named = [replace(SITES, id="pain_sites"), replace(SPEED, id="worst_site"), replace(LIMP, id="side"), AGE]
    known = toy(named, [HIP], screens=[screen("you", "danger")])
    told: Answers = {"pain_sites": {"knee": True, "foot": False, "none": NOT_SURE}, "worst_site": "slow", "side": True}
    found = assess(build_model(known), told, version="1", questions_asked=["age"], note="a note")
    assert (found.pain_sites, found.worst_site, found.side) == (("knee",), "slow", None)
    assert found.option_texts["pain_sites"] == {option.id: option.text for option in SITES.options}
    assert (found.questions_asked, found.note) == (("age",), "a note")
    empty = assess(build_model(toy([GROIN], [HIP])), {}, version="1")
    assert (empty.pain_sites, empty.worst_site) == ((), None)


def test_doubt_between_two_and_none_of_the_ten_are_passed_on() -> None:
    close = assess(build_model(shares(a=0.35, b=0.3)), {}, version="1")
    assert (close.close_call, close.fits_none) == (("A", "B"), True), "0.105 have both, 0.455 none"
    assert assess(build_model(shares(a=0.6, b=0.1)), {}, version="1").close_call is None
    assert not assess(build_model(shares(a=0.6, b=0.1)), {}, version="1").fits_none


def test_only_sources_that_the_result_names_are_listed() -> None:
    study = Source("study", "A study", "review")
    known = toy([GROIN, LIMP], [condition("hip", "hip", 0.5, {"groin": {"yes": Share(0.8, "review")}})])
    known = replace(known, sources={**SOURCES, "study": study})

    def named(content: Knowledge, **told: bool) -> set[str]:
        return set(assess(build_model(content), told, version="1").sources)

    assert named(known) == set()
    assert named(known, groin=True) == named(known, groin=False) == {"review"}
    page = replace(known, conditions={"hip": replace(known.conditions["hip"], sources=("study",))})
    assert named(page) == {"study"}
    plan = plan_of(treatment("walk", "hip", ("for", "strong")), cautions=[caution("c", "avoid", AtLeast(0, ()))])
    plan = replace(plan, sources={**SOURCES, "walk source": study})
    assert named(plan) == {"walk source", "review"}, "of the option, and of its caution"


# --- what was concluded stays as it is ----------------------------------------------------------------


@pytest.mark.parametrize("room", ["urgency", "region", "explanation", "next_screen", "model", "assess", "assessment"])
def test_results_cannot_be_changed_by_whoever_tells_them(room: str) -> None:
    """All but the model, which fills its tables on first use; none takes an attribute that it does not declare."""
    module = importlib.import_module(f"hipback_cli.reasoning.{room}")
    for name, kind in vars(module).items():
        if is_dataclass(kind) and kind.__module__ == module.__name__:
            assert vars(kind)["__dataclass_params__"].frozen or kind is Model, name
            assert "__slots__" in vars(kind), name
