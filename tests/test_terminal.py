"""The finished thing in a real pseudo-terminal: what stands on the screen, where the cursor is, and how it is left."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from hipback_cli.commands import list_causes
from hipback_cli.interview import lists
from hipback_cli.interview.answers_file import read_answers
from hipback_cli.interview.prompter import ScreenView, takes_unsure
from hipback_cli.interview.session import Session
from hipback_cli.interview.walk import walk
from hipback_cli.knowledge.types import NOT_SURE, Answer, Answers, Knowledge, Question
from hipback_cli.reasoning.model import Model

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")

EXAMPLES = Path(__file__).parents[1] / "content" / "examples"
HIPBACK = [sys.executable, "-m", "hipback_cli"]
ESC, CTRL_C, CTRL_D, CTRL_Z, DOWN = "\x1b", "\x03", "\x04", "\x1a", "\x1b[B"
OWN_WISHES = ("NO_COLOR", "FORCE_COLOR", "ACCESSIBLE", "COLUMNS", "LINES", "PAGER", "LESS")
COLOUR = re.compile(r"\x1b\[[0-9;]*\b(3[0-7]|9[0-7]|38)\b[0-9;]*m")


def heed_ctrl_c() -> None:
    """As at a terminal; tests that run in the background are started deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Person:
    """Somebody at a terminal of a given size who runs a program, reads its screen and types."""

    def __init__(
        self,
        argv: list[str],
        home: Path,
        *,
        columns: int = 80,
        rows: int = 24,
        folder: Path | None = None,
        **environ: str,
    ) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in OWN_WISHES}
        kept |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": str(home), "XDG_STATE_HOME": str(home)}
        self.child = pexpect.spawn(
            argv[0],
            argv[1:],
            dimensions=(rows, columns),
            env=kept | environ,
            cwd=folder,
            encoding="utf-8",
            timeout=30,
            preexec_fn=heed_ctrl_c,
        )
        self.child.delaybeforesend = None
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.Stream(self.screen)
        self.output = ""
        self.sane = False
        """Known after it was left: whether the terminal echoes and takes whole lines, as a shell needs it."""

    def read(self, seconds: float) -> bool:
        """Take in what the program writes; False once it has closed the terminal."""
        try:
            data = self.child.read_nonblocking(65536, timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.output += data
        self.stream.feed(data)
        return True

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """The screen as running text, however it was wrapped."""
        return " ".join(" ".join(self.lines).split())

    def sees(self, words: str | Callable[[], bool]) -> None:
        """Wait until the screen shows `words`, or until something holds."""
        holds = words if callable(words) else lambda: " ".join(words.split()) in self.text
        end = time.monotonic() + 30
        while not holds():
            alive = self.read(0.05)
            if holds():
                return
            assert alive and time.monotonic() < end, f"never saw {words!r} but\n" + "\n".join(self.lines)

    def settles(self) -> None:
        """Wait until nothing more is drawn."""
        drawn = -1
        while drawn < len(self.output):
            drawn = len(self.output)
            self.read(0.3)

    def types(self, keys: str) -> None:
        self.child.send(keys)

    def leaves(self) -> int:
        """Wait for the end; the exit code, or 128 and the signal that killed it."""
        end = time.monotonic() + 30
        while self.read(0.1):
            assert time.monotonic() < end, "still running with\n" + "\n".join(self.lines)
        flags = termios.tcgetattr(self.child.child_fd)[3]
        self.sane = bool(flags & termios.ECHO and flags & termios.ICANON and flags & termios.ISIG)
        self.child.close()
        return self.child.exitstatus if self.child.exitstatus is not None else 128 + self.child.signalstatus


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Callable[..., Person]]:
    """Sit down at a terminal; everybody is sent away at the end."""
    people: list[Person] = []

    def sit(*argv: str, program: list[str] = HIPBACK, **size: Any) -> Person:
        people.append(Person([*program, *argv], tmp_path, **size))
        return people[-1]

    yield sit
    for person in people:
        person.child.kill(signal.SIGKILL)
        person.child.close()


# --- what a person types, for the answers that they have in mind ----------------------------------------


