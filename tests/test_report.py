"""What a report says and never says, in every format, for people built by hand and for the examples that ship."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len

from hipback_cli.interview.answers_file import read_answers
from hipback_cli.knowledge.load import shipped_content
from hipback_cli.knowledge.types import Knowledge, Urgency
from hipback_cli.reasoning.assess import assess
from hipback_cli.reasoning.assessment import Assessment, OwnIdea, Told
from hipback_cli.reasoning.model import Model
from hipback_cli.reasoning.next_screen import shown_options
from hipback_cli.reasoning.region import PrimaryRegion
from hipback_cli.reasoning.telling import ask_about
from hipback_cli.report import FORMATS, chain, phrases, render, words
from hipback_cli.report.blocks import Bullets, Heading, Line, Section, Settings
from hipback_cli.report.chances import POSSIBLE, chance
from hipback_cli.report.emergency import emergency_lines
from hipback_cli.report.view import build_view
from hipback_cli.report.words import lowered, sentence
from tests import factories, people
from tests.test_reading_grade import _names, grade

EXAMPLES = sorted(path.stem for path in (shipped_content() / "examples").glob("*.yaml"))
HOSTILE = "[bold]b[/bold] \x1b[31mred\x1b[0m <script>alert(1)</script> \u202eevil"
SHOWN = "[bold]b[/bold] [31mred[0m <script>alert(1)</script> evil"
"""What is left of `HOSTILE` as text: its control and bidi characters are gone."""

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(params=EXAMPLES, scope="module")
def example(request: pytest.FixtureRequest, knowledge: Knowledge, model: Model) -> Assessment:
    place = shipped_content() / "examples" / f"{request.param}.yaml"
    return assess(model, read_answers(str(place), knowledge).answers, version="1.0.0")


def text_of(assessment: Assessment, **settings: Any) -> str:
    return render(assessment, "text", Settings(**settings))


def unwrapped(text: str) -> str:
    return " ".join(text.split())


# --- chances ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.0, "unlikely, fewer than 5 in 100"),
        (0.0499, "unlikely, fewer than 5 in 100"),
        (0.07, "unlikely, about 5 in 100"),
        (0.08, "less likely, about 10 in 100"),
        (0.27, "less likely, about 25 in 100"),
        (0.28, "possible, about 30 in 100"),
        (0.57, "possible, about 55 in 100"),
        (0.58, "likely, about 60 in 100"),
        (0.999, "likely, about 95 in 100"),
        (1.0, "likely, about 95 in 100"),
    ],
)
def test_a_chance_is_a_word_and_then_a_figure_rounded_to_five(probability: float, said: str) -> None:
    assert chance(probability).both == said


WORD_OF = {
    "unlikely": range(10),
    "less likely": range(10, POSSIBLE),
    "possible": range(POSSIBLE, 60),
    "likely": range(60, 96),
}


@given(st.floats(0, 1))
def test_word_and_figure_never_disagree(probability: float) -> None:
    found = chance(probability)
    assert found.number % 5 == 0
    assert found.number in WORD_OF[found.word]


# --- strange text ----------------------------------------------------------------------------------


def hostile() -> Assessment:
    told = (Told("lying_on_side", "wakes_me", HOSTILE), *factories.assessment().told)
    return factories.assessment(
        told=told,
        note=HOSTILE,
        candidates=(factories.candidate(name=HOSTILE, what_it_is=HOSTILE, unexplained=(told[0],)), factories.SECOND),
        chain=(replace(factories.assessment().chain[0], how=HOSTILE),),
    )


def test_markup_and_escape_codes_are_text_in_the_terminal() -> None:
    for settings in ({}, {"plain": True}, {"color": True}, {"sources": True}):
        text = text_of(hostile(), **settings)
        bare = re.sub("\x1b\\[[0-9;]*m", "", text)
        assert SHOWN in unwrapped(bare)
        assert not STEERING.search(bare)
    assert "\x1b" not in text_of(hostile())


def test_markup_is_text_in_rendered_markdown() -> None:
    source = render(hostile(), "markdown")
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(source)
    assert not STEERING.search(source)
    assert "<script" not in page
    assert SHOWN in Words.of(page)


@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_no_note_becomes_markdown_markup(note: str) -> None:
    """Whatever stands in a note, the page has the same elements as with a plain one."""
    tags = [re.findall(r"<\w+", _note_page(text)) for text in (note, "\n".join("x" for _ in _said(note)))]
    assert tags[0] == tags[1]


def _said(note: str) -> list[str]:
    from hipback_cli.display.sanitise import clean

    return [line for line in clean(note).splitlines() if line.strip()]


def _note_page(note: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).render(render(factories.emergency(note=note), "markdown")))


class Words(HTMLParser):
    """The text and the elements of a page, as a browser would have them."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name in ("src", "srcset", "action")]
        assert all(value is None or value.startswith("#") for name, value in attrs if name == "href")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @classmethod
    def of(cls, page: str) -> str:
        parser = cls()
        parser.feed(page)
        return unwrapped("".join(parser.text))


