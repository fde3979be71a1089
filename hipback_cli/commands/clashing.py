"""Options that cannot go together: refused, for one of the two would be passed over in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hipback_cli.errors import UsageError

Clash = tuple[Sequence[str], Sequence[str], str]
"""Options of which none goes with any of the others, those others, and why."""


def refuse_clashing(given: Mapping[str, bool], clashes: Sequence[Clash]) -> None:
    """Raise UsageError where two options of a row of `clashes` were both given. `given`: option → whether it was."""
    for some, others, why in clashes:
        for one in some:
            for other in others:
                if one != other and given[one] and given[other]:
                    raise UsageError(f"{one} and {other} cannot go together: {why}. Leave one of them out.")