def label(numbers: list[Any], value: Any) -> str:
    """The key of a line; for a line that has none, the arrows."""
    index = numbers.index(value)
    return lists.LINE_KEYS[index] if index < len(lists.LINE_KEYS) else DOWN * (index + 1) + " "


def keys_for(view: ScreenView, told: Answers) -> tuple[str, Answers]:
    """The keys with which somebody gives the answers `told` on this screen, and the answers that they give."""
    if view.clarify or view.screen.style == "rows":
        answers = {q.id: told.get(q.id, False) for q in view.questions}
        return "".join({True: "y", False: "n"}.get(a, "u") for a in answers.values()) + "\r", answers  # type: ignore[call-overload]
    if view.screen.style == "checklist":
        names = [q.id for q in view.questions]
        ticks = [label(names, name) for name in names if told.get(name) is True]
        return ("".join(ticks) or "n") + "\r", {name: told.get(name) is True for name in names}
    keys: list[str] = []

    def one(question: Question, _above: Answers, _given: Answer | None) -> Answer:
        typed, answer = keys_for_question(question, told.get(question.id))
        keys.append(typed)
        return answer

    answers = walk(view, one)
    assert isinstance(answers, Mapping)
    return "".join(keys), answers


def keys_for_question(question: Question, answer: Answer | None) -> tuple[str, Answer]:
    if question.kind == "number":
        return (f"{answer}\r", answer) if isinstance(answer, int) else ("u", NOT_SURE)
    if question.kind == "multi":
        shown = [item.value for item in lists.tick_options(question).items]
        numbered = [value for value in shown if value not in lists.tick_options(question).alone]
        wanted = [v for v in numbered if isinstance(answer, Mapping) and answer.get(str(v)) is True]
        none = {str(question.exclusive): True} if question.exclusive and not wanted else {}
        given = {o.id: o.id in wanted for o in question.options} | none
        return ("".join(label(numbered, value) for value in wanted) or "n") + "\r", given
    values = [item.value for item in lists.single_items(question) if item.value != NOT_SURE]
    if answer in values and answer != NOT_SURE:
        return label(values, answer), answer  # type: ignore[return-value]
    return ("u", NOT_SURE) if takes_unsure(question) else (label(values, values[0]), values[0])


def lines_for(view: ScreenView, told: Answers) -> tuple[str, Answers]:
    """The same in plain lines."""
    _, answers = keys_for(view, told)
    if view.screen.style == "checklist" and not view.clarify:
        numbers = [str(n) for n, q in enumerate(view.questions, 1) if answers[q.id] is True]
        return (" ".join(numbers) or "none") + "\n", answers
    lines: list[str] = []

    def one(question: Question, _above: Answers, _given: Answer | None) -> Answer:
        lines.append(line_for(question, answers[question.id]))
        return answers[question.id]

    walk(view, one)
    return "".join(lines), answers


def line_for(question: Question, answer: Answer) -> str:
    if answer == NOT_SURE:
        return "u\n"
    if question.kind == "number":
        return f"{answer}\n"
    if question.kind == "multi":
        items = lists.tick_options(question).items
        assert isinstance(answer, Mapping)
        return " ".join(str(n) for n, i in enumerate(items, 1) if answer.get(str(i.value)) is True) + "\n"
    values = [item.value for item in lists.single_items(question)]
    return f"{values.index(answer) + 1}\n"  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def told(knowledge: Knowledge) -> Answers:
    """A woman with outer hip pain, as the shipped example has her."""
    answers = dict(read_answers(str(EXAMPLES / "trochanteric_bursitis.yaml"), knowledge).answers)
    return answers | {"answering_for": "me"}


def goes_on(person: Person, session: Session, told: Answers, screens: int = 1) -> None:
    """Answer the next screens."""
    for _ in range(screens):
        view = session.current()
        assert view is not None
        person.sees(view.title)
        keys, answers = keys_for(view, told)
        person.types(keys)
        session.answer(answers)
    following = session.current()
    person.sees(following.title if following else "Your answers. Choose one to change it.")


