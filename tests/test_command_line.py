"""The command line itself: readers who leave, and options that cannot go together."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases" / "coexisting.yaml"


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
        f"evaluate {CASES}",
        "--help",
        "check --help",
        "--version",
    ],
)
def test_a_reader_who_left_before_the_first_word_is_no_failure(words: str, unread: int, command: list[str]) -> None:
    run = subprocess.run([*command, *words.split()], stdout=unread, stderr=subprocess.PIPE, timeout=120)
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
