"""Content that is wrong: every problem at once, each with its place, what is wrong and how to mend it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from hipback_cli.knowledge.gaps import gaps
from hipback_cli.knowledge.load import load_knowledge
from hipback_cli.knowledge.problems import ContentError
from hipback_cli.knowledge.reach import Reach
from hipback_cli.knowledge.types import (
    AtLeast,
    Compare,
    Is,
    Knowledge,
    Not,
    Ratio,
    Share,
    Urgency,
    Word,
)
from tests.toy import choice, yes, yes_no

SAMPLE = Path(__file__).parent / "sample_content"
"""A small content folder without problems."""

HERE = "§"
"""Stands in a changed text where the problem is to be reported."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "content"))


def change(folder: Path, file: str, old: str, new: str) -> tuple[int, int]:
    """Replace `old`, which stands once, and return line and column of the mark in `new`."""
    path = folder / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    text = text.replace(old, new)
    before = text.partition(HERE)[0]
    path.write_text(text.replace(HERE, ""), encoding="utf-8")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load_knowledge(folder)
    lines = str(caught.value).splitlines()
    assert lines == [str(problem) for problem in caught.value.problems]
    return lines


def test_sound_content_becomes_types() -> None:
    knowledge = load_knowledge(SAMPLE)
    hip, back = knowledge.conditions["hip_wear"], knowledge.conditions["back_wear"]
    assert hip.prior == Share(0.1, "one-2001")
    assert hip.least_urgency is Urgency.SELF_CARE
    assert hip.findings["sites"] == {"groin": Share(0.7, "one-2001"), "back": Word("rarely")}
    assert hip.findings["limp"] == {"yes": Ratio(2.0, 0.5, "two-2002", "other hips")}
    assert back.findings["limp"] == {"yes": Ratio(0.5, None, "two-2002", "hips", "rarely")}
    assert [variant.id for variant in back.variants] == ["young", "old"]
    age, first = knowledge.questions["age"], knowledge.questions["first"]
    assert age.bands == {"under_50": (0, 49), "from_50": (50, 120)}
    assert first.screen == "more"
    assert first.background == {"hip": Word("sometimes"), "back": Word("often"), "leg": Word("rarely")}
    assert knowledge.questions["limp"].ask_if == Is("sites", ("groin",))
    urgent = knowledge.red_flags["cord"].levels[1].when
    inner = AtLeast(2, (Compare("age", ">", 30), Is("sites", ("groin", "back")), Is("first", ("leg",))))
    assert urgent == AtLeast(3, (Is("saddle", ("yes",)), Not(Is("saddle_worse", ("yes",))), inner))
    assert knowledge.cautions[1].when == AtLeast(0, ())
    assert knowledge.something_else_prior == Word("rarely")
    assert knowledge.sources["two-2002"].tier == "small"


def test_the_shipped_content_has_no_problem(knowledge: Knowledge) -> None:
    assert len(knowledge.conditions) == 10


# --- one rule each ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    file: str
    old: str
    new: str
    message: str
    """What stands after `file:line:column: `."""


