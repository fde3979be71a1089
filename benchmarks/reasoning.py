"""How long the engine thinks: the next screen and the whole assessment, today and with ten times the questions.

    python benchmarks/reasoning.py [REPEATS]

Prints a table in milliseconds and as a ratio to today's content. "Cold" is the first time in a process, when the
tables of likelihood are filled; "warm" is every time after. Ten times the questions means that every screen and
question that is chosen (not fixed) stands ten times, each with its own id and findings. The next screen is chosen among
all of them after the same few answers; the assessment weighs ten times the answers. Causes stay as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from hipback_cli import __version__
from hipback_cli.knowledge.load import load_knowledge
from hipback_cli.knowledge.types import Answer, Answers, Cause, Condition, Finding, Knowledge, Question, Screen
from hipback_cli.reasoning.assess import assess
from hipback_cli.reasoning.model import Model, build_model
from hipback_cli.reasoning.next_screen import next_screen

TIMES = 10
FRAME_MS = 16.7
"""One frame at 60 a second."""

TOLD: Mapping[str, Answer] = {
    "age": 62,
    "sex": "female",
    "pain_sites": {"outer_hip": True, "low_back_side": True, "groin": False, "below_knee": False},
    "worst_site": "outer_hip",
    "side": "right",
    "duration": "3_to_12_months",
    "onset": "gradual",
    "trend": "worse",
    "came_first": "hip",
    "worse_still": {"lying_side": True, "sitting": False},
}
"""Somebody in the middle of a check, with hip and back both open."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds."""

    name: str
    cold: float
    warm: float


def multiplied(knowledge: Knowledge, times: int) -> Knowledge:
    """The same content with every screen and question that is not fixed `times` times over."""
    copied = {name for name, screen in knowledge.screens.items() if not screen.fixed}
    screens: dict[str, Screen] = dict(knowledge.screens)
    questions: dict[str, Question] = dict(knowledge.questions)
    for n in range(1, times):
        screens |= {_again(name, n): replace(knowledge.screens[name], id=_again(name, n)) for name in copied}
        questions |= {
            _again(q.id, n): replace(q, id=_again(q.id, n), screen=_again(q.screen, n))
            for q in knowledge.questions.values()
            if q.screen in copied
        }
    conditions = {name: _condition(c, knowledge, copied, times) for name, c in knowledge.conditions.items()}
    look_alikes = {
        name: replace(c, findings=_findings(c, knowledge, copied, times)) for name, c in knowledge.look_alikes.items()
    }
    return replace(knowledge, screens=screens, questions=questions, conditions=conditions, look_alikes=look_alikes)


def _again(name: str, n: int) -> str:
    return f"{name}_{n}"


def _condition(condition: Condition, knowledge: Knowledge, copied: set[str], times: int) -> Condition:
    variants = tuple(replace(v, findings=_copies(v.findings, knowledge, copied, times)) for v in condition.variants)
    return replace(condition, findings=_findings(condition, knowledge, copied, times), variants=variants)


def _findings(cause: Cause, knowledge: Knowledge, copied: set[str], times: int) -> dict[str, Finding]:
    return _copies(cause.findings, knowledge, copied, times)


def _copies(findings: Mapping[str, Finding], knowledge: Knowledge, copied: set[str], times: int) -> dict[str, Finding]:
    found = dict(findings)
    for name, finding in findings.items():
        if knowledge.questions[name].screen in copied:
            found |= {_again(name, n): finding for n in range(1, times)}
    return found


def answered(knowledge: Knowledge, times: int) -> Answers:
    """`TOLD`, and the same again to every copy of its questions."""
    copies = {_again(name, n): answer for n in range(1, times) for name, answer in TOLD.items()}
    return {**TOLD, **{name: answer for name, answer in copies.items() if name in knowledge.questions}}


def asked_so_far(knowledge: Knowledge) -> set[str]:
    """Everything fixed was asked, and what `TOLD` answers: now the engine must choose."""
    return {*TOLD, *(q.id for q in knowledge.questions.values() if knowledge.screens[q.screen].fixed)}


def measure(knowledge: Knowledge, answers: Answers, repeats: int) -> list[Timing]:
    """Building the model, choosing a screen, and assessing."""
    asked = asked_so_far(knowledge)
    started = perf_counter()
    model = build_model(knowledge)
    built = 1000 * (perf_counter() - started)
    return [
        Timing("Build the model", built, _warm(lambda: build_model(knowledge), repeats)),
        _timed("Choose the next screen", lambda: _choose(model, TOLD, asked), repeats),
        _timed("Whole assessment", lambda: assess(model, answers, version=__version__), repeats),
    ]


def _choose(model: Model, answers: Answers, asked: set[str]) -> None:
    if next_screen(model, answers, asked) is None:
        raise RuntimeError("nothing was left to ask: the benchmark would measure nothing")


def _timed(name: str, work: Callable[[], object], repeats: int) -> Timing:
    started = perf_counter()
    work()
    return Timing(name, 1000 * (perf_counter() - started), _warm(work, repeats))


def _warm(work: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        started = perf_counter()
        work()
        times.append(1000 * (perf_counter() - started))
    return median(times)


def main() -> None:
    """Measure today's content and ten times as much of it, and print the growth."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    today = load_knowledge()
    more = multiplied(today, TIMES)
    small, large = measure(today, TOLD, repeats), measure(more, answered(more, TIMES), repeats)
    table = Table(title=f"{len(today.questions)} and {len(more.questions)} questions, {len(today.causes)} causes")
    for column in ("", "today, cold", "today, warm", f"x{TIMES}, cold", f"x{TIMES}, warm", "growth, warm"):
        table.add_column(column, justify="left" if not column else "right")
    for before, after in zip(small, large, strict=True):
        figures = [f"{x:.1f} ms" for x in (before.cold, before.warm, after.cold, after.warm)]
        table.add_row(before.name, *figures, f"{after.warm / before.warm:.1f}")
    Console().print(table)
    frames = small[1].warm / FRAME_MS
    Console().print(f"Choosing the next screen takes {frames:.2f} of a frame ({FRAME_MS} ms) with today's content.")


if __name__ == "__main__":
    main()
