"""Everything that content says of one thing, gathered into plain data: what `hipback explain --json` prints.

Reads single entries (see `knowledge.excerpts`) and no more of the content than the page needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hipback_cli.knowledge.bands import band_words
from hipback_cli.knowledge.due import when_due
from hipback_cli.knowledge.evidence import together
from hipback_cli.knowledge.excerpts import Entry, Excerpts
from hipback_cli.knowledge.names import Lookup, Named, find, name_key
from hipback_cli.report.citing import short_name
from hipback_cli.report.words import REGIONS

Facts = dict[str, Any]
"""What a page can say: texts, lists and dicts only."""


class Place(NamedTuple):
    """Where the entries of one kind stand."""

    kind: str
    stem: str
    section: str


PLACES = (
    Place("condition", "conditions", "conditions"),
    Place("look_alike", "look_alikes", "look_alikes"),
    Place("red_flag", "red_flags", "red_flags"),
    Place("option", "treatments", "options"),
    Place("category", "treatments", "categories"),
    Place("word", "glossary", "glossary"),
)
"""In the order in which a name that several things share is understood."""

CAUSES = PLACES[:2]
NOT_SEEN = "no study seen"
"""How a source is called that stands for what everybody does and nobody was seen to test."""

# --- looking up ------------------------------------------------------------------------------------


def known(excerpts: Excerpts, words: Sequence[str] = (), places: Iterable[Place] = PLACES) -> Iterator[Named]:
    """Everything that can be explained, in content order, only where all `words` occur in its names."""
    for place in places:
        for identity, entry in excerpts.names(place.stem, place.section, words=words).items():
            yield Named(place.kind, identity, _names(entry), entry.get("category", ""))
            for variant, own in entry.get("variants", {}).items():
                yield Named("variant", f"{identity}.{variant}", _names(own))


def look_up(excerpts: Excerpts, words: Sequence[str]) -> Lookup:
    """Find a name given as the words that a shell makes of it; without a match, names that come near."""
    likely = [word for part in words for word in part.lower().split()]
    quick = find(words, known(excerpts, likely))
    return quick if quick.found else find(words, known(excerpts))


def _names(entry: Entry) -> tuple[str, ...]:
    single = (entry.get(key) for key in ("name", "term", "medical_name"))
    return (*(name for name in single if name), *entry.get("other_names", ()))


def gather(excerpts: Excerpts, named: Named) -> Facts:
    """All that content says of one thing."""
    return {"schema": 1, "kind": named.kind, **GATHER[named.kind](excerpts, named.id)}


# --- one function a kind ---------------------------------------------------------------------------

OPTIONAL: Mapping[str, Any] = {
    **dict.fromkeys(("icd10", "not_so_much", "worse", "better"), ()),
    **dict.fromkeys(("who", "reaches", "outlook"), ""),
    "confirmed": {},
}
"""What a condition may leave out, and what stands for it."""


def _condition(excerpts: Excerpts, identity: str) -> Facts:
    entry = excerpts.entries("conditions", "conditions", [identity])[identity]
    names = _cause_names(excerpts, _causes_named(entry))
    treatments = _treatments(excerpts, identity)
    figures = list(_figures(excerpts, entry["findings"]))
    kept = {key: entry[key] for key in entry if key not in ("findings", "variants", "sources")}
    return {
        "id": identity,
        **{key: empty for key, empty in OPTIONAL.items() if key not in entry},
        **kept,
        "get_help": [sign for signs in entry.get("get_help", {}).values() for sign in signs],
        "get_help_when": entry.get("get_help", {}),
        "self_care_weeks": int(entry["self_care_weeks"]),
        "prior": _figure(entry["prior"]),
        "links": [{**link, "to_name": names.get(link["to"], link["to"])} for link in entry.get("links", ())],
        "coexists": [_coexistence(pair, names) for pair in entry.get("coexists", ())],
        "mixed_up_with": [{**tell, "name": names[tell["other"]]} for tell in entry.get("mixed_up_with", ())],
        "variants": [_variant_summary(key, own) for key, own in entry.get("variants", {}).items()],
        "treatments": treatments,
        "figures": figures,
        "sources": _sources(excerpts, entry, figures, treatments),
    }


def _variant(excerpts: Excerpts, identity: str) -> Facts:
    """A form of a condition: its own summary and figures before those of the condition."""
    condition, _, variant = identity.partition(".")
    facts = _condition(excerpts, condition)
    own = excerpts.entries("conditions", "conditions", [condition])[condition]["variants"][variant]
    figures = list(_figures(excerpts, own["findings"]))
    replaced = {(figure["question"], figure["option"]) for figure in figures}
    kept = [f for f in facts["figures"] if (f["question"], f["option"]) not in replaced]
    return {
        **facts,
        "outlook": own.get("outlook") or facts["outlook"],
        "variant": _variant_summary(variant, own),
        "variants": [],
        "figures": [*figures, *kept],
        "sources": {**_sources(excerpts, figures), **facts["sources"]},
    }


def _look_alike(excerpts: Excerpts, identity: str) -> Facts:
    entry = excerpts.entries("look_alikes", "look_alikes", [identity])[identity]
    figures = list(_figures(excerpts, entry.get("findings", {})))
    treatments = _treatments(excerpts, identity)
    flag = entry.get("red_flag")
    flags = excerpts.names("red_flags", "red_flags", wanted=[flag]) if flag else {}
    kept = {key: entry[key] for key in entry if key not in ("findings", "sources", "red_flag")}
    return {
        "id": identity,
        **kept,
        "prior": _figure(entry["prior"]),
        "urgency_line": _urgency_line(excerpts, entry["least_urgency"]),
        **({"red_flag": {"id": flag, "name": flags[flag]["name"]}} if flag else {}),
        "treatments": treatments,
        "figures": figures,
        "sources": _sources(excerpts, entry, figures, treatments),
    }


def _urgency_line(excerpts: Excerpts, level: str) -> str:
    then = excerpts.value("clinic", "when_likely").get(level, {})
    return when_due(excerpts.value("clinic", "urgency_lines").get(level, ""), then.get("within", ""))


def _red_flag(excerpts: Excerpts, identity: str) -> Facts:
    entry = excerpts.entries("red_flags", "red_flags", [identity])[identity]
    asked = {question for level in entry["levels"] for question, _ in _leaves(level["when"])}
    questions = excerpts.entries("questions", "screens", asked, indent=6)
    kept = {key: entry[key] for key in ("name", "other_names", "what_it_is", "part", "note") if entry.get(key)}
    return {
        "id": identity,
        **kept,
        "alone": entry["alone"] == "true",
        "emergency_number": excerpts.value("clinic", "emergency_number"),
        "levels": [_level(level, questions) for level in entry["levels"]],
        "sources": _sources(excerpts, entry),
    }


def _level(level: Entry, questions: Mapping[str, Entry]) -> Facts:
    signs = (told(questions[question], option) for question, option in _leaves(level["when"]) if question in questions)
    kept = {key: level[key] for key in ("urgency", "within", "how", "advice", "say", "why") if level.get(key)}
    return {**kept, "signs": list(dict.fromkeys(signs))}


def _option(excerpts: Excerpts, identity: str) -> Facts:
    entry = excerpts.entries("treatments", "options", [identity])[identity]
    related = excerpts.entries_with("treatments", "options", "settings", entry.get("settings", ()))
    categories = excerpts.names("treatments", "categories")
    chosen = excerpts.items_with("treatments", "treatments", "option", [identity])
    names = _cause_names(excerpts, {treatment["condition"] for treatment in chosen})
    uses = [{"name": names[t["condition"]], **_use(t)} for t in chosen]
    cautions = excerpts.items_with("treatments", "cautions", "options", [identity])
    return {
        "id": identity,
        **entry,
        "category_name": categories[entry["category"]]["name"],
        "uses": uses,
        "cautions": [_caution(caution) for caution in cautions],
        "related": [{"id": key, "name": other["name"]} for key, other in related.items() if key != identity],
        "sources": _sources(excerpts, uses, cautions),
    }


def _category(excerpts: Excerpts, identity: str) -> Facts:
    entry = excerpts.entries("treatments", "categories", [identity])[identity]
    options = excerpts.entries_with("treatments", "options", "category", [identity])
    listed = [{"id": key, "name": own["name"], "what_it_is": own["what_it_is"]} for key, own in options.items()]
    return {"id": identity, **entry, "options": listed, "sources": {}}


def _word(excerpts: Excerpts, identity: str) -> Facts:
    entry = excerpts.entries("glossary", "glossary", [identity])[identity]
    term = name_key(entry["term"])
    pages = [each for each in known(excerpts) if each.kind != "word"]
    by_id = {each.id: each.names[0] for each in reversed(pages)}
    about = [by_id[key] for key in entry.get("see", ()) if key in by_id]
    if not about:
        about = [each.names[0] for each in pages if any(term in name_key(name) for name in each.names)]
    names = entry.get("other_names", [])
    return {
        "id": identity,
        "name": entry["term"],
        "other_names": names,
        "meaning": entry["meaning"],
        "see": list(dict.fromkeys(about)),
    }


GATHER: Mapping[str, Callable[[Excerpts, str], Facts]] = {
    "condition": _condition,
    "variant": _variant,
    "look_alike": _look_alike,
    "red_flag": _red_flag,
    "option": _option,
    "category": _category,
    "word": _word,
}

# --- parts -----------------------------------------------------------------------------------------


def _causes_named(entry: Entry) -> set[str]:
    links = {link["to"] for link in entry.get("links", ())}
    others = {each["other"] for key in ("mixed_up_with", "coexists") for each in entry.get(key, ())}
    return links | others


def _cause_names(excerpts: Excerpts, wanted: Iterable[str]) -> dict[str, str]:
    """Id → name, for causes and for the two regions."""
    wanted = set(wanted)
    found = {key: name for key, name in REGIONS.items() if key in wanted}
    for place in CAUSES:
        entries = excerpts.names(place.stem, place.section, wanted=wanted, variants=False)
        found |= {key: entry["name"] for key, entry in entries.items()}
    return found


def _coexistence(pair: Entry, names: Mapping[str, str]) -> Facts:
    return {**pair, "odds": float(pair["odds"]), "name": names[pair["other"]]}


def _variant_summary(identity: str, own: Entry) -> Facts:
    kept = {key: own[key] for key in ("name", "other_names", "summary") if own.get(key)}
    return {"id": identity, **kept}


FOR_ALL = "{all: []}"
"""How the rule of a caution is written that holds for everybody."""
NOT_HISTORY: tuple[Any, ...] = ({"all": []}, "age < 18")
"""Rules of cautions that say nothing of one adult's history: they hold for all, or for children."""