def goes_back(person: Person, title: str) -> None:
    """Press Esc, question by question, until another screen is there."""
    while title not in person.text:
        before = person.text
        person.types(ESC)
        person.sees(lambda before=before: person.text != before)  # type: ignore[misc]
        person.settles()


def report_of(text: str) -> Mapping[str, Any]:
    """The JSON report at the end of what a terminal received."""
    found: Mapping[str, Any] = json.loads(text[text.index('{\r\n  "schema"') :].replace("\r\n", "\n"))
    return found


def from_file(path: Path) -> Mapping[str, Any]:
    done = subprocess.run([*HIPBACK, "check", "--answers", path, "--json"], capture_output=True, text=True, check=True)
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


def test_back_why_stop_continue_edit_and_the_right_result(
    at: Callable[..., Person], tmp_path: Path, model: Model, told: Answers
) -> None:
    file, session = tmp_path / "answers.yaml", Session(model, ask_optional=True)
    person = at("check", "--save-answers", str(file))
    goes_on(person, session, told, 4)
    titles = [model.knowledge.screens[visit.screen].title for visit in session.visits[1:]]
    for title in reversed(titles):
        goes_back(person, title)
        session.back()
    for _ in titles:  # the answers are still there: Enter passes each
        view = session.current()
        assert view is not None and view.given
        person.sees(view.title)
        fields = len(view.given) if view.screen.style == "body_map" else 1
        person.types("\r" * fields)
        session.answer(view.given)

    view = session.current()
    assert view is not None
    person.sees(view.title)
    person.types("?")
    person.sees("? Point at a line with the arrows to read about it.")
    person.types(DOWN)
    person.sees(f"? {lists.about(view, view.questions[0])[0]}"[:60])
    person.types("?")
    person.sees("? why I ask")
    person.types("q")
    assert person.leaves() == 0
    assert f"\r\n  hipback check --continue {file}\r\n" in person.output  # whole, to be copied
    assert person.sane

    person = at("check", "--continue", str(file), "--save-answers", str(file), "--json")
    while session.current() is not None:
        goes_on(person, session, told)
    person.sees("Your answers. Choose one to change it.")
    index = next(i for i, visit in enumerate(session.visits) if "trend" in visit.questions)
    person.types(lists.LINE_KEYS[index + 1])
    edited, answers = keys_for(session.view_of(index), told | {"trend": "worse"})
    person.sees(session.view_of(index).title)
    person.types(edited)
    session.edit(index, answers)
    while session.current() is not None:  # the new answer may open questions
        goes_on(person, session, told)
    person.sees("Your answers. Choose one to change it.")
    person.types("1")
    person.sees("Anything to add for the clinician?")
    person.types("the stairs at work\r")
    assert person.leaves() == 0
    assert person.sane

    report, again = report_of(person.output), from_file(file)
    assert report["candidates"][0]["id"] == "trochanteric_bursitis"
    assert report["answers"] == json.loads(json.dumps(dict(session.answers)))
    assert report["note"] == "the stairs at work"
    for part in ("urgency", "candidates", "primary_region", "answers", "note"):
        assert report[part] == again[part]


def test_the_same_check_in_plain_lines(at: Callable[..., Person], tmp_path: Path, model: Model, told: Answers) -> None:
    file, session = tmp_path / "answers.yaml", Session(model, ask_optional=True)
    person = at("check", "--plain", "--save-answers", str(file), "--json", rows=200)
    while (view := session.current()) is not None:
        person.sees(view.title)
        lines, answers = lines_for(view, told)
        person.types(lines)
        session.answer(answers)
    person.sees("Your answers. Choose one to change it.")
    person.types("1\n")
    person.sees("Anything to add for the clinician?")
    person.types("\n")
    assert person.leaves() == 0
    assert ESC not in person.output
    report = report_of(person.output)
    assert report["candidates"][0]["id"] == "trochanteric_bursitis"
    assert report["candidates"] == from_file(file)["candidates"]


