"""The engine on patients drawn from its own model: are its probabilities what they say, and does the interview end?

A failure here is a bug in the engine (or two rules of it that disagree), never in the medicine.
"""

import math
import random
from statistics import median

import pytest

from hipback_cli.evaluation.metrics import calibration_error, reliability
from hipback_cli.evaluation.run import interview
from hipback_cli.knowledge.types import SOMETHING_ELSE, Urgency
from hipback_cli.reasoning import constants
from hipback_cli.reasoning.belief import believe, marginals
from hipback_cli.reasoning.model import Model
from hipback_cli.reasoning.urgency import assess_urgency
from tests.simulated import Patient, Ward

LARGEST_ECE = 0.03


@pytest.fixture(scope="module")
def visits(model: Model) -> list[tuple[Patient, dict, int]]:
    """A hundred patients through the whole interview: (patient, answers that came out, screens)."""
    ward = Ward(model, seed=11)
    found = []
    for patient in [ward.patient() for _ in range(100)]:
        session = interview(model, patient.answers)
        found.append((patient, dict(session.answers), session.screens_asked))
    return found


def judged(model: Model, patient: Patient, answers: dict) -> list[tuple[float, bool]]:
    shares = marginals(model, believe(model, answers))
    return [(shares[c], c in patient.present) for c in (*model.knowledge.conditions, SOMETHING_ELSE)]


@pytest.mark.parametrize("told", [0.2, 0.6])
def test_belief_is_calibrated_whatever_share_is_told(model: Model, told: float) -> None:
    ward, chance = Ward(model, seed=3), random.Random(5)
    pairs = []
    for patient in [ward.patient() for _ in range(300)]:
        some = {name: answer for name, answer in patient.answers.items() if chance.random() < told}
        pairs += judged(model, patient, some)
    table = reliability(pairs)
    assert calibration_error(table) <= LARGEST_ECE
    for line in table:
        sampling = math.sqrt(line.predicted * (1 - line.predicted) / line.n)
        assert abs(line.predicted - line.observed) <= 5 * sampling + 0.01, line


def test_the_interview_keeps_belief_calibrated(model: Model, visits: list) -> None:
    """Which question is asked, and when to stop, hangs on answers alone, so it must not bias belief."""
    pairs = [pair for patient, answers, _ in visits for pair in judged(model, patient, answers)]
    assert calibration_error(reliability(pairs)) <= LARGEST_ECE


def test_the_interview_finds_what_is_there(model: Model, visits: list) -> None:
    causes = (*model.knowledge.conditions, SOMETHING_ELSE)
    right = 0
    for patient, answers, _ in visits:
        shares = marginals(model, believe(model, answers))
        right += max(causes, key=shares.__getitem__) in patient.present
    assert right / len(visits) >= 0.75


def test_the_interview_is_short_and_ends(model: Model, visits: list) -> None:
    screens = [count for _, _, count in visits]
    fixed = sum(screen.fixed for screen in model.knowledge.screens.values())
    assert max(screens) <= fixed + constants.SCREENS_AFTER_DANGER
    assert median(screens) <= 15


def test_no_answer_of_a_simulated_patient_is_impossible(model: Model, visits: list) -> None:
    for patient, answers, _ in visits:
        for factor_id, level in patient.observations:
            assert min(model.table(factor_id)[level]) > 0
        belief = believe(model, answers)
        assert sum(belief) == pytest.approx(1)
        assert all(math.isfinite(share) for share in belief)


def test_patients_whom_nothing_threatens_are_not_sent_to_emergency(model: Model, visits: list) -> None:
    levels = [assess_urgency(model.knowledge, answers).level for _, answers, _ in visits]
    assert levels.count(Urgency.EMERGENCY) <= len(levels) / 20
