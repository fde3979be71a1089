"""The conversation: leads a session through a prompter, with review, edits and an emergency that a key takes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hipback_cli.interview.prompter import Prompter, Step
from hipback_cli.interview.session import Session
from hipback_cli.knowledge.due import when_due
from hipback_cli.reasoning.model import SOMETHING_ELSE, Model

if TYPE_CHECKING:
    from hipback_cli.reasoning.assess import Reached

SHOW_RESULT = "result"


class Ending(Enum):
    """How a conversation ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences of the frame, none of them medical."""

    review: str = "Your answers. Choose one to change it."
    show: str = "Show the result"
    note: str = (
        "Anything to add for the clinician? One line, or just Enter. The program does not read it. "
        "If you are in danger, call {emergency}."
    )
    unanswered: str = "not answered"
    nothing: str = "none of these"


def converse(
    session: Session,
    prompter: Prompter,
    *,
    after_each: Callable[[Session], None] = lambda _: None,
    emergency_lines: Callable[[Session], Sequence[str]],
    wording: Wording | None = None,
) -> tuple[Ending, str]:
    """Ask until the result may be shown; returns how it ended and the free note.

    `after_each` is called whenever the answers changed, so that they can be kept. `emergency_lines` gives the
    emergency screen for the answers so far.
    """
    words = wording or Wording()

    def alarmed() -> bool:
        """Whether the emergency stands: shown, and not taken back."""
        return prompter.pause(emergency_lines(session), alarm=True) is not Step.BACK

    while True:
        if _ask_all(session, prompter, after_each) is Ending.STOPPED:
            return Ending.STOPPED, ""
        if session.is_emergency:
            if alarmed():
                return Ending.EMERGENCY, ""
            session.back()
            continue
        reviewed = _review(session, prompter, words, after_each, alarmed)
        if reviewed is None:
            continue
        if reviewed is not Ending.FINISHED:
            return reviewed, ""
        note = prompter.text(words.note.format(emergency=session.model.knowledge.clinic.emergency_number))
        if note is Step.STOP:
            return Ending.STOPPED, ""
        if isinstance(note, str):
            return Ending.FINISHED, note


def _ask_all(session: Session, prompter: Prompter, after_each: Callable[[Session], None]) -> Ending:
    while (view := session.current()) is not None:
        given = prompter.ask(view)
        if given is Step.STOP:
            return Ending.STOPPED
        if given is Step.BACK:
            session.back()
        else:
            session.answer({} if isinstance(given, Step) else given)
        after_each(session)
    return Ending.FINISHED


def _review(
    session: Session,
    prompter: Prompter,
    words: Wording,
    after_each: Callable[[Session], None],
    alarmed: Callable[[], bool],
) -> Ending | None:
    """All answers, any of them to be edited: FINISHED when the person wants the result, None to go on asking.

    An edit that makes an emergency and is taken back leaves everything as it was before.
    """
    while session.current() is None:
        lines = [(str(index), line) for index, line in review_lines(session, words)]
        chosen = prompter.choose(words.review, [(SHOW_RESULT, words.show), *lines])
        if chosen is Step.STOP:
            return Ending.STOPPED
        if isinstance(chosen, Step):
            session.back()
            return None
        if chosen == SHOW_RESULT:
            return Ending.FINISHED
        earlier = list(session.visits), dict(session.kept)
        if _edit(session, prompter, int(chosen), after_each) is Step.STOP:
            return Ending.STOPPED
        if session.is_emergency:
            if alarmed():
                return Ending.EMERGENCY
            session.visits, session.kept = earlier
            after_each(session)
    return None


def _edit(session: Session, prompter: Prompter, index: int, after_each: Callable[[Session], None]) -> Step | None:
    """Ask visit `index` once more and say what that changes; the step, where one was taken instead."""
    from hipback_cli.reasoning.assess import reach  # late, like `tell`, so that the first screen need not wait

    given = prompter.ask(session.view_of(index))
    if given is Step.STOP or given is Step.BACK:
        return given
    told, before = session.answers, reach(session.model, session.answers)
    session.edit(index, {} if isinstance(given, Step) else given)
    after_each(session)
    following = session.current()
    if not (session.is_emergency or (following is not None and following.clarify)):
        changes = tuple(what_changed(session.model, before, reach(session.model, session.answers)))
        prompter.say(
            changes or ["Your answer stays as it was." if session.answers == told else "Your answer is changed."]
        )
    return None


def review_lines(session: Session, words: Wording | None = None) -> Iterator[tuple[int, str]]:
    """A line for each screen visited, with the number of the visit: its title and what was said in the end.

    What was asked once more after a "not sure" stands where it was asked first.
    """
    from hipback_cli.reasoning.telling import tell

    words = words or Wording()
    questions, answers = session.model.knowledge.questions, session.answers
    for index, visit in enumerate(session.visits):
        if visit.clarifies:
            continue
        told = [t.text for name in visit.answers for t in tell(questions[name], answers[name])]
        title = session.title_of(session.model.knowledge.screens[visit.screen]).rstrip("?.")
        said = ", ".join(told) if told else words.nothing if visit.answers else words.unanswered
        yield index, f"{title}: {said}"


def what_changed(model: Model, before: Reached, after: Reached) -> Iterator[str]:
    """Sentences on what an edit changed in the result; none when nothing worth saying did."""
    if before.urgency.level is not after.urgency.level:
        line = model.knowledge.clinic.urgency_lines[after.urgency.level.word]
        yield f"Urgency changed: {when_due(line, after.urgency.fired[0].within if after.urgency.fired else '')}"
    if not (before.ranked and after.ranked):
        return
    first, second = _leader(before), _leader(after)
    if first != second:
        yield f"The likeliest source is now {_name(model, second)}, no longer {_name(model, first)}."
    if before.region.verdict != after.region.verdict:
        yield f"Which came first changed from {before.region.verdict} to {after.region.verdict}."


def _leader(reached: Reached) -> str:
    return reached.ranking[0]


def _name(model: Model, cause: str) -> str:
    if cause == SOMETHING_ELSE:
        return "something outside the ten"
    return model.knowledge.causes[cause].name
