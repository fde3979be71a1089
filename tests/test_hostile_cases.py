"""Case files and folders that cannot be used, as given to `hipback evaluate` and `hipback content check`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FLAWED = {
    "empty": (b"", "the file is empty"),
    "binary": (bytes(range(256)) * 9, "not UTF-8"),
    "huge": (b"cases:\n#" + b"x" * (3 * 1024 * 1024), "2 MiB"),
    "no cases": (b"cases: []\n", "there is no list of cases"),
    "a number": (b"cases: 5\n", "there is no list of cases"),
    "no name": (b'cases: [{id: "", answers: {}, expect: {}}]', "the id is not a name"),
    "a list for a name": (b"cases: [{id: [a], answers: {}, expect: {}}]", "the id is not a name"),
    "nothing told": (b"cases: [{id: a, expect: {}}]", 'key "answers" is missing'),
    "twice": (b"cases: [{id: a, answers: {}, expect: {}}, {id: a, answers: {}, expect: {}}]", "stands already"),
    "none and another": (b"cases: [{id: a, answers: {numb_sites: [none, foot]}, expect: {}}]", "cannot stand together"),
}


def hipback(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hipback_cli", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def one_line(run: subprocess.CompletedProcess[str], code: int = 1) -> str:
    assert (run.returncode, run.stdout) == (code, "")
    assert run.stderr.count("\n") == 1 and "bug" not in run.stderr
    return run.stderr


@pytest.mark.parametrize("name", FLAWED)
def test_case_files_that_cannot_be_used_are_one_line(name: str, tmp_path: Path) -> None:
    data, said = FLAWED[name]
    (tmp_path / "cases.yaml").write_bytes(data)
    message = one_line(hipback("evaluate", str(tmp_path / "cases.yaml")))
    assert message.startswith("cases.yaml") and said in message


@pytest.mark.parametrize("command", ["evaluate", "content check --content"])
def test_odd_places_are_one_line(command: str, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    places = ["missing", "loop", "pipe", *(["folder"] if command == "evaluate" else [])]
    for place in places:
        assert place in one_line(hipback(*command.split(), str(tmp_path / place)))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_one_line_like_all_else(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text("cases: [{id: a, answers: {}, expect: {}}]")
    file.chmod(0)
    assert "permission denied" in one_line(hipback("evaluate", str(file)))


@pytest.mark.parametrize("option", ["--not-sure", "--not-sure-safety"])
def test_a_share_that_is_no_number_is_wrong_use(option: str, tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text("cases: [{id: a, answers: {}, expect: {}}]")
    assert "0 to 1" in one_line(hipback("evaluate", str(tmp_path / "cases.yaml"), option, "nan"), 2)


def test_content_without_examples_says_so() -> None:
    sample = Path(__file__).parent / "sample_content"
    assert "there are no examples" in one_line(hipback("check", "--example", "--content", str(sample)))