def test_html_is_one_file_that_loads_and_runs_nothing() -> None:
    page = render(hostile(), "html", Settings(sources=True))
    parser = Words()
    parser.feed(page)
    assert SHOWN in unwrapped("".join(parser.text))
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(parser.tags)
    assert "url(" not in page.replace("url(#", "")
    assert "default-src 'none'" in page
    assert not STEERING.search(page)


def test_json_and_fhir_hold_strange_text_as_text() -> None:
    data = json.loads(render(hostile(), "json"))
    assert unwrapped(data["note"]) == SHOWN
    resource = json.loads(render(hostile(), "fhir"))
    assert unwrapped(resource["item"][-1]["answer"][0]["valueString"]) == SHOWN
    assert "<script" not in resource["text"]["div"]
    for form in ("json", "fhir"):
        assert not STEERING.search(render(hostile(), form))


@given(st.text(st.characters(), max_size=80))
def test_no_note_breaks_a_format(note: str) -> None:
    for form in FORMATS:
        assert not STEERING.search(render(factories.assessment(note=note), form))


# --- the first screen ------------------------------------------------------------------------------


@pytest.mark.parametrize("plain", [False, True])
def test_first_screen_fits_80_by_24_and_says_urgency_first(example: Assessment, plain: bool) -> None:
    lines = text_of(example, plain=plain).splitlines()
    assert lines[0].strip().startswith(("EMERGENCY:", "URGENT:", "ROUTINE:", "SELF-CARE:"))
    pointer = f" {phrases.BELOW}"
    if example.urgency.level <= Urgency.ROUTINE:
        assert lines.index(pointer) <= 22
        assert "Get help now if" in unwrapped("\n".join(lines[:23]))


@pytest.mark.parametrize("width", [40, 64, 80, 120])
@pytest.mark.parametrize("plain", [False, True])
def test_no_line_is_wider_than_the_screen(example: Assessment, width: int, plain: bool) -> None:
    text = text_of(example, width=width, plain=plain, sources=True, show_provisional=True)
    assert [line for line in text.splitlines() if cell_len(line) > width and "://" not in line] == []
    addresses = {source.url for source in example.sources.values() if not (source.doi or source.pmid)}
    assert [address for address in addresses if address and address not in text] == [], "none is cut"


def test_plain_text_draws_nothing(example: Assessment) -> None:
    assert not re.search("[─│┌└┐┘█░▒▸▴◂]", text_of(example, plain=True))


def test_ascii_output_needs_no_other_character() -> None:
    text_of(factories.assessment(), ascii_only=True).encode("ascii")


def test_coexisting_ones_runner_up_and_something_else_are_always_shown() -> None:
    said = unwrapped(text_of(factories.assessment()))
    assert phrases.NOT_SHARES in said
    alone = factories.assessment(candidates=(factories.candidate(), replace(factories.SECOND, probability=0.01)))
    said = unwrapped(text_of(alone, plain=True))
    assert "3. Sacroiliac joint pain (sacroiliac joint dysfunction), back: unlikely, fewer than 5 in 100." in said
    assert "Something else: unlikely, fewer than 5 in 100." in said


def test_doubt_is_said_plainly() -> None:
    close = unwrapped(text_of(factories.assessment(close_call=("Outer hip pain", "Sacroiliac joint pain"))))
    assert "Your answers alone cannot tell Outer hip pain from Sacroiliac joint pain." in close
    none = factories.assessment(fits_none=True, something_else=0.8, candidates=(factories.candidate(probability=0.04),))
    said = unwrapped(text_of(none))
    assert phrases.FITS_NONE in said
    assert phrases.TITLES["plan"] not in said


