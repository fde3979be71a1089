"""Tab completes names, through the protocols of the three shells."""

import os
import subprocess
import sys

import pytest

ASKED = {
    "bash": ("complete_bash", {"COMP_WORDS": "hipback {line}", "COMP_CWORD": "{count}"}),
    "zsh": ("complete_zsh", {"_TYPER_COMPLETE_ARGS": "hipback {line}"}),
    "fish": ("complete_fish", {"_TYPER_COMPLETE_ARGS": "hipback {line}", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}),
}


def completed(shell: str, line: str) -> str:
    """What the shell is told after a Tab at the end of `line`."""
    instruction, variables = ASKED[shell]
    filled = {name: text.format(line=line, count=len(line.split(" "))) for name, text in variables.items()}
    environment = {**os.environ, **filled, "_HIPBACK_COMPLETE": instruction}
    code = "import sys; sys.argv = ['hipback']; from hipback_cli.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    ).stdout


@pytest.mark.parametrize("shell", ASKED)
@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("explain scia", "sciatica"),
        ("explain gt", "gtps"),
        ("explain hip a", "arthritis"),
        ("explain piriformis --versus troch", "trochanteric_bursitis"),
        ("check --example hip_a", "hip_and_back"),
    ],
)
def test_names_complete(shell: str, line: str, wanted: str) -> None:
    assert wanted in completed(shell, line)
