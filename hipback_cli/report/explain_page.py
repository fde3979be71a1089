"""Facts → a page: the essentials that fit one screen, then the rest. Plain blocks, without a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from hipback_cli.knowledge.due import WITHIN, when_due
from hipback_cli.knowledge.evidence import BEST_FIRST
from hipback_cli.knowledge.names import name_key
from hipback_cli.report.citing import in_full
from hipback_cli.report.words import (
    CAUTIONS,
    DIRECTIONS,
    EVIDENCE,
    GET_HELP,
    GIVE_IT,
    LOOKS,
    URGENCY,
    advice_words,
    capital,
    lowered,
    sentence,
)

Facts = Mapping[str, Any]


class Para(NamedTuple):
    text: str
    label: str = ""
    again: bool = False
    """It stands again further down: a first screen that is too full shows its first sentence, or leaves it out."""


class Items(NamedTuple):
    """Short things in one line; a first screen that is too full may show only the first `least` of them."""

    label: str
    items: tuple[str, ...]
    least: int = 99
    again: bool = False
    """They stand again further down, so nothing is lost where the list is cut."""


class Bullets(NamedTuple):
    items: tuple[str, ...]


class Entry(NamedTuple):
    """One thing of several: its name, what is said of it, and notes."""

    head: str
    text: str = ""
    notes: tuple[str, ...] = ()


Block = Para | Items | Bullets | Entry


class Section(NamedTuple):
    title: str
    blocks: tuple[Block, ...]


class Page(NamedTuple):
    title: str
    tag: str
    """Hip or back, or what kind of thing it is."""
    first: tuple[Block, ...]
    rest: tuple[Section, ...]


class Comparison(NamedTuple):
    """Two causes side by side."""

    titles: tuple[str, str]
    apart: str
    """What tells them apart; empty where content does not say."""
    rows: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    """Label, what is said of the first, what is said of the second."""
    rest: tuple[Section, ...]


RANKS = tuple(dict.fromkeys(EVIDENCE.values()))
LEVELS = tuple(CAUTIONS)
FORBIDDING = ("avoid", "avoid_unless_advised")
ALSO = "Also called"
OTHER_REGION = {"hip": "the back", "back": "the hip"}
COMMON = {
    "always": "Very common",
    "usually": "Very common",
    "often": "Common",
    "sometimes": "Fairly common",
    "rarely": "Not common",
    "never": "Rare",
}
"""Frequency word of a prior → how common that is."""
ONE_A_LINE = 8
"""Most pages that a word names on a line each, as they can be typed."""
NOT_TESTED = "The figures come from the studies named; most of them saw people at a clinic, so they can be too high."


def build_page(facts: Facts, *, asked: str = "", sources: bool = False) -> Page:
    """The page for what `explain_facts.gather` found; `asked`: the name that the person typed; `sources` lists every
    source in full."""
    page = PAGES[facts["kind"]](facts)
    listed = Bullets(tuple(_full(source) for source in facts.get("sources", {}).values()) if sources else ())
    rest = _sections_that_say((*page.rest, Section("Sources", (listed,))))
    return page._replace(first=tuple(_asked_first(block, asked) for block in page.first if _says(block)), rest=rest)


def _sections_that_say(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Without the blocks that say nothing, and without the sections that then are empty."""
    full = (section._replace(blocks=tuple(block for block in section.blocks if _says(block))) for section in sections)
    return tuple(section for section in full if section.blocks)


def _says(block: Block) -> bool:
    match block:
        case Para(text):
            return bool(text)
        case Entry(_, text, notes):
            return bool(text or notes)
        case Items(_, items) | Bullets(items):
            return bool(items)


def _asked_first(block: Block, asked: str) -> Block:
    """With the name that the person typed before the other names."""
    if not isinstance(block, Items) or block.label != ALSO:
        return block
    return block._replace(items=tuple(sorted(block.items, key=lambda name: name_key(name) != name_key(asked))))