def _treatments(excerpts: Excerpts, condition: str) -> list[Facts]:
    """Every option for a condition; those not advised against with the cautions that hang on a person's history."""
    chosen = excerpts.items_with("treatments", "treatments", "condition", [condition])
    options = excerpts.entries("treatments", "options", {treatment["option"] for treatment in chosen})
    categories = excerpts.names("treatments", "categories")
    uses = [_use(treatment) for treatment in chosen]
    open_to = {use["option"] for use in uses if use["direction"] != "against"}
    cautions = excerpts.items_with("treatments", "cautions", "options", open_to, without=FOR_ALL)
    by_history = [caution for caution in cautions if caution["when"] not in NOT_HISTORY]
    return [
        {
            "category_name": categories[use["category"]]["name"],
            "name": options[use["option"]]["name"],
            **use,
            "cautions": [
                _caution(caution)
                for caution in by_history
                if use["option"] in caution["options"] and use["option"] in open_to
            ],
        }
        for use in sorted(uses, key=lambda use: list(categories).index(use["category"]))
    ]


def _use(treatment: Entry) -> Facts:
    statements = treatment["statements"]
    kept = {key: treatment[key] for key in ("condition", "category", "option", "aim")}
    return {
        **kept,
        "at_home": treatment.get("at_home") == "true",
        "direction": together([statement["direction"] for statement in statements]),
        "strength": statements[0]["strength"],
        "statements": statements,
    }


