"""Hostile content, answers and outputs: one clear line each, exit 1, no traceback, nothing lost."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hipback_cli.clock import now
from hipback_cli.errors import HipbackError
from hipback_cli.history.store import open_store
from hipback_cli.interview.answers_file import AnswersError, AnswersFile, answers_text, decode_answers
from hipback_cli.knowledge.load import load_knowledge, shipped_content
from hipback_cli.knowledge.nodes import Unreadable, parse
from hipback_cli.knowledge.problems import forbidden_characters
from hipback_cli.knowledge.types import Answer
from hipback_cli.reasoning.assess import assess
from hipback_cli.reasoning.model import Model
from hipback_cli.report import FORMATS, render
from tests.people import answers

KNOWLEDGE = load_knowledge()

BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
)

HOSTILE: Mapping[str, bytes] = {
    "bomb": BOMB.encode(),
    "brackets": b"answers: " + b"[" * 50_000,
    "braces": b"answers: " + b"{a: " * 50_000,
    "tag": b"answers: !!python/object/apply:os.system ['touch hacked']\n",
    "merge": b"base: &b {age: 5}\nanswers: {<<: *b}\n",
    "escape": b'answers: {sex: "\\e[31mred\\e[0m"}\n',
    "raw escape": b"answers: {sex: \x1b[31m}\n",
    "bidi": 'answers: {sex: "\u202emale"}\n'.encode(),
    "markup": b'answers: {sex: "[bold]male[/bold]"}\n',
    "binary": bytes(range(256)) * 20,
    "utf-16": "answers: {age: 5}".encode("utf-16"),
    "latin": "answers: {sex: fr\xe4ulein}".encode("latin-1"),
    "empty": b"",
    "huge": b"# " + b"x" * (3 * 1024 * 1024),
    "list": b"- 1\n- 2\n",
    "duplicate": b"answers: {age: 5, age: 6}\n",
    "float age": b"answers: {age: 45.5}\n",
    "long number": b"answers: {age: " + b"9" * 5000 + b"}\n",
}


def hipback(*words: str, stdin: bytes | None = None, **more: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "hipback_cli", *words]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=60, check=False, **more)  # type: ignore[call-overload,no-any-return]


def said_clearly(result: subprocess.CompletedProcess[bytes]) -> str:
    """The message on stderr, after checking that it is one and that it can harm no terminal."""
    message = result.stderr.decode()
    assert result.returncode == 1, message
    assert result.stdout == b""
    assert "Traceback" not in message and "bug" not in message
    assert message and max(map(len, message.splitlines())) < 400
    assert all(c.isprintable() or c == "\n" for c in message), "nothing that steers a terminal"
    return message


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answers_file_is_one_clear_message(tmp_path: Path, name: str) -> None:
    file = tmp_path / "answers.yaml"
    file.write_bytes(HOSTILE[name])
    from_file = said_clearly(hipback("check", "--answers", str(file), cwd=tmp_path))
    assert "answers.yaml" in from_file
    said_clearly(hipback("check", "--answers", "-", stdin=HOSTILE[name], cwd=tmp_path))
    assert not (tmp_path / "hacked").exists()


@pytest.mark.parametrize("name", ["bomb", "brackets", "tag", "raw escape", "bidi", "binary", "utf-16", "huge", "list"])
def test_hostile_content_is_refused_with_its_place(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "content"
    shutil.copytree(shipped_content(), folder)
    (folder / "glossary.yaml").write_bytes(HOSTILE[name])
    assert "glossary.yaml" in said_clearly(hipback("content", "check", "--content", str(folder)))


def test_odd_places(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    for place in ("missing.yaml", "loop", "pipe", "."):
        said_clearly(hipback("check", "--answers", str(tmp_path / place)))
    said_clearly(hipback("content", "check", "--content", str(tmp_path / "nowhere")))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("answers: {}")
    file.chmod(0)
    said_clearly(hipback("check", "--answers", str(file)))


@pytest.mark.parametrize("place", ["/dev/full", "/nowhere/x.html", "."])
def test_output_that_cannot_be_written(place: str) -> None:
    result = hipback("check", "--example", "self_care", "--format", "html", "--output", place)
    assert "not written" in said_clearly(result)


def test_a_full_disk_keeps_what_stood_there(tmp_path: Path) -> None:
    (tmp_path / "old.html").write_text("precious")
    result = hipback("check", "--example", "nobody", "--output", str(tmp_path / "old.html"))
    said_clearly(result)
    assert (tmp_path / "old.html").read_text() == "precious"


def test_a_full_disk_behind_standard_output_is_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "hipback_cli", "check", "--example", "self_care", "--json"]
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    message = result.stderr.decode()
    assert result.returncode == 1, message
    assert "no space" in message.lower() and message.count("\n") == 1


def test_a_closed_pipe_ends_silently() -> None:
    command = f"{sys.executable} -m hipback_cli content questions --json | head -c 1"
    result = subprocess.run(
        ["/bin/bash", "-c", f"set -o pipefail; {command}"], capture_output=True, check=False, timeout=60
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, b"{", b"")


def test_a_stray_pipe_answers_nothing() -> None:
    message = said_clearly(hipback("check", stdin=b"\n" * 50))
    assert "--answers" in message and "--example" in message


IDS = st.sampled_from([*KNOWLEDGE.questions, "nonsense", "", "age "])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=12)
    | st.sampled_from(["groin", "not_sure", "unanswered", "female", "yes", "no", "gradual", "wakes_me"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | st.just("groin"), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raw=st.dictionaries(IDS, VALUES, max_size=8))
def test_any_answers_are_taken_or_refused_in_words(raw: dict[str, object]) -> None:
    text = yaml.safe_dump({"answers": raw}, allow_unicode=True)
    try:
        root = parse(text, "answers.yaml")
        answers = decode_answers(root.entries["answers"][1], KNOWLEDGE, "answers.yaml")  # type: ignore[union-attr]
    except (AnswersError, Unreadable) as refused:
        assert isinstance(refused, Unreadable | HipbackError)
        return
    assert set(answers) <= set(KNOWLEDGE.questions)


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_taken_or_refused(data: bytes) -> None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    try:
        parse(text, "answers.yaml")
    except Unreadable as refused:
        assert refused.problems


def test_sound_content_with_questions_of_its_own_comes_to_a_report() -> None:
    sample = Path(__file__).parent / "sample_content"
    result = hipback("check", "--answers", "-", "--content", str(sample), stdin=b"answers: {age: 44}")
    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.parametrize(
    "words", [("check", "--answers", "\x1b[31m.yaml"), ("check", "--example", "\x1b[31m"), ("explain", "\x1b[31m")]
)
def test_what_was_typed_is_repeated_without_escape_codes(words: tuple[str, ...]) -> None:
    said_clearly(hipback(*words))


def test_a_number_that_no_file_can_hold(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    with open_store(tmp_path / "hipback" / "checks.sqlite3") as store:
        store.begin(now(), "1")
    assert "saved are: 1" in said_clearly(hipback("history", "show", "9" * 30, env=environment))


@pytest.mark.parametrize(
    ("closed", "command", "code"),
    [
        (">&-", "list", 0),
        (">&-", "--version", 0),
        ("2>&-", "list --content /nowhere", 1),
        ("<&-", "check", 1),
        ("<&-", "check --answers -", 1),
    ],
)
def test_a_closed_stream_is_no_bug(closed: str, command: str, code: int) -> None:
    line = f"{sys.executable} -m hipback_cli {command} {closed}"
    result = subprocess.run(["/bin/bash", "-c", line], capture_output=True, check=False, timeout=60)
    assert result.returncode == code, result.stderr
    assert b"bug" not in result.stderr


@settings(max_examples=40)
@given(told=answers())
def test_whatever_is_taken_from_a_file_comes_to_a_report(told: Mapping[str, Answer], model: Model) -> None:
    root = parse(answers_text(AnswersFile(told, tuple(told))), "answers.yaml")
    taken = decode_answers(root.entries["answers"][1], KNOWLEDGE, "answers.yaml")  # type: ignore[union-attr]
    assert taken == told
    result = assess(model, taken, version="1", note="\x1b[31m[bold]\u202e")
    for form in FORMATS:
        text = render(result, form)
        assert not forbidden_characters(text) and text.endswith("\n")