def test_ordinary_back_pain_leads_by_its_name_with_what_to_do(model: Model) -> None:
    """What most people have is a result of its own, no failure of the list; in JSON the ten stay the ten."""
    back = of(
        model,
        age=38,
        sex="female",
        pain_sites=sites("low_back_middle"),
        worst_site="low_back_middle",
        duration="under_2_weeks",
        onset="lifting_or_bending",
        trend="better",
        came_first="back_only",
        leg_or_back="no_leg",
        night_pain="none",
        lying_on_side="no_difference",
    )
    text = text_of(back, plain=True)
    assert "1. Ordinary low back pain (non-specific low back pain), back: likely" in unwrapped(text)
    first_screen, rest = text.split(phrases.BELOW)
    assert phrases.FITS_NONE not in text and phrases.VERDICTS["neither"] not in text
    assert "It shows in THE LOW BACK." in first_screen
    assert "staying active; heat" in first_screen
    assert "Staying active: You go on with daily life" in unwrapped(rest)
    assert "Steroid injection: Usually not advised" in unwrapped(rest)
    assert "Would an injection help me" not in rest
    data = json.loads(render(back, "json"))
    assert (len(data["candidates"]), data["primary_region"]["verdict"]) == (10, "neither")
    assert data["something_else"]["looks_like"][0]["id"] == "ordinary_back_pain"


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("hip", "HIP FIRST, most likely. The hip explains 7 of the 9 things you told me."),
        ("back", "BACK FIRST, most likely. The back explains 3 of the 9 things you told me."),
        ("both", "The hip explains 7 and the back 3 of the 9 things you told me."),
        ("neither", "NEITHER first."),
        ("unclear", "NOT CLEAR yet"),
    ],
)
def test_which_region_comes_first_is_one_sentence(verdict: Any, said: str) -> None:
    region = PrimaryRegion(verdict, 0.5, 0.5, 7, 3, 9)
    for form in ("text", "markdown", "html"):
        assert said in unwrapped(render(factories.assessment(primary_region=region), form))


# --- urgency ---------------------------------------------------------------------------------------


def test_an_emergency_shows_what_to_do_and_nothing_else() -> None:
    text = unwrapped(text_of(factories.emergency()))
    assert text == (
        "EMERGENCY: Go to an emergency department now. If you cannot get there safely, call 911. "
        "These nerves may be squeezed, and hours matter. Because you said: · numb between the legs "
        'Say this: "New numbness between my legs. Could it be cauda equina?" Do not drive yourself.'
    )
    assert emergency_lines(factories.emergency())[0].startswith("EMERGENCY: Go to an emergency department now.")


def test_an_emergency_says_what_to_do_once_and_fits_a_narrow_screen(model: Model) -> None:
    text = text_of(of(model, saddle_numbness=True, bladder_change=True), width=40)
    assert unwrapped(text).count("emergency department now") == 1
    assert "Squeezed nerves can take away bladder" in unwrapped(text)
    assert text.count("\n") < 24


@pytest.mark.parametrize("person", ["routine", "calm"])
def test_a_narrow_first_page_says_how_soon_the_cause_what_to_do_and_when_to_get_help(model: Model, person: str) -> None:
    told = {**OUTER_HIP, "duration": "over_a_year" if person == "routine" else "under_2_weeks"}
    page = unwrapped("\n".join(text_of(of(model, **told), width=40).splitlines()[:23]))
    order = ["Outer hip pain (hip)", f"{phrases.THIS_WEEK}: ", f"{phrases.HELP_NOW}: ", "fever along with bad pain"]
    assert [page.index(said) for said in order] == sorted(page.index(said) for said in order)


def test_a_saved_emergency_adds_only_what_staff_need() -> None:
    page = Words.of(render(factories.emergency(), "html"))
    assert phrases.STAFF in page
    assert not [title for key, title in phrases.TITLES.items() if key in ("why", "plan", "home") and title in page]
    assert " in 100" not in page


