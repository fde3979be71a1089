"""The session without a terminal: whatever a person does, answers stay with questions that apply."""

# ruff: noqa: ARG002 - a prompter takes what the protocol gives it

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hipback_cli.interview.conversation import Ending, converse, review_lines
from hipback_cli.interview.prompter import ScreenView, Step
from hipback_cli.interview.session import Session
from hipback_cli.knowledge.load import load_knowledge
from hipback_cli.knowledge.types import NOT_SURE, Answer, Answers, Question, Urgency
from hipback_cli.reasoning.model import build_model
from hipback_cli.reasoning.next_screen import askable
from hipback_cli.reasoning.urgency import assess_urgency

MODEL = build_model(load_knowledge())


def calm(question: Question) -> Answer:
    """An answer that fires nothing."""
    if question.id == "age":
        return 45
    if question.kind == "yes_no":
        return False
    if question.kind == "number":
        return question.minimum
    if question.kind == "multi":
        return {option.id: option is question.options[0] for option in question.options}
    return question.options[0].id


def until(session: Session, screen: str, **told: Answer) -> ScreenView:
    """Answer calmly up to the named screen."""
    while (view := session.current()) is not None and view.screen.id != screen:
        session.answer({q.id: told.get(q.id, calm(q)) for q in view.questions})
    assert view is not None, f"{screen} was not asked"
    return view


def test_going_back_keeps_the_answer_filled_in_and_out_of_account() -> None:
    session = Session(MODEL)
    until(session, "nerves")
    before = session.answers
    session.answer({"saddle_numbness": False, "foot_drop": True})
    assert session.back()
    assert session.answers == before
    view = session.current()
    assert view is not None and view.screen.id == "nerves" and view.given["foot_drop"] is True
    assert not Session(MODEL).back()


def test_a_yes_that_is_an_emergency_is_enough_and_a_not_sure_to_be_asked_again_is_not() -> None:
    session = Session(MODEL)
    view = until(session, "nerves")
    calmly = {q.id: False for q in view.questions}
    assert view.enough({"saddle_numbness": True})
    assert not view.enough({"saddle_numbness": NOT_SURE}) and not view.enough(calmly) and not view.enough({})
    session.answer({**calmly, "saddle_numbness": NOT_SURE})
    again = session.current()
    assert again is not None and again.enough({"saddle_numbness": NOT_SURE})


def test_not_sure_of_a_danger_is_asked_once_more_with_an_example_and_then_counts_as_yes() -> None:
    session = Session(MODEL)
    view = until(session, "nerves")
    session.answer({q.id: NOT_SURE if q.id == "saddle_numbness" else False for q in view.questions})
    again = session.current()
    assert again is not None and again.clarify
    assert [q.id for q in again.questions] == ["saddle_numbness"]
    assert again.title == MODEL.knowledge.questions["saddle_numbness"].example
    session.answer({"saddle_numbness": NOT_SURE})
    assert session.current() is None
    assert assess_urgency(MODEL.knowledge, session.answers).level is Urgency.EMERGENCY
    session.back()
    session.answer({"saddle_numbness": False})
    following = session.current()
    assert following is not None and following.screen.id not in ("nerves", "nerves_more")


ALARMING_IF_UNSURE = [
    q
    for q in MODEL.knowledge.questions.values()
    if q.screen in ("right_now", "nerves")
    and assess_urgency(MODEL.knowledge, {"age": 60, "sex": "male", q.id: NOT_SURE}).level is Urgency.EMERGENCY
]


@pytest.mark.parametrize("question", ALARMING_IF_UNSURE, ids=lambda question: question.id)
def test_no_single_not_sure_on_the_first_danger_screens_is_an_emergency_before_it_was_asked_again(
    question: Question,
) -> None:
    session = Session(MODEL)
    view = until(session, question.screen, age=60, sex="male")
    session.answer({q.id: NOT_SURE if q.id == question.id else False for q in view.questions})
    again = session.current()
    assert again is not None and again.clarify and again.title == question.example and not session.is_emergency
    session.answer({question.id: NOT_SURE})
    assert session.current() is None and session.is_emergency


def test_an_emergency_does_not_wait_for_what_is_unclear() -> None:
    session = Session(MODEL)
    view = until(session, "right_now")
    told = {"collapse_faint": NOT_SURE, "chest_pain_breathless": True}
    session.answer({q.id: told.get(q.id, False) for q in view.questions})
    assert session.current() is None and session.is_emergency