def _caution(caution: Entry) -> Facts:
    return {"level": caution["level"], "text": caution["text"], "source": caution["source"]}


# --- figures and findings --------------------------------------------------------------------------


def _figure(figure: Any) -> Facts:
    """A figure as JSON gives it: a word, a share of people, or likelihood ratios."""
    if isinstance(figure, str):
        return {"word": figure}
    if "p" in figure:
        return {"p": float(figure["p"]), "source": figure["source"]}
    return {**figure, "lr": [None if ratio in ("null", "~", "") else float(ratio) for ratio in figure["lr"]]}


def _figures(excerpts: Excerpts, findings: Mapping[str, Any]) -> Iterator[Facts]:
    """Every finding for which a study was seen, with the figure."""
    cited = [(q, o, f) for q, finding in findings.items() for o, f in _by_option(finding) if isinstance(f, dict)]
    questions = excerpts.entries("questions", "screens", {question for question, _, _ in cited}, indent=6)
    for question, option, figure in cited:
        text = told(questions[question], option)
        yield {"question": question, "option": option, "text": text, **_figure(figure)}


def _by_option(finding: Any) -> Iterable[tuple[str, Any]]:
    """Option → figure; a single figure belongs to `yes`."""
    if isinstance(finding, str) or {"p", "lr"} & set(finding):
        return [("yes", finding)]
    return list(finding.items())


