"""Finding something by any of its names, in any case, joined or hyphenated."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_SUGGESTIONS = 5
HOLDS = 3
"""Letters from which a name that holds what was typed comes near it."""
ALIKE = 0.8
"""Share (0 to 1) of agreeing letters from which two names come near each other."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something that can be looked up."""

    kind: str
    """What it is, such as `condition` or `word`."""
    id: str
    names: tuple[str, ...]
    """Its names, the preferred one first; the id itself counts without being listed."""
    group: str = ""
    """Under which id it is listed; empty where it stands by itself."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """`found`: everything that has exactly this name; where empty, `close`: names that come near it, nearest first."""

    found: tuple[Named, ...]
    close: tuple[str, ...] = ()


def name_key(name: str) -> str:
    """What two spellings of one name share: letters and digits, without case, accents, blanks or hyphens.

    British and American spellings are one: disc and disk, paraesthetica and paresthetica.
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    key = "".join(c for c in plain if c.isalnum())
    return key.replace("disk", "disc").replace("ae", "e")


def find(words: str | Sequence[str], among: Iterable[Named]) -> Lookup:
    """Look up a name, given as one text or as the words that a shell makes of it."""
    wanted = name_key(words if isinstance(words, str) else " ".join(words))
    keys = [(name_key(name), name, entry) for entry in among for name in (entry.id, *entry.names)]
    found = tuple(dict.fromkeys(entry for key, _, entry in keys if wanted and key == wanted))
    return Lookup(found) if found else Lookup((), _close(wanted, keys))


def _close(wanted: str, keys: Sequence[tuple[str, str, Named]]) -> tuple[str, ...]:
    """Names that hold what was typed or are spelt much alike, the nearest first; one for each thing."""
    near: dict[str, tuple[float, str]] = {}
    for key, name, entry in keys:
        nearness = _nearness(wanted, key)
        if name in entry.names and nearness > near.get(entry.id, (0.0, ""))[0]:
            near[entry.id] = nearness, name
    best: dict[str, str] = {}
    for _, name in sorted(near.values(), key=lambda each: -each[0]):
        best.setdefault(name_key(name), name)
    return tuple(best.values())[:MOST_SUGGESTIONS]


def _nearness(wanted: str, key: str) -> float:
    """From 0 (nothing alike) to 1 (the same), where the one holds the other or most letters agree in order."""
    from difflib import SequenceMatcher  # only a miss needs it

    alike = SequenceMatcher(None, wanted, key)
    if len(wanted) >= HOLDS and wanted in key:
        return alike.ratio() / 2 + 0.5
    quick = min(alike.real_quick_ratio(), alike.quick_ratio()) >= ALIKE
    return alike.ratio() if quick and alike.ratio() >= ALIKE else 0.0