def test_what_was_asked_once_more_is_one_line_of_the_review_with_the_answer_that_counts() -> None:
    session = Session(MODEL)
    view = until(session, "right_now")
    session.answer({q.id: NOT_SURE if q.id == "collapse_faint" else False for q in view.questions})
    session.answer({"collapse_faint": False})
    view = until(session, "nerves")
    session.answer({q.id: NOT_SURE if q.id == "bladder_change" else False for q in view.questions})
    session.answer({"bladder_change": False})
    lines = [line for _, line in review_lines(session)]
    assert [line for line in lines if "happening now" in line] == ["Is any of this happening now: none of these"]
    assert [line for line in lines if "began" in line] == ["New since the pain began: none of these"]
    index = next(index for index, line in review_lines(session) if "began" in line)
    assert session.view_of(index).given["bladder_change"] is False


def test_an_edit_keeps_the_rest_and_drops_what_no_longer_applies() -> None:
    session = Session(MODEL)
    until(session, "history_more", cancer_history=True)
    session.answer({"cancer_active_or_bone": False, "pelvic_radiotherapy": False})
    history = next(i for i, visit in enumerate(session.visits) if visit.screen == "history")
    edited = {**session.visits[history].answers, "cancer_history": False}
    others = {k: v for k, v in session.answers.items() if k not in ("cancer_history", "cancer_active_or_bone")}
    session.edit(history, edited)
    assert "cancer_active_or_bone" not in session.answers
    assert {
        k: v for k, v in others.items() if k != "pelvic_radiotherapy" and k != "band_pain"
    }.items() <= session.answers.items()


def visited(session: Session, screen: str) -> int:
    """Index of the first visit of a screen."""
    return next(i for i, visit in enumerate(session.visits) if visit.screen == screen)


@pytest.mark.parametrize("unsure", ["saddle_numbness", "leg_weak_fast"])
def test_an_edit_of_a_not_sure_takes_the_second_asking_away_as_well(unsure: str) -> None:
    session = Session(MODEL)
    until(session, "nerves", **{unsure: NOT_SURE})
    session.answer({unsure: NOT_SURE, "foot_drop": False})
    session.answer({unsure: NOT_SURE})
    session.edit(visited(session, "nerves"), {unsure: False, "foot_drop": False})
    assert session.answers[unsure] is False
    assert assess_urgency(MODEL.knowledge, session.answers).level is Urgency.SELF_CARE
    view = session.current()
    assert view is not None and not view.clarify


def test_an_edit_of_the_age_drops_the_screen_for_children() -> None:
    session = Session(MODEL)
    until(session, "where", age=15, child_limp=False)
    assert "child_limp" in session.answers
    session.edit(visited(session, "about_you"), {"answering_for": "me", "age": 45, "sex": "male"})
    assert "child_limp" not in session.questions_asked


def test_what_an_edit_drops_is_filled_in_when_it_applies_again() -> None:
    session = Session(MODEL)
    until(session, "start", cancer_history=True, cancer_active_or_bone=True, pelvic_radiotherapy=True)
    history = visited(session, "history")
    told = session.visits[history].answers
    session.edit(history, {**told, "cancer_history": False})
    assert "pelvic_radiotherapy" not in session.answers
    session.edit(history, told)
    view = session.current()
    assert view is not None and view.given["pelvic_radiotherapy"] is True


def test_an_edit_that_opens_a_question_has_it_asked() -> None:
    session = Session(MODEL)
    until(session, "start")
    history = next(i for i, visit in enumerate(session.visits) if visit.screen == "history")
    session.edit(history, {**session.visits[history].answers, "cancer_history": True})
    view = session.current()
    assert view is not None and view.screen.id == "history_more"


def test_a_minor_is_asked_about_danger_alone() -> None:
    session = Session(MODEL, ask_optional=True)
    stages = []
    while (view := session.current()) is not None:
        stages.append(view.screen.stage)
        session.answer({q.id: 15 if q.id == "age" else calm(q) for q in view.questions})
    assert "self_test" not in stages and "known" not in stages and len(stages) <= 10
    assert "avn_risk" not in session.questions_asked and "sickle_cell" in session.questions_asked
    assert assess_urgency(MODEL.knowledge, session.answers).level >= Urgency.ROUTINE