CASES = {
    # YAML's own traps
    "no as text": Case(
        "conditions", "name: Hip wear", "name: §no", "YAML reads no as false, in hip_wear.name; put it in quotes"
    ),
    "time as text": Case(
        "red_flags", "how: doctor", "how: §1:30", "YAML reads 1:30 as 90, in cord.levels.2.how; put it in quotes"
    ),
    "date as text": Case(
        "population",
        "version: '2026.1'",
        "version: §2026-11-24",
        "YAML reads 2026-11-24 as a date, in version; put it in quotes",
    ),
    "octal as text": Case(
        "sources", "pmid: '123'", "pmid: §0123", "YAML reads 0123 as 83, in one-2001.pmid; put it in quotes"
    ),
    "octal as number": Case(
        "questions",
        "maximum: 120",
        "maximum: §0120",
        "YAML reads 0120 as 80, in about.questions.age.maximum; write a whole number such as 12",
    ),
    "nothing": Case(
        "conditions",
        "name: Hip wear",
        "name:§",
        "nothing stands where text is expected, in hip_wear.name; fill it in or remove the line",
    ),
    "null": Case(
        "conditions",
        "medical_name: coxarthrosis",
        "medical_name: §null",
        "nothing stands where text is expected, in hip_wear.medical_name; fill it in or remove the line",
    ),
    "empty text": Case(
        "clinic",
        "pharmacist: a pharmacist",
        "pharmacist: §' '",
        "empty text, in pharmacist; fill it in or remove the line",
    ),
    "quoted truth": Case(
        "questions",
        "safety: true",
        "safety: §'true'",
        '"true" is neither true nor false, in about.questions.saddle.safety; remove the quotes',
    ),
    "no as id": Case(
        "questions",
        "none: {text: None,",
        "§no: {text: None,",
        "YAML reads no as false, in where.questions.sites.options; put it in quotes",
    ),
    "comma in brackets": Case(
        "conditions",
        "difference: a lump",
        "difference: a lump, §soft as dough",
        'unknown key "soft as dough", in hip_wear.mixed_up_with.1; text with a comma inside { } needs quotes',
    ),
    "colon in a list": Case(
        "conditions",
        "feels_like: [sore groin]",
        "feels_like:\n    - §groin: sore",
        "a map (key: value) stands where text is expected, in hip_wear.feels_like.1; put text with a colon in quotes",
    ),
    # structure
    "unknown key": Case(
        "conditions",
        "other_names: [worn hip]",
        "§othernames: [worn hip]\n    other_names: []",
        'unknown key "othernames", in hip_wear; did you mean "other_names"?',
    ),
    "missing key": Case(
        "look_alikes", "hernia:\n    name: Groin hernia", "hernia:", 'key "name" is missing, in hernia; add it'
    ),
    "text for a list": Case(
        "conditions",
        "feels_like: [sore back]",
        "feels_like: §sore back",
        '"sore back" stands where a list is expected, in back_wear.feels_like; write [a, b] or lines of - a',
    ),
    "list for a map": Case(
        "glossary",
        "bursa: {term: bursa, meaning: a cushion}",
        "bursa: §[bursa]",
        "a list stands where a map is expected, in bursa; write lines of key: value",
    ),
    "text for a number": Case(
        "questions",
        "minimum: 0",
        "minimum: §none",
        '"none" is not a whole number, in about.questions.age.minimum; write a whole number',
    ),
    "unknown choice": Case(
        "conditions",
        "region: hip",
        "region: §hipp",
        '"hipp" is not one of hip, back, in hip_wear.region; did you mean "hip"?',
    ),
    "bad id": Case(
        "glossary",
        "bursa:",
        "§Bursa sac:",
        '"Bursa sac" cannot be an id, in glossary; use lower-case letters, digits and _ (sources: -)',
    ),
    "duplicate key": Case(
        "clinic",
        "phone: 555-0100",
        "phone: 555-0100\n§phone: 555-0101",
        'duplicate key "phone" (first on line 2); keep one of the two',
    ),
    "duplicate id": Case(
        "treatments",
        "id: hip_massage,",
        "id: §hip_walking,",
        'treatment "hip_walking" stands twice (first on line 14), in hip_walking.id; rename one',
    ),
    "duplicate question": Case(
        "questions",
        "      lying:",
        "      §age:",
        'question "age" stands twice (first on line 8), in more.questions; rename one',
    ),
    # ids
    "unknown source": Case(
        "conditions",
        "prior: {p: 0.1, source: one-2001}",
        "prior: {p: 0.1, source: §one-2002}",
        'unknown source "one-2002", in hip_wear.prior.source; did you mean "one-2001"?',
    ),
    "unknown question": Case(
        "conditions",
        "limp: {lr: [2.0",
        "§limps: {lr: [2.0",
        'unknown question "limps", in hip_wear.findings; did you mean "limp"?',
    ),
    "unknown option": Case(
        "conditions",
        "back: rarely}",
        "backs: §rarely}",
        'sites has no option "backs", in hip_wear.findings.sites.backs; did you mean "back"?',
    ),
    "unknown condition": Case(
        "treatments",
        "condition: hip_wear, category: injections",
        "condition: §hip_wea, category: injections",
        'unknown condition or look-alike "hip_wea", in hip_cortisone.condition; did you mean "hip_wear"?',
    ),
    "unknown cause": Case(
        "conditions",
        "other: hernia,",
        "other: §hernias,",
        'unknown condition or look-alike "hernias", in hip_wear.mixed_up_with.1.other; did you mean "hernia"?',
    ),
    "unknown link end": Case(
        "conditions",
        "to: back, how",
        "to: §bak, how",
        'unknown condition or region "bak", in hip_wear.links.1.to; did you mean "back"?',
    ),
    "unknown red flag": Case(
        "look_alikes",
        "red_flag: cord",
        "red_flag: §core",
        'unknown red flag "core", in hernia.red_flag; did you mean "cord"?',
    ),
    "unknown treatment option": Case(
        "treatments",
        "options: [tablets]",
        "options: [§tablet]",
        'unknown treatment option "tablet", in old.options.1; did you mean "tablets"?',
    ),
    "unused source": Case(
        "sources",
        "two-2002: {",
        "§three-2003: {title: The three, tier: small}\n  two-2002: {",
        'source "three-2003" is used nowhere, in sources; use it or remove it',
    ),
    "look-alike with the id of a condition": Case(
        "look_alikes",
        "  hernia:",
        "  §back_wear:",
        '"back_wear" is also the id of a condition, in look_alikes; rename one of the two',
    ),
    "red flag with the id of a region": Case(
        "red_flags", "  cord:", "  §hip:", '"hip" is also the id of a region, in red_flags; rename one of the two'
    ),
    "look-alike with the id of none": Case(
        "look_alikes",
        "  hernia:",
        "  §something_else:",
        '"something_else" is also the id of none of the ten, in look_alikes; rename one of the two',
    ),
    "one name for two": Case(
        "look_alikes",
        "other_names: [rupture]",
        "other_names: §[WORN-HIP]",
        'the name "WORN-HIP" also belongs to hip_wear, in hernia.other_names; leave it with one of the two',
    ),
    # figures
    "bare number": Case(
        "conditions",
        "prior: sometimes",
        "prior: §0.35",
        "0.35 has neither source nor word, in back_wear.prior; "
        "write {p: 0.35, source: ID}, or a word: always usually often sometimes rarely never",
    ),
    "share without source": Case(
        "conditions", "prior: sometimes", "prior: §{p: 0.35}", 'key "source" is missing, in back_wear.prior; add it'
    ),
    "unknown word": Case(
        "conditions",
        "back: rarely}",
        "back: §rarly}",
        '"rarly" is no frequency word, in hip_wear.findings.sites.back; did you mean "rarely"?',
    ),
    "share in per cent": Case(
        "conditions",
        "groin: {p: 0.7,",
        "groin: {p: §70,",
        "70 is out of range, in hip_wear.findings.sites.groin.p; write a number from 0 to 1",
    ),
    "ratio above and above": Case(
        "conditions",
        "limp: {lr: [2.0, 0.5]",
        "limp: §{lr: [2.0, 1.5]",
        "no finding can have LR+ 2 and LR- 1.5, in hip_wear.findings.limp; "
        "one of the two lies above 1, the other below; with LR- null, a higher LR+ or a lower sensitivity",
    ),
    "ratio of one": Case(
        "conditions",
        "limp: {lr: [2.0, 0.5]",
        "limp: §{lr: [1.0, 1.0]",
        "LR+ and LR- are both 1, which tells nothing, in hip_wear.findings.limp; look the two up again",
    ),
    "ratio of nought": Case(
        "conditions",
        "limp: {lr: [2.0, 0.5]",
        "limp: {lr: [§0, 0.5]",
        "0 is out of range, in hip_wear.findings.limp.lr.1; write a number at least 0.001",
    ),
    "half a ratio": Case(
        "conditions",
        "limp: {lr: [2.0, 0.5]",
        "limp: §{lr: [2.0, null]",
        "a ratio needs either LR- or an assumed sensitivity, in hip_wear.findings.limp; "
        "give a frequency word as sensitivity exactly where LR- is null",
    ),
    "sensitivity too high for the ratio": Case(
        "conditions",
        "limp: {lr: [0.5, null], sensitivity: rarely",
        "limp: §{lr: [0.5, null], sensitivity: usually",
        "no finding can have LR+ 0.5 and LR- null, in back_wear.findings.limp; "
        "one of the two lies above 1, the other below; with LR- null, a higher LR+ or a lower sensitivity",
    ),
    "ratio as prior": Case(
        "conditions",
        "prior: sometimes",
        "prior: §{lr: [2, 0.5], source: one-2001, against: all}",
        "likelihood ratios cannot stand here, in back_wear.prior; write a share with its source, or a word",
    ),
    "no room for the lowest level": Case(
        "conditions",
        "lying: {awake: sometimes}",
        "lying: §{awake: often, sore: often}",
        "the levels add up to 1.20 and leave nothing for easy, in hip_wear.findings.lying; lower one of them",
    ),
    "more than everybody": Case(
        "look_alikes",
        "first: {hip: usually}",
        "first: §{hip: {p: 0.7, source: two-2002}, back: {p: 0.6, source: two-2002}}",
        "the shares add up to 1.30, more than everybody, in hernia.findings.first; look them up again",
    ),
    "options of a yes-or-no question": Case(
        "look_alikes",
        "first: {hip: usually}",
        "limp: {hip: §usually}",
        "limp is a yes-or-no question without options, in hernia.findings.limp.hip; state one figure, such as often",
    ),
    "one figure for options": Case(
        "look_alikes",
        "first: {hip: usually}",
        "first: §usually",
        "first is no yes-or-no question, in hernia.findings.first; "
        "state figures for its options, such as {option: often}",
    ),
    "finding without background": Case(
        "look_alikes",
        "first: {hip: usually}",
        "saddle: §never",
        "saddle has no background, in hernia.findings.saddle; "
        "give it a background in questions.yaml, or leave the finding out",
    ),
    # rules
    "list as rule": Case(
        "red_flags",
        "when: {any: [limp, age < 90]}",
        "when: §[limp, age < 90]",
        "a list stands where a rule is expected, in lasting.when; write {all: [...]} or {any: [...]}",
    ),
    "two keys": Case(
        "red_flags",
        "when: {any: [limp, age < 90]}",
        "when: §{first: hip, sites: groin}",
        'a rule with the keys "first", "sites", in lasting.when; write one of {all: [...]}, {any: [...]}, '
        "{at_least: 2, of: [...]}, {not: ...} or {question: option}",
    ),
    "braces round a plain rule": Case(
        "red_flags",
        "when: {any: [limp, age < 90]}",
        "when: {§age < 90}",
        'the rule "age < 90" has no value, in lasting.when; a rule without { } needs no value',
    ),
    "wrong comparison": Case(
        "red_flags", "age < 90", "§age =< 90", '"=<" is no comparison, in lasting.when.any.2; write one of >= <= > < =='
    ),
    "comparison with a word": Case(
        "red_flags",
        "age < 90",
        "§age < old",
        '"old" is not a number, in lasting.when.any.2; compare with a number, such as age >= 60',
    ),
    "never holds": Case(
        "red_flags", "age < 90", "§age > 130", "age > 130 never holds, in lasting.when.any.2; age lies from 0 to 120"
    ),
    "always holds": Case(
        "red_flags", "age < 90", "§age <= 120", "age <= 120 always holds, in lasting.when.any.2; age lies from 0 to 120"
    ),
    "number as yes": Case(
        "red_flags", "age < 90", "§age", "age is a number, in lasting.when.any.2; write a comparison, such as age >= 60"
    ),
    "options as yes": Case(
        "red_flags",
        "[limp, age < 90]",
        "[§first, age < 90]",
        "first has options, in lasting.when.any.1; write {first: option}",
    ),
    "yes or no with an option": Case(
        "red_flags",
        "[limp, age < 90]",
        "[{§limp: badly}, age < 90]",
        "limp is a yes-or-no question, in lasting.when.any.1; write limp, or {not: limp}",
    ),
    "unknown option in a rule": Case(
        "red_flags",
        "{first: leg}",
        "{§first: legs}",
        'first has no option "legs", in cord.levels.2.when.all.3.of.3; did you mean "leg"?',
    ),
    "unknown question in a rule": Case(
        "red_flags",
        "when: saddle_worse",
        "when: §saddle_worst",
        'unknown question "saddle_worst", in cord.levels.1.when; did you mean "saddle_worse"?',
    ),
    "too many wanted": Case(
        "red_flags",
        "at_least: 2, of",
        "at_least: §4, of",
        "at_least: 4 of 3 rules never holds, in cord.levels.2.when.all.3.at_least; write a number from 1 to 3",
    ),
    "any of nothing": Case(
        "red_flags",
        "{any: [limp, age < 90]}",
        "{any: §[]}",
        "any: [] never holds, in lasting.when.any; name at least one rule",
    ),
    "too many rules": Case(
        "red_flags",
        "{any: [limp, age < 90]}",
        "{any: §[" + "limp, " * 101 + "]}",
        "101 rules in one list, in lasting.when.any; combine at most 100",
    ),
    "contradiction": Case(
        "treatments",
        "when: age >= 75",
        "when: §{all: [age >= 75, age < 60]}",
        "no answers that a person can give make this rule hold, in old.when; "
        "mind the options, the numbers, and when each question is asked (ask_if)",
    ),
    "rule over a question not asked of them": Case(
        "treatments",
        "when: age >= 75",
        "when: §{all: [{sites: back}, age < 18]}",
        "no answers that a person can give make this rule hold, in old.when; "
        "mind the options, the numbers, and when each question is asked (ask_if)",
    ),
    "rule against the gate of its question": Case(
        "red_flags",
        "when: saddle_worse",
        "when: §{all: [saddle_worse, {not: saddle}]}",
        "no answers that a person can give make this rule hold, in cord.levels.1.when; "
        "mind the options, the numbers, and when each question is asked (ask_if)",
    ),
    # questions
    "unreachable question": Case(
        "questions",
        "ask_if: {sites: groin}",
        "ask_if: {all: [{sites: groin}, age < 18]}",
        "nobody is ever asked limp, in more.questions.limp; its ask_if, or that of its screen, can never hold",
    ),
    "gate that looks ahead": Case(
        "questions",
        "ask_if: saddle\n",
        "ask_if: §{first: leg}\n",
        "first is not asked before saddle_worse, which depends on it, in about.questions.saddle_worse.ask_if; "
        "move one of the two, or change the rule",
    ),
    "options on a yes-or-no question": Case(
        "questions",
        "told: a limp\n",
        "told: a limp\n        exclusive: §none\n",
        "limp: a yes_no question has no exclusive, in more.questions.limp.exclusive; remove it or change the kind",
    ),
    "exclusive of nothing": Case(
        "questions",
        "exclusive: none",
        "exclusive: §nothing",
        'sites: there is no option "nothing", in where.questions.sites.exclusive; name one of the options',
    ),
    "clarify without example": Case(
        "questions",
        "unsure_as: clarify\n        example: When you wipe?",
        "unsure_as: §clarify",
        "saddle: clarify needs an example to ask with, in about.questions.saddle.unsure_as; add example:",
    ),
    "clarify where nothing hangs on it": Case(
        "questions",
        "told: a limp\n",
        "told: a limp\n        unsure_as: §clarify\n        example: Do you sway?\n",
        "limp: only a safety question is asked again, in more.questions.limp.unsure_as; "
        "add safety: true, or leave unsure_as out",
    ),
    "option with the name of an answer": Case(
        "questions",
        "none: {text: None,",
        "not_sure: {text: None,",
        'sites: "not_sure" is what an answers file says of any option, in where.questions.sites.options; '
        "give this one another id",
    ),
    "question known by name of another kind": Case(
        "questions",
        "        ask_if: saddle\n",
        "        ask_if: saddle\n      side: {kind: §yes_no, text: Left?, told: left}\n",
        "side: it is a yes_no question, but the program takes it for nominal, in about.questions.side.kind; rename it",
    ),
    "bands with a hole": Case(
        "questions",
        "from_50: {from: 50,",
        "from_50: {from: 51,",
        "age: from_50 goes from 51 to 120, but 50 is next, in about.questions.age.bands; let the bands follow on",
    ),
    "age that no child can give": Case(
        "questions",
        "minimum: 0\n        maximum: 120\n        bands:\n          under_50: {from: 0,",
        "minimum: 18\n        maximum: 120\n        bands:\n          under_50: {from: 18,",
        "no question age asks a number below 18, in about.questions.age; children are told apart; add it",
    ),
    "background of some options": Case(
        "questions",
        "told: the leg, background: rarely}",
        "told: the leg}",
        "first: leg without background, in more.questions.first; give all options a background, or none",
    ),
    # the rest
    "condition without a treatment category": Case(
        "treatments",
        "condition: back_wear, category: lifestyle",
        "condition: hip_wear, category: lifestyle",
        "back_wear has no treatment in lifestyle, in treatments; "
        "add one, also where the evidence speaks against all of it",
    ),
    "option of another category": Case(
        "treatments",
        "category: manual_therapy, option: massage, aim: ease, statements: [{direction: uncertain",
        "category: §lifestyle, option: massage, aim: ease, statements: [{direction: uncertain",
        "massage belongs to manual_therapy, not lifestyle, in hip_massage.category; change one of the two",
    ),
    "link without reason": Case(
        "conditions",
        "{to: back, how: you limp, strength: often}",
        "§{to: back, how: you limp}",
        "a link with neither source nor strength, in hip_wear.links.1; add source: ID or a word as strength:",
    ),
    "unsafe address": Case(
        "sources",
        "url: 'https://example.org/one'",
        "url: §'javascript:alert(1)'",
        '"javascript:alert(1)" is no web address, in one-2001.url; write it with https:// and without blanks',
    ),
    "urgency without a line": Case(
        "clinic", "routine: 'Soon, {within}.', ", "", "no line for routine, in urgency_lines; add one for each urgency"
    ),
    "routine without a time": Case(
        "clinic",
        "routine: 'Soon, {within}.'",
        "routine: §Soon.",
        "the line for routine does not say how soon, in routine; write {within} where it belongs",
    ),
    "likely cause without a time": Case(
        "clinic",
        "  urgent: {within: 24 hours, how: same-day doctor, advice: Be seen today.}\n",
        "",
        "no line for urgent, in when_likely; add one for each urgency",
    ),
    "likely cause that needs no one": Case(
        "clinic",
        "  urgent: {within",
        "  §self_care: {within",
        '"self_care" is not one of routine, urgent, emergency, in when_likely; write one of routine, urgent, emergency',
    ),
    # beyond plain YAML
    "control character": Case(
        "clinic",
        "name: Test Clinic",
        'name: §"Test \\e[31m Clinic"',
        "control or invisible character U+001B in the text; remove it",
    ),
    "bidi override": Case(
        "clinic",
        "name: Test Clinic",
        "name: §Test \u202eClinic",
        "control or invisible character U+202E in the text; remove it",
    ),
    "raw control character": Case(
        "clinic",
        "name: Test Clinic",
        "name: Test §\x1b[31m",
        "control character U+001B; remove it; is this a text file?",
    ),
    "tag": Case(
        "clinic",
        "name: Test Clinic",
        "name: §!!python/object/apply:os.system [ls]",
        'tag "tag:yaml.org,2002:python/object/apply:os.system" is not allowed; put text that begins with ! in quotes',
    ),
    "anchor": Case(
        "clinic",
        "name: Test Clinic",
        "name: §&x Test Clinic",
        "anchor &x is not allowed; write the content out where it is used",
    ),
    "merge key": Case(
        "clinic",
        "name: Test Clinic",
        "name: Test Clinic\n§<<: {fax: '1'}",
        "merge key << is not allowed; write the content out",
    ),
    "map as key": Case(
        "clinic",
        "name: Test Clinic",
        "name: Test Clinic\n? §{a: b}\n: c",
        "a list or map stands where a key is expected; put text with [ or { in quotes",
    ),
    "unquoted colon": Case(
        "clinic",
        "name: Test Clinic",
        "name: Test§: Clinic",
        "not valid YAML: mapping values are not allowed in this context; "
        "text with a colon needs quotes; or check the indent of this line",
    ),
    "second document": Case(
        "clinic",
        "name: Test Clinic",
        "name: Test Clinic\n§---\nname: x",
        "a second document begins here; keep one document a file: remove the ---",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_problem_is_told_with_its_place(case: Case, folder: Path) -> None:
    line, column = change(folder, case.file, case.old, case.new)
    place = f"{case.file}.yaml:{line}:{column}: " if HERE in case.new else f"{case.file}.yaml:"
    lines = problems_of(folder)
    matching = [told for told in lines if told.startswith(place) and told.endswith(f": {case.message}")]
    assert matching, "\n".join([f"wanted {place}{case.message}", *lines])


def test_every_problem_of_every_file_at_once_in_order(folder: Path) -> None:
    change(folder, "sources", "tier: small", "tier: tiny")
    change(folder, "conditions", "name: Hip wear", "name: no")
    change(folder, "conditions", "prior: sometimes", "prior: 0.35")
    change(folder, "glossary", "meaning: a cushion", "meaning: [a cushion")
    lines = problems_of(folder)
    assert [line.split(": ")[0] for line in lines] == [
        "conditions.yaml:3:11",
        "conditions.yaml:29:12",
        "glossary.yaml:2:43",
        "sources.yaml:3:36",
    ]


def test_a_broken_file_does_not_bury_its_problem_under_others(folder: Path) -> None:
    change(folder, "questions", "title: About you", "title: [About you")
    assert [line.split(":")[0] for line in problems_of(folder)] == ["questions.yaml"]


# --- files that are no content ---------------------------------------------------------------------


def test_fifty_thousand_brackets(folder: Path) -> None:
    (folder / "glossary.yaml").write_text("[" * 50_000, encoding="utf-8")
    (told,) = problems_of(folder)
    assert told.endswith(": nested more than 32 deep; is there a stray bracket?")


@pytest.mark.parametrize("part", ["{a: ", "- ", "? ", "[{b: "])
def test_deep_nesting_of_every_sort(part: str, folder: Path) -> None:
    (folder / "glossary.yaml").write_text(part * 50_000, encoding="utf-8")
    assert "nested more than 32 deep" in problems_of(folder)[-1]


def test_an_alias_bomb_is_not_built(folder: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (folder / "glossary.yaml").write_text("\n".join(rows), encoding="utf-8")
    lines = problems_of(folder)
    assert "glossary.yaml:1:5: anchor &a0 is not allowed; write the content out where it is used" in lines
    assert "glossary.yaml:2:10: alias *a0 is not allowed; write the content out" in lines


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "glossary.yaml: the file is empty"),
        (b"# only a comment\n", "glossary.yaml: the file is empty"),
        (b"x" * (2 * 1024 * 1024 + 1), "glossary.yaml: the file is larger than 2 MiB; split or shorten it"),
        (b"glossary:\n  caf\xe9: x", "glossary.yaml:2:6: this is not UTF-8 text; save the file as UTF-8"),
        ("glossary: {}".encode("utf-16"), "glossary.yaml:1:1: this is not UTF-8 text; save the file as UTF-8"),
        (b"a: b\nc: \x00", "glossary.yaml:2:4: control character U+0000; remove it; is this a text file?"),
        (b"- a\n", "glossary.yaml:1:1: a list stands where a map is expected; write lines of key: value"),
        (b"words", 'glossary.yaml:1:1: "words" stands where a map is expected; write lines of key: value'),
    ],
    ids=["empty", "comment", "large", "latin-1", "utf-16", "nul", "list", "text"],
)
def test_a_file_that_is_no_content(data: bytes, message: str, folder: Path) -> None:
    (folder / "glossary.yaml").write_bytes(data)
    assert problems_of(folder) == [message]