# --- conditions ------------------------------------------------------------------------------------


def _condition(facts: Facts) -> Page:
    variant = facts.get("variant")
    title = variant["name"] if variant else facts["name"]
    names = (facts["name"], *variant.get("other_names", ())) if variant else tuple(facts["other_names"])
    first = (
        Items(ALSO, tuple(name for name in names if name.lower() not in title.lower()), 1),
        *([Para(variant["summary"])] if variant else []),
        Para(facts["what_it_is"], again=bool(variant)),
        Items("Feels like", tuple(facts["feels_like"]), 2),
        Items("Not so much", tuple(facts["not_so_much"]), 1),
        Para(facts["reaches"], f"Reaches {OTHER_REGION[facts['region']]}", again=True),
        Items("Mixed up with", tuple(tell["name"] for tell in facts["mixed_up_with"]), 2, again=True),
        Para(facts["confirmed"].get("examination", ""), "Examination", again=True),
        *_what_helps(facts),
        *(Items(label, _get_help(facts, level)) for level, label in GET_HELP.items()),
    )
    medical = "" if facts["medical_name"].lower() in title.lower() else f" ({facts['medical_name']})"
    return Page(title + ("" if variant else medical), facts["region"], first, tuple(_condition_rest(facts)))


def _what_helps(facts: Facts) -> Iterator[Block]:
    labels = {"for": "Helps", "mixed": DIRECTIONS["mixed"], "against": DIRECTIONS["against"]}
    for direction, label in labels.items():
        named = tuple(
            _with_evidence(t, direction) for t in _by_strength(facts["treatments"]) if t["direction"] == direction
        )
        yield Items(label, named, 3 if direction == "for" else 1, again=True)


def _get_help(facts: Facts, level: str) -> tuple[str, ...]:
    return tuple(facts.get("get_help_when", {}).get(level, ()))


def _with_evidence(treatment: Facts, direction: str) -> str:
    name = lowered(treatment["name"])
    return f"{name} ({EVIDENCE[treatment['strength']].split(',')[0]})" if direction == "for" else name


def _by_strength(treatments: Iterable[Facts]) -> list[Facts]:
    """Those advised first, those advised against last, each from good evidence to weak."""
    return sorted(treatments, key=lambda t: (BEST_FIRST.index(t["direction"]), RANKS.index(EVIDENCE[t["strength"]])))


def _condition_rest(facts: Facts) -> Iterator[Section]:
    apart = tuple(Entry(tell["name"], tell["difference"]) for tell in facts["mixed_up_with"])
    yield Section("What tells it from others", apart)
    yield Section("Forms of it", tuple(Entry(own["name"], own["summary"]) for own in facts["variants"]))
    yield Section("How it behaves", tuple(_behaviour(facts)))
    yield Section("How it pulls on other parts", tuple(_links(facts)))
    yield Section("How it can be settled", tuple(Entry(LOOKS[key], facts["confirmed"].get(key, "")) for key in LOOKS))
    yield from _treatment_sections(facts)
    yield Section("Take care, by your history", tuple(_warnings(facts)))
    yield from _figure_section(facts)
    yield Section("For the clinician", (Para(", ".join(facts["icd10"]), "ICD-10-CM"),))


def _behaviour(facts: Facts) -> Iterator[Block]:
    for label, key in (("Worse", "worse"), ("Better", "better")):
        yield Items(label, tuple(facts[key]))
    for label, key in (("Who gets it", "who"), ("What to expect", "outlook")):
        yield Para(facts[key], label)
    yield Para(GIVE_IT.format(weeks=facts["self_care_weeks"]), "Time")
    yield Para(_how_common(facts["prior"]), "How common")


