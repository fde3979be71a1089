"""The command line itself: readers who leave, and options that cannot go together."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ONE_CASE = "cases: [{id: a, answers: {age: 50}, expect: {leaders: []}}]"


@pytest.fixture
def unread() -> Iterator[int]:
    """The writing end of a pipe whose reader has left."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """How `hipback` is started, with no saved checks of anybody."""
    return ["/usr/bin/env", f"XDG_STATE_HOME={tmp_path}", sys.executable, "-X", "dev", "-m", "hipback_cli"]


@pytest.mark.parametrize(
    "words",
    [
        "list",
        "list --json",
        "explain sciatica",
        "explain",
        "history",
        "history export",
        "check --example hip_arthritis",
        "check --example hip_arthritis --format fhir",
        "check --example",
        "content check",
        "content check --gaps",
        "content questions --json",
        "evaluate case.yaml",
        "--help",
        "check --help",
        "--version",
    ],
)
def test_a_reader_who_left_before_the_first_word_is_no_failure(
    words: str, unread: int, command: list[str], tmp_path: Path
) -> None:
    (tmp_path / "case.yaml").write_text(ONE_CASE)
    run = subprocess.run([*command, *words.split()], stdout=unread, stderr=subprocess.PIPE, timeout=120, cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("words", "code"),
    [("check --bogus", 2), ("nonsense", 2), ("explain nosuch", 1), ("check", 1), ("content check --content /no", 1)],
)
def test_a_failure_that_nobody_reads_keeps_its_code(words: str, code: int, unread: int, command: list[str]) -> None:
    run = subprocess.run(
        [*command, *words.split()], stdin=subprocess.DEVNULL, stdout=unread, stderr=unread, timeout=120
    )
    assert run.returncode == code


def test_a_failure_is_told_where_only_the_result_is_not_read(unread: int, command: list[str]) -> None:
    run = subprocess.run([*command, "explain", "nosuch"], stdout=unread, stderr=subprocess.PIPE, timeout=60)
    assert run.returncode == 1
    assert run.stderr.startswith(b'"nosuch"') and run.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("words", "one", "other"),
    [
        ("--answers FILE --example hip_arthritis", "--answers", "--example"),
        ("--answers FILE --resume", "--answers", "--resume"),
        ("--answers FILE --again", "--answers", "--again"),
        ("--answers FILE --continue FILE", "--answers", "--continue"),
        ("--example hip_arthritis --resume", "--example", "--resume"),
        ("--example hip_arthritis --again", "--example", "--again"),
        ("--example hip_arthritis --continue FILE", "--example", "--continue"),
        ("--resume --again", "--resume", "--again"),
        ("--continue FILE --resume", "--continue", "--resume"),
        ("--continue FILE --again", "--continue", "--again"),
        ("--example --answers FILE", "--answers", "--example"),
        ("--save --answers FILE", "--save", "--answers"),
        ("--save --example hip_arthritis", "--save", "--example"),
        ("--save-answers OTHER --answers FILE", "--save-answers", "--answers"),
        ("--save-answers OTHER --example hip_arthritis", "--save-answers", "--example"),
        ("--resume --no-save", "--no-save", "--resume"),
        ("--again --no-save", "--no-save", "--again"),
        ("--answers FILE --json --format html", "--json", "--format"),
        ("--example --json", "--example without a name", "--json"),
        ("--example --format html", "--example without a name", "--format"),
        ("--example --output OTHER", "--example without a name", "--output"),
    ],
)
def test_options_that_cannot_go_together_are_named(
    words: str, one: str, other: str, command: list[str], tmp_path: Path
) -> None:
    (tmp_path / "FILE").write_text("answers: {age: 50}\n")
    run = subprocess.run([*command, "check", *words.split()], capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert f"{one} and {other} cannot go together" in run.stderr and run.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["FILE"], "nothing was written"


@pytest.mark.parametrize(
    "words", ["--answers FILE --json --format json", "--answers FILE --no-save --note x", "--example --plain"]
)
def test_options_that_say_the_same_go_together(words: str, command: list[str], tmp_path: Path) -> None:
    (tmp_path / "FILE").write_text("answers: {age: 50}\n")
    run = subprocess.run([*command, "check", *words.split()], capture_output=True, timeout=60, cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("check --format pdf", '"pdf" is no format; use one of text'),
        ("explain --versus gtps", "explain NAME --versus"),
        ("explain sciatica --versus sciatica", '"sciatica" is the same as "sciatica"; name another'),
        ("history show abc", '"abc" is not the number of a check; see: hipback history'),
        ("check --continue -", "--continue takes a file, not -"),
    ],
)
def test_wrong_use_is_one_line(words: str, said: str, command: list[str]) -> None:
    run = subprocess.run([*command, *words.split()], capture_output=True, text=True, timeout=60)
    assert run.returncode == 2
    assert said in run.stderr and run.stderr.count("\n") == 1