COMPARISON = re.compile(r"(?P<question>\w+) *(?P<operator>>=|<=|==|>|<) *(?P<bound>[\d.]+)")
BOUNDS = {">=": "{} or more", ">": "more than {}", "<=": "{} or less", "<": "under {}", "==": "{}"}
JOINED = ("all", "any", "of")


def _leaves(rule: Any) -> Iterator[tuple[str, str]]:
    """Every (question, option or bound) that helps a rule to hold."""
    if isinstance(rule, list):
        for part in rule:
            yield from _leaves(part)
    elif isinstance(rule, dict):
        for key, value in rule.items():
            if key in JOINED:
                yield from _leaves(value)
            elif key not in ("at_least", "not"):
                yield from ((key, option) for option in ([value] if isinstance(value, str) else value))
    elif compared := COMPARISON.fullmatch(rule):
        yield compared["question"], BOUNDS[compared["operator"]].format(compared["bound"])
    else:
        yield rule, "yes"


def told(question: Entry, option: str) -> str:
    """An answer as a report repeats it."""
    options = question.get("options", {})
    if option in options:
        return str(options[option]["told"])
    bands = {name: (int(band["from"]), int(band["to"])) for name, band in question.get("bands", {}).items()}
    if option in bands:
        return f"{question['told']} {band_words(bands[option], bands.values())}"
    return str(question["told"]) if option == "yes" else f"{question['told']} {option}"


# --- sources ---------------------------------------------------------------------------------------


def _sources(excerpts: Excerpts, *parts: Any) -> dict[str, Facts]:
    """The sources that these parts name, in the order in which they do."""
    wanted = list(dict.fromkeys(identity for part in parts for identity in _named_sources(part)))
    entries = excerpts.entries("sources", "sources", set(wanted))
    return {key: _source(entries[key]) for key in wanted if key in entries}


def _named_sources(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _named_sources(item)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "source":
                yield value
            elif key == "sources":
                yield from value
            elif key != "findings":
                yield from _named_sources(value)


def _source(entry: Entry) -> Facts:
    fields = ("authors", "year", "title", "journal", "doi", "pmid", "url")
    kept = {key: entry[key] for key in fields if entry.get(key)}
    seen = entry.get("seen_in") != "none"
    short = short_name(*(entry.get(key, "") for key in ("authors", "title", "year"))) if seen else NOT_SEEN
    return {"short": short, **kept}