def test_what_cannot_apply_is_not_offered() -> None:
    session = Session(MODEL, ask_optional=True)
    start = until(session, "start", age=63, sex="male", pain_sites={"upper_mid_back": True})
    assert "pregnancy_or_birth" not in {o.id for q in start.questions if q.id == "onset" for o in q.options}
    belief = until(session, "belief", pain_sites={"upper_mid_back": True})
    assert len(belief.questions[0].options) <= 15
    assert "lying_on_side" not in session.questions_asked


def test_answers_given_before_are_taken_up_screen_by_screen() -> None:
    first = Session(MODEL)
    until(first, "start")
    second = Session(MODEL)
    second.replay(first.answers, first.questions_asked)
    assert second.answers == first.answers
    assert second.current() == first.current()


def test_what_was_not_answered_before_is_asked_and_the_rest_filled_in() -> None:
    told: dict[str, Answer] = {"age": 45, "saddle_numbness": NOT_SURE, "cancer_history": True, "onset": "gradual"}
    session = Session(MODEL)
    session.replay(told)
    view = session.current()
    assert session.answers == {"age": 45}
    assert view is not None and [q.id for q in view.questions] == ["answering_for", "sex"]
    assert until(session, "history").given == {"cancer_history": True}
    assert until(session, "start").given == {"onset": "gradual"}


def test_a_danger_still_unclear_is_asked_again_and_nothing_after_it_is_lost() -> None:
    first = Session(MODEL)
    until(first, "start", fever_chills=NOT_SURE)
    assert first.answers["fever_chills"] == NOT_SURE
    second = Session(MODEL)
    second.replay(first.answers, first.questions_asked)
    view = second.current()
    assert view is not None and view.clarify
    assert {**second.kept, **second.answers} == first.answers


def test_someone_else_is_asked_about_in_the_third_person() -> None:
    session = Session(MODEL)
    view = until(session, "history", answering_for="someone_else")
    assert "you" not in view.title.lower().split()
    session.answer({})
    assert f"{view.title.rstrip('?.')}: not answered" in [line for _, line in review_lines(session)]


@pytest.mark.parametrize("told", [True, False])
def test_words_read_count_what_was_seen(told: bool) -> None:
    session = Session(MODEL)
    until(session, "where")
    before = session.words_read
    session.answer({"pain_sites": {"groin": True, "foot": told}, "side": "left"})
    assert 40 < session.words_read - before < 140, "the worst place is one of those chosen, not all 21"


# --- the conversation -------------------------------------------------------------------------------


@dataclass
class Script:
    """Somebody who answers calmly, and edits one screen at the review."""

    screen: str
    edit: Answers | Step
    back_from_alarm: bool = True
    said: list[str] = field(default_factory=list)
    reviews: int = 0
    alarms: int = 0

    def ask(self, view: ScreenView) -> Answers | Step:
        if self.reviews and view.screen.id == self.screen and not view.clarify:
            return self.edit if isinstance(self.edit, Step) else {**view.given, **self.edit}
        return {q.id: view.given.get(q.id, calm(q)) for q in view.questions}

    def choose(self, title: str, options: Sequence[tuple[str, str]], *, usual: str = "") -> str | Step:
        self.reviews += 1
        wanted = MODEL.knowledge.screens[self.screen].title.rstrip("?.")
        return next(name for name, text in options if self.reviews > 1 or text.startswith(wanted))

    def pause(self, lines: Sequence[str], *, alarm: bool = False) -> Step | None:
        self.alarms += alarm
        return Step.BACK if self.back_from_alarm else None

    def say(self, lines: Sequence[str]) -> None:
        self.said += lines

    def confirm(self, title: str, *, default: bool) -> bool | Step:
        return default

    def text(self, title: str, *, maximum: int = 500) -> str | Step:
        return ""


def talked(person: Script) -> tuple[Session, Ending]:
    session = Session(MODEL)
    ending, _ = converse(session, person, emergency_lines=lambda _: ["Call now."])
    return session, ending


