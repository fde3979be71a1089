"""Problems in the content: where they stand, what is wrong, and how to mend it."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from hipback_cli.errors import HipbackError

LONGEST_SHOWN = 60
"""Characters of a value that a message repeats."""

FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode categories that may steer a terminal or hide text: control, format, surrogate, private, unassigned."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with one file. Lines and columns count from 1; line 0 means the file as a whole."""

    file: str
    line: int
    column: int
    what: str
    where: str = ""
    """Ids on the way to the place, such as `hip_arthritis.findings.limp`."""
    mend: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        inside = f", in {self.where}" if self.where else ""
        return f"{place}: {self.what}{inside}" + (f"; {self.mend}" if self.mend else "")


class ProblemsError(HipbackError):
    """Files that cannot be used. `problems` holds all that was found, by file and position; each is one line."""

    def __init__(self, problems: Collection[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class ContentError(ProblemsError):
    """The content cannot be used."""


def forbidden_characters(text: str) -> tuple[str, ...]:
    """Characters of `text` that content may not hold, each once, in order. Newline and tab are allowed."""
    if text.isprintable():
        return ()
    return tuple(dict.fromkeys(c for c in text if c not in "\n\t" and unicodedata.category(c) in FORBIDDEN))


def safe(value: str) -> str:
    """`value`, short and without anything that could steer a terminal."""
    short = value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 3] + "..."
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short)


def shown(value: str) -> str:
    """`value` in double quotes, safe and short."""
    return f'"{safe(value)}"'


def did_you_mean(value: str, known: Collection[str]) -> str:
    """`did you mean "x"?` for the nearest of `known`, or nothing where none is near."""
    if len(value) > LONGEST_SHOWN:
        return ""
    from difflib import get_close_matches  # only a wrong file needs it

    near = get_close_matches(value, known, n=1, cutoff=0.6)
    return f"did you mean {shown(near[0])}?" if near else ""