@pytest.mark.parametrize("kept", ["--save", "--no-save", "--save-answers"])
def test_at_the_end_it_says_how_to_see_the_result_again(
    at: Callable[..., Person], tmp_path: Path, model: Model, told: Answers, kept: str
) -> None:
    file, session = tmp_path / "my answers.yaml", Session(model, ask_optional=True)
    person = at("check", kept, *([str(file)] if kept == "--save-answers" else []), PAGER="cat")
    while session.current() is not None:
        goes_on(person, session, told)
    person.types("1")
    person.sees("Anything to add for the clinician?")
    person.types("\r")
    assert person.leaves() == 0
    command = person.output.rstrip().splitlines()[-1]
    assert command.startswith("  hipback ")
    again = shlex.split(command)[1:]
    if kept == "--no-save":
        assert "Nothing of this is kept" in person.text and again[:2] == ["check", "--format"]
        return
    state = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    shown = subprocess.run([*HIPBACK, *again], env=state, capture_output=True, text=True, check=True).stdout
    seen = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", person.output)
    assert " ".join(shown.split())[:200] in " ".join(seen.split())


@pytest.mark.parametrize(("key", "written"), [("y", "hipback-result-2.html"), ("", "")])
def test_what_is_not_kept_can_be_written_to_a_page_at_the_end(
    at: Callable[..., Person], tmp_path: Path, model: Model, told: Answers, key: str, written: str
) -> None:
    (tmp_path / "hipback-result.html").write_text("mine")
    session = Session(model, ask_optional=True)
    person = at("check", PAGER="cat", folder=tmp_path)
    person.sees("Keep answers on this computer")
    person.types("\r")
    while session.current() is not None:
        goes_on(person, session, told)
    person.types("1")
    person.sees("Anything to add for the clinician?")
    person.types("\r")
    person.sees("a page to keep or print?")
    person.types(f"{key}\r")
    assert person.leaves() == 0
    pages = {page.name: page.read_text() for page in tmp_path.glob("*.html")}
    assert pages.pop("hipback-result.html") == "mine", "nothing is overwritten"
    assert list(pages) == ([written] if written else [])


@pytest.mark.parametrize("width", [40, 80])
def test_the_cursor_stands_on_what_is_pointed_at(
    at: Callable[..., Person], model: Model, told: Answers, width: int
) -> None:
    session = Session(model, ask_optional=True)
    person = at("check", "--no-save", columns=width)
    goes_on(person, session, told, 3)
    view = session.current()
    assert view is not None
    for option in lists.tick_options(view.questions[0]).items:
        person.types(DOWN)
        person.sees(lambda text=option.text: pointed_at(person).startswith(" ".join(text.split()[:2])))  # type: ignore[misc]
        assert max(map(len, person.lines)) <= width


@pytest.mark.parametrize("typed", ["12", "1c", "c1"])
def test_in_a_long_list_every_key_ticks_the_line_that_it_stands_before(
    at: Callable[..., Person], tmp_path: Path, model: Model, told: Answers, typed: str
) -> None:
    file, session = tmp_path / "answers.yaml", Session(model, ask_optional=True)
    person = at("check", "--save-answers", str(file))
    goes_on(person, session, told)
    view = session.current()
    assert view is not None and len(view.questions) > len("123456789") + 2
    named = {lists.LINE_KEYS.index(key): key for key in typed}
    person.types(typed)
    for index, question in enumerate(view.questions):
        mark = "x" if index in named else " "
        person.sees(f"{lists.LINE_KEYS[index]} [{mark}] {' '.join(view.label(question).split()[:3])}")
    person.types("\r")
    person.sees(lambda: view.title not in person.text)
    kept = read_answers(str(file), model.knowledge).answers
    assert {q.id for q in view.questions if kept[q.id] is True} == {view.questions[index].id for index in named}


def test_after_not_sure_an_enter_too_many_answers_nothing(
    at: Callable[..., Person], model: Model, told: Answers
) -> None:
    session = Session(model, ask_optional=True)
    person = at("check", "--no-save")
    while (view := session.current()) is not None and view.screen.id != "start":
        goes_on(person, session, told)
    assert view is not None
    first, second = view.questions[:2]
    person.sees(first.options[0].text)
    person.types("u\r")
    person.sees("Choose a line first")
    assert second.options[0].text in person.text and "\u276f" not in person.text
    person.types(DOWN)
    person.sees(lambda: pointed_at(person).startswith(second.options[0].text))


