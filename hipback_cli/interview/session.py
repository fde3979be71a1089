"""One check from the first screen to the last, without a terminal: ask, back, not sure, edit, resume."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from hipback_cli.interview.prompter import Progress, ScreenView
from hipback_cli.interview.walk import narrowed
from hipback_cli.knowledge.types import NOT_SURE, Answer, Answers, Question, Screen, Urgency
from hipback_cli.reasoning import constants
from hipback_cli.reasoning.model import Model
from hipback_cli.reasoning.next_screen import (
    Ask,
    askable,
    fixed_screens,
    is_minor,
    next_screen,
    shown_options,
    waiting,
    words_on,
)
from hipback_cli.reasoning.urgency import assess_urgency

STAGES = ("Safety first", "Your pain", "Result")
SAFETY_STAGES = ("danger", "where")
"""Stages of content that belong to the first part; all others belong to the second."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One screen that was put and left with an answer (perhaps an empty one)."""

    screen: str
    questions: tuple[str, ...]
    answers: Answers
    clarifies: bool = False


@dataclass(slots=True)
class Session:
    """The state of an interview: the screens visited, in order, and what was answered on screens gone back over.

    Nothing else is kept, so that going back, editing and resuming cannot disagree with asking.
    """

    model: Model
    visits: list[Visit] = field(default_factory=list)
    ask_optional: bool = False
    """Also put the screens that no reasoning needs, such as what the person thinks it is."""
    kept: dict[str, Answer] = field(default_factory=dict)
    """Earlier answers, to fill in when their question comes up again; they count for nothing until then."""
    _went_back: bool = field(default=False, repr=False, compare=False)
    """Whether the last thing done was to go back."""
    _before_edit: tuple[list[Visit], dict[str, Answer]] | None = field(default=None, repr=False, compare=False)
    """Visits and `kept` before the last thing done, where that was an edit."""
    _chosen: tuple[object, ScreenView | None] | None = field(default=None, repr=False, compare=False)
    """The screen chosen for a state, so that answering it does not choose it once more."""

    @property
    def answers(self) -> Answers:
        """Every answer that counts, by question id; a later visit overrides an earlier one."""
        return {key: value for visit in self.visits for key, value in visit.answers.items()}

    @property
    def is_emergency(self) -> bool:
        """Whether the answers are an emergency. A "not sure" still to be asked once more does not count yet."""
        return self._is_emergency({})

    @property
    def questions_asked(self) -> tuple[str, ...]:
        """Ids of the questions put so far, in order, each once."""
        return tuple(dict.fromkeys(q for visit in self.visits for q in visit.questions))

    @property
    def screens_asked(self) -> int:
        """Number of screens put so far."""
        return len(self.visits)

    @property
    def words_read(self) -> int:
        """Number of words on the screens put so far."""
        return sum(words_on(ask) for ask in map(self._as_seen, self.visits))

    def _as_seen(self, visit: Visit) -> Ask:
        ask = Ask(self._screen(visit.screen), tuple(self.model.knowledge.questions[q] for q in visit.questions))
        seen = (narrowed(ask, question, visit.answers) for question in ask.questions)
        return replace(ask, questions=tuple(question for question in seen if question is not None))

    def current(self) -> ScreenView | None:
        """The screen to put up now, or None when the interview is over."""
        state = (tuple(self.visits), dict(self.kept), self._went_back)
        if self._chosen is None or self._chosen[0] != state:
            self._chosen = (state, self._choose())
        return self._chosen[1]

    def _choose(self) -> ScreenView | None:
        unclear = next(self._unclear(self.answers), None)
        if unclear is not None and not self.is_emergency:
            return self._view(Ask(self._screen(unclear.screen), (unclear,)), clarify=True)
        ask = next_screen(self.model, self.answers, self.questions_asked) or self._optional()
        return self._view(ask) if ask else None

    def _optional(self) -> Ask | None:
        level = assess_urgency(self.model.knowledge, self.answers).level
        if not self.ask_optional or level is Urgency.EMERGENCY or is_minor(self.answers):
            return None
        open_now = waiting(self.model.knowledge, self.answers, self.questions_asked)
        return next((ask for ask in open_now if ask.screen.optional), None)

    def replay(self, given: Answers, asked: Collection[str] = ()) -> None:
        """Take up answers given before, screen by screen, as far as the interview now puts those screens.

        `asked` names questions that were put and left unanswered, so that they are not put again. Answers that come
        too early to be taken up are filled in when their question is put.
        """
        known = {*given, *asked}
        while (view := self.current()) is not None and not view.clarify:
            ids = tuple(question.id for question in view.questions if question.id in known)
            if not ids:
                break
            self.visits.append(Visit(view.screen.id, ids, {name: given[name] for name in ids if name in given}))
        self.kept.update({name: answer for name, answer in given.items() if name not in self.questions_asked})

    def answer(self, given: Answers) -> None:
        """Leave the current screen with these answers; a question left out stays unanswered.

        Raises ValueError when the interview is over.
        """
        view = self.current()
        if view is None:
            raise ValueError("the interview is over")
        self._went_back, self._before_edit = False, None
        ids = tuple(question.id for question in view.questions)
        self.visits.append(Visit(view.screen.id, ids, {k: v for k, v in given.items() if k in ids}, view.clarify))
        for name in ids:
            self.kept.pop(name, None)
        if view.clarify:
            self._drop_what_no_longer_applies()

    def back(self) -> bool:
        """Return to the screen before; its answers stay filled in. False at the first screen."""
        if not self.visits:
            return False
        self.kept.update(self.visits.pop().answers)
        self._went_back, self._before_edit = True, None
        return True

    def take_back(self) -> None:
        """Undo the last thing done. An edit leaves everything as it was before; a screen is asked again, filled in."""
        if self._before_edit is None:
            self.back()
        else:
            (self.visits, self.kept), self._before_edit = self._before_edit, None

    def view_of(self, index: int) -> ScreenView:
        """Visit number `index` once more, filled in with what counts by now, to edit it."""
        visit = self.visits[index]
        questions = tuple(self.model.knowledge.questions[q] for q in visit.questions)
        view = self._view(Ask(self._screen(visit.screen), questions), clarify=visit.clarifies)
        given = {name: self.answers[name] for name in visit.questions if name in self.answers}
        return replace(view, given=given, progress=replace(view.progress, left=None), from_behind=False)

    def edit(self, index: int, given: Answers) -> None:
        """Replace the answers of visit `index`. The rest stays, but for answers to questions that no longer apply."""
        visit = self.visits[index]
        self._went_back, self._before_edit = False, (list(self.visits), dict(self.kept))
        self.visits[index] = replace(visit, answers={k: v for k, v in given.items() if k in visit.questions})
        self._drop_what_no_longer_applies()

    def _drop_what_no_longer_applies(self) -> None:
        """Questions that the answers now rule out go; what was said to them is filled in should they apply again."""
        while (left := list(self._still_applying())) != self.visits:
            gone = [visit for visit in self.visits if visit not in left]
            self.visits = left
            for visit in gone:
                self.kept.update({k: v for k, v in visit.answers.items() if k not in self.answers})

    def _still_applying(self) -> Iterator[Visit]:
        """The visits, without questions that all answers together rule out."""
        knowledge, answers, first = self.model.knowledge, self.answers, self._first_answers()
        for visit in self.visits:
            applying = askable(self._screen(visit.screen), knowledge, answers)
            still = {q.id for q in applying if not visit.clarifies or first.get(q.id) == NOT_SURE}
            questions = tuple(q for q in visit.questions if q in still)
            if questions:
                yield replace(
                    visit, questions=questions, answers={k: v for k, v in visit.answers.items() if k in still}
                )

    def _first_answers(self) -> Answers:
        """What was answered before anything was asked once more."""
        return {k: v for visit in self.visits if not visit.clarifies for k, v in visit.answers.items()}

    def _unclear(self, answers: Answers, clarifying: Collection[str] = ()) -> Iterator[Question]:
        """Safety questions answered "not sure" that must be asked once more, with their example."""
        clarified = {question for visit in self.visits if visit.clarifies for question in visit.questions}
        for name, answer in answers.items():
            question = self.model.knowledge.questions[name]
            if answer == NOT_SURE and question.unsure_as == "clarify" and name not in {*clarified, *clarifying}:
                yield question

    @property
    def _for_another(self) -> bool:
        """Whether somebody answers for another person."""
        return self.answers.get("answering_for") == "someone_else"

    def title_of(self, screen: Screen) -> str:
        """The title of `screen`, worded for whoever answers."""
        return (self._for_another and screen.title_other) or screen.title

    def _screen(self, name: str) -> Screen:
        return self.model.knowledge.screens[name]

    def _view(self, ask: Ask, *, clarify: bool = False) -> ScreenView:
        knowledge, answers = self.model.knowledge, self.answers
        other = self._for_another
        questions = tuple(replace(q, options=shown_options(q, knowledge, answers)) for q in ask.questions)
        return ScreenView(
            screen=ask.screen,
            questions=questions,
            title=ask.questions[0].example if clarify else self.title_of(ask.screen),
            texts={q.id: (other and q.text_other) or q.text for q in questions},
            given={q.id: self.kept[q.id] for q in questions if q.id in self.kept},
            progress=self._progress(ask.screen),
            can_go_back=bool(self.visits),
            can_skip=ask.screen.stage in ("behaviour", "known", "self_test"),
            clarify=clarify,
            from_behind=self._went_back,
            enough=partial(self._is_emergency, clarifying=[q.id for q in questions] if clarify else ()),
        )

    def _is_emergency(self, given: Answers, clarifying: Collection[str] = ()) -> bool:
        """Whether `given` on top of all answers is an emergency. What will be asked once more does not count yet."""
        told = {**self.answers, **given}
        unclear = {question.id for question in self._unclear(told, clarifying)}
        settled = {name: answer for name, answer in told.items() if name not in unclear}
        return assess_urgency(self.model.knowledge, settled).level is Urgency.EMERGENCY

    def _progress(self, screen: Screen) -> Progress:
        """The part never goes back, though a late danger screen may follow the first of the pain itself.

        The count has all adaptive screens that may come; fewer do where the answers are clear.
        """
        knowledge, answers = self.model.knowledge, self.answers
        seen = [screen, *(self._screen(visit.screen) for visit in self.visits)]
        part = int(any(each.stage not in SAFETY_STAGES for each in seen))
        fixed = sum(ask.screen is not screen for ask in fixed_screens(knowledge, answers, self.questions_asked))
        if is_minor(answers):
            return Progress(STAGES, part, fixed)
        adaptive = {each.id for each in seen if not (each.fixed or each.optional)}
        more = 0 if screen.optional else max(0, constants.SCREENS_AFTER_DANGER - len(adaptive))
        return Progress(STAGES, part, fixed + more + (self.ask_optional and not screen.optional), up_to=not fixed)