def _links(facts: Facts) -> Iterator[Block]:
    yield Para(facts["reaches"])
    for link in facts["links"]:
        yield Entry(f"To {lowered(link['to_name'])}", f"{sentence(link['how'])}{_strength(facts, link)}")
    for pair in facts["coexists"]:
        odds = f"The odds of having both are {pair['odds']:g} times what chance alone would give"
        seen = f" What was studied: {lowered(pair['measured'])}" if pair.get("measured") else ""
        yield Entry(f"Together with {lowered(pair['name'])}", f"{odds} {_tag(facts, pair['source'])}.{seen}")


def _strength(facts: Facts, link: Facts) -> str:
    if "source" in link:
        return f" {_tag(facts, link['source'])}"
    return f" This happens {link['strength']}." if "strength" in link else ""


def _treatment_sections(facts: Facts) -> Iterator[Section]:
    for name in dict.fromkeys(treatment["category_name"] for treatment in facts["treatments"]):
        chosen = (t for t in _by_strength(facts["treatments"]) if t["category_name"] == name)
        yield Section(name, tuple(_treatment(facts, t["name"], t) for t in chosen))


def _treatment(facts: Facts, head: str, use: Facts) -> Entry:
    home = " You can start it at home." if use["at_home"] and use["direction"] != "against" else ""
    said = tuple(_statement(facts, statement, len(use["statements"]) > 1) for statement in use["statements"])
    return Entry(f"{head}: {lowered(advice_words(use['direction'], use['strength']))}", use["aim"] + home, said)


def _warnings(facts: Facts) -> Iterator[Block]:
    """Each treatment that is not advised against, with whom it may harm."""
    for treatment in facts["treatments"]:
        warned = sorted(treatment["cautions"], key=_severity)
        if warned and treatment["direction"] != "against":
            yield Entry(treatment["name"], "", tuple(f"{c['text']} {_tag(facts, c['source'])}" for c in warned))


def _statement(facts: Facts, statement: Facts, several: bool) -> str:
    verdict = f"{advice_words(statement['direction'], statement['strength'])}: " if several else ""
    return f"{verdict}{statement.get('note', '')} {_tag(facts, statement['source'])}"


def _severity(caution: Facts) -> int:
    return LEVELS.index(caution["level"])


# --- figures ---------------------------------------------------------------------------------------


def _figure_section(facts: Facts) -> Iterator[Section]:
    if facts["figures"]:
        lines = tuple(
            f"{figure['text']}: {_figure(figure)} {_tag(facts, figure['source'])}" for figure in facts["figures"]
        )
        yield Section("Figures", (Para(NOT_TESTED), Bullets(lines)))


def _figure(figure: Facts) -> str:
    """A share or a pair of likelihood ratios in words."""
    if "p" in figure:
        return _in_100(figure["p"])
    more, less = figure["lr"]
    absent = f", and a no {less:g} times" if less is not None else ""
    return f"{more:g} times as common as in {figure['against']}{absent}"


def _in_100(share: float) -> str:
    return f"about {share * 100:.0f} in 100" if share >= 0.01 else "fewer than 1 in 100"


def _how_common(prior: Facts) -> str:
    who = "adults who ask for help with hip or low-back pain"
    if "p" in prior:
        return f"{capital(_in_100(prior['p']))} {who}."
    return f"{COMMON[prior['word']]} among {who}. No study was seen."


def _tag(facts: Facts, source: str) -> str:
    return f"[{facts['sources'].get(source, {}).get('short', source)}]"


def _full(source: Facts) -> str:
    fields = ("authors", "year", "title", "journal", "doi", "pmid", "url")
    return f"[{source['short']}] {in_full(*(source.get(key, '') for key in fields))}"


# --- the other kinds -------------------------------------------------------------------------------


