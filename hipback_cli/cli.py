"""The command line: options, exit codes and the one error handler. Every command is imported when it runs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from hipback_cli import __version__
from hipback_cli.errors import ExitCode, HipbackError, UsageError

app = typer.Typer(
    name="hipback",
    help=(
        "Helps you think about where hip or low-back pain may come from, and who to see. "
        "It cannot examine you and gives no diagnosis. For adults. Nothing leaves this computer."
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=True,
)
content_app = typer.Typer(help="Look at and check the medical content.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(content_app, name="content")
history_app = typer.Typer(help="Checks saved on this computer.", invoke_without_command=True, rich_markup_mode=None)
app.add_typer(history_app, name="history")


def _complete_name(context: typer.Context, incomplete: str) -> list[str]:
    from hipback_cli.commands.completing import next_words

    return next_words(context.params.get("names") or [], incomplete)


def _complete_example(incomplete: str) -> list[str]:
    from hipback_cli.knowledge.shipped import shipped_content

    return sorted(path.stem for path in (shipped_content() / "examples").glob(f"{incomplete}*.yaml"))


def _check_number(text: str) -> int:
    if not text.isdecimal():
        raise UsageError(f'"{text}" is not the number of a check; see: hipback history')
    return int(text)


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"hipback {__version__}\n")
        raise typer.Exit


# What stands after the name of a command, each once; a comment names the only commands that take it. Typer does not
# ask whether a path is readable: that is told by whoever reads it, in one line and with exit code 1, as all else is.
Content = Annotated[
    Path | None,
    typer.Option(
        "--content",
        metavar="DIR",
        help="Use the content in this folder instead of the one that ships.",
        readable=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]
Plain = Annotated[bool, typer.Option("--plain", help="Plain numbered lines, for screen readers and simple terminals.")]
Version = Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")]

# a result: check, history show
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="FORMAT", help="text (if left out), markdown, html, json or fhir."),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write the result to a file instead of the screen.", readable=False),
]
LineSources = Annotated[bool, typer.Option("--sources", help="Show the source behind each line.")]
Provisional = Annotated[
    bool, typer.Option("--provisional", help="After an urgent result, show the ranking all the same.")
]

# check
Answers = Annotated[
    str | None,
    typer.Option("--answers", metavar="FILE", help="Take the answers from a YAML file; - reads standard input."),
]
Example = Annotated[
    str | None,
    typer.Option(
        "--example",
        metavar="[NAME]",
        help="Show the result of an example; without a name, list them.",
        autocompletion=_complete_example,
    ),
]
Note = Annotated[str, typer.Option("--note", help="A line for the clinician; hipback does not read it.")]
SaveAnswers = Annotated[
    Path | None,
    typer.Option(
        "--save-answers", metavar="FILE", help="Write your answers to this file, also when you stop.", readable=False
    ),
]
ContinueFrom = Annotated[
    str | None, typer.Option("--continue", metavar="FILE", help="Go on from answers written by --save-answers.")
]
Save = Annotated[
    bool | None,
    typer.Option(
        "--save/--no-save", help="Keep your answers on this computer, or do not even ask.", show_default=False
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the saved check that was not finished.")]
Again = Annotated[bool, typer.Option("--again", help="Check again, starting from the last saved answers.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colour.")]

# explain
Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME]...",
        help="A condition, look-alike, danger sign, treatment or word.",
        autocompletion=_complete_name,
    ),
]
Versus = Annotated[
    str | None,
    typer.Option("--versus", metavar="NAME", help="Put a second one beside it.", autocompletion=_complete_name),
]
FigureSources = Annotated[bool, typer.Option("--sources", help="Show the source of each figure.")]

# evaluate
CaseFiles = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Case files (see CONTRIBUTING.md).", readable=False)
]
NotSure = Annotated[
    float, typer.Option("--not-sure", metavar="SHARE", min=0, max=1, help="Turn this share of answers into not sure.")
]
NotSureSafety = Annotated[
    float, typer.Option("--not-sure-safety", metavar="SHARE", min=0, max=1, help="The same for safety questions.")
]
Seed = Annotated[int, typer.Option("--seed", help="Seed for the choice of answers.")]

# content
Gaps = Annotated[bool, typer.Option("--gaps", help="List condition and finding pairs that nobody stated.")]

# history
Number = Annotated[int, typer.Argument(metavar="ID", parser=_check_number, help="The number of the check.")]
TwoNumbers = Annotated[
    list[int] | None,
    typer.Argument(metavar="[ID ID]", parser=_check_number, help="Two checks; without numbers, the last two."),
]
Numbers = Annotated[
    list[int] | None, typer.Argument(metavar="[ID]...", parser=_check_number, help="Numbers of checks.")
]
ExportFile = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write to this file instead of the screen.", readable=False),
]
Everything = Annotated[bool, typer.Option("--all", help="Delete every saved check.")]


@app.callback()
def root(version: Version = False) -> None:
    """Options of the program itself."""


@app.command()
def check(
    answers: Answers = None,
    example: Example = None,
    output_format: Format = None,
    json: Json = False,
    output: Output = None,
    sources: LineSources = False,
    provisional: Provisional = False,
    note: Note = "",
    save_answers: SaveAnswers = None,
    continue_from: ContinueFrom = None,
    save: Save = None,
    resume: Resume = False,
    again: Again = False,
    plain: Plain = False,
    no_color: NoColor = False,
    content: Content = None,
) -> None:
    """Answer questions about your pain and see what it may come from."""
    from hipback_cli.commands.check import CheckOptions, run

    options = CheckOptions(
        answers=answers,
        example=example,
        output_format=output_format,
        json=json,
        output=output,
        sources=sources,
        provisional=provisional,
        note=note,
        save_answers=save_answers,
        continue_from=continue_from,
        save=save,
        resume=resume,
        again=again,
        plain=plain,
        no_color=no_color,
        content=content,
    )
    raise typer.Exit(run(options))


@app.command()
def explain(
    names: Names = None,
    versus: Versus = None,
    sources: FigureSources = False,
    json: Json = False,
    plain: Plain = False,
    content: Content = None,
) -> None:
    """Explain a condition, a look-alike, a danger sign, a treatment or a medical word."""
    from hipback_cli.commands.explain import run

    raise typer.Exit(run(names or [], versus=versus, sources=sources, json=json, content=content, plain=plain))


@app.command("list")
def list_command(json: Json = False, content: Content = None) -> None:
    """List the conditions and the look-alikes."""
    from hipback_cli.commands.list_causes import run

    raise typer.Exit(run(json=json, content=content))


@app.command()
def evaluate(
    files: CaseFiles,
    json: Json = False,
    not_sure: NotSure = 0.0,
    not_sure_safety: NotSureSafety = 0.0,
    seed: Seed = 0,
    plain: Plain = False,
    content: Content = None,
) -> None:
    """Run case files through the real interview and print how often it is right."""
    from hipback_cli.commands.evaluate import run

    raise typer.Exit(
        run(
            files,
            json=json,
            not_sure=not_sure,
            not_sure_safety=not_sure_safety,
            seed=seed,
            content=content,
            plain=plain,
        )
    )


@content_app.command("check")
def content_check(gaps: Gaps = False, content: Content = None) -> None:
    """Check the content and print every problem with its place."""
    from hipback_cli.commands.content import check_content

    raise typer.Exit(check_content(content, gaps=gaps))


@content_app.command("questions")
def content_questions(json: Json = False, content: Content = None) -> None:
    """List every question with its options."""
    from hipback_cli.commands.content import list_questions

    raise typer.Exit(list_questions(content, json=json))


@history_app.callback()
def history(context: typer.Context, json: Json = False, content: Content = None) -> None:
    """List the checks saved on this computer."""
    from hipback_cli.commands.history import list_checks, refuse_before

    if context.invoked_subcommand is None:
        raise typer.Exit(list_checks(content, json_output=json))
    refuse_before(context.invoked_subcommand, json_output=json, folder=content)


@history_app.command("show")
def history_show(
    number: Number,
    output_format: Format = None,
    output: Output = None,
    sources: LineSources = False,
    provisional: Provisional = False,
    content: Content = None,
) -> None:
    """Show the result of a saved check again."""
    from hipback_cli.commands.history import show_check

    form = output_format or "text"
    raise typer.Exit(show_check(content, number, form=form, output=output, sources=sources, provisional=provisional))


@history_app.command("compare")
def history_compare(numbers: TwoNumbers = None, json: Json = False, content: Content = None) -> None:
    """Say what got better or worse between two saved checks, and why the ranking moved."""
    from hipback_cli.commands.history import compare_checks

    raise typer.Exit(compare_checks(content, numbers or [], json_output=json))


@history_app.command("export")
def history_export(output: ExportFile = None, content: Content = None) -> None:
    """Print all saved checks as JSON."""
    from hipback_cli.commands.history import export_checks

    raise typer.Exit(export_checks(content, output))


@history_app.command("delete")
def history_delete(numbers: Numbers = None, everything: Everything = False) -> None:
    """Delete saved checks for good."""
    from hipback_cli.commands.history import delete_checks

    raise typer.Exit(delete_checks(numbers or [], everything=everything))


def main() -> None:
    """Entry point of the `hipback` program; never returns."""
    gc.set_threshold(100_000)  # what is read lives to the end: looking for garbage in it every 700 objects is slow
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code = guarded(lambda: app(_arguments(sys.argv[1:]), standalone_mode=True))
    gc.freeze()  # or the interpreter looks through everything once more on its way out
    sys.exit(code)


def _open_closed_streams() -> None:
    """Let no file that is opened later, such as the saved checks, take the place of a standard stream."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - open to the end


