"""A bug is one line, a log without answers, and exit 3."""

import re
import stat
import sys
from pathlib import Path

import pytest

from hipback_cli.cli import guarded


def crash() -> None:
    answers = {"hopeless": True}
    raise RuntimeError(f"cannot use {answers}")


def test_a_bug_is_one_line_and_a_log_without_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert guarded(crash) == 3
    message = capsys.readouterr().err
    assert message.count("\n") == 1 and "Traceback" not in message
    found = re.search(r"(/\S+\.log)", message)
    assert found
    log = Path(found[1])
    text = log.read_text()
    assert "test_bugs.py" in text and "in crash" in text and f"Python {sys.version.split()[0]}" in text
    assert "hopeless" not in text
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (SystemExit(2), 2), (SystemExit(), 0)])
def test_other_endings_keep_their_code(error: BaseException, code: int) -> None:
    def end() -> None:
        raise error

    assert guarded(end) == code