def test_two_yeses_reach_the_emergency_at_once_and_are_taken_back_by_the_same_keys(
    at: Callable[..., Person], model: Model, told: Answers
) -> None:
    session = Session(model, ask_optional=True)
    person = at("check", "--no-save")
    while (view := session.current()) is not None and view.screen.style != "rows":
        goes_on(person, session, told)
    assert view is not None
    person.types("yy")
    person.sees("Press Enter now. The rest can wait.")
    person.types("\r")
    person.sees("EMERGENCY")
    person.types(ESC)
    person.sees(view.title)
    person.sees(lambda: person.text.count("[yes]") == 2 and "[no]" not in person.text)
    person.types("n" * len(view.questions))
    person.sees(lambda: "[yes]" not in person.text)
    person.types("\r")
    person.sees(lambda: view.title not in person.text)
    assert "EMERGENCY" not in person.text


def pointed_at(person: Person) -> str:
    """The text of the line on which the cursor stands, if it stands on the pointer."""
    row, column = person.screen.cursor.y, person.screen.cursor.x
    line = person.screen.display[row]
    if line[column : column + 1] != "\u276f":
        return ""
    return re.sub(r"^\s*[1-9a-z][ x]?\s*(\[.\])?\s*", "", line[column + 1 :])


def test_a_window_made_narrow_while_asking(at: Callable[..., Person], model: Model, told: Answers) -> None:
    session = Session(model, ask_optional=True)
    person = at("check", "--no-save")
    goes_on(person, session, told, 3)
    person.sees("FRONT")
    person.screen.resize(24, 40)
    person.child.setwinsize(24, 40)
    person.sees(lambda: "FRONT" not in person.text and "\u25bc" in person.text)
    person.types("n\r")
    person.sees("You say that it hurts nowhere.")
    person.types("\r")
    person.sees("Did any")


@pytest.mark.parametrize(
    ("leave", "code"),
    [
        (lambda person: person.types(CTRL_C), 130),
        (lambda person: person.child.kill(signal.SIGTERM), 143),
        (lambda person: person.child.kill(signal.SIGHUP), 129),
    ],
    ids=["Ctrl-C", "SIGTERM", "SIGHUP"],
)
@pytest.mark.parametrize("plain", [[], ["--plain"]], ids=["keys", "plain"])
def test_however_it_is_cut_short_the_answers_are_kept_and_the_terminal_is_sane(
    at: Callable[..., Person], tmp_path: Path, plain: list[str], leave: Callable[[Person], None], code: int
) -> None:
    file = tmp_path / "answers.yaml"
    person = at("check", "--save-answers", str(file), *plain)
    person.sees("Who is this for?")
    person.types("1\n54\n1\n" if plain else "154\r1")
    person.sees("happening now")
    leave(person)
    assert person.leaves() == code
    assert person.sane
    assert "age: 54" in file.read_text(encoding="utf-8")
    if not plain:
        assert "\x1b[?1049l" in person.output
    if code == 130:
        assert f"\r\n  hipback check --continue {file}\r\n" in person.output


@pytest.mark.parametrize("plain", ["", "--plain"], ids=["keys", "plain"])
def test_a_terminal_that_goes_away_is_a_hang_up_and_no_bug(
    at: Callable[..., Person], tmp_path: Path, plain: str
) -> None:
    file, code = tmp_path / "answers.yaml", tmp_path / "code"
    check = f"{sys.executable} -m hipback_cli check {plain} --save-answers {file} 2> {tmp_path / 'errors'}"
    person = at("-c", f"trap : HUP; {check}; echo $? > {code}.new; mv {code}.new {code}", program=["bash"])
    person.sees("Who is this for?")
    person.types("1\n54\n1\n" if plain else "154\r1")
    person.sees("happening now")
    person.child.ptyproc.fileobj.close()  # the window is closed
    end = time.monotonic() + 30
    while not code.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert code.read_text() == "129\n"
    assert (tmp_path / "errors").read_text() == ""
    assert "age: 54" in file.read_text(encoding="utf-8")


