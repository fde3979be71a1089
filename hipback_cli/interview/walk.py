"""The questions of one screen one after another, with a way back to each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from hipback_cli.interview.prompter import ScreenView, Step
from hipback_cli.knowledge.types import Answer, Answers, Question
from hipback_cli.reasoning.next_screen import Ask

AskOne = Callable[[Question, Answers, "Answer | None"], "Answer | Step"]
"""Asks one question, given the answers above it on this screen and the one it had before."""


def walk(view: ScreenView, ask_one: AskOne) -> Answers | Step:
    """Ask every question of `view` in turn, from the last one answered where the person came from behind.

    Returns the answers, which stop where they are enough; BACK from the first question; SKIP when every question was
    skipped; STOP at once.
    """
    answers, trail, waiting = _last_answered(view) if view.from_behind else ({}, [], list(view.questions))
    while (question := _next(view, waiting, answers)) is not None:
        above = {name: answers[name] for name in trail if name in answers}
        outcome = ask_one(question, above, answers.get(question.id, view.given.get(question.id)))
        if outcome is Step.STOP:
            return outcome
        if outcome is Step.BACK:
            if not trail:
                return outcome
            waiting = _from(view, trail.pop())
            continue
        trail.append(waiting.pop(0).id)
        answers.pop(question.id, None)
        if not isinstance(outcome, Step):
            answers[question.id] = outcome
        if view.enough({name: answers[name] for name in trail if name in answers}):
            break
    return answers or Step.SKIP


def _next(view: ScreenView, waiting: list[Question], answers: dict[str, Answer]) -> Question | None:
    """The first of `waiting` that is to be asked; what `answers` settle before it is taken out of `waiting`."""
    while waiting:
        question = narrowed(view, waiting[0], answers)
        if question is None:
            answers.pop(waiting.pop(0).id, None)
        elif question.kind == "nominal" and len(question.options) == 1:
            answers[waiting.pop(0).id] = question.options[0].id
        else:
            return question
    return None


def _last_answered(view: ScreenView) -> tuple[dict[str, Answer], list[str], list[Question]]:
    """Answers, trail and what is left, at the last of the questions from the first on that were answered before."""
    answers: dict[str, Answer] = {}
    trail: list[str] = []
    waiting = list(view.questions)
    while (question := _next(view, waiting, answers)) is not None and question.id in view.given:
        answers[question.id] = view.given[question.id]
        trail.append(waiting.pop(0).id)
    return answers, trail[:-1], _from(view, trail[-1]) if trail else waiting


def _from(view: ScreenView, name: str) -> list[Question]:
    names = [question.id for question in view.questions]
    return list(view.questions[names.index(name) :])


def narrowed(view: ScreenView | Ask, question: Question, answers: Answers) -> Question | None:
    """`question` as the answers of this screen leave it; None when they leave nothing to ask.

    On a body map the worst place is one of the places chosen, and without a place there is nothing more to ask.
    """
    places = next((q for q in view.questions if q.kind == "multi"), None)
    if view.screen.style != "body_map" or places is None or question.id == places.id:
        return question
    marks = answers.get(places.id)
    chosen = {name for name, mark in marks.items() if mark is True} if isinstance(marks, Mapping) else set()
    if not chosen:
        return None
    kept = tuple(option for option in question.options if option.id in chosen)
    return replace(question, options=kept) if kept else question
