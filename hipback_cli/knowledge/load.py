"""A content folder → `Knowledge`, or every problem in it at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hipback_cli.knowledge.checks import cross_check
from hipback_cli.knowledge.files import Files, read_files
from hipback_cli.knowledge.problems import ContentError, Problem
from hipback_cli.knowledge.shipped import shipped_content as shipped_content
from hipback_cli.knowledge.types import Knowledge

FIRST = ("population", "questions", "red_flags", "clinic")
"""The files that the first screens need."""


def load_knowledge(folder: Path | None = None) -> Knowledge:
    """All content of `folder` (None: what ships), cross-checked.

    Raises:
        ContentError: with every problem in every file.
    """
    folder = _folder(folder)
    files, problems = read_files(folder)
    cross_check(files)
    return _knowledge(files, problems)


def load_first() -> Knowledge:
    """Of what ships, what the first screens need, in a third of the time: no causes, treatments or sources.

    Nothing is cross-checked; `load_knowledge` does that.

    Raises:
        ContentError: with every problem in the files read.
    """
    return _knowledge(*read_files(_folder(None), FIRST))


def _folder(folder: Path | None) -> Path:
    folder = shipped_content() if folder is None else folder
    if not folder.is_dir():
        raise ContentError([Problem(str(folder), 0, 0, "there is no such folder", mend="name a folder with content")])
    return folder


def _knowledge(files: Files, problems: Sequence[Problem]) -> Knowledge:
    problems = [*problems, *(problem for sheet in files.sheets.values() for problem in sheet.problems())]
    if problems:
        raise ContentError(problems)
    population, clinic = files.population, files.clinic.clinic
    if population.something_else is None or clinic is None:
        raise AssertionError("a file without problems lacks a required part")
    return Knowledge(
        version=population.version,
        population=population.population,
        population_sources=population.sources,
        something_else_prior=population.something_else,
        region_signs=population.region_signs,
        region_pain=population.region_pain,
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
