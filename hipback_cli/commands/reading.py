"""The content for an interview: the first screens at once, all of it while the person reads them."""

from __future__ import annotations

import time
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

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
    """The shipped content, in two parts; nobody who leaves at once waits for the second."""
    reading = Reading(build_model(load_first()), Future())
    Thread(target=_read_the_rest, args=[reading.whole], daemon=True).start()
    return reading


def _read_the_rest(whole: Future[Model]) -> None:
    time.sleep(UNTIL_DRAWN)
    try:
        model = build_model(load_knowledge())
    except BaseException as error:
        whole.set_exception(error)  # raised again where the whole is asked for, to be told as any other failure
    else:
        whole.set_result(model)
        model.fill_tables()
