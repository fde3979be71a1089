"""The files of a content folder → the types of `knowledge.types`, one function a file.

What a map may hold follows from the fields of the dataclass that it becomes; the table below says how a value
of each type is written. Only questions.yaml is laid out otherwise than its types, for the sake of its authors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from hipback_cli.knowledge.decode import (
    Decoder,
    Record,
    Refused,
    Sheet,
    as_map,
    boolean,
    choice,
    entries,
    identifier,
    items,
    keyed,
    listed,
    number,
    text,
    urgency,
    use,
    whole,
    within,
)
from hipback_cli.knowledge.decode_figures import figure, findings, plain_figure
from hipback_cli.knowledge.decode_rules import rule
from hipback_cli.knowledge.nodes import Node
from hipback_cli.knowledge.problems import shown
from hipback_cli.knowledge.types import (
    SEEN_BY_SOMEBODY,
    Caution,
    Clinic,
    Coexistence,
    Condition,
    Figure,
    Finding,
    GlossaryEntry,
    LookAlike,
    Option,
    Question,
    RedFlag,
    RegionPain,
    RegionSign,
    RoutineRule,
    Rule,
    Screen,
    Source,
    SourceId,
    Treatment,
    TreatmentCategory,
    TreatmentOption,
    Urgency,
    Variant,
    WhenLikely,
)

WEB_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]{3,500}")

# --- from a field's type to its decoder ------------------------------------------------------------

DECODERS: Mapping[Any, Decoder] = {
    str: text,
    bool: boolean,
    int: whole,
    float: number,
    Urgency: urgency,
    Rule: rule,
    Figure: figure,
    Mapping[str, Finding]: findings,
}


def web_address(node: Node, sheet: Sheet) -> str:
    """An address that a report may link to."""
    value = text(node, sheet)
    if not WEB_ADDRESS.fullmatch(value):
        raise sheet.refuse(node, f"{shown(value)} is no web address", "write it with https:// and without blanks")
    return value


MOST_COUNTED = 1000
"""Largest number that a question may ask for; every whole number up to it is considered in checks."""

SPECIAL: Mapping[type[Any], Mapping[str, Decoder]] = {
    Condition: {
        "prior": plain_figure,
        "self_care_weeks": within(0, 52, whole),
        "get_help": entries(items(text), choice(SEEN_BY_SOMEBODY)),
    },
    LookAlike: {"prior": plain_figure, "self_care_weeks": within(0, 52, whole)},
    Variant: {"share": plain_figure},
    Coexistence: {"odds": within(0.01, 1000)},
    Screen: {"cost": within(0.1, 100), "answerable": within(0.01, 1)},
    Question: {key: within(0, MOST_COUNTED, whole) for key in ("minimum", "maximum")},
    Source: {"url": web_address, "year": within(1800, 2100, whole)},
    Clinic: {
        "urgency_lines": entries(text, choice([level.word for level in Urgency])),
        "when_likely": entries(lambda node, sheet: record(WhenLikely)(node, sheet), choice(SEEN_BY_SOMEBODY)),
    },
}
"""Fields whose type allows more than makes sense."""


@cache
def decoder_for(hint: Any) -> Decoder:
    """How a field of type `hint` is written."""
    if hint in DECODERS:
        return DECODERS[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return use(hint.__metadata__[0])
    if origin in (Union, UnionType):
        return decoder_for(_without_none(arguments))
    if origin is Literal:
        return choice(arguments)
    if origin is tuple:
        return items(decoder_for(arguments[0]))
    if is_dataclass(hint):
        return record(hint)  # type: ignore[arg-type]
    return entries(decoder_for(arguments[1]))


def _without_none(arguments: tuple[Any, ...]) -> Any:
    real = [argument for argument in arguments if argument is not type(None)]
    if all(get_origin(argument) is Literal for argument in real):
        return Literal[tuple(word for literal in real for word in get_args(literal))]
    return reduce(or_, real)


def record(build: type[Any], given: Collection[str] = (), **special: Decoder) -> Record:
    """The record for a dataclass: its fields but those `given` by the caller.

    Decoders in `special`, then those in `SPECIAL`, go before what the field types imply; they may add optional
    keys that are no fields.
    """
    special = {**SPECIAL.get(build, {}), **special}
    hints = get_type_hints(build, include_extras=True)
    own = [part for part in fields(build) if part.name not in given]
    decoders = {part.name: special.get(part.name) or decoder_for(hints[part.name]) for part in own}
    required = [p.name for p in own if p.default is MISSING and p.default_factory is MISSING]
    return Record(build, {**decoders, **special}, tuple(required))


# --- what each file holds --------------------------------------------------------------------------
# Everything has a default, so that a file with problems still yields what could be read of it.


@dataclass(frozen=True, slots=True)
class PopulationFile:
    version: str = ""
    population: str = ""
    sources: tuple[SourceId, ...] = ()
    something_else: Figure | None = None
    region_signs: tuple[RegionSign, ...] = ()
    region_pain: tuple[RegionPain, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionsFile:
    screens: Mapping[str, Screen] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    self_tests_not_if: Rule | None = None


@dataclass(frozen=True, slots=True)
class ConditionsFile:
    conditions: Mapping[str, Condition] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LookAlikesFile:
    look_alikes: Mapping[str, LookAlike] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RedFlagsFile:
    red_flags: Mapping[str, RedFlag] = field(default_factory=dict)
    routine: tuple[RoutineRule, ...] = ()


@dataclass(frozen=True, slots=True)
class TreatmentsFile:
    categories: Mapping[str, TreatmentCategory] = field(default_factory=dict)
    options: Mapping[str, TreatmentOption] = field(default_factory=dict)
    treatments: tuple[Treatment, ...] = ()
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class SourcesFile:
    sources: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GlossaryFile:
    glossary: Mapping[str, GlossaryEntry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClinicFile:
    clinic: Clinic | None = None


T = TypeVar("T")


def _file(build: Callable[..., T], required: tuple[str, ...], sheet: Sheet, **decoders: Decoder) -> T:
    """The parts of a file that could be read; whatever is wrong stands in the sheet."""
    with suppress(Refused):
        return build(**Record(build, decoders, required).values(sheet.root, sheet))
    return build()


def read_population(sheet: Sheet) -> PopulationFile:
    return _file(
        PopulationFile,
        ("version", "population", "sources", "something_else"),
        sheet,
        version=text,
        population=text,
        sources=items(use("source")),
        something_else=plain_figure,
        region_signs=items(record(RegionSign)),
        region_pain=items(record(RegionPain)),
    )


def read_conditions(sheet: Sheet) -> ConditionsFile:
    variant = keyed(record(Variant, {"id"}), "variant")
    condition = record(Condition, {"id"}, variants=_values_of(variant))
    return _file(ConditionsFile, ("conditions",), sheet, conditions=keyed(condition, "condition"))


def read_look_alikes(sheet: Sheet) -> LookAlikesFile:
    return _file(
        LookAlikesFile,
        ("look_alikes",),
        sheet,
        look_alikes=keyed(record(LookAlike, {"id"}), "look_alike"),
    )


def read_red_flags(sheet: Sheet) -> RedFlagsFile:
    return _file(
        RedFlagsFile,
        ("red_flags",),
        sheet,
        red_flags=keyed(record(RedFlag, {"id"}), "red_flag"),
        routine=listed(record(RoutineRule), "routine_rule"),
    )


def read_treatments(sheet: Sheet) -> TreatmentsFile:
    category = record(TreatmentCategory, {"id"})
    return _file(
        TreatmentsFile,
        ("categories", "options", "treatments"),
        sheet,
        categories=keyed(category, "category"),
        options=keyed(record(TreatmentOption, {"id"}), "treatment_option"),
        treatments=listed(record(Treatment), "treatment"),
        cautions=listed(record(Caution), "caution"),
    )


def read_sources(sheet: Sheet) -> SourcesFile:
    return _file(SourcesFile, ("sources",), sheet, sources=keyed(record(Source, {"id"}), "source"))


def read_glossary(sheet: Sheet) -> GlossaryFile:
    return _file(GlossaryFile, ("glossary",), sheet, glossary=entries(record(GlossaryEntry)))


def read_clinic(sheet: Sheet) -> ClinicFile:
    with suppress(Refused):
        return ClinicFile(record(Clinic)(sheet.root, sheet))
    return ClinicFile()


def _values_of(decode: Decoder) -> Decoder:
    return lambda node, sheet: tuple(decode(node, sheet).values())


# --- questions.yaml --------------------------------------------------------------------------------
# Laid out screen by screen, with every background beside its own option.

Placed = tuple[Any, Figure | None]
"""An option or the bounds of a band, with its background."""


def read_questions(sheet: Sheet) -> QuestionsFile:
    return _file(
        _questions_file,
        ("screens",),
        sheet,
        screens=_screens,
        self_tests_not_if=rule,
    )


def _questions_file(
    screens: tuple[dict[str, Screen], dict[str, Question]] = ({}, {}), self_tests_not_if: Rule | None = None
) -> QuestionsFile:
    return QuestionsFile(*screens, self_tests_not_if)


def _screens(node: Node, sheet: Sheet) -> tuple[dict[str, Screen], dict[str, Question]]:
    decode = replace(record(Screen, {"id"}, questions=keyed(_question_record(), "question")), build=dict)
    decode = replace(decode, required=(*decode.required, "questions"))
    screens: dict[str, Screen] = {}
    questions: dict[str, Question] = {}
    for key, value in as_map(node, sheet).entries.values():
        with suppress(Refused):
            name = identifier(key, sheet)
            values = decode.values(value, sheet)
            asked = values.pop("questions", {})
            questions |= {i: replace(question, screen=name) for i, question in asked.items() if i not in questions}
            if {"stage", "style", "title"} <= set(values):
                screens[name] = Screen(id=name, **values)
    return screens, questions


def _question_record() -> Record:
    option = replace(record(Option, {"id"}, background=plain_figure), build=_option)
    bound = within(0, MOST_COUNTED, whole)
    band = Record(_band, {"from": bound, "to": bound, "background": plain_figure}, ("from", "to"))
    decode = record(
        Question,
        {"id", "screen"},
        options=keyed(option),
        bands=keyed(band),
        background=plain_figure,
    )
    return replace(decode, build=_question)


def _option(background: Figure | None = None, **values: Any) -> Placed:
    return Option(**values), background


def _band(background: Figure | None = None, **values: Any) -> Placed:
    return (values["from"], values["to"]), background


def _question(
    background: Figure | None = None,
    options: Mapping[str, Placed] | None = None,
    bands: Mapping[str, Placed] | None = None,
    **values: Any,
) -> Question:
    options, bands = options or {}, bands or {}
    stated = {"yes": background} | {name: figure for name, (_, figure) in {**options, **bands}.items()}
    return Question(
        screen="",
        options=tuple(option for option, _ in options.values()),
        bands={name: bounds for name, (bounds, _) in bands.items()},
        background={name: figure for name, figure in stated.items() if figure is not None},
        **values,
    )
