"""What many tests share: the shipped content, read once, and one model built from it."""

import pytest
from hypothesis import HealthCheck, settings

from hipback_cli.knowledge.load import load_knowledge
from hipback_cli.knowledge.types import Knowledge
from hipback_cli.reasoning.model import Model, build_model

# Same examples every time, so that a red test is red for everybody; no deadline, since machines differ.
settings.register_profile(
    "hipback", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("hipback")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def model(knowledge: Knowledge) -> Model:
    return build_model(knowledge)
