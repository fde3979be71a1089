"""The content for an interview: the first screens at once, all of it while the person reads them."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from hipback_cli.knowledge.load import load_first, load_knowledge
from hipback_cli.reasoning.model import Model, build_model

UNTIL_DRAWN = 0.2
"""Seconds that the rest waits, so as not to slow the first screen down."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`first` can ask the first screen; `whole` is everything, once it is there."""

    first: Model
    whole: Future[Model]


def read_all(folder: Path | None) -> Reading:
    """All content before anything is asked, so that every problem in it shows. Raises ContentError."""
    whole: Future[Model] = Future()
    whole.set_result(build_model(load_knowledge(folder)))
    return Reading(whole.result(), whole)


def read_ahead() -> Reading:
    """The shipped content, in two parts."""
    first = build_model(load_first())
    pool = ThreadPoolExecutor(max_workers=1)
    whole = pool.submit(_read_the_rest)
    pool.submit(lambda: whole.result().fill_tables())
    return Reading(first, whole)


def _read_the_rest() -> Model:
    time.sleep(UNTIL_DRAWN)
    return build_model(load_knowledge())