def test_thoughts_of_self_harm_bring_the_crisis_line() -> None:
    reason = factories.reason(Urgency.EMERGENCY, how="crisis line or ambulance", call="crisis line")
    alone = replace(factories.emergency(), urgency=factories.urgency(Urgency.EMERGENCY, reason))
    assert "988 (call or text)" in text_of(alone)
    assert "988" not in text_of(factories.emergency())


def test_an_urgent_ranking_stays_closed_until_asked_for() -> None:
    closed = unwrapped(text_of(factories.urgent()))
    assert "Where to go: Same-day doctor." in closed
    assert " in 100" not in closed
    assert "--provisional" in closed
    opened = unwrapped(text_of(factories.urgent(), show_provisional=True))
    assert phrases.PROVISIONAL in opened
    assert opened.index("URGENT:") < opened.index("about 70 in 100")


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_files_mark_an_urgent_ranking_and_hold_treatments_back(form: Any) -> None:
    said = unwrapped(render(factories.urgent(), form))
    assert said.index("URGENT:") < said.index(phrases.PROVISIONAL) < said.index("about 70 in 100")
    assert phrases.HELD.format(part="the low back") in said
    assert phrases.HELD_SHORT in said
    assert "Slow work for the side of the hip" not in said


def test_minors_are_advised_and_not_ranked() -> None:
    child = factories.assessment(ranked=False, candidates=(), chain=(), treatments=(), primary_region=None)
    said = unwrapped(text_of(child))
    assert phrases.MINOR in said
    assert " in 100" not in said


def test_the_safety_net_is_always_last(example: Assessment) -> None:
    for form in ("text", "markdown", "html"):
        sections = build_view(example, Settings(), file=form != "text").sections
        if example.urgency.level is not Urgency.EMERGENCY:
            assert sections[-1].id == "safety"


# --- wording ---------------------------------------------------------------------------------------


def frame_sentences() -> Iterator[str]:
    for name, value in (vars(phrases) | vars(words)).items():
        if name.isupper():
            yield from value.values() if isinstance(value, dict) else [value] if isinstance(value, str) else value


def test_the_frame_never_says_that_a_person_has_something() -> None:
    for said in frame_sentences():
        assert not re.search(r"\byou have\b(?! been)|certain|definite|ruled out|diagnoses", said, re.IGNORECASE)


def test_the_frame_counts_no_conditions() -> None:
    """One more may be added, and then no sentence may be wrong."""
    assert not [said for said in frame_sentences() if re.search(r"\bten\b", said)]


def test_each_section_is_readable(example: Assessment) -> None:
    """Flesch-Kincaid grade at most 8, names left out; the clinician's summary and the sources are not for laypeople."""
    names = _names()
    for section in build_view(example, Settings(), file=True).sections:
        texts = [part for text in _texts(section) for part in re.split(r" · |; ", text)]
        if section.id != "summary" and len(" ".join(texts).split()) > 20:
            assert grade(texts, names) <= 8, section.id


def _texts(section: Section) -> Iterator[str]:
    for block in section.blocks:
        match block:
            case Line(text) | Heading(text):
                yield text
            case Bullets(items):
                yield from items


def test_fears_get_the_safety_net_and_never_a_likelihood() -> None:
    idea = OwnIdea("something_serious", "Something serious", None)
    assert phrases.IDEA_SERIOUS in unwrapped(text_of(factories.assessment(own_idea=idea)))
    weighed = OwnIdea("hip_arthritis", "Hip arthritis", 0.12)
    said = unwrapped(text_of(factories.assessment(own_idea=weighed)))
    assert "You thought of this: Hip arthritis. By your answers: less likely, about 10 in 100." in said


def test_sources_stand_behind_each_line_when_asked_for() -> None:
    assert "Collee 1991" not in text_of(factories.assessment())
    text = unwrapped(text_of(factories.assessment(), sources=True))
    assert "lying on it wakes you [Collee 1991]" in text
    assert f"stairs hurt [{phrases.UNCITED}]" in text
    assert "Collee 1991: Collee G, Dijkmans BA (1991). Greater trochanteric pain syndrome. J Rheum." in text


