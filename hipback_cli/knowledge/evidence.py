"""What several statements on one treatment say together. Pure."""

from __future__ import annotations

from collections.abc import Sequence

BEST_FIRST = ("for", "mixed", "uncertain", "against")
"""What statements can say of a treatment, in the order in which treatments are told."""


def together(said: Sequence[str]) -> str:
    """The direction of several statements, the leading one first.

    `mixed` where some are for and some against; else what the leading one says.
    """
    return "mixed" if {"for", "against"} <= set(said) else said[0]
