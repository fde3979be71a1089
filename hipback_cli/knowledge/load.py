"""A content folder → `Knowledge`, or every problem in it at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hipback_cli.knowledge import reader
from hipback_cli.knowledge.checks import Files, cross_check
from hipback_cli.knowledge.decode import Sheet
from hipback_cli.knowledge.nodes import Unreadable, read_tree
from hipback_cli.knowledge.problems import ContentError, Problem
from hipback_cli.knowledge.types import Knowledge

READERS: Mapping[str, tuple[Callable[[Sheet], Any], Callable[[], Any]]] = {
    "population": (reader.read_population, reader.PopulationFile),
    "questions": (reader.read_questions, reader.QuestionsFile),
    "conditions": (reader.read_conditions, reader.ConditionsFile),
    "look_alikes": (reader.read_look_alikes, reader.LookAlikesFile),
    "red_flags": (reader.read_red_flags, reader.RedFlagsFile),
    "treatments": (reader.read_treatments, reader.TreatmentsFile),
    "sources": (reader.read_sources, reader.SourcesFile),
    "clinic": (reader.read_clinic, reader.ClinicFile),
    "glossary": (reader.read_glossary, reader.GlossaryFile),
}
"""File stem → how it is read, and what stands for it while it cannot be."""


def shipped_content() -> Path:
    """The content that comes with hipback: in the wheel beside the code, in a checkout beside the package."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_content"
    return inside if inside.is_dir() else package.parent / "content"


def load_knowledge(folder: Path | None = None) -> Knowledge:
    """All content of `folder` (None: what ships), cross-checked.

    Raises:
        ContentError: with every problem in every file.
    """
    folder = _folder(folder)
    files, problems = _read_all(folder)
    cross_check(files)
    problems += [problem for sheet in files.sheets.values() for problem in sheet.problems()]
    if problems:
        raise ContentError(problems)
    return _knowledge(files)


def _folder(folder: Path | None) -> Path:
    folder = shipped_content() if folder is None else folder
    if not folder.is_dir():
        raise ContentError([Problem(str(folder), 0, 0, "there is no such folder", mend="name a folder with content")])
    return folder


def _sheet(folder: Path, stem: str) -> Sheet:
    name = f"{stem}.yaml"
    return Sheet(name, read_tree(folder / name))


def _read_all(folder: Path) -> tuple[Files, list[Problem]]:
    problems: list[Problem] = []
    sheets: dict[str, Sheet] = {}
    values: dict[str, Any] = {}
    for stem, (read, empty) in READERS.items():
        try:
            sheets[stem] = _sheet(folder, stem)
            values[stem] = read(sheets[stem])
        except Unreadable as error:
            problems += error.problems
            values[stem] = empty()
    return Files(**values, sheets=sheets), problems


def _knowledge(files: Files) -> Knowledge:
    population, clinic = files.population, files.clinic.clinic
    if population.something_else is None or clinic is None:
        raise AssertionError("a file without problems lacks a required part")
    return Knowledge(
        version=population.version,
        population=population.population,
        population_sources=population.sources,
        something_else_prior=population.something_else,
        region_signs=population.region_signs,
        screens=files.questions.screens,
        questions=files.questions.questions,
        conditions=files.conditions.conditions,
        look_alikes=files.look_alikes.look_alikes,
        red_flags=files.red_flags.red_flags,
        routine_rules=files.red_flags.routine,
        self_test_not_if=files.questions.self_tests_not_if,
        treatment_categories=files.treatments.categories,
        treatment_options=files.treatments.options,
        treatments=files.treatments.treatments,
        cautions=files.treatments.cautions,
        sources=files.sources.sources,
        clinic=clinic,
        glossary=files.glossary.glossary,
    )