def _look_alike(facts: Facts) -> Page:
    flag = facts.get("red_flag")
    first: tuple[Block, ...] = (
        _also(facts),
        Para(facts["what_it_is"]),
        Items("Feels like", tuple(facts["feels_like"]), 2),
        Para(facts.get("suspect", ""), "Think of it when"),
        Para(facts.get("say", ""), "What it means"),
        Para(facts["urgency_line"], "How soon"),
        *_what_helps(facts),
        *([Para(f"See: hipback explain {lowered(flag['name'])}", "Danger sign")] if flag else []),
    )
    common = (Para(_how_common(facts["prior"])), Para(facts.get("outlook", ""), "What to expect"))
    rest = [*_treatment_sections(facts), Section("How common", common), *_figure_section(facts)]
    medical = "" if facts["medical_name"].lower() == facts["name"].lower() else f" ({facts['medical_name']})"
    return Page(facts["name"] + medical, f"{facts['region']}, look-alike", tuple(filter(_says, first)), tuple(rest))


def _red_flag(facts: Facts) -> Page:
    """The first screen says what to do at each urgency; below it, which signs lead there."""
    number = facts["emergency_number"]
    by_urgency = {level["urgency"]: level for level in reversed(facts["levels"])}
    leading = [level for level in facts["levels"] if by_urgency[level["urgency"]] is level]
    enough = "One sign can be enough." if facts["alone"] else "Only signs that come together count."
    first: tuple[Block, ...] = (
        _also(facts),
        Para(facts["what_it_is"]),
        Items("Signs", tuple(facts["levels"][0]["signs"]), 1, again=True),
        *(_level(level, number) for level in leading),
    )
    signs = Section("What hipback looks for", (Para(enough), *(_signs(level) for level in facts["levels"])))
    why = Section("Why these signs", (Para(facts.get("note", enough)),))
    return Page(facts["name"], "danger sign", first, (signs, why))


def _also(facts: Facts) -> Items:
    return Items(ALSO, tuple(facts.get("other_names", ())), 1)


def _level(level: Facts, number: str) -> Entry:
    call = f" The number is {number}." if level["urgency"] == "emergency" else ""
    said = (f'Say: "{level["say"]}"',) if "say" in level else ()
    return Entry(_how_soon(level), level["advice"] + call, said)


def _signs(level: Facts) -> Entry:
    return Entry(_how_soon(level), level["advice"], tuple(level["signs"]))


def _how_soon(level: Facts) -> str:
    return when_due(f"{URGENCY[level['urgency']]}, {WITHIN}: {level['how']}", level["within"])


def _option(facts: Facts) -> Page:
    labels = {
        "for": "Helps with",
        "mixed": "Experts disagree on",
        "uncertain": "Not known for",
        "against": "Not advised for",
    }
    uses = [Items(label, _names_of(facts["uses"], direction), 2, again=True) for direction, label in labels.items()]
    worst = tuple(c["text"] for c in sorted(facts["cautions"], key=_severity) if c["level"] in FORBIDDING)
    first: tuple[Block, ...] = (
        _also(facts),
        Para(facts["what_it_is"]),
        *uses,
        Items("Take care", worst, 2, again=True),
        Items("See also", tuple(lowered(other["name"]) for other in facts["related"])),
    )
    by_condition = Section("For each condition", tuple(_treatment(facts, use["name"], use) for use in facts["uses"]))
    return Page(facts["name"], facts["category_name"].lower(), first, (by_condition, *_caution_section(facts)))


def _names_of(uses: Iterable[Facts], direction: str) -> tuple[str, ...]:
    chosen = (use for use in _by_strength(uses) if use["direction"] == direction)
    return tuple(f"{lowered(use['name'])} ({EVIDENCE[use['strength']].split(',')[0]})" for use in chosen)


def _caution_section(facts: Facts) -> Iterator[Section]:
    entries = []
    for level, words in CAUTIONS.items():
        chosen = [caution for caution in facts["cautions"] if caution["level"] == level]
        if chosen:
            entries.append(Entry(words, "", tuple(f"{c['text']} {_tag(facts, c['source'])}" for c in chosen)))
    if entries:
        yield Section("Take care", tuple(entries))


