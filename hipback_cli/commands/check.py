"""`hipback check`: the interview, or answers from a file, and the result."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from hipback_cli import __version__
from hipback_cli.commands.clashing import Clash, refuse_clashing
from hipback_cli.errors import ExitCode, HipbackError, UsageError
from hipback_cli.interview.answers_file import read_answers
from hipback_cli.interview.prompter import AtStake
from hipback_cli.interview.session import Session
from hipback_cli.knowledge.due import DAYS
from hipback_cli.knowledge.load import load_knowledge, shipped_content
from hipback_cli.knowledge.types import Urgency
from hipback_cli.reasoning.model import Model, build_model
from hipback_cli.report import known_format

if TYPE_CHECKING:
    from concurrent.futures import Future

    from hipback_cli.commands.keeping import Keeping
    from hipback_cli.interview.prompter import Prompter
    from hipback_cli.reasoning.assessment import Assessment

SOURCES = ("--answers", "--example", "--continue", "--resume", "--again")
CLASHES: tuple[Clash, ...] = (
    (SOURCES, SOURCES, "each says where the answers come from"),
    (("--save", "--save-answers"), ("--answers", "--example"), "only the answers of an interview can be kept"),
    (("--no-save",), ("--resume", "--again"), "what goes on from a saved check is saved as well"),
    (("--json",), ("--format",), "each says what the result looks like"),
    (("--example without a name",), ("--json", "--format", "--output"), "a list of examples is no result"),
)


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """The options of the command line, as given."""

    answers: str | None = None
    example: str | None = None
    output_format: str | None = None
    json: bool = False
    output: Path | None = None
    sources: bool = False
    provisional: bool = False
    note: str = ""
    save_answers: Path | None = None
    continue_from: str | None = None
    save: bool | None = None
    resume: bool = False
    again: bool = False
    plain: bool = False
    no_color: bool = False
    content: Path | None = None

    @property
    def form(self) -> str:
        """What the result is to look like."""
        return "json" if self.json else self.output_format or "text"


def run(options: CheckOptions) -> int:
    """Take the answers from where they come, and show what they come to.

    Raises UsageError for options that cannot go together, a format that does not exist, and `--continue -`.
    """
    refuse_clashing(_given(options), CLASHES)
    if options.continue_from == "-":
        raise UsageError("--continue takes a file, not -: standard input is where you answer. Name a file of answers.")
    known_format(options.form)  # before anything is asked
    if options.example == "":
        return _list_examples(options.content)
    if options.answers is not None or options.example is not None:
        return _from_file(options)
    return _interview(options)


def _given(options: CheckOptions) -> dict[str, bool]:
    """Option → whether it was given, for all that stand in CLASHES."""
    return {
        "--answers": options.answers is not None,
        "--example": options.example is not None,
        "--example without a name": options.example == "",
        "--continue": options.continue_from is not None,
        "--resume": options.resume,
        "--again": options.again,
        "--save": options.save is True,
        "--no-save": options.save is False,
        "--save-answers": options.save_answers is not None,
        "--json": options.json,
        "--format": options.output_format not in (None, "json" if options.json else None),
        "--output": options.output is not None,
    }


def _from_file(options: CheckOptions) -> int:
    from hipback_cli.reasoning.assess import assess

    knowledge = load_knowledge(options.content)
    place = str(_example(options.example, options.content)) if options.example else options.answers or "-"
    told = read_answers(place, knowledge)
    note = options.note or told.note
    return _show(assess(build_model(knowledge), told.answers, version=__version__, note=note), options)


def _example(name: str, folder: Path | None) -> Path:
    paths = _examples(folder)
    if name not in paths:
        near = difflib.get_close_matches(name, paths, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(paths) or 'none'}"
        raise HipbackError(f'--example: no example is called "{name}"; {hint}')
    return paths[name]


def _examples(folder: Path | None) -> dict[str, Path]:
    """The examples that stand in the content, by name. Raises HipbackError where one may not look."""
    place = (folder or shipped_content()) / "examples"
    try:
        return {path.stem: path for path in sorted(place.glob("*.yaml"))}
    except OSError as error:
        raise HipbackError(f"{place}: cannot be read: {(error.strerror or str(error)).lower()}") from None


def _list_examples(folder: Path | None) -> int:
    paths = _examples(folder)
    if not paths:
        raise HipbackError(f"{folder}: there are no examples; put answers files into its folder examples")
    knowledge, width = load_knowledge(folder), max(map(len, paths))
    titles = {name: read_answers(str(path), knowledge).title for name, path in paths.items()}
    lines = [f"{name:<{width}}  {title}".rstrip() for name, title in titles.items()]
    sys.stdout.writelines(f"{line}\n" for line in [*lines, "", "To see one: hipback check --example NAME"])
    return ExitCode.OK


def _interview(options: CheckOptions) -> int:
    from hipback_cli.commands.keeping import keeping
    from hipback_cli.commands.reading import read_ahead, read_all
    from hipback_cli.interview.terminal import open_prompter

    continues = options.resume or options.again or options.continue_from is not None
    with open_prompter(plain=options.plain, no_color=options.no_color) as prompter:
        reading = read_all(options.content) if continues or options.content is not None else read_ahead()
        with keeping(
            reading.first,
            prompter.confirm,
            greet=partial(prompter.say, reading.first.knowledge.clinic.opening),
            file=options.save_answers,
            continue_from=options.continue_from,
            save=options.save,
            resume=options.resume,
            again=options.again,
        ) as kept:
            kept.note = options.note or kept.note
            prompter.say(kept.welcome)
            result = _converse(kept, prompter, reading.whole)
    if isinstance(result, ExitCode):
        return result
    code = _show(result, options)
    if options.form == "text" and options.output is None:
        if kept.nothing and options.save is None and _can_be_asked(result):
            page = free_name(Path(PAGE))
            return _show(result, replace(options, output_format="html", output=page)) if _wants(page, options) else code
        _tell(kept.afterwards(result.urgency.level))
    return code


PAGE = "hipback-result.html"
"""Where the result is written, in the folder one is in, by whoever says yes to it at the end."""


def _can_be_asked(result: Assessment) -> bool:
    """Whether somebody sits at the terminal who has a moment for a question."""
    return result.urgency.level is not Urgency.EMERGENCY and sys.stdin.isatty() and sys.stdout.isatty()


def _wants(page: Path, options: CheckOptions) -> bool:
    """Ask once whether to write the result to `page` now."""
    from hipback_cli.interview.terminal import open_prompter

    with open_prompter(plain=options.plain, no_color=options.no_color) as prompter:
        title = f"Nothing of this is kept. Write it to {page} now, a page to keep or print?"
        return prompter.confirm(title, default=False) is True


def free_name(path: Path) -> Path:
    """`path`, or with the first number that no file has, such as `result-2.html`; nothing is ever overwritten."""
    numbered = (path.with_stem(f"{path.stem}-{n}") for n in count(2))
    return path if not path.exists() else next(p for p in numbered if not p.exists())


def _tell(paragraphs: Sequence[str]) -> None:
    """Tell the person something that is no part of the report, which may go to a file."""
    from hipback_cli.display.terminal import manner
    from hipback_cli.display.text import paragraph

    stream = sys.stdout if sys.stdout.isatty() else sys.stderr
    width = min(manner(stream, os.environ).columns, 78) - 1
    lines = [line for text in paragraphs for line in paragraph(text, width)]
    stream.writelines(f"{line}\n" for line in ["", *lines] if lines)


def _converse(kept: Keeping, prompter: Prompter, whole: Future[Model]) -> Assessment | ExitCode:
    """Ask to the end and keep the result; an exit code where the person stopped."""
    from hipback_cli.interview.conversation import Ending, converse

    def after_each(session: Session) -> None:
        session.model = whole.result()
        kept.keep(session)
        prompter.at_stake = kept.at_stake

    prompter.at_stake = kept.at_stake
    try:
        ending, typed = converse(
            kept.session,
            prompter,
            after_each=after_each,
            emergency_lines=_emergency_lines,
            crisis_lines=_crisis_lines,
        )
    except KeyboardInterrupt:
        prompter.say(["", *kept.stopped()])
        return ExitCode.INTERRUPT
    if ending is Ending.STOPPED:
        prompter.say(kept.stopped())
        return ExitCode.OK
    result = _result(kept.session, typed or kept.note)
    if ending is Ending.LEFT and kept.at_stake is AtStake.KEPT:
        prompter.say(kept.stopped())
    else:
        kept.finish(result)
    return result


def _emergency_lines(session: Session) -> list[str]:
    from hipback_cli.report.emergency import emergency_lines

    return emergency_lines(_result(session, ""))


def _crisis_lines(session: Session) -> list[str]:
    from hipback_cli.report.emergency import crisis_lines

    return crisis_lines(_result(session, ""))


def _result(session: Session, note: str) -> Assessment:
    from hipback_cli.reasoning.assess import assess

    return assess(
        session.model, session.answers, version=__version__, questions_asked=session.questions_asked, note=note
    )


def _show(result: Assessment, options: CheckOptions) -> int:
    from hipback_cli.report.show import show

    show(
        result,
        form=known_format(options.form),
        path=options.output,
        sources=options.sources,
        provisional=options.provisional,
        plain=options.plain,
        no_color=options.no_color,
        recheck=recheck_date(result),
    )
    return ExitCode.OK


def recheck_date(result: Assessment) -> str:
    """The day by which to check again, such as "5 January 2027": once self-care has had its time, or once a booked
    visit should have been; empty after urgent advice, and where nothing says how long to look after it at home."""
    from hipback_cli.report.essentials import weeks_at_home

    level, weeks = result.urgency.level, weeks_at_home(result)
    if level > Urgency.ROUTINE or not result.ranked or (level is Urgency.SELF_CARE and not weeks):
        return ""
    days = weeks * 7 if level is Urgency.SELF_CARE else DAYS[result.urgency.within]
    day = date.today() + timedelta(days=days)
    return f"{day.day} {day:%B %Y}"
