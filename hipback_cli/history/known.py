"""What of saved answers today's content still understands: a clinic's own copy, or a newer one, may differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hipback_cli.history.store import SavedCheck
from hipback_cli.interview.session import Visit
from hipback_cli.knowledge.types import NOT_SURE, Answer, Answers, Knowledge, Question


def known_visits(saved: SavedCheck, knowledge: Knowledge) -> Iterator[Visit]:
    """The visits, without questions and options that the content does not have (any more)."""
    for visit in saved.visits:
        answers = known_answers(visit.answers, knowledge)
        said_otherwise = {name for name in visit.answers if name not in answers}
        questions = tuple(q for q in visit.questions if q in knowledge.questions and q not in said_otherwise)
        if questions and visit.screen in knowledge.screens:
            yield Visit(visit.screen, questions, answers, visit.clarifies)


def known_answers(answers: Answers, knowledge: Knowledge) -> Answers:
    """Those of the answers that can be given to today's questions."""
    questions = knowledge.questions
    fitted = {name: _fitted(questions[name], answer) for name, answer in answers.items() if name in questions}
    return {name: answer for name, answer in fitted.items() if answer is not None}


def _fitted(question: Question, answer: Answer) -> Answer | None:
    """`answer` as far as `question` still takes it, or None."""
    options = {option.id for option in question.options}
    if answer == NOT_SURE:
        return answer
    if isinstance(answer, Mapping):
        marks = {k: v for k, v in answer.items() if k in options and (isinstance(v, bool) or v == NOT_SURE)}
        return marks if question.kind == "multi" else None
    if isinstance(answer, bool):
        return answer if question.kind == "yes_no" else None
    if isinstance(answer, int):
        return answer if question.kind == "number" and question.minimum <= answer <= question.maximum else None
    fits = question.kind in ("graded", "nominal") and isinstance(answer, str) and answer in options
    return answer if fits else None
