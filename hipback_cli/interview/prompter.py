"""What the interview asks of a front end: plain data in, an answer or a step out.

A front end draws one screen at a time and knows nothing of rules, belief or order. The session decides what is
asked; `keys`, `plain` and the tests' own prompters only ask it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from hipback_cli.knowledge.types import Answers, Question, Screen


class Step(Enum):
    """What a person can do on a screen besides answering it."""

    BACK = "back"
    SKIP = "skip"
    STOP = "stop"


class AtStake(Enum):
    """What becomes of the answers so far when the person stops."""

    NOTHING = "nothing"
    """There are none yet."""
    KEPT = "kept"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the person is."""

    stages: tuple[str, ...]
    current: int
    """Index into `stages`."""
    left: int | None
    """About how many screens are still to come; None when that cannot be said."""
    up_to: bool = False
    """Whether no more than that may come, but fewer."""

    @property
    def left_words(self) -> str:
        """What is left, such as "about 6 to go"; empty when that cannot be said."""
        known = f"{'up to' if self.up_to else 'about'} {self.left} to go"
        return {None: "", 0: "the last one"}.get(self.left, known)


def _never(_: Answers) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class ScreenView:
    """One screen as it is to be asked now: gating applied, wording chosen."""

    screen: Screen
    questions: tuple[Question, ...]
    """Only those to be asked, with only the options to be offered."""
    title: str
    texts: Mapping[str, str]
    """Question id → wording, already for the person or for somebody else."""
    given: Answers
    """Earlier answers, to be shown as chosen."""
    progress: Progress
    can_go_back: bool = True
    can_skip: bool = False
    clarify: bool = False
    """The second asking of an unsure safety question; the title is its example."""
    from_behind: bool = False
    """The person came back to it, so the last of several questions one after another is the one to show."""
    enough: Callable[[Answers], bool] = field(default=_never, repr=False, compare=False)
    """Whether answers to some of the questions are an emergency already, so that nobody need stay for the rest."""

    def text(self, question: Question) -> str:
        """The full wording of `question`."""
        return self.texts.get(question.id) or question.text

    def label(self, question: Question) -> str:
        """The row label of `question` on a list of several."""
        return question.short or self.text(question)


class Prompter(Protocol):
    """A way to talk with the person. Every method raises KeyboardInterrupt on Ctrl-C."""

    at_stake: AtStake
    """Kept true by the caller. Where answers would be lost, stopping has to be asked for twice."""

    def ask(self, view: ScreenView) -> Answers | Step:
        """Ask one screen. A question that is left out of the result is unanswered."""

    def say(self, lines: Sequence[str]) -> None:
        """Tell paragraphs. A front end that redraws keeps them above the next screen, or prints them on leaving."""

    def choose(self, title: str, options: Sequence[tuple[str, str]], *, usual: str = "") -> str | Step:
        """Let the person take one of `options` (id, text); returns its id, BACK or STOP. Enter alone takes `usual`."""

    def confirm(self, title: str, *, default: bool) -> bool | Step:
        """Ask yes or no about something that is no finding, such as writing a file."""

    def text(self, title: str, *, maximum: int = 500) -> str | Step:
        """Ask for one free line of at most `maximum` characters; control characters are dropped."""

    def pause(self, lines: Sequence[str], *, alarm: bool = False) -> Step | None:
        """Show paragraphs alone until the person goes on (None), back or stops. `alarm` stresses the first."""


# --- what every front end says in the same words -----------------------------------------------------

FIRST = "There is nothing before this."
NOTHING_TO_SKIP = "There is nothing to skip here."
NEEDED = "This cannot be skipped. If you cannot tell, say not sure."
LOSES = "Your answers are not kept: stopping loses them. {again} again to stop."
UNSURE_OF = "You were not sure: {label}. Put another way:"
NOWHERE = "You say that it hurts nowhere."
WHOLE_NUMBER = "Type a whole number from {low} to {high}."
YES_OR_NO = "Answer yes or no."
AT_MOST = "At most {most} characters; this is {typed}."


def stop_words(key: str, at_stake: AtStake) -> str:
    """What `key` does, such as "q save and stop"."""
    return f"{key} save and stop" if at_stake is AtStake.KEPT else f"{key} stop"


def takes_unsure(question: Question) -> bool:
    """Whether "Not sure" is offered: not for plain facts (whom it is for, sex) nor for a number that rules need."""
    return not (question.safety and question.kind in ("nominal", "number"))
