"""What becomes of the answers of a check: nothing, a file of the person's choice, or the saved checks."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hipback_cli.clock import now
from hipback_cli.errors import ExitCode, HipbackError
from hipback_cli.history.known import known_answers, known_visits
from hipback_cli.history.store import (
    HistoryError,
    SavedCheck,
    Store,
    Summary,
    damaged,
    open_existing,
    open_store,
)
from hipback_cli.interview.answers_file import AnswersFile, answers_text, read_answers
from hipback_cli.interview.prompter import AtStake, Step
from hipback_cli.interview.session import Session
from hipback_cli.knowledge.types import SOMETHING_ELSE, Answers, Urgency
from hipback_cli.reasoning.model import Model
from hipback_cli.report.output import write_output

if TYPE_CHECKING:
    from hipback_cli.reasoning.assessment import Assessment

STALE = timedelta(hours=12)
"""So long after danger was asked, a check that goes on asks it all again, with nothing filled in."""

CONSENT = "Keep answers on this computer, so that you can stop and come back?"
PRINTED = "with --format html --output result.html, as a page to print"
ASKED_AGAIN = "The screen that was open when you stopped is asked again; everything before it is kept."
DANGER_AGAIN = (
    "Illnesses and signs of danger are asked again, with nothing filled in. "
    "The rest is filled in for you: look whether it still holds."
)


@dataclass(slots=True)
class Keeping:
    """The session of a check, and where its answers are kept while it goes on."""

    session: Session
    file: Path | None = None
    store: Store | None = None
    check_id: int | None = None
    welcome: tuple[str, ...] = ()
    """What to say first: what was kept, and what is asked again."""
    danger_asked: datetime = field(default_factory=now)
    """No answer about danger is older."""
    note: str = ""
    """The line for the clinician."""

    @property
    def at_stake(self) -> AtStake:
        """What stopping now does to the answers."""
        if self.store is not None or self.file is not None:
            return AtStake.KEPT
        return AtStake.LOST if self.session.visits else AtStake.NOTHING

    def keep(self, session: Session) -> None:
        """Make the answers so far durable, where the person wanted that."""
        if self.store is not None:
            if self.check_id is None:
                self.check_id = self.store.begin(now(), session.model.knowledge.version)
            self.store.keep(self.check_id, session.visits, now(), session.kept, self.danger_asked)
        if self.file is not None:
            told = AnswersFile(session.answers, session.questions_asked, session.kept, self.danger_asked, self.note)
            write_output(answers_text(told), self.file)

    def stopped(self) -> list[str]:
        """Keep what there is, and say what was kept and how to go on."""
        self.keep(self.session)
        if self.check_id is not None:
            return ["Stopped. Your answers are kept on this computer. Go on with:", "  hipback check --resume"]
        if self.file is not None:
            command = f"  hipback check --continue {shlex.quote(str(self.file))}"
            return [f"Stopped. Your answers are in {self.file}. Go on with:", command]
        return ["Stopped. Your answers are lost, as nothing was to be kept."]

    @property
    def nothing(self) -> bool:
        """Whether the answers are gone once the program ends."""
        return self.check_id is None and self.file is None

    def afterwards(self, urgency: Urgency) -> list[str]:
        """How to see, keep or print the result once it was shown; nothing that would hold up an emergency."""
        if self.check_id is not None:
            return [
                f"This is kept on this computer. To see it again ({PRINTED}):",
                f"  hipback history show {self.check_id}",
            ]
        if self.file is not None:
            return [
                f"Your answers are kept. To see the result again ({PRINTED}):",
                f"  hipback check --answers {shlex.quote(str(self.file))}",
            ]
        if urgency is Urgency.EMERGENCY:
            return []
        return [
            "Nothing of this is kept. Next time, for a page to keep or print:",
            "  hipback check --format html --output result.html",
        ]

    def finish(self, result: Assessment) -> None:
        """Keep the answers and what they came to."""
        self.note = result.note
        self.keep(self.session)
        if self.store is not None and self.check_id is not None:
            self.store.finish(self.check_id, summarise(result), result.note, now())


def summarise(result: Assessment) -> Summary:
    """What a saved check remembers of its result; after an emergency no probabilities."""
    shares = {candidate.id: round(candidate.probability, 4) for candidate in result.candidates}
    if shares:
        shares[SOMETHING_ELSE] = round(result.something_else, 4)
    region = result.primary_region.verdict if result.primary_region else ""
    return Summary(result.urgency.level.word, region, shares)


@contextmanager
def keeping(
    model: Model,
    confirm: Callable[..., bool | Step],
    *,
    greet: Callable[[], None] = lambda: None,
    file: Path | None = None,
    continue_from: str | None = None,
    save: bool | None = None,
    resume: bool = False,
    again: bool = False,
) -> Iterator[Keeping]:
    """A session to converse with, new or continued, and what keeps it.

    Nothing is written unless the person says so: `save`, `resume` or `again`, or yes to one question. `greet` is called
    before that, once there is something to go on from. Raises HipbackError when there is nothing to resume or to start
    again from.
    """
    if resume or again:
        with open_existing() as store:
            saved = last_check(store, finished=again)
            kept = check_again(model, saved) if again or is_stale(saved.danger_asked) else resumed(model, saved)
            greet()
            yield replace(kept, file=file, store=store, check_id=None if again else saved.id)
        return
    kept = Keeping(Session(model, ask_optional=True)) if continue_from is None else continued(model, continue_from)
    greet()
    if continue_from is None and save is None and file is None:
        save = _consents(confirm)
    if not save:
        yield replace(kept, file=file)
        return
    with open_store() as store:
        yield replace(kept, file=file, store=store)


def _consents(confirm: Callable[..., bool | Step]) -> bool:
    answer = confirm(CONSENT, default=False)
    if answer is Step.STOP:
        raise SystemExit(ExitCode.OK)
    return answer is True


def last_check(store: Store, *, finished: bool) -> SavedCheck:
    """The newest check that is finished, or that is not.

    Raises HipbackError when there is none, and HistoryError where a newer one cannot be read: it may be the one meant.
    """
    saved, unread = store.checks()
    found = [check for check in saved if check.finished is finished]
    newer = [number for number in unread if not found or number > found[-1].id]
    if newer:
        raise HistoryError(f"saved check {damaged(newer[-1])}")
    if not found:
        what = "finished check to start again from" if finished else "unfinished check to resume"
        raise HipbackError(f"There is no {what}; see: hipback history")
    return found[-1]


def is_stale(danger_asked: datetime) -> bool:
    """Whether danger must be asked about again. A time as far ahead, of a clock that was wrong, counts as well."""
    return abs(now() - danger_asked) > STALE


def continued(model: Model, place: str) -> Keeping:
    """Go on from an answers file; one that does not say when danger was asked is as old as it looks.

    Raises AnswersError.
    """
    session = Session(model, ask_optional=True)
    before = read_answers(place, model.knowledge)
    danger_asked = before.danger_asked or datetime.fromtimestamp(Path(place).stat().st_mtime, UTC)
    if is_stale(danger_asked):
        session.kept.update(_harmless(model, {**before.filled_in, **before.answers}))
        return Keeping(session, welcome=(DANGER_AGAIN,), note=before.note)
    session.kept.update(before.filled_in)
    session.replay(before.answers, before.asked)
    return Keeping(session, danger_asked=danger_asked, note=before.note)


def _harmless(model: Model, answers: Answers) -> Answers:
    """Answers that may be filled in where danger is asked anew: no signs, but who it is, and what cannot change."""
    asked = model.knowledge.questions
    return {
        name: answer
        for name, answer in answers.items()
        if not asked[name].safety or asked[name].lasting or asked[name].kind in ("nominal", "number")
    }


def resumed(model: Model, saved: SavedCheck) -> Keeping:
    """Go on where a check stopped."""
    knowledge = model.knowledge
    filled_in = dict(known_answers(saved.filled_in, knowledge))
    session = Session(model, [*known_visits(saved, knowledge)], ask_optional=True, kept=filled_in)
    return Keeping(session, welcome=(ASKED_AGAIN,), danger_asked=saved.danger_asked)


def check_again(model: Model, saved: SavedCheck) -> Keeping:
    """A new check from the last answers: danger is asked anew, the rest is shown filled in."""
    session = Session(model, ask_optional=True)
    session.kept.update(_harmless(model, known_answers({**saved.filled_in, **saved.answers}, model.knowledge)))
    if isinstance(age := saved.answers.get("age"), int):
        session.kept["age"] = age + (now() - saved.started).days // 365
    return Keeping(session, welcome=(DANGER_AGAIN,))