def test_an_edit_that_makes_an_emergency_is_taken_back_whole() -> None:
    person = Script("nerves", {"saddle_numbness": True})
    session, ending = talked(person)
    assert (ending, person.alarms, person.reviews) == (Ending.FINISHED, 1, 2)
    calmly, _ = talked(Script("nerves", Step.BACK))
    assert session.visits == calmly.visits
    stood, ending = talked(Script("nerves", {"saddle_numbness": True}, back_from_alarm=False))
    assert ending is Ending.EMERGENCY and stood.answers["saddle_numbness"] is True


def test_a_not_sure_at_the_review_is_asked_once_more_before_any_alarm() -> None:
    person = Script("nerves", {"saddle_numbness": NOT_SURE})
    session, ending = talked(person)
    assert (ending, person.alarms) == (Ending.FINISHED, 0)
    assert session.answers["saddle_numbness"] is False, "as was said the second time"


def test_nothing_is_said_of_causes_to_somebody_under_18() -> None:
    person = Script("about_you", {"age": 15})
    talked(person)
    names = [cause.name.lower() for cause in MODEL.knowledge.causes.values()]
    assert not [name for name in names if name in " ".join(person.said).lower()]
    assert "likeliest" not in " ".join(person.said) and "came first" not in " ".join(person.said)


def test_after_an_edit_nothing_is_said_of_a_result_that_was_not_seen() -> None:
    for edit, words in ({"trend": "same"}, "Your answer is changed."), ({}, "Your answer stays as it was."):
        person = Script("start", edit)
        talked(person)
        assert person.said == [words]


def test_skipping_a_screen_that_is_edited_leaves_it_unanswered() -> None:
    session, _ = talked(Script("start", Step.SKIP))
    assert "onset" in session.questions_asked and "onset" not in session.answers


# --- whatever a person does -------------------------------------------------------------------------


def answer_to(question: Question) -> st.SearchStrategy[Answer | None]:
    """What a person may answer, None for nothing."""
    if question.kind == "yes_no":
        return st.sampled_from([False, False, False, True, NOT_SURE, None])
    if question.kind == "number":
        return st.integers(question.minimum, question.maximum) | st.none()
    ids = [option.id for option in question.options]
    if question.kind == "multi":
        return st.dictionaries(st.sampled_from(ids), st.booleans(), max_size=5) | st.none()
    return st.sampled_from([*ids, NOT_SURE, None])


class Person(RuleBasedStateMachine):
    """Answers, goes back and edits in any order."""

    @initialize()
    def begin(self) -> None:
        self.session = Session(MODEL, ask_optional=True)

    def told(self, data: st.DataObject, view: ScreenView) -> Mapping[str, Answer]:
        drawn = {q.id: data.draw(answer_to(q), label=q.id) for q in view.questions}
        return {name: answer for name, answer in drawn.items() if answer is not None}

    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        view = self.session.current()
        if view is not None:
            self.session.answer(self.told(data, view))

    @rule()
    def back(self) -> None:
        self.session.back()

    @precondition(lambda self: self.session.visits)
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, len(self.session.visits) - 1), label="visit")
        self.session.edit(index, self.told(data, self.session.view_of(index)))

    @precondition(lambda self: self.session.visits)
    @rule(data=st.data())
    def edit_and_take_back(self, data: st.DataObject) -> None:
        visits, kept = list(self.session.visits), dict(self.session.kept)
        self.edit(data)
        self.session.take_back()
        assert (self.session.visits, self.session.kept) == (visits, kept)

    @rule()
    def take_back(self) -> None:
        self.session.take_back()

    @invariant()
    def answers_belong_to_questions_that_were_put(self) -> None:
        assert set(self.session.answers) <= set(self.session.questions_asked)

    @invariant()
    def answers_belong_to_questions_that_apply(self) -> None:
        session, knowledge = self.session, MODEL.knowledge
        for name in session.answers:
            screen = knowledge.screens[knowledge.questions[name].screen]
            assert name in {q.id for q in askable(screen, knowledge, session.answers)}, name

    @invariant()
    def what_is_asked_applies(self) -> None:
        view = self.session.current()
        if view is not None and not view.clarify:
            allowed = {q.id for q in askable(view.screen, MODEL.knowledge, self.session.answers)}
            assert {q.id for q in view.questions} <= allowed

    def teardown(self) -> None:
        for _ in range(80):
            view = self.session.current()
            if view is None:
                return
            self.session.answer({q.id: calm(q) for q in view.questions})
        raise AssertionError("the interview does not end")


Person.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestPerson = Person.TestCase
