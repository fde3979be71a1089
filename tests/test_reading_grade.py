"""Whether a lay person can read what the content says.

Scorer: Flesch-Kincaid grade, with the words and syllables as the textstat package counts them (Carnegie Mellon
pronouncing dictionary). Sentences are counted here, because textstat drops those of one or two words, which
would punish short labels. Names of conditions, treatments and medicines, and the words that have a glossary entry,
count as one short word each, as the content standards ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import textstat
import yaml

CONTENT = Path(__file__).parent.parent / "content"
MEDIAN_AT_MOST = 6.0
SCREEN_AT_MOST = 8.0
WORDS_AT_MOST = 20
"""In one sentence."""

Texts = dict[str, list[str]]
"""Screen → the texts that stand on it."""


def test_the_scorer_knows_easy_from_hard() -> None:
    assert grade(["Sit down. Does it hurt when you walk?"]) < 2
    assert grade(["Degenerative intervertebral alterations necessitate multidisciplinary rehabilitation."]) > 20


def test_names_are_left_out_of_the_count() -> None:
    names = _pattern(["greater trochanteric pain syndrome"])
    assert grade(["Greater trochanteric pain syndrome hurts at night."], names) < 2


@pytest.mark.parametrize(
    "file", ["questions", "conditions", "look_alikes", "red_flags", "treatments", "clinic", "glossary"]
)
def test_every_screen_is_plain(file: str) -> None:
    names = _names()
    grades = {screen: grade(texts, names) for screen, texts in _screens(file).items()}
    hard = {screen: round(score, 1) for screen, score in grades.items() if score > SCREEN_AT_MOST}
    assert not hard, f"{len(hard)} of {len(grades)} screens above grade {SCREEN_AT_MOST:g}: {hard}"
    assert median(grades.values()) <= MEDIAN_AT_MOST


@pytest.mark.parametrize("file", ["questions", "conditions", "look_alikes", "red_flags", "treatments", "clinic"])
def test_sentences_are_short(file: str) -> None:
    texts = [text for texts in _screens(file).values() for text in texts]
    long = [sentence for text in texts for sentence in _sentences(text) if len(sentence.split()) > WORDS_AT_MOST]
    assert not long, "\n".join(long)


def grade(texts: list[str], names: re.Pattern[str] | None = None) -> float:
    """Flesch-Kincaid grade of one screen."""
    plain = [names.sub("name", text) if names else text for text in texts]
    sentences = [sentence for text in plain for sentence in _sentences(text)]
    joined = " ".join(sentences)
    words = textstat.lexicon_count(joined)
    return 0.39 * words / len(sentences) + 11.8 * textstat.syllable_count(joined) / words - 15.59


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if re.search(r"\w", part)]


def _read(file: str) -> Any:
    return yaml.load((CONTENT / f"{file}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _names() -> re.Pattern[str]:
    causes = [*_read("conditions")["conditions"].values(), *_read("look_alikes")["look_alikes"].values()]
    variants = [variant for cause in causes for variant in cause.get("variants", {}).values()]
    options = _read("treatments")["options"].values()
    named = [*causes, *variants, *options, *_read("red_flags")["red_flags"].values()]
    found = {name for each in named for name in (each["name"], *each.get("other_names", ()))}
    found |= {cause["medical_name"] for cause in causes}
    found |= {entry["term"] for entry in _read("glossary")["glossary"].values()}
    return _pattern(found)


def _pattern(names: Any) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(name) for name in longest_first) + r")s?\b", re.IGNORECASE)


def _screens(file: str) -> Texts:
    return {screen: list(texts) for screen, texts in SCREENS[file](_read(file))}


def _questions(content: Mapping[str, Any]) -> Iterator[tuple[str, Iterator[str]]]:
    for name, screen in content["screens"].items():
        yield name, _question_screen(screen)


def _question_screen(screen: Mapping[str, Any]) -> Iterator[str]:
    yield from (screen[key] for key in ("title", "instructions") if screen.get(key))
    for question in screen["questions"].values():
        yield question.get("short") or question["text"]
        yield from (question[key] for key in ("help", "why", "example") if question.get(key))
        options = question.get("options", {})
        yield from (option["text"] for option in options.values())


def _conditions(content: Mapping[str, Any]) -> Iterator[tuple[str, Iterator[str]]]:
    for name, cause in content["conditions"].items():
        essentials = ("what_it_is", "feels_like", "not_so_much", "reaches", "get_help", "mixed_up_with")
        yield f"{name}, first screen", _texts({key: cause[key] for key in essentials})
        rest = ("worse", "better", "who", "links", "variants", "confirmed", "outlook")
        yield f"{name}, the rest", _texts({key: cause[key] for key in rest if key in cause})


def _look_alikes(content: Mapping[str, Any]) -> Iterator[tuple[str, Iterator[str]]]:
    for name, cause in content["look_alikes"].items():
        yield name, _texts({key: cause[key] for key in ("what_it_is", "feels_like", "suspect", "say") if key in cause})


def _red_flags(content: Mapping[str, Any]) -> Iterator[tuple[str, Iterator[str]]]:
    for name, flag in content["red_flags"].items():
        said = [{key: level[key] for key in ("advice", "say", "why") if level.get(key)} for level in flag["levels"]]
        yield name, _texts([flag["what_it_is"], said])
    for rule in content["routine"]:
        yield rule["id"], _texts([rule["advice"]])


def _treatments(content: Mapping[str, Any]) -> Iterator[tuple[str, Iterator[str]]]:
    for name, category in content["categories"].items():
        chosen = [t for t in content["treatments"] if t["category"] == name]
        options = [o["what_it_is"] for o in content["options"].values() if o["category"] == name]
        yield name, _texts([category["what_it_is"], options])
        for condition in dict.fromkeys(t["condition"] for t in chosen):
            here = [t for t in chosen if t["condition"] == condition]
            yield f"{condition}, {name}", _texts([_aim_and_notes(t) for t in here])
    for option in content["options"]:
        warnings = [caution["text"] for caution in content["cautions"] if option in caution["options"]]
        if warnings:
            yield f"cautions of {option}", iter(warnings)


def _aim_and_notes(treatment: Mapping[str, Any]) -> list[str]:
    return [treatment["aim"], *(s["note"] for s in treatment["statements"] if s.get("note"))]


def _clinic(content: Mapping[str, Any]) -> Iterator[tuple[str, Iterator[str]]]:
    for key in ("opening", "disclaimer", "safety_net", "visit_questions", "treat_both", "tested_on", "urgency_lines"):
        yield key, _texts(content[key])


def _glossary(content: Mapping[str, Any]) -> Iterator[tuple[str, Iterator[str]]]:
    for letter in sorted({entry["term"][0].lower() for entry in content["glossary"].values()}):
        meanings = [e["meaning"] for e in content["glossary"].values() if e["term"][0].lower() == letter]
        yield letter, iter(meanings)


SCREENS = {
    "questions": _questions,
    "conditions": _conditions,
    "look_alikes": _look_alikes,
    "red_flags": _red_flags,
    "treatments": _treatments,
    "clinic": _clinic,
    "glossary": _glossary,
}

NO_TEXT = {"id", "to", "other", "source", "strength", "share", "findings", "name", "other_names", "odds"}
"""Keys whose values are ids, figures or names."""


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for key, value in part.items():
            if key not in NO_TEXT:
                yield from _texts(value)
    else:
        for item in part:
            yield from _texts(item)
