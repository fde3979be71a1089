"""`hipback explain`: what content says of a condition, look-alike, danger sign, treatment or word."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hipback_cli.display.printing import print_json
from hipback_cli.display.terminal import manner
from hipback_cli.errors import ExitCode, HipbackError, UsageError
from hipback_cli.knowledge.excerpts import Excerpts
from hipback_cli.knowledge.names import Lookup, Named, name_key
from hipback_cli.knowledge.nodes import Unreadable
from hipback_cli.knowledge.problems import ContentError, safe
from hipback_cli.knowledge.shipped import shipped_content
from hipback_cli.report.explain_facts import Facts, gather, known, look_up
from hipback_cli.report.screen import put
from hipback_cli.report.words import CONDITIONS, LOOK_ALIKES

if TYPE_CHECKING:
    from hipback_cli.report.explain_terminal import Look

GROUPS = {
    CONDITIONS: ("condition",),
    LOOK_ALIKES: ("look_alike",),
    "Danger signs": ("red_flag",),
    "Treatments": ("category", "option"),
    "Words": ("word",),
}
"""Heading → kinds of things, as the list and the picker show them."""


def run(
    names: Sequence[str], *, versus: str | None, sources: bool, json: bool, content: Path | None, plain: bool
) -> int:
    """Show the page for the name that `names` (the words of it) spell; without a name, choose from a list.

    Raises UsageError for `versus` alone or for the same name twice, HipbackError where nothing has that name or
    where the two cannot be put side by side, and ContentError where `content` has problems.
    """
    folder = content if content is not None else shipped_content()
    if content is not None:
        _validate(content)
    try:
        return _run(Excerpts(folder), names, versus, sources=sources, json=json, plain=plain)
    except Unreadable as error:
        raise ContentError(error.problems) from None
    except (KeyError, TypeError, ValueError, AttributeError):
        _validate(folder)  # tells what is wrong with the content; where nothing is, this is a bug
        raise


def _validate(folder: Path) -> None:
    from hipback_cli.knowledge.load import load_knowledge

    load_knowledge(folder)


def _run(
    excerpts: Excerpts, names: Sequence[str], versus: str | None, *, sources: bool, json: bool, plain: bool
) -> int:
    if not names:
        if versus is not None:
            raise UsageError(f'--versus: name what to put beside "{safe(versus)}", as in explain NAME --versus NAME')
        return _choose(excerpts, sources=sources, json=json, plain=plain)
    named = _the_one(excerpts, names)
    facts = gather(excerpts, named)
    if versus is not None:
        other = _the_one(excerpts, [versus])
        if other == named:
            raise UsageError(f'--versus: "{safe(versus)}" is the same as "{safe(" ".join(names))}"; name another')
        return _side_by_side(facts, gather(excerpts, other), sources, json, plain)
    return _show(facts, " ".join(names), sources=sources, json=json, plain=plain)


def _the_one(excerpts: Excerpts, words: Sequence[str]) -> Named:
    """What has this name; where several have it, the first in the order of `explain_facts.PLACES`.

    Raises HipbackError, with names that come near.
    """
    lookup = look_up(excerpts, words)
    if not lookup.found:
        raise HipbackError(_unknown(" ".join(words), lookup))
    return lookup.found[0]


def _unknown(name: str, lookup: Lookup) -> str:
    near = "".join(f"\n  hipback explain {close}" for close in lookup.close)
    hint = f" Did you mean:{near}" if near else " See the list: hipback explain"
    return f'"{safe(name)}" is not a name that hipback knows.{hint}'


# --- showing ---------------------------------------------------------------------------------------


def _show(facts: Facts, asked: str, *, sources: bool, json: bool, plain: bool) -> int:
    if json:
        print_json(facts)
        return ExitCode.OK
    from hipback_cli.report.explain_page import build_page
    from hipback_cli.report.explain_terminal import render_page

    look = _look(plain)
    put(render_page(build_page(facts, asked=asked, sources=sources), look), paged=not look.plain)
    return ExitCode.OK


def _side_by_side(one: Facts, other: Facts, sources: bool, json: bool, plain: bool) -> int:
    from hipback_cli.report.explain_page import COMPARABLE, apart, compare

    for facts in (one, other):
        if facts["kind"] not in COMPARABLE:
            raise HipbackError(f'--versus compares conditions and look-alikes; "{facts["name"]}" is neither')
    if json:
        print_json({"schema": 1, "kind": "comparison", "apart": apart(one, other), "sides": [one, other]})
        return ExitCode.OK
    from hipback_cli.report.explain_terminal import render_comparison

    look = _look(plain)
    put(render_comparison(compare(one, other, sources=sources), look), paged=not look.plain)
    return ExitCode.OK


def _look(plain: bool) -> Look:
    from hipback_cli.report.explain_terminal import Look

    how = manner(sys.stdout, os.environ, plain=plain)
    return Look(how.columns, how.plain, how.color, not how.draws)


# --- without a name --------------------------------------------------------------------------------


def _choose(excerpts: Excerpts, *, sources: bool, json: bool, plain: bool) -> int:
    """At a terminal a picker, else the list of everything that can be explained."""
    entries = list(known(excerpts))
    if json:
        listed = [{"kind": e.kind, "id": e.id, "name": e.names[0], "other_names": list(e.names[1:])} for e in entries]
        print_json({"schema": 1, "entries": listed})
        return ExitCode.OK
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        put(_listed(entries), paged=False)
        return ExitCode.OK
    chosen = _pick(entries, plain)
    if chosen is None:
        return ExitCode.OK
    return _show(gather(excerpts, chosen), "", sources=sources, json=False, plain=plain)


def _listed(entries: Sequence[Named]) -> str:
    lines = ["To read about one of these: hipback explain NAME"]
    for heading, kinds in GROUPS.items():
        listed = _in_order([entry for entry in _led_to(entries) if entry.kind in kinds])
        lines += ["", heading, *(f"  {'  ' if entry.group else ''}{entry.names[0]}" for entry in listed)]
    return "\n".join(lines) + "\n"


def _led_to(entries: Sequence[Named]) -> list[Named]:
    """Without the words whose name leads to something else, such as "ibuprofen" to its kind of tablet."""
    first: dict[str, Named] = {}
    for entry in entries:
        for name in entry.names:
            first.setdefault(name_key(name), entry)
    return [entry for entry in entries if entry.kind != "word" or first[name_key(entry.names[0])] is entry]


def _in_order(entries: Sequence[Named]) -> list[Named]:
    """Words by the alphabet, treatments under their group, the rest as content orders it."""
    groups = {entry.id: [other for other in entries if other.group == entry.id] for entry in entries}
    top = [entry for entry in entries if not entry.group]
    if all(entry.kind == "word" for entry in top):
        top.sort(key=lambda entry: entry.names[0].casefold())
    return [each for entry in top for each in (entry, *groups[entry.id])]


def _pick(entries: Sequence[Named], plain: bool) -> Named | None:
    """Let the person choose a group, then one of it; None where they leave."""
    from hipback_cli.interview.prompter import Step
    from hipback_cli.interview.terminal import open_prompter

    with open_prompter(plain=plain) as prompter:
        while True:
            group = prompter.choose("What do you want to read about?", [(name, name) for name in GROUPS])
            if not isinstance(group, str):
                return None
            shown = _in_order([entry for entry in _led_to(entries) if entry.kind in GROUPS[group]])
            own = {f"{entry.kind}/{entry.id}": entry for entry in shown}
            chosen = prompter.choose(group, [(key, entry.names[0]) for key, entry in own.items()])
            if isinstance(chosen, str):
                return own[chosen]
            if chosen is not Step.BACK:
                return None