def test_treatments_say_direction_strength_and_what_the_answers_warn_of() -> None:
    for form in ("text", "markdown", "html"):
        said = Words.of(render(factories.assessment(), form)).replace("**", "")
        assert "Strengthening exercise: Advised (good evidence)." in said
        assert "Opioids: Usually not advised (good evidence)." in said
        assert "Anti-inflammatory tablets: Do not use it, because of what you said." in said
        assert "Without that: experts disagree (fair evidence)." in said
        assert "Do not use it: You could bleed again. (you said: a stomach ulcer)" in said


def of(model: Model, **told: Any) -> Assessment:
    """The result for answers to the shipped questions, the rest unasked."""
    return assess(model, {"answering_for": "me", "age": 44, "sex": "male"} | told, version="1.0.0")


def sites(*ticked: str, offered: Iterable[str] = ()) -> dict[str, bool]:
    return {**dict.fromkeys(offered, False), **dict.fromkeys(ticked, True)}


LEG_NERVE: dict[str, Any] = {
    "pain_sites": sites("low_back_side", "below_knee", "foot"),
    "worst_site": "below_knee",
    "onset": "lifting_or_bending",
    "numb_sites": sites("shin_calf", "foot"),
    "leg_or_back": "leg",
    "worse_moving": sites("cough_sneeze", "bending"),
}


def test_what_the_answers_speak_against_is_never_called_advised(model: Model) -> None:
    """A caution that fits the answers comes before what is known of the option, and names the answer."""
    said = unwrapped(text_of(of(model, **LEG_NERVE, leg_weakness="some")))
    assert (
        "Spinal manipulation: Do not use it, because of what you said. Without that: advised (weak evidence)."
    ) in said
    assert "Have the leg checked first. (you said: a little leg weakness" in said
    well = unwrapped(text_of(of(model, **{**LEG_NERVE, "numb_sites": sites("none")}, leg_weakness="none")))
    assert "Spinal manipulation: Advised (weak evidence)." in well


def test_no_line_denies_a_place_that_was_ticked(model: Model, knowledge: Knowledge) -> None:
    """Low back to one side, shin and foot hurt, shin and foot are numb; the other places were offered."""
    every = {name: [o.id for o in knowledge.questions[name].options] for name in ("pain_sites", "numb_sites")}
    told = {
        **LEG_NERVE,
        "pain_sites": sites("low_back_side", "buttock", "below_knee", "foot", offered=every["pain_sites"]),
        "numb_sites": sites("shin_calf", "foot", offered=every["numb_sites"]),
    }
    result = of(model, **told)
    lines = {e.told.text for c in result.candidates for e in (*c.supports, *c.against)}
    lines |= {t.text for t in result.told_no}
    assert "no pain in the middle of the low back or across it" in lines
    denied = re.compile(
        r"no low back pain|no pain (down|in) the leg$|numb or tingling in the leg$|below the knee|free of"
    )
    assert [line for line in lines if line.startswith("no") and denied.search(line)] == []


@given(people.answers(most=12))
def test_what_speaks_for_a_group_stands_only_where_nothing_of_it_was_told(
    model: Model, given_answers: Mapping[str, Any]
) -> None:
    questions = model.knowledge.questions
    result = assess(model, given_answers, version="1")
    for line in {e.told for c in result.candidates for e in (*c.supports, *c.against)}:
        option = next((o for o in questions[line.question].options if o.id == line.option), None)
        if option and option.group and line.text == option.absent_told:
            marks = given_answers[line.question]
            assert not [o.id for o in questions[line.question].options if o.group == option.group and marks.get(o.id)]


OUTER_HIP: dict[str, Any] = {
    "sex": "female",
    "age": 58,
    "pain_sites": sites("outer_hip", offered=("low_back_middle", "low_back_side", "si_dimple", "groin", "buttock")),
    "worst_site": "outer_hip",
    "lying_on_side": "wakes_me",
}


@pytest.mark.parametrize("form", ["text", "markdown", "html", "plain"])
def test_no_arrow_goes_to_a_back_that_does_not_hurt(model: Model, form: Any) -> None:
    """It says what could come, and that nothing was told of the back."""
    result = of(model, **OUTER_HIP, came_first="hip_only")
    said = text_of(result, plain=True) if form == "plain" else render(result, form)
    said = unwrapped(Words.of(said) if form == "html" else said)
    could = "Outer hip pain can in time trouble the low back too, as when you lean over the sore hip to walk."
    assert could in said
    assert "THE HIP, most likely. You told of no pain in the low back." in said
    assert "▸" not in said and "From Outer hip pain to" not in said and "HIP FIRST" not in said
    assert form != "html" or 'class="chain"' not in render(result, form)
    (link,) = json.loads(render(result, "json"))["chain"]
    assert link["so_far"] is False


