"""Whatever stands in a content file, the reader either takes it or says what is wrong, one clear line each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hipback_cli.knowledge.load import load_knowledge, shipped_content
from hipback_cli.knowledge.problems import ContentError

SAMPLE = Path(__file__).parent / "sample_content"
STEMS = sorted(path.stem for path in SAMPLE.glob("*.yaml"))

SPLINTERS = (
    *"{ } [ ] ' # %TAG null ~ no yes 1:30 012 .inf .nan 0x1F 1e9 -1 0 2026-11-24 = '' {} [] é".split(),  # noqa: SIM905
    *"[/] {p:2} {lr:[0,0]} {all:[]} {not:{not:x}} findings source hip \u202e \ufeff \U0001f9b4".split(),  # noqa: SIM905
    *(": ", "- ", "? ", "&a ", "*a ", "<<: ", "!!set ", "!x ", "|\n", ">\n", "---\n", "\t", "\n", "\r\n"),
    *('"', '"\\e[2J"', "age >= 1", "at_least: 99", "{p: 2}", "{lr: [0, 0]}", "{all: []}", "9" * 40),
)
"""What may fall into a file where it hurts."""


def check(folder: Path) -> None:
    """Load it; nothing but `ContentError` may come of it, with as many printable lines as problems."""
    try:
        load_knowledge(folder)
    except ContentError as error:
        lines = str(error).split("\n")
        assert len(lines) == len(error.problems) > 0
        assert all(line.isprintable() for line in lines)
        assert all(line.startswith(tuple(f"{stem}.yaml:" for stem in STEMS)) for line in lines)


@pytest.fixture(scope="module")
def sample() -> Iterator[Path]:
    with TemporaryDirectory() as place:
        yield Path(shutil.copytree(SAMPLE, Path(place) / "content"))


@pytest.fixture(scope="module")
def shipped() -> Iterator[Path]:
    with TemporaryDirectory() as place:
        yield Path(shutil.copytree(shipped_content(), Path(place) / "content"))


@given(stem=st.sampled_from(STEMS), data=st.binary(max_size=300))
@example(stem="glossary", data=b"[" * 50_000)
@example(stem="glossary", data=b"\xff\xfe\x00[")
@example(stem="glossary", data=b"? ? ?")
def test_random_bytes(sample: Path, stem: str, data: bytes) -> None:
    path = sample / f"{stem}.yaml"
    path.write_bytes(data)
    try:
        check(sample)
    finally:
        shutil.copy(SAMPLE / path.name, path)


@st.composite
def mutations(draw: st.DrawFn) -> tuple[float, float, str]:
    """(where in the file, how much of it goes, what comes instead): shares of the whole, and splinters."""
    size = draw(st.sampled_from([0.0, 0.0, 1e-5, 1e-4, 1e-3, 0.01, 0.1]))
    return draw(st.floats(0, 1)), size, "".join(draw(st.lists(st.sampled_from(SPLINTERS), max_size=3)))


def mutate(text: str, changes: list[tuple[float, float, str]]) -> str:
    for place, size, splinter in changes:
        start = int(place * len(text))
        text = text[:start] + splinter + text[start + round(size * len(text)) :]
    return text


def check_mutated(folder: Path, original: Path, stem: str, changes: list[tuple[float, float, str]]) -> None:
    path = folder / f"{stem}.yaml"
    text = (original / path.name).read_text(encoding="utf-8")
    path.write_text(mutate(text, changes), encoding="utf-8", newline="")
    try:
        check(folder)
    finally:
        shutil.copy(original / path.name, path)


@settings(max_examples=300)
@given(stem=st.sampled_from(STEMS), changes=st.lists(mutations(), min_size=1, max_size=4))
def test_a_damaged_sample(sample: Path, stem: str, changes: list[tuple[float, float, str]]) -> None:
    check_mutated(sample, SAMPLE, stem, changes)


@settings(max_examples=25)
@given(stem=st.sampled_from(STEMS), changes=st.lists(mutations(), min_size=1, max_size=8))
def test_damaged_shipped_content(shipped: Path, stem: str, changes: list[tuple[float, float, str]]) -> None:
    check_mutated(shipped, shipped_content(), stem, changes)


@settings(max_examples=200)
@given(stem=st.sampled_from(STEMS), line=st.floats(0, 1), other=st.floats(0, 1), blanks=st.integers(-4, 4))
def test_lines_in_wrong_places(sample: Path, stem: str, line: float, other: float, blanks: int) -> None:
    """A line moved elsewhere, at another indent: still YAML more often than not, and wrong as content."""
    path = sample / f"{stem}.yaml"
    lines = (SAMPLE / path.name).read_text(encoding="utf-8").splitlines()
    moved = lines.pop(int(line * (len(lines) - 1)))
    indent = max(0, len(moved) - len(moved.lstrip()) + blanks)
    lines.insert(int(other * len(lines)), " " * indent + moved.lstrip())
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        check(sample)
    finally:
        shutil.copy(SAMPLE / path.name, path)
