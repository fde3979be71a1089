"""`hipback check`: the interview, or answers from a file, and the result."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from hipback_cli import __version__
from hipback_cli.errors import ExitCode, HipbackError
from hipback_cli.interview.answers_file import read_answers, write_answers
from hipback_cli.interview.conversation import Ending, converse
from hipback_cli.interview.prompter import Prompter
from hipback_cli.interview.session import Session
from hipback_cli.knowledge.load import content_folder, load_knowledge
from hipback_cli.knowledge.types import Knowledge
from hipback_cli.reasoning.assess import assess
from hipback_cli.reasoning.assessment import Assessment
from hipback_cli.reasoning.model import build_model
from hipback_cli.report.emergency import emergency_lines

FORMATS = ("text", "markdown", "html", "json", "fhir")


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """The options of the command line, as given."""

    answers: str | None = None
    example: str | None = None
    output_format: str = "text"
    output: Path | None = None
    sources: bool = False
    provisional: bool = False
    note: str = ""
    save_answers: Path | None = None
    continue_from: str | None = None
    plain: bool = False
    no_color: bool = False
    content: Path | None = None


def run(options: CheckOptions) -> int:
    """Take the answers from where they come, and show what they come to."""
    if options.output_format not in FORMATS:
        raise HipbackError(f'--format: "{options.output_format}" is no format; use one of {", ".join(FORMATS)}')
    if options.example == "":
        return _list_examples(options.content)
    if options.answers is not None or options.example is not None:
        return _from_file(options)
    return _interview(options)


def _from_file(options: CheckOptions) -> int:
    knowledge = load_knowledge(options.content)
    place = _example_path(options.example, options.content) if options.example else options.answers or "-"
    answers = read_answers(place, knowledge).answers
    result = assess(build_model(knowledge), answers, version=__version__, note=options.note)
    return _show(result, knowledge, options)


def _example_path(name: str, folder: Path | None) -> str:
    import difflib

    names = example_names(folder)
    if name not in names:
        near = difflib.get_close_matches(name, names, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
        raise HipbackError(f'--example: no example is called "{name}" - {hint}')
    return str(content_folder(folder) / "examples" / f"{name}.yaml")


def example_names(folder: Path | None) -> list[str]:
    """Names of the examples that ship with the content."""
    return sorted(path.stem for path in (content_folder(folder) / "examples").glob("*.yaml"))


def _list_examples(folder: Path | None) -> int:
    for name in example_names(folder):
        sys.stdout.write(f"hipback check --example {name}\n")
    return ExitCode.OK


def _interview(options: CheckOptions) -> int:
    from hipback_cli.interview.terminal import open_prompter

    prompter = open_prompter(plain=options.plain, no_color=options.no_color)
    knowledge = load_knowledge(options.content)
    prompter.say(knowledge.clinic.opening)
    session = Session(build_model(knowledge), ask_optional=True)
    if options.continue_from:
        before = read_answers(options.continue_from, knowledge)
        session.replay(before.answers, before.asked)
    return _finish(session, prompter, options)


def _finish(session: Session, prompter: Prompter, options: CheckOptions) -> int:
    try:
        ending, note = converse(session, prompter, emergency_lines=lambda s: emergency_lines(_result(s, "")))
    except KeyboardInterrupt:
        sys.stderr.write(f"\nStopped. {_keep(session, options)}\n")
        return ExitCode.INTERRUPT
    kept = _keep(session, options)
    if ending is Ending.STOPPED:
        prompter.say([f"Stopped. {kept}"])
        return ExitCode.OK
    return _show(_result(session, note or options.note), session.model.knowledge, options)


def _keep(session: Session, options: CheckOptions) -> str:
    """Write the answers where the person asked for it, and say in one line what was kept."""
    if options.save_answers is None:
        return "Nothing was kept. To keep your answers, start with --save-answers FILE."
    write_answers(options.save_answers, session.answers, session.questions_asked)
    return f"Your answers are in {options.save_answers}. Go on with: hipback check --continue {options.save_answers}"


def _result(session: Session, note: str) -> Assessment:
    return assess(
        session.model, session.answers, version=__version__, questions_asked=session.questions_asked, note=note
    )


def _show(result: Assessment, knowledge: Knowledge, options: CheckOptions) -> int:
    from hipback_cli.report.output import show

    show(
        result,
        knowledge,
        output_format=options.output_format,
        path=options.output,
        sources=options.sources,
        provisional=options.provisional,
        plain=options.plain,
        color=not options.no_color,
    )
    return ExitCode.OK
