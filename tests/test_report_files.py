"""Reports on their way out: files, pipes, colours, and everything that can go wrong there."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hipback_cli.report.output import OutputError, write_output


def test_a_report_is_written_whole_and_only_for_its_owner(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_output("päin\n", tmp_path / "report.txt")
    finally:
        os.umask(before)
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == "päin\n"
    assert stat.S_IMODE((tmp_path / "report.txt").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


@pytest.mark.parametrize(
    ("example", "said"),
    [("self_care", ["Check again on"]), ("none_of_the_ten", ["Not seen by"]), ("urgent", []), ("emergency", [])],
)
def test_a_day_to_check_again_is_told_only_where_there_is_time(example: str, said: list[str]) -> None:
    command = [sys.executable, "-m", "hipback_cli", "check", "--example", example]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert [words for words in ("Check again on", "Not seen by") if words in shown] == said


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_output("new", tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_write_that_fails_loses_nothing(tmp_path: Path) -> None:
    place = tmp_path / "report.txt"
    place.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(OutputError, match=r"report\.txt: not written: "):
            write_output("x" * 1000, place)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert place.read_text() == "old"
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none/report.txt", "there is no such folder. Make it first"),
        ("", "this is a folder. Add a file name"),
        ("file/report.txt", "part of the path is a file"),
        ("x" * 300, "the name is too long. Choose a shorter one"),
        ("loop", "the links to it go round in a circle"),
        ("/dev/full", "the disk is full. Free some space"),
        ("nul\0l", "not written: "),
    ],
)
def test_each_failure_is_one_clear_line(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(OutputError) as caught:
        write_output("text", tmp_path / name)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def hipback(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    clean = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    command = [sys.executable, "-m", "hipback_cli", *arguments]
    return subprocess.run(command, capture_output=True, env={**clean, **environment}, check=False, timeout=60)


def test_a_file_gets_the_report_and_the_person_still_hears_how_urgent_it_is(tmp_path: Path) -> None:
    place = tmp_path / "report.html"
    done = hipback("check", "--example", "emergency", "--format", "html", "--output", str(place))
    assert done.returncode == 0
    assert done.stdout == b""
    assert done.stderr.startswith(b"EMERGENCY: ")
    assert str(place).encode() in done.stderr
    assert place.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_pipe_gets_plain_text_and_old_code_pages_never_crash_it() -> None:
    piped = hipback("check", "--example", "hip_and_back", PYTHONIOENCODING="utf-8")
    assert b"\x1b" not in piped.stdout
    for encoding in ("ascii", "cp1252"):
        done = hipback("check", "--example", "hip_and_back", PYTHONIOENCODING=encoding)
        assert done.returncode == 0, done.stderr
        assert b"######" in done.stdout
        assert b"HIP FIRST" in done.stdout


def test_an_unwritable_place_is_one_line_and_exit_1() -> None:
    done = hipback("check", "--example", "hip_and_back", "--output", "/nowhere/report.txt")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert b"/nowhere/report.txt: not written: there is no such folder" in done.stderr
