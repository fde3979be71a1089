"""An interview begins before all content is read; nobody may notice."""

from pathlib import Path

import pytest

from hipback_cli.commands.reading import read_ahead, read_all
from hipback_cli.interview.session import Session
from hipback_cli.knowledge.problems import ContentError
from hipback_cli.knowledge.types import Knowledge
from hipback_cli.reasoning.model import Model


def test_the_first_screen_is_the_same_before_everything_is_read(model: Model) -> None:
    first = read_ahead().first
    assert Session(first, ask_optional=True).current() == Session(model, ask_optional=True).current()


def test_the_rest_is_all_there_is(knowledge: Knowledge) -> None:
    assert read_ahead().whole.result().knowledge == knowledge


def test_a_folder_of_ones_own_is_checked_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as refused:
        read_all(tmp_path)
    assert {problem.file for problem in refused.value.problems} >= {"questions.yaml", "treatments.yaml"}
