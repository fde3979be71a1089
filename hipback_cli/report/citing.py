"""How a source is named: short in a line, or in full in a list."""

from __future__ import annotations

LONGEST_TITLE = 34
"""Characters of a title that stand for a source without authors."""


def short_name(authors: str, title: str, year: str) -> str:
    """A source as it stands in a line: first author or the begin of its title, and the year."""
    first = authors.split(",")[0].strip()
    person = first.rsplit(" ", 1)[0] if first and len(first) < 30 and "," in authors else ""
    name = person or _begin(title)
    return f"{name} {year}" if year and year not in name else name


def _begin(title: str) -> str:
    """The first words of a title, in quotes."""
    if len(title) <= LONGEST_TITLE:
        return f'"{title}"'
    words = title[:LONGEST_TITLE].rsplit(" ", 1)[0]
    return f'"{words.rstrip(",:;-")}..."'


def in_full(authors: str, year: str, title: str, journal: str, doi: str, pmid: str, url: str) -> str:
    """A source with who, when, what, where, and how to find it."""
    where = f"doi {doi}" if doi else f"PMID {pmid}" if pmid else url
    parts = (f"{authors} {f'({year})' if year else ''}".strip(), title, journal, where)
    return ". ".join(part.rstrip(".") for part in parts if part) + ("" if where and where == url else ".")