def test_too_many_entries(folder: Path) -> None:
    (folder / "glossary.yaml").write_text("[" + "a," * 200_001 + "]", encoding="utf-8")
    (told,) = problems_of(folder)
    assert told.startswith("glossary.yaml:1:") and told.endswith("more than 200,000 entries")


def test_a_byte_order_mark_does_no_harm(folder: Path) -> None:
    path = folder / "glossary.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_knowledge(folder).glossary


def test_missing_file_and_folder(folder: Path) -> None:
    (folder / "glossary.yaml").unlink()
    assert problems_of(folder) == [f"glossary.yaml: there is no such file in {folder}"]
    assert problems_of(folder / "none") == [f"{folder / 'none'}: there is no such folder; name a folder with content"]


def test_things_that_are_no_ordinary_file(folder: Path) -> None:
    for name in ("glossary", "clinic", "sources", "population"):
        (folder / f"{name}.yaml").unlink()
    (folder / "glossary.yaml").mkdir()
    (folder / "clinic.yaml").symlink_to("clinic.yaml")
    os.mkfifo(folder / "sources.yaml")
    (folder / "population.yaml").symlink_to("/dev/zero")
    assert problems_of(folder) == [
        "clinic.yaml: the file cannot be read: too many levels of symbolic links",
        "glossary.yaml: the file cannot be read: it is not an ordinary file",
        "population.yaml: the file cannot be read: it is not an ordinary file",
        "sources.yaml: the file cannot be read: it is not an ordinary file",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read(folder: Path) -> None:
    (folder / "glossary.yaml").chmod(0)
    assert problems_of(folder) == ["glossary.yaml: the file cannot be read: permission denied"]


def test_gaps_are_what_nobody_stated() -> None:
    found = gaps(load_knowledge(SAMPLE))
    assert ("hip_wear", "first", None) in found
    assert ("back_wear", "sites", "groin") in found
    assert ("hip_wear", "sites", "groin") not in found, "stated"
    assert ("back_wear", "first", None) not in found, "every variant states it"
    assert not any(option == "none" for _, _, option in found), "none of these is no finding"
    assert not any(question == "saddle" for _, question, _ in found), "nothing without background is weighed"


def test_the_gate_of_an_option_holds_in_whatever_order_a_rule_names_it() -> None:
    sites = choice("multi", "sites", {"x": 0.1, "y": 0.1})
    asked, gates = {"a": yes_no("a"), "sites": sites}, {("sites", ""): (yes("a"),), ("sites", "y"): (Not(yes("a")),)}
    x, y = Is("sites", ("x",)), Is("sites", ("y",))
    reach = Reach(asked, gates)
    assert reach.possible(x)
    assert not any(reach.possible(rule) for rule in (y, AtLeast(2, (x, y)), AtLeast(2, (y, x))))
