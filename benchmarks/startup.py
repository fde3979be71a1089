"""How fast hipback starts, against small programs that do nothing else; prints the table of the README.

    python benchmarks/startup.py [ROUNDS]

Each round runs every program once, so that a busy moment meets them all; the ratio is of the medians of one run.
Exit code 1 when a ratio is above its limit.
"""

from __future__ import annotations

import os
import pty
import re
import select
import statistics
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROUNDS = 31
HIPBACK = str(Path(sys.executable).with_name("hipback"))

BARE_APP = """
import typer
app = typer.Typer()
@app.command()
def hello():
    print("hello")
app()
"""

PANEL_APP = """
import typer
app = typer.Typer()
@app.command()
def hello():
    from rich import print
    from rich.panel import Panel
    print(Panel("hello"))
app()
"""

SMALL_APPS = {"bare": BARE_APP, "panel": PANEL_APP, "panel_and_questionary": f"import questionary\n{PANEL_APP}"}

FIRST_SCREEN = b"Who is this for?"
CURSOR_QUERY, CURSOR_REPLY = b"\x1b[6n", b"\x1b[1;1R"
STYLING = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
PATIENCE = 60
"""Seconds until a program counts as stuck."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that a person waits for, and the small program that it is held against."""

    what: str
    command: tuple[str, ...]
    against: str
    limit: float
    env: Mapping[str, str]
    until: bytes | None = None
    """Runs in a terminal, and ends when this text is on the screen; None: runs to its end."""


COMPLETION = {"_HIPBACK_COMPLETE": "complete_bash", "COMP_WORDS": "hipback explain sci", "COMP_CWORD": "2"}

MEASURES = (
    Measure("`hipback --version`", ("--version",), "bare", 1.3, {}),
    Measure("`hipback explain sci<TAB>`", (), "bare", 1.3, COMPLETION),
    Measure("`hipback explain sciatica`", ("explain", "sciatica"), "panel", 1.5, {}),
    Measure("first question of `hipback check`", ("check", "--no-save"), "panel_and_questionary", 2, {}, FIRST_SCREEN),
)

NAMES = {
    "bare": "smallest Typer app",
    "panel": "smallest Typer app that prints a Rich panel",
    "panel_and_questionary": "the same, with `import questionary`",
}


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        for name, text in SMALL_APPS.items():
            Path(folder, f"{name}.py").write_text(text, encoding="utf-8")
        times: dict[str, list[float]] = {}
        for _ in range(rounds):
            for name in SMALL_APPS:
                times.setdefault(name, []).append(run_to_end([sys.executable, f"{folder}/{name}.py"], {}))
            for measure in MEASURES:
                times.setdefault(measure.what, []).append(run(measure))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(table(medians))
    return int(any(medians[m.what] / medians[m.against] > m.limit for m in MEASURES))


def run(measure: Measure) -> float:
    """Seconds that this measure takes once."""
    command = [HIPBACK, *measure.command]
    return run_to_end(command, measure.env) if measure.until is None else run_to_text(command, measure.until)


def run_to_end(command: list[str], env: Mapping[str, str]) -> float:
    """Seconds until the program ends. Raises CalledProcessError where it fails."""
    begin = time.perf_counter()
    subprocess.run(command, env={**os.environ, **env}, stdout=subprocess.DEVNULL, check=True)  # noqa: S603
    return time.perf_counter() - begin


def run_to_text(command: list[str], text: bytes) -> float:
    """Seconds until the program shows `text` in a terminal of 80 by 24; then it is ended."""
    terminal, inside = pty.openpty()
    termios.tcsetwinsize(inside, (24, 80))
    begin = time.perf_counter()
    program = subprocess.Popen(  # noqa: S603
        command, stdin=inside, stdout=inside, stderr=inside, start_new_session=True, env={**os.environ, "TERM": "xterm"}
    )
    os.close(inside)
    try:
        wait_for(terminal, text)
        return time.perf_counter() - begin
    finally:
        program.kill()
        program.wait()
        os.close(terminal)


def wait_for(terminal: int, text: bytes) -> None:
    """Read until `text` stands there. Raises TimeoutError."""
    seen = b""
    while text not in STYLING.sub(b"", seen):
        if not select.select([terminal], [], [], PATIENCE)[0]:
            raise TimeoutError(f"{text!r} never came; instead: {seen[-500:]!r}")
        read = b""
        with suppress(OSError):  # Linux: the program ended
            read = os.read(terminal, 65536)
        if not read:
            raise TimeoutError(f"the program ended without {text!r}; instead: {seen[-500:]!r}")
        if CURSOR_QUERY in read:
            os.write(terminal, CURSOR_REPLY)
        seen += read


def table(medians: Mapping[str, float]) -> str:
    """The medians and ratios as a Markdown table."""
    lines = ["| what | ms | against | ms | ratio | at most |", "|---|---:|---|---:|---:|---:|"]
    for m in MEASURES:
        own, other = medians[m.what], medians[m.against]
        numbers = f"{1000 * own:.0f} | {NAMES[m.against]} | {1000 * other:.0f} | {own / other:.2f} | {m.limit}"
        lines.append(f"| {m.what} | {numbers} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