CRASH = """
import sys
from hipback_cli.cli import guarded
from hipback_cli.interview.terminal import open_prompter
def program():
    with open_prompter() as prompter:
        prompter.choose("Which?", [("a", "First"), ("b", "Second")])
        raise RuntimeError("a bug")
sys.exit(guarded(program))
"""


SLOW = """
from hipback_cli import cli
from hipback_cli.commands import reading
reading.UNTIL_DRAWN = 3600
cli.main()
"""


@pytest.mark.parametrize(("key", "code"), [("q", 0), (CTRL_C, 130)], ids=["q", "Ctrl-C"])
def test_who_leaves_at_the_first_screen_does_not_wait_for_the_content(
    at: Callable[..., Person], key: str, code: int
) -> None:
    person = at("-c", SLOW, "check", "--no-save", program=[sys.executable])
    person.sees("Who is this for?")
    person.types(key)
    assert person.leaves() == code and person.sane


def test_the_terminal_is_sane_after_a_crash(at: Callable[..., Person]) -> None:
    person = at("-c", CRASH, program=[sys.executable])
    person.sees("Which?")
    person.types("1")
    assert person.leaves() == 3
    assert person.sane
    assert "\x1b[?1049l" in person.output
    assert "A bug in hipback" in person.text


def test_ctrl_c_is_left_to_the_pager_and_the_terminal_is_sane_after_it(
    at: Callable[..., Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PAGER", raising=False)
    for words in (["explain", "hip_arthritis"], ["check", "--example", "hip_arthritis"]):
        person = at(*words)
        person.sees("q = done")
        person.types(CTRL_C)
        person.settles()
        person.types(" ")
        person.sees("q = done")
        person.types("q")
        assert person.leaves() == 0 and person.sane
    # One process by the time it is seen: a shell between two commands may lose the signal.
    person = at("explain", "hip_arthritis", PAGER="cat > /dev/null; (sleep 1; echo reading) & exec sleep 60")
    person.sees("reading")
    person.types(CTRL_C)
    assert person.leaves() == 130 and person.sane


def test_ctrl_z_gives_the_shell_back_and_fg_goes_on(at: Callable[..., Person]) -> None:
    person = at("--norc", "--noprofile", "-i", program=["bash"], PS1="shell> ")
    person.sees("shell>")
    person.types(f"{sys.executable} -m hipback_cli check --no-save\n")
    person.sees("Who is this for?")
    person.types(CTRL_Z)
    person.sees("Stopped")
    assert "\x1b[?1049l" in person.output
    person.screen.reset()
    person.types("fg\n")
    person.sees("Who is this for?")
    person.types("1")
    person.sees("0 to 120")
    person.types(CTRL_D)
    person.sees("shell>")


def test_a_report_may_go_to_a_file_while_the_person_is_asked(at: Callable[..., Person], tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    person = at("-c", f"{sys.executable} -m hipback_cli check --no-save > {out}", program=["bash"])
    person.sees("Who is this for?")
    person.types("q")
    assert person.leaves() == 0
    assert out.read_text(encoding="utf-8") == ""


@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {"ACCESSIBLE": "1"}, {"columns": 28}, {"rows": 6}], ids=str)
def test_where_the_screen_cannot_serve_plain_lines_do(at: Callable[..., Person], environ: dict[str, Any]) -> None:
    person = at("check", "--no-save", **environ)
    person.sees("q stop:")
    person.types("q\n")
    assert person.leaves() == 0
    assert ESC not in person.output
    assert "Plain lines, because" in person.output


@pytest.mark.parametrize("words", [["explain", "sciatica"], ["check", "--example", "hip_arthritis"]], ids=" ".join)
@pytest.mark.parametrize("environ", [{"TERM": "dumb"}, {"ACCESSIBLE": "1"}], ids=str)
def test_what_is_read_is_plain_where_the_interview_would_be(
    at: Callable[..., Person], words: list[str], environ: dict[str, str]
) -> None:
    person = at(*words, **environ, PAGER="echo PAGED")
    assert person.leaves() == 0
    assert ESC not in person.output
    assert "PAGED" not in person.output
    assert not set("\u2500\u25b8\u2588") & set(person.output)
    assert "More follows." in person.output or "1. Hip arthritis" in person.output


@pytest.mark.skipif(shutil.which("less") is None, reason="needs less")
@pytest.mark.parametrize("chosen", [{"PAGER": "less"}, {}], ids=str)
def test_less_follows_the_codes_for_bold(at: Callable[..., Person], chosen: dict[str, str]) -> None:
    person = at("explain", "sciatica", **chosen)
    person.sees("Trapped nerve in the low back")
    person.settles()
    assert "ESC[" not in person.text
    assert any(cell.bold for cell in person.screen.buffer[0].values())
    person.types("q")
    assert person.leaves() == 0


@pytest.mark.parametrize("width", [80, 59, 40, 24])
def test_the_list_of_causes_never_breaks_inside_a_word(at: Callable[..., Person], width: int) -> None:
    person = at("list", columns=width)
    assert person.leaves() == 0
    names, _, _ = person.output.rpartition("More about")
    whole = subprocess.run([*HIPBACK, "list", "--json"], capture_output=True, text=True, check=True).stdout
    known_words = set(re.findall(r"[\w-]+", " ".join([whole, *list_causes.HEADINGS.values()])))
    assert max(map(len, names.splitlines()[1:-3])) <= max(width, 40)
    assert set(re.findall(r"[\w-]+", names)) <= known_words


def test_colour_is_an_extra(at: Callable[..., Person]) -> None:
    for options, environ, coloured in (
        ([], {}, True),
        (["--no-color"], {"FORCE_COLOR": "1"}, False),
        ([], {"NO_COLOR": "1"}, False),
    ):
        person = at("check", "--no-save", *options, **environ)
        person.sees("Who is this for?")
        person.types("q")
        person.leaves()
        assert bool(COLOUR.search(person.output)) is coloured


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_narrow_encoding_is_readable(at: Callable[..., Person], encoding: str) -> None:
    person = at("check", "--no-save", PYTHONIOENCODING=encoding)
    person.sees("1 Me")
    person.types(DOWN)
    person.sees("> 1 Me")
    person.types("q")
    assert person.leaves() == 0
    assert person.output.isascii()


@pytest.mark.parametrize("given", ["", "\n\n\n", "n\n"])
def test_input_that_is_no_terminal_is_refused(given: str) -> None:
    done = subprocess.run([*HIPBACK, "check"], input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "--answers FILE" in done.stderr
    assert "--example" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("width", [40, 80])
def test_the_lists_of_danger_signs_lose_no_line_to_messages(
    at: Callable[..., Person], model: Model, told: Answers, width: int
) -> None:
    session = Session(model, ask_optional=True)
    person = at("check", "--no-save", columns=width)
    while (view := session.current()) is not None and view.screen.style != "rows":
        goes_on(person, session, told)
    assert view is not None
    person.sees(view.title)
    assert "to go" in person.lines[0]
    person.sees(lambda: "below" not in person.text)
    person.types("n" * len(view.questions))
    person.sees("All answered. Enter goes on.")
    assert person.text.count("[no]") == len(view.questions)


def test_not_sure_where_it_can_do_nothing_says_so(at: Callable[..., Person]) -> None:
    person = at("check", "--no-save")
    person.sees("Who is this for?")
    person.types("u")
    person.sees("Not sure is no answer to this one.")
    person.types("1u")
    person.sees("Not sure is no answer to this one.")
    person.types("54\r1")
    person.sees("happening now")
    person.types("u")
    person.sees("Point at the line that you are not sure of")
    person.types("\x1b[Fu")
    person.sees("Point at the line that you are not sure of, with the arrows.")


def test_an_emergency_left_with_q_is_told_and_can_still_be_taken_back(at: Callable[..., Person]) -> None:
    person = at("check", "--save", PAGER="cat")
    person.sees("Who is this for?")
    person.types("154\r1")
    person.sees("happening now")
    person.types("1\r")
    person.sees("Esc I pressed that by mistake")
    person.types("q")
    assert person.leaves() == 0 and person.sane
    assert "Stopped." in person.text and "Call an ambulance now: 911." in person.text
    person = at("check", "--resume", PAGER="cat")
    person.sees("Esc I pressed that by mistake")
    person.types(ESC)
    person.sees("happening now")
    person.types("n\r")
    person.sees("New since the pain began?")
    person.types("q")
    assert person.leaves() == 0


def test_thoughts_of_self_harm_are_met_at_once_and_the_person_may_go_on(
    at: Callable[..., Person], model: Model, told: Answers
) -> None:
    session = Session(model, ask_optional=True)
    person = at("check", "--no-save")
    while (view := session.current()) is not None and view.screen.id != "wellbeing":
        goes_on(person, session, told)
    assert view is not None
    keys, _ = keys_for(view, {"hopeless": True})
    person.types(keys)
    person.sees("988 (call or text")
    person.types("\r")
    person.sees("Thank you for saying so.")


def test_under_18_it_says_so_right_after_the_age(at: Callable[..., Person]) -> None:
    person = at("check", "--no-save")
    person.sees("Who is this for?")
    person.types("117\r1")
    person.sees("Under 18, nothing is ranked here")
    person.sees("happening now")


def test_keys_meant_for_the_screen_before_answer_nothing_on_a_danger_screen(at: Callable[..., Person]) -> None:
    person = at("check", "--no-save")
    person.sees("Who is this for?")
    person.types("154\r163\r63\r")
    person.sees("happening now")
    person.settles()
    assert "[x]" not in person.text


def test_an_enter_typed_ahead_is_not_lost(at: Callable[..., Person]) -> None:
    """Between two fields the terminal is as a shell has it for a moment, and turns Enter into a line feed."""
    person = at("check", "--no-save")
    person.sees("Who is this for?")
    person.types("1")
    person.sees("0 to 120")
    person.types("54\n1")
    person.sees("happening now")


def test_esc_goes_one_step_back_and_no_further(at: Callable[..., Person]) -> None:
    person = at("check", "--no-save")
    person.sees("Who is this for?")
    person.types("154\r2")
    person.sees("happening now")
    person.types("?")
    person.sees("? or Esc close")
    person.types(ESC)
    person.sees(lambda: "? why I ask" in person.text and "happening now" in person.text)
    person.types(ESC)
    person.sees(lambda: pointed_at(person).startswith("Male"))
    assert "Age: 54" in person.text
    person.types("1")
    person.sees("happening now")


@pytest.mark.parametrize("plain", [[], ["--plain"]], ids=["keys", "plain"])
def test_answers_that_are_not_kept_are_not_lost_by_one_key(
    at: Callable[..., Person], tmp_path: Path, plain: list[str]
) -> None:
    enter = "\r" * bool(plain)
    person = at("check", "--no-save", *plain)
    person.sees("Who is this for?")
    person.types("1\r54\r1\r" if plain else "154\r1")
    person.sees("happening now")
    assert "save and stop" not in person.text.split("happening now")[-1]
    person.types(f"q{enter}")
    person.sees("Your answers are not kept: stopping loses them.")
    person.types(f"q{enter}")
    assert person.leaves() == 0 and person.sane
    assert "Your answers are lost" in person.text
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("plain", [[], ["--plain"]], ids=["keys", "plain"])
@pytest.mark.parametrize(
    ("words", "first", "stops"),
    [
        (["explain"], "What do you want to read about?", "q stop"),
        (["check", "--no-save"], "Who is this for?", "q stop"),
        (["check"], "Keep answers on this computer", "q stop"),
        (["check", "--save"], "Who is this for?", "q save and stop"),
        (["check", "--save-answers", "/dev/null"], "Who is this for?", "q save and stop"),
    ],
    ids=" ".join,
)
def test_q_says_what_it_does(
    at: Callable[..., Person], words: list[str], first: str, stops: str, plain: list[str]
) -> None:
    person = at(*words, *plain)
    person.sees(first)
    person.sees(stops)
    assert ("save and stop" in person.text) is ("save" in stops)
    person.types("q" if not plain else "q\r")
    assert person.leaves() == 0 and person.sane