def test_an_arrow_goes_to_a_back_that_hurts_too(model: Model) -> None:
    both = {**OUTER_HIP, "pain_sites": sites("outer_hip", "low_back_side")}
    result = of(model, **both, came_first="hip")
    assert all(link.so_far for link in result.chain if link.end == "back")
    assert "You told of no pain" not in text_of(result)
    unasked = of(model, **{**OUTER_HIP, "pain_sites": sites("outer_hip")}, came_first="together")
    assert all(link.so_far for link in unasked.chain)


def test_reasons_begin_with_what_is_there_and_leave_out_what_says_nothing(model: Model) -> None:
    """Boxes left empty, the side and "nothing found before" are no first reasons, and what a cause brings is never
    told against it."""
    result = of(model, **OUTER_HIP, side="right", known_diagnoses={"none": True}, groin_lump=False, limp=False)
    leader = result.candidates[0]
    assert leader.id == "trochanteric_bursitis"
    lines = [b for s in build_view(result, Settings(), file=False).sections for b in s.blocks if isinstance(b, Line)]
    reasons = [line.text for line in lines if line.label in (phrases.FOR, phrases.AGAINST)]
    assert not [said for said in reasons[:2] if re.search("on the right|lump|without an earlier diagnosis", said)]
    assert reasons[0].startswith("worst at the outer side of the hip; woken by lying on the painful side")
    assert not re.search(r"\b(no|not)\b", reasons[0])
    assert not [e.told.text for e in leader.against if e.told.text == "pain over the outer hip"]


@pytest.mark.parametrize("first", ["hip", "hip_only"])
def test_where_it_hurts_first_does_not_speak_against_a_cause_that_sits_there(model: Model, first: str) -> None:
    result = of(model, **OUTER_HIP, came_first=first)
    told = {c.id: [e.told.question for e in c.against] for c in result.candidates if c.region == "hip"}
    assert [name for name, questions in told.items() if "came_first" in questions] == []
    other = of(model, **{**OUTER_HIP, "pain_sites": sites("outer_hip", "low_back_side")}, came_first="back")
    assert "came_first" in [e.told.question for c in other.candidates for e in c.against if c.region == "hip"]


def test_every_option_with_a_warning_against_it_says_so_first(example: Assessment) -> None:
    text = unwrapped(text_of(example))
    for option in (o for category in example.treatments if not category.held_back for o in category.options):
        if option.held_by and option.direction != "against":
            assert re.search(rf"{re.escape(option.name)}: (Do not use it|Only if a doctor advises it), because", text)


def test_a_treatment_says_what_it_is_for_and_leaves_warnings_to_cautions(knowledge: Knowledge) -> None:
    """Only a caution has a rule, so only a caution can be held against the answers."""
    conditional = re.compile(r"\b(not|stop|avoid) (it )?(if|when|with|after)\b", re.IGNORECASE)
    assert not [t.id for t in knowledge.treatments if conditional.search(t.aim)]
    assert not [o.id for o in knowledge.treatment_options.values() if conditional.search(o.what_it_is)]


@pytest.mark.parametrize("weakness", ["none", "some"])
def test_help_is_called_for_what_is_worse_than_what_was_told(model: Model, weakness: str) -> None:
    """Somebody told to book an appointment about a little weakness must not read that it needs help now."""
    result = of(model, **LEG_NERVE, leg_weakness=weakness)
    assert result.urgency.level is Urgency.ROUTINE
    (sign,) = [sign for sign in result.urgency.safety_net if "weak" in sign]
    assert "than it is today" in sign
    assert "turns weak" in sign


@given(st.integers(20, 120), st.text("abcdef ", min_size=1, max_size=90).filter(str.strip))
def test_the_chain_fits_any_width_and_keeps_its_words(width: int, how: str) -> None:
    link = replace(factories.assessment().chain[0], how=how)
    drawn = chain.draw((link, factories.assessment().chain[1]), width)
    assert all(len(line) <= width for line in drawn)
    words = set(re.findall(r"\w+", " ".join(drawn)))
    assert {word for word in how.split() if len(word) < 10} <= words


