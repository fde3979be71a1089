"""Finding something by any of its names, in any case, joined or hyphenated."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Named:
    """Something that can be looked up."""

    kind: str
    """What it is, such as `condition` or `glossary`."""
    id: str
    names: tuple[str, ...]
    """Its names, the preferred one first; the id itself counts without being listed."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """`found`: everything that has exactly this name; where empty, `close`: preferred names that come near it."""

    found: tuple[Named, ...]
    close: tuple[str, ...] = ()


def name_key(name: str) -> str:
    """What two spellings of one name share: letters and digits, without case, accents, blanks or hyphens."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in plain if c.isalnum())


def find(words: str | Sequence[str], among: Iterable[Named]) -> Lookup:
    """Look up a name, given as one text or as the words that a shell makes of it."""
    wanted = name_key(words if isinstance(words, str) else " ".join(words))
    keys = [(name_key(name), entry) for entry in among for name in (entry.id, *entry.names)]
    found = tuple(dict.fromkeys(entry for key, entry in keys if wanted and key == wanted))
    return Lookup(found) if found else Lookup((), _close(wanted, keys))


def _close(wanted: str, keys: Sequence[tuple[str, Named]]) -> tuple[str, ...]:
    """Names that hold what was typed, then names spelt much alike."""
    from difflib import get_close_matches  # only a miss needs it

    inside = [entry for key, entry in keys if len(wanted) >= 3 and wanted in key]
    by_key: dict[str, list[Named]] = {}
    for key, entry in keys:
        by_key.setdefault(key, []).append(entry)
    alike = get_close_matches(wanted, by_key, n=MOST_SUGGESTIONS, cutoff=0.7)
    nearest = [*inside, *(entry for key in alike for entry in by_key[key])]
    return tuple(dict.fromkeys(entry.names[0] for entry in nearest if entry.names))[:MOST_SUGGESTIONS]