def _arguments(given: list[str]) -> list[str]:
    """Let `--example` stand without a name."""
    filled: list[str] = []
    for position, argument in enumerate(given):
        filled.append(argument)
        following = given[position + 1 : position + 2]
        if argument == "--example" and (not following or following[0].startswith("-")):
            filled.append("")
    return filled


def guarded(program: Callable[[], Any]) -> int:
    """Run `program` and turn whatever it raises into an exit code and, at most, one line on stderr.

    A reader who closed the pipe is no failure: nothing is said, and the exit code is what it would have been.
    """
    code, flushed = _ended(program), _ended(sys.stdout.flush)
    return code or flushed


def _ended(step: Callable[[], Any]) -> int:
    try:
        step()
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):  # of which Typer makes a failure
            return _nobody_reads(leaving.__context__)
        return leaving.code if isinstance(leaving.code, int) else ExitCode.OK
    except HipbackError as error:
        from hipback_cli.display.sanitise import clean

        return _say(clean(str(error)), error.exit_code)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPT
    except BrokenPipeError as closed:
        return _nobody_reads(closed)
    except OSError as error:
        if error.filename is not None:
            return _bug(error)
        # Only a stream fails without a name: the disk behind standard output is full, say.
        _discard(sys.stdout)
        return _say(f"The result could not be written: {(error.strerror or 'unknown reason').lower()}.")
    except Exception as bug:
        return _bug(bug)
    return ExitCode.OK


def _say(line: str, code: int = ExitCode.FAILURE) -> int:
    try:
        sys.stderr.write(f"{line}\n")
    except BrokenPipeError as closed:
        _nobody_reads(closed)
    return code


def _nobody_reads(closed: BrokenPipeError) -> int:
    """Give the interpreter nothing left to flush; the exit code of what was being told, such as wrong usage."""
    for stream in (sys.__stdout__, sys.__stderr__):  # Typer puts something else in place of sys.stdout
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            _discard(stream)
    return getattr(closed.__context__, "exit_code", ExitCode.OK)


def _discard(stream: Any) -> None:
    """Let what is still to be written to `stream` go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _bug(bug: Exception) -> int:
    from hipback_cli.buglog import write_bug_log

    line = f"A bug in hipback: {type(bug).__name__}. Please report it with {write_bug_log(bug)}"
    return _say(line, ExitCode.BUG)


if __name__ == "__main__":
    main()