# --- formats for programs --------------------------------------------------------------------------


def schema(name: str) -> Any:
    return json.loads((Path(phrases.__file__).parent / "schemas" / f"{name}.json").read_text(encoding="utf-8"))


def test_json_keeps_its_contract(example: Assessment) -> None:
    data = json.loads(render(example, "json"))
    jsonschema.validate(data, schema("check"), jsonschema.Draft202012Validator)
    assert data["candidates"] == sorted(data["candidates"], key=lambda c: -c["probability"])
    assert set(data["answers"]) == set(example.answers)


def test_fhir_validates_and_codes_no_diagnosis(example: Assessment) -> None:
    text = render(replace(example, note="a note"), "fhir")
    response = QuestionnaireResponse.model_validate_json(text)
    assert response.status == ("stopped" if example.urgency.level is Urgency.EMERGENCY else "completed")
    codes = [(c["system"], c["code"]) for c in _codings(json.loads(text)["contained"])]
    symptom = re.compile(r"M25\.5|M54\.5|M79\.6")
    assert all(system == "http://loinc.org" or symptom.match(code) for system, code in codes)


def _codings(data: Any) -> Iterator[dict[str, str]]:
    if isinstance(data, list):
        for part in data:
            yield from _codings(part)
    elif isinstance(data, dict):
        if isinstance(data.get("code"), list):
            yield from data["code"]
        for value in data.values():
            yield from _codings(value)


def test_fhir_tells_no_from_not_sure_and_from_never_asked() -> None:
    items = {item["linkId"]: item for item in json.loads(render(factories.assessment(), "fhir"))["item"]}
    assert items["saddle_numbness"]["answer"][0]["valueCoding"]["code"] == "no"
    assert items["stairs"]["answer"][0]["valueCoding"]["code"] == "not_sure"
    assert items["age"]["answer"] == [{"valueInteger": 54}]
    assert "limp" not in items
    sites = {part["linkId"]: part["answer"][0]["valueCoding"]["code"] for part in items["pain_sites"]["item"]}
    assert sites == {"pain_sites.groin": "yes", "pain_sites.outer_hip": "yes", "pain_sites.buttock": "no"}


def test_fhir_says_each_option_as_the_person_read_it(example: Assessment, knowledge: Knowledge) -> None:
    resource = json.loads(render(example, "fhir"))
    for item in (*resource["item"], *resource["contained"][0]["item"]):
        for part in item.get("item", ()):
            question, option = part["linkId"].split(".")
            texts = {o.id: o.text for o in knowledge.questions[question].options}
            assert part["text"] == texts[option]


def test_a_name_within_a_sentence_keeps_what_is_an_abbreviation() -> None:
    names = ("Hip arthritis", "A blood clot", "X-ray", "MRI scan", "L5 nerve", "")
    assert [lowered(name) for name in names] == ["hip arthritis", "a blood clot", "X-ray", "MRI scan", "L5 nerve", ""]
    assert [sentence(text) for text in ("rest", "Why?", " ", "so: ")] == ["Rest.", "Why?", "", "So:"]


# --- wording that strangers stumbled over ----------------------------------------------------------


def test_what_would_tell_most_is_something_to_do_or_to_ask(model: Model, knowledge: Knowledge) -> None:
    """Not a bare answer such as "the hip bends as far as the other"; a self-test comes with how to do it safely."""
    bend = ask_about(knowledge, Told("hip_bend", "fine", "the hip bends as far as the other"))
    assert bend.startswith("Lie down and draw the knee up. Lie on the back.")
    assert bend.endswith("Stop if it hurts badly. Is it so: the hip bends as far as the other?")
    assert ask_about(knowledge, Told("limp", "yes", "a limp")) == "Is there a limp?"
    assert (
        ask_about(knowledge, Told("better_with", "rest", "eased by rest"))
        == "What eases it? Would you say: eased by rest?"
    )
    assert ask_about(knowledge, Told("night_pain", "turning", "pain on turning")).startswith(
        "Night pain: Would you say"
    )
    result = of(model, **OUTER_HIP)
    assert f"{phrases.CHANGE}: {result.candidates[0].find_out}" in unwrapped(text_of(result))


