"""The answers as an HL7 FHIR R4B QuestionnaireResponse, with the questions that were asked inside it.

Symptoms carry a standard code where one is surely right (ICD-10-CM, read from its April 2026 tabular list; LOINC);
no diagnosis is coded, because none is made. "Not sure" is a coded answer of its own; what is missing was not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from hipback_cli.display.printing import json_text
from hipback_cli.knowledge.types import NOT_SURE, Answer, Urgency
from hipback_cli.reasoning.assessment import Assessment
from hipback_cli.report import phrases
from hipback_cli.report.blocks import Line, Quote, Settings
from hipback_cli.report.view import build_view

Item = dict[str, Any]

SYSTEM = "urn:hipback:answer"
"""Code system of our own answers: `yes`, `no`, `not_sure`, or `question.option`."""

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
LOINC = "http://loinc.org"

LOINC_CODES = {
    "age": ("30525-0", "Age"),
    "sex": ("46098-0", "Sex"),
    "pain_now": ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported"),
}
"""Question id → code of what it measures."""

SIDED_CODES = {
    "pain_sites.outer_hip": ("M25.55", "hip", "9"),
    "pain_sites.deep_hip": ("M25.55", "hip", "9"),
    "pain_sites.front_thigh": ("M79.65", "thigh", "9"),
    "pain_sites.inner_thigh": ("M79.65", "thigh", "9"),
    "pain_sites.outer_thigh": ("M79.65", "thigh", "9"),
    "pain_sites.back_thigh": ("M79.65", "thigh", "9"),
    "pain_sites.knee": ("M25.56", "knee", "9"),
    "pain_sites.below_knee": ("M79.66", "lower leg", "9"),
    "pain_sites.foot": ("M79.67", "foot", "3"),
}
"""Item id → code without its last digit, the part, and the last digit for a side that was not told."""

PLAIN_CODES = {
    "pain_sites.low_back_middle": ("M54.50", "Low back pain, unspecified"),
    "pain_sites.low_back_side": ("M54.50", "Low back pain, unspecified"),
}

SIDES = {"right": "1", "left": "2"}

YES_NO = {True: ("yes", "Yes"), False: ("no", "No"), NOT_SURE: (NOT_SURE, "Not sure")}


def render_fhir(assessment: Assessment) -> str:
    """The QuestionnaireResponse as JSON text, ending in a newline."""
    return json_text(as_resource(assessment))


def as_resource(a: Assessment) -> Item:
    """The QuestionnaireResponse as plain data. It was stopped where an emergency ended the interview."""
    questions = [_question(a, key, answer) for key, answer in a.answers.items()]
    answers = [_answered(a, key, answer) for key, answer in a.answers.items()]
    if a.note:
        questions.append({"linkId": "note", "text": phrases.SUMMARY_NOTE, "type": "text"})
        answers.append({"linkId": "note", "text": phrases.SUMMARY_NOTE, "answer": [{"valueString": a.note}]})
    response = {
        "resourceType": "QuestionnaireResponse",
        "meta": {"tag": [{"system": "urn:hipback:version", "code": a.hipback_version}]},
        "text": {"status": "generated", "div": _narrative(a)},
        "contained": [_questionnaire(a, questions)],
        "questionnaire": "#interview",
        "status": "stopped" if a.urgency.level is Urgency.EMERGENCY else "completed",
    }
    return {**response, "item": answers} if answers else response


def _questionnaire(a: Assessment, questions: Sequence[Item]) -> Item:
    resource = {
        "resourceType": "Questionnaire",
        "id": "interview",
        "version": a.content_version,
        "title": phrases.DOCUMENT,
        "status": "active",
    }
    return {**resource, "item": list(questions)} if questions else resource


def _question(a: Assessment, question: str, answer: Answer) -> Item:
    text = a.question_texts.get(question, question)
    if isinstance(answer, Mapping):
        parts = [_choice(a, f"{question}.{option}", a.option_texts[question][option]) for option in answer]
        return {"linkId": question, "text": text, "type": "group", **({"item": parts} if parts else {})}
    if isinstance(answer, int) and not isinstance(answer, bool):
        return {"linkId": question, **_codes(a, question), "text": text, "type": "integer"}
    return _choice(a, question, text)


def _choice(a: Assessment, item: str, text: str) -> Item:
    return {"linkId": item, **_codes(a, item), "text": text, "type": "choice"}


def _codes(a: Assessment, item: str) -> Item:
    coding = _coding(a, item)
    return {"code": [coding]} if coding else {}


def _coding(a: Assessment, item: str) -> Item | None:
    if item in LOINC_CODES:
        code, display = LOINC_CODES[item]
        return {"system": LOINC, "code": code, "display": display}
    if item in PLAIN_CODES:
        code, display = PLAIN_CODES[item]
        return {"system": ICD10CM, "code": code, "display": display}
    if item in SIDED_CODES:
        stem, part, unknown = SIDED_CODES[item]
        side = a.side if a.side in SIDES else "unspecified"
        return {"system": ICD10CM, "code": stem + SIDES.get(side, unknown), "display": f"Pain in {side} {part}"}
    return None


def _answered(a: Assessment, question: str, answer: Answer) -> Item:
    item = {"linkId": question, "text": a.question_texts.get(question, question)}
    if isinstance(answer, Mapping):
        parts = [
            {"linkId": f"{question}.{option}", "text": a.option_texts[question][option], "answer": [_marked(mark)]}
            for option, mark in answer.items()
        ]
        return {**item, "item": parts} if parts else item
    return {**item, "answer": [_value(a, question, answer)]}


def _value(a: Assessment, question: str, answer: bool | int | str) -> Item:
    if isinstance(answer, bool) or answer == NOT_SURE:
        return _marked(answer)
    if isinstance(answer, int):
        return {"valueInteger": answer}
    told = next((t.text for t in a.told if t.question == question and t.option == answer), answer)
    return {"valueCoding": {"system": SYSTEM, "code": f"{question}.{answer}", "display": told}}


def _marked(mark: bool | int | str) -> Item:
    code, display = YES_NO.get(mark, (str(mark), str(mark)))
    return {"valueCoding": {"system": SYSTEM, "code": code, "display": display}}


def _narrative(a: Assessment) -> str:
    """The clinician's summary as XHTML."""
    view = build_view(a, Settings(), file=True)
    blocks = next((s.blocks for s in view.sections if s.id == "summary"), ())
    body = "".join(f"<p>{escape(text, quote=False)}</p>" for block in blocks for text in _plain(block))
    return f'<div xmlns="http://www.w3.org/1999/xhtml">{body}</div>'


def _plain(block: object) -> Iterator[str]:
    match block:
        case Line(text, label=label):
            yield f"{label}: {text}" if label else text
        case Quote(text, label):
            yield f"{label}: {text}"