def _category(facts: Facts) -> Page:
    options = tuple(Entry(option["name"], option["what_it_is"]) for option in facts["options"])
    names = Items("Options", tuple(lowered(option["name"]) for option in facts["options"]), 5, again=True)
    return Page(facts["name"], "treatment", (Para(facts["what_it_is"]), names), (Section("One by one", options),))


def _word(facts: Facts) -> Page:
    pages = tuple(f"hipback explain {lowered(name)}" for name in facts["see"])
    more = (Para("To read on:"), Bullets(pages)) if 0 < len(pages) <= ONE_A_LINE else (Items("See also", pages, 5),)
    return Page(facts["name"], "word", (_also(facts), Para(facts["meaning"]), *more), ())


PAGES: Mapping[str, Callable[[Facts], Page]] = {
    "condition": _condition,
    "variant": _condition,
    "look_alike": _look_alike,
    "red_flag": _red_flag,
    "option": _option,
    "category": _category,
    "word": _word,
}


# --- two side by side ------------------------------------------------------------------------------

COMPARABLE = ("condition", "variant", "look_alike")

ROWS: Sequence[tuple[str, Callable[[Facts], Any]]] = (
    ("Where", lambda facts: facts["region"]),
    ("What it is", lambda facts: facts["variant"]["summary"] if "variant" in facts else facts["what_it_is"]),
    ("Feels like", lambda facts: facts["feels_like"]),
    ("Not so much", lambda facts: facts.get("not_so_much", ())),
    ("Worse", lambda facts: facts.get("worse", ())),
    ("Better", lambda facts: facts.get("better", ())),
    ("Who gets it", lambda facts: facts.get("who", "")),
    ("Think of it when", lambda facts: facts.get("suspect", "")),
    ("Examination", lambda facts: facts.get("confirmed", {}).get("examination", "")),
    ("Helps", lambda facts: _helping(facts)),
    *((label, partial(_get_help, level=level)) for level, label in GET_HELP.items()),
)


def compare(one: Facts, other: Facts, *, sources: bool) -> Comparison:
    """Two causes side by side, row by row; rows about which neither says anything are left out."""
    rows = ((label, _cells(say(one)), _cells(say(other))) for label, say in ROWS)
    listed = {key: source for facts in (one, other) for key, source in facts["sources"].items()}
    full = Section("Sources", (Bullets(tuple(_full(source) for source in listed.values())),))
    return Comparison(
        (_title(one), _title(other)),
        apart(one, other),
        tuple(row for row in rows if row[1] or row[2]),
        _sections_that_say((*_shared_figures(one, other), *([full] if sources else []))),
    )


def apart(one: Facts, other: Facts) -> str:
    """What content says tells the two apart, from either side."""
    for facts, against in ((one, other), (other, one)):
        for tell in facts.get("mixed_up_with", ()):
            if tell["other"] == against["id"]:
                return str(tell["difference"])
    return ""


def _title(facts: Facts) -> str:
    return str(facts["variant"]["name"] if "variant" in facts else facts["name"])


def _cells(said: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(said) if not isinstance(said, str) else (said,) if said else ()


def _helping(facts: Facts) -> list[str]:
    helping = [t for t in _by_strength(facts.get("treatments", ())) if t["direction"] == "for"]
    return [_with_evidence(treatment, "for") for treatment in helping[:5]]


def _shared_figures(one: Facts, other: Facts) -> Iterator[Section]:
    """Findings for which a study was seen for both."""
    seen = {(figure["question"], figure["option"]): figure for figure in other["figures"]}
    pairs = [(f, seen[f["question"], f["option"]]) for f in one["figures"] if (f["question"], f["option"]) in seen]
    entries = tuple(
        Entry(
            capital(mine["text"]),
            "",
            (
                f"{_title(one)}: {_figure(mine)} {_tag(one, mine['source'])}",
                f"{_title(other)}: {_figure(theirs)} {_tag(other, theirs['source'])}",
            ),
        )
        for mine, theirs in pairs
    )
    if entries:
        yield Section("Figures seen for both", entries)
