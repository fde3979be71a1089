"""Every medical word that a screen may show is explained by the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import textstat

from tests.test_reading_grade import SCREENS, _read, _screens

MEDICAL = re.compile(
    r"""
    (?: \w*(?: itis | osis | algia | pathy | dynia | oma | emia | uria | lysis | listhesis | ectomy | plasty | oid
           | profen | xaban | pam | gabalin | pentin | codone | codeine | triptyline | caine | cortisone | nisone
           | statin | xetine | fenac | dronate | sumab )
      | (?: arthr | myel | scler | neur | ischi | spondyl | vertebr | osteo ) \w* )
    s?""",
    re.VERBOSE,
)
"""Words of these forms are medical, unless a list of words that ten-year-olds know holds them."""

ALWAYS_MEDICAL = """
bursa tendon ligament cartilage labrum sacrum pelvis femur trochanter piriformis psoas hamstring
gluteal lumbar sacroiliac facet disc stenosis sciatica radiculopathy mri epidural steroid opioid
nsaid prp tens aneurysm ulcer hernia sepsis dialysis diabetes gout lupus shingles prostate thyroid
testicle scrotum bladder plexus reflexes avulsion apophyseal inguinal visceral peripheral proximal
lumbosacral chemotherapy radiotherapy antibiotics warfarin heparin lithium acetaminophen paracetamol
tramadol ibuprofen naproxen tylenol advil
"""
MEDICAL_BUT_PLAIN = frozenset({"avoid", "avoids", "void", "devoid", "tabloid", "welcome"})


def test_every_medical_word_has_an_entry() -> None:
    known = _words(text for entry in _read("glossary")["glossary"].values() for text in _terms(entry))
    used = _words(_all_texts())
    medical = {
        word for word in used if (MEDICAL.fullmatch(word) or word in ALWAYS_MEDICAL.split()) and word not in _easy()
    }
    unknown = {word for word in medical - MEDICAL_BUT_PLAIN if not {word, word.removesuffix("s")} & known}
    assert not unknown, f"words without a glossary entry: {sorted(unknown)}"


def test_the_check_finds_a_word_that_is_missing() -> None:
    assert (
        MEDICAL.fullmatch("spondylodiscitis") and MEDICAL.fullmatch("fluoxetine") and not MEDICAL.fullmatch("walking")
    )


def test_a_meaning_is_plain_and_does_not_lean_on_itself() -> None:
    for entry in _read("glossary")["glossary"].values():
        assert entry["term"].lower() != entry["meaning"].lower().rstrip(".")
        assert all(len(sentence.split()) <= 20 for sentence in re.split(r"(?<=[.!?])\s+", entry["meaning"]))


def _all_texts() -> Iterator[str]:
    for file in SCREENS:
        for texts in _screens(file).values():
            yield from texts
    for file, section in (("conditions", "conditions"), ("look_alikes", "look_alikes")):
        for cause in _read(file)[section].values():
            yield from (cause["name"], cause["medical_name"])
            yield from (variant["name"] for variant in cause.get("variants", {}).values())
    yield from (flag["name"] for flag in _read("red_flags")["red_flags"].values())
    yield from (option["name"] for option in _read("treatments")["options"].values())


def _terms(entry: dict[str, Any]) -> list[str]:
    return [entry["term"], *entry.get("other_names", ())]


def _words(texts: Iterator[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"[a-zé]+", text.lower())}


def _easy() -> set[str]:
    """Words that most ten-year-olds know (Dale-Chall), as textstat ships them."""
    place = Path(textstat.__file__).parent / "resources" / "en" / "easy_words.txt"
    return set(place.read_text(encoding="utf-8").split())