def test_every_open_answer_can_be_asked_about(knowledge: Knowledge) -> None:
    for question in knowledge.questions.values():
        for option in question.options:
            assert ask_about(knowledge, Told(question.id, option.id, option.told)).endswith("?")


def test_a_question_stands_beside_what_was_said(model: Model) -> None:
    said = unwrapped(Words.of(render(of(model, **OUTER_HIP), "html", file=True)))
    assert "Where does it hurt? Pain at the outer side of the hip." in said
    assert "Choose every place." not in said


@pytest.mark.parametrize(("second", "stands"), [(0.6, True), (0.1, False)])
def test_figures_over_100_are_explained(second: float, stands: bool) -> None:
    both = (factories.candidate(probability=0.7), replace(factories.SECOND, probability=second))
    result = factories.assessment(candidates=both, something_else=0.1)
    assert ("They can stand together, so they need not add to 100." in unwrapped(text_of(result))) is stands


def test_whose_clinic_it_is_stands_beside_its_number(model: Model, knowledge: Knowledge) -> None:
    result = of(model, **OUTER_HIP)
    said = unwrapped(text_of(result))
    assert f"To book: {knowledge.clinic.name}, {knowledge.clinic.phone} {knowledge.clinic.booking}" in said
    assert "the clinic that this content comes from" in knowledge.clinic.booking
    assert knowledge.clinic.booking not in text_of(replace(result, clinic=replace(result.clinic, booking="")))


def test_not_sure_reads_as_a_sentence_for_every_question(knowledge: Knowledge) -> None:
    """ "Not sure: told before" says nothing; the subject of a list is told as a question or as a thing."""
    bare = re.compile(r"^(told|tried|eased|worse|sore|on|the (pain|hip))\b|\b(is|to|by)$")
    named = [q for q in knowledge.questions.values() if q.kind in ("multi", "nominal", "graded")]
    assert [q.id for q in named if bare.search(q.told)] == []


@pytest.mark.parametrize(
    ("idea", "told", "shown"),
    [
        ("after_hip_replacement", {"hip_replaced": False}, False),
        ("after_hip_replacement", {"hip_replaced": True}, True),
        ("after_back_operation", {"back_surgery": False, "spine_procedure_recent": False}, False),
        ("after_back_operation", {"back_surgery": True}, True),
        ("gynaecological_cyclic", {"sex": "male"}, False),
        ("gynaecological_cyclic", {"sex": "female", "age": 30}, True),
        ("pelvic_girdle_pain", {"pregnant_now": False, "maybe_pregnant": False, "onset": "gradual"}, False),
        ("pelvic_girdle_pain", {"onset": "pregnancy_or_birth"}, True),
        ("apophyseal_avulsion", {"age": 44}, False),
        ("apophyseal_avulsion", {"age": 19}, True),
        ("hip_arthritis", {}, True),
    ],
)
def test_ideas_that_cannot_be_are_not_offered(knowledge: Knowledge, idea: str, told: Any, shown: bool) -> None:
    offered = shown_options(knowledge.questions["own_idea"], knowledge, told)
    assert (idea in [option.id for option in offered]) is shown


def test_the_words_beside_the_body_lie_off_the_figure(model: Model) -> None:
    """Left and right stand under the feet, where nothing is drawn."""
    page = render(of(model, **OUTER_HIP), "html")
    words = [int(y) for y in re.findall(r'<text class="side" x="\d+" y="(-?\d+)"', page)]
    outline = re.search(r'<path class="figure" d="M([\d ]+)Z"', page)
    assert outline and len(words) == 4
    assert min(words) > max(int(y) for y in outline[1].split()[1::2])
    _, top, _, height = map(int, re.search(r'class="body" viewBox="([-\d ]+)"', page)[1].split())  # type: ignore[index]
    assert max(words) < top + height


def test_only_what_to_do_is_bold_and_never_a_paragraph(example: Assessment) -> None:
    for section in build_view(example, Settings(), file=True).sections:
        long = [b.text for b in section.blocks if isinstance(b, Line) and b.tone == "strong" and not b.label]
        assert [text for text in long if section.id == "chain" or len(text.split()) > 40] == []
