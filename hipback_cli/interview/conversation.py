"""The conversation: leads a session through a prompter, with review, edits and an emergency that a key takes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from hipback_cli.interview.prompter import Prompter, Step
from hipback_cli.interview.session import Session
from hipback_cli.knowledge.due import when_due
from hipback_cli.knowledge.types import Answers
from hipback_cli.reasoning.model import Model
from hipback_cli.reasoning.next_screen import is_minor
from hipback_cli.reasoning.urgency import assess_urgency

if TYPE_CHECKING:
    from hipback_cli.reasoning.assess import Reached

SHOW_RESULT = "result"

REVIEW = "Your answers. Choose one to change it."
SHOW = "Show the result"
NOTE = (
    "Anything to add for the clinician? One line, or just Enter. The program does not read it. "
    "If you are in danger, call {emergency}."
)
MINOR = "Under 18, nothing is ranked here: a doctor needs to look. What follows only asks about danger."
UNANSWERED = "not answered"
NOTHING = "none of these"


class Ending(Enum):
    """How a conversation ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    EMERGENCY = "emergency"
    LEFT = "left"
    """An emergency was shown, and the person stopped there: it is told, and may still be taken back later."""


def converse(
    session: Session,
    prompter: Prompter,
    *,
    after_each: Callable[[Session], None] = lambda _: None,
    emergency_lines: Callable[[Session], Sequence[str]],
    crisis_lines: Callable[[Session], Sequence[str]] = lambda _: (),
) -> tuple[Ending, str]:
    """Ask until the result may be shown; returns how it ended and the free note.

    `after_each` is called whenever the answers changed, so that they can be kept. `emergency_lines` gives the
    emergency screen for the answers so far, `crisis_lines` the one for somebody who thinks of self-harm.
    """
    while True:
        ending = (
            _ask_all(session, prompter, after_each, crisis_lines)
            or _alarm(session, prompter, after_each, emergency_lines)
            or _review(session, prompter, after_each)
        )
        if ending is None:
            continue
        note = _note(session, prompter) if ending is Ending.FINISHED else ""
        if note is Step.STOP:
            return Ending.STOPPED, ""
        if isinstance(note, str):
            return ending, note


# The steps of a conversation: each returns how it ended, or None for it to go on.


def _ask_all(
    session: Session,
    prompter: Prompter,
    after_each: Callable[[Session], None],
    crisis_lines: Callable[[Session], Sequence[str]],
) -> Ending | None:
    while (view := session.current()) is not None:
        given, before = prompter.ask(view), session.answers
        if given is Step.STOP:
            return Ending.STOPPED
        if given is Step.BACK:
            session.back()
        else:
            session.answer({} if isinstance(given, Step) else given)
        after_each(session)
        if _heed(session, prompter, before, crisis_lines) is Step.STOP:
            return Ending.STOPPED
    return None


def _heed(
    session: Session, prompter: Prompter, before: Answers, crisis_lines: Callable[[Session], Sequence[str]]
) -> Step | None:
    """Say at once what should not wait for the result, where the last answers brought it up."""
    if is_minor(session.answers) and not is_minor(before):
        prompter.say([MINOR])
    if session.is_emergency or _in_crisis(session, before) or not _in_crisis(session, session.answers):
        return None
    step = prompter.pause(crisis_lines(session))
    if step is Step.BACK:
        session.back()
    return step


def _in_crisis(session: Session, answers: Answers) -> bool:
    """Whether a danger sign sends to the crisis line."""
    return any(flag.call == "crisis line" for flag in assess_urgency(session.model.knowledge, answers).flags)


def _alarm(
    session: Session,
    prompter: Prompter,
    after_each: Callable[[Session], None],
    emergency_lines: Callable[[Session], Sequence[str]],
) -> Ending | None:
    """Show an emergency where the answers make one, and let the person take back what made it."""
    if session.is_emergency:
        step = prompter.pause(emergency_lines(session), alarm=True)
        if step is not Step.BACK:
            return Ending.LEFT if step is Step.STOP else Ending.EMERGENCY
        session.take_back()
        after_each(session)
    return None


def _review(session: Session, prompter: Prompter, after_each: Callable[[Session], None]) -> Ending | None:
    """All answers, one of them to be edited, unless there is something to ask."""
    if session.current() is not None:
        return None
    lines = [(str(index), line) for index, line in review_lines(session)]
    chosen = prompter.choose(REVIEW, [(SHOW_RESULT, SHOW), *lines], usual=SHOW_RESULT)
    if chosen is Step.STOP:
        return Ending.STOPPED
    if isinstance(chosen, Step):
        session.back()
        return None
    if chosen == SHOW_RESULT:
        return Ending.FINISHED
    return _edit(session, prompter, int(chosen), after_each)


def _edit(session: Session, prompter: Prompter, index: int, after_each: Callable[[Session], None]) -> Ending | None:
    """Ask visit `index` once more and say what that changes."""
    from hipback_cli.reasoning.assess import reach  # late, like `tell`, so that the first screen need not wait

    given = prompter.ask(session.view_of(index))
    if given is Step.STOP:
        return Ending.STOPPED
    if given is Step.BACK:
        return None
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


def _note(session: Session, prompter: Prompter) -> str | Step:
    return prompter.text(NOTE.format(emergency=session.model.knowledge.clinic.emergency_number))


def review_lines(session: Session) -> Iterator[tuple[int, str]]:
    """A line for each screen visited, with the number of the visit: its title and what was said in the end.

    What was asked once more after a "not sure" stands where it was asked first.
    """
    from hipback_cli.reasoning.telling import tell

    questions, answers = session.model.knowledge.questions, session.answers
    for index, visit in enumerate(session.visits):
        if visit.clarifies:
            continue
        told = [t.text for name in visit.answers for t in tell(questions[name], answers[name])]
        title = session.title_of(session.model.knowledge.screens[visit.screen]).rstrip("?.")
        said = ", ".join(told) if told else NOTHING if visit.answers else UNANSWERED
        yield index, f"{title}: {said}"


def what_changed(model: Model, before: Reached, after: Reached) -> Iterator[str]:
    """Sentences on what an edit changed in the result; none when nothing worth saying did."""
    from hipback_cli.reasoning.telling import cause_name

    if before.urgency.level is not after.urgency.level:
        line = model.knowledge.clinic.urgency_lines[after.urgency.level.word]
        yield f"Urgency changed: {when_due(line, after.urgency.fired[0].within if after.urgency.fired else '')}"
    if not (before.ranked and after.ranked):
        return
    first, second = _leader(before), _leader(after)
    if first != second:
        names = [cause_name(model.knowledge, cause) for cause in (second, first)]
        yield f"The likeliest source is now {names[0]}, no longer {names[1]}."
    if before.region.verdict != after.region.verdict:
        yield f"Which came first changed from {before.region.verdict} to {after.region.verdict}."


def _leader(reached: Reached) -> str:
    return reached.ranking[0]
