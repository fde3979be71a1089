"""The files of a content folder, each read as far as it can be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hipback_cli.knowledge import reader
from hipback_cli.knowledge.decode import Sheet
from hipback_cli.knowledge.nodes import Unreadable, read_tree
from hipback_cli.knowledge.problems import Problem
from hipback_cli.knowledge.types import Cause

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


@dataclass(frozen=True, slots=True)
class Files:
    """Every file as far as it could be read."""

    population: reader.PopulationFile
    questions: reader.QuestionsFile
    conditions: reader.ConditionsFile
    look_alikes: reader.LookAlikesFile
    red_flags: reader.RedFlagsFile
    treatments: reader.TreatmentsFile
    sources: reader.SourcesFile
    clinic: reader.ClinicFile
    glossary: reader.GlossaryFile
    sheets: Mapping[str, Sheet]
    """File stem → sheet, for each file that is a YAML tree at all."""

    def causes(self) -> Iterator[tuple[str, Cause]]:
        """Each cause with the stem of its file."""
        for cause in self.conditions.conditions.values():
            yield "conditions", cause
        for look_alike in self.look_alikes.look_alikes.values():
            yield "look_alikes", look_alike


def read_files(folder: Path, stems: Collection[str] = tuple(READERS)) -> tuple[Files, list[Problem]]:
    """The files of `folder`, and why some are no YAML trees. Problems inside the trees stand in their sheets.

    A file that is not among `stems` is taken to be empty.
    """
    problems: list[Problem] = []
    sheets: dict[str, Sheet] = {}
    values: dict[str, Any] = {}
    for stem, (read, empty) in READERS.items():
        if stem not in stems:
            values[stem] = empty()
            continue
        try:
            sheets[stem] = Sheet(f"{stem}.yaml", read_tree(folder / f"{stem}.yaml"))
            values[stem] = read(sheets[stem])
        except Unreadable as error:
            problems += error.problems
            values[stem] = empty()
    return Files(**values, sheets=sheets), problems
