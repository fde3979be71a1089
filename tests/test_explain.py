"""`hipback explain` and `hipback list`, as people call them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from hipback_cli.cli import app
from hipback_cli.commands import explain
from hipback_cli.display.text import columns
from hipback_cli.errors import HipbackError
from hipback_cli.knowledge.excerpts import Excerpts
from hipback_cli.knowledge.names import Named
from hipback_cli.knowledge.problems import ContentError
from hipback_cli.knowledge.shipped import shipped_content
from hipback_cli.reasoning.model import Model
from hipback_cli.reasoning.telling import tell_observation
from hipback_cli.report.explain_facts import gather, known, look_up, told
from hipback_cli.report.explain_page import Items, build_page, compare
from hipback_cli.report.explain_terminal import FIRST_SCREEN, Look, render_comparison, render_page
from tests.golden import check_golden

CONTENT = Path(__file__).parent.parent / "content"
SAMPLE = Path(__file__).parent / "sample_content"
FILES = {
    "conditions": ("conditions",),
    "look_alikes": ("look_alikes",),
    "red_flags": ("red_flags",),
    "treatments": ("options", "categories"),
    "glossary": ("glossary",),
    "sources": ("sources",),
}


def run(*words: str) -> str:
    """What `hipback WORDS` prints; it must succeed."""
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


def everything() -> list[Named]:
    return list(known(Excerpts(CONTENT)))


def facts_of(*words: str) -> dict[str, Any]:
    excerpts = Excerpts(CONTENT)
    return gather(excerpts, look_up(excerpts, words).found[0])


# --- names -----------------------------------------------------------------------------------------

NAMES = {
    "GTPS": "trochanteric_bursitis",
    "hip bursitis": "trochanteric_bursitis",
    "sciatica": "lumbar_radiculopathy",
    "Pinched Nerve": "lumbar_radiculopathy",
    "hip osteoarthritis": "hip_arthritis",
    "hip-arthritis": "hip_arthritis",
    "SI joint": "sacroiliac_joint",
    "weaver's bottom": "ischial_bursitis",
    "weavers bottom": "ischial_bursitis",
    "trigger points": "myofascial_pain",
    "facet joint syndrome": "facet_arthritis",
    "slipped disc": "lumbar_radiculopathy",
    "stenosis": "lumbar_radiculopathy",
    "piriformis": "gluteal_piriformis",
    "cortisone injection": "steroid_injection",
    "ibuprofen": "nsaid_tablets",
    "physical therapy": "exercise_program",
    "injections": "injections",
    "cauda equina syndrome": "cauda_equina_syndrome",
    "cauda_equina": "cauda_equina",
    "FAI": "hip_impingement",
    "AVN": "osteonecrosis",
}


@pytest.mark.parametrize(("name", "identity"), NAMES.items())
def test_people_find_things_by_the_names_they_know(name: str, identity: str) -> None:
    assert json.loads(run("explain", *name.split(), "--json"))["id"] == identity


def test_everything_is_found_by_its_id_and_its_name() -> None:
    excerpts = Excerpts(CONTENT)
    for entry in everything():
        for name in (entry.id, entry.names[0].upper()):
            assert entry.id in {found.id for found in look_up(excerpts, name.split()).found}, name


def test_a_near_miss_is_told_with_what_it_may_mean_and_fails() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "hipback_cli", "explain", "siatica"], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert '"siatica" is not a name that hipback knows. Did you mean:\n' in result.stderr
    assert "  hipback explain sciatica\n" in result.stderr


def test_a_name_like_no_other_points_to_the_list() -> None:
    with pytest.raises(HipbackError, match="See the list: hipback explain"):
        explain.run(["qqqqqq"], versus=None, sources=False, json=False, content=None, plain=False)


def test_a_name_with_control_characters_cannot_steer_the_terminal() -> None:
    with pytest.raises(HipbackError) as caught:
        explain.run(["\x1b[2Jsciatica\u202e"], versus=None, sources=False, json=False, content=None, plain=False)
    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)


def test_the_list_holds_every_name_without_a_terminal() -> None:
    listed = run("explain")
    excerpts = Excerpts(CONTENT)
    for entry in everything():
        leads_to = look_up(excerpts, [entry.names[0]]).found[0]
        own_page = entry.kind != "word" or leads_to == entry
        if entry.kind != "variant":
            assert (f" {entry.names[0]}\n" in listed) or not own_page, entry.names[0]
    data = json.loads(run("explain", "--json"))
    assert {(e["kind"], e["id"]) for e in data["entries"]} == {(e.kind, e.id) for e in everything()}


def test_the_list_is_in_an_order_that_a_reader_can_follow() -> None:
    """Words by the alphabet and each once; treatments under their group."""
    words = [line.strip() for line in run("explain").split("\nWords\n")[1].splitlines()]
    assert words == sorted(words, key=str.casefold)
    assert "ibuprofen" not in words, "it leads to the tablets"
    assert not [word for word in words if "meralgia" in word]
    assert "groin pain" in words
    treatments = run("explain").split("\nTreatments\n")[1].split("\n\n")[0].splitlines()
    assert treatments[treatments.index("  Injections") + 1] == "    Steroid injection"
    assert [line for line in treatments if not line.startswith("    ")][-1] == "  Daily life"


EVERYDAY = {
    "hip pain": "Hip arthritis",
    "low back pain": "Ordinary low back pain",
    "groin pain": "Hip arthritis",
    "leg pain": "Trapped nerve in the low back",
    "buttock pain": "Buttock muscle pain and piriformis syndrome",
    "thigh pain": "Hip arthritis",
    "numb foot": "Trapped nerve in the low back",
    "night pain": "Outer hip pain",
    "weak leg": "A leg that is losing power",
    "surgery": "Pain after a back operation",
}


@pytest.mark.parametrize(("name", "first"), EVERYDAY.items())
def test_everyday_words_lead_to_what_may_be_behind_them(name: str, first: str) -> None:
    facts = json.loads(run("explain", *name.split(), "--json"))
    assert facts["see"][0] == first
    command = f"hipback explain {first[0].lower()}{first[1:]}"
    assert f"{command}\n" in run("explain", *name.split())
    assert first in run(*command.split()[1:])


@pytest.mark.parametrize("name", ["herniated disk", "herniated disc", "slipped disk", "disk herniation"])
def test_both_spellings_of_a_disc_are_known(name: str) -> None:
    assert json.loads(run("explain", *name.split(), "--json"))["variant"]["id"] == "disc"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("siatica", "sciatica"),
        ("artritis", "arthritis"),
        ("piriformus", "piriformis"),
        ("fibromialgia", "fibromyalgia"),
    ],
)
def test_the_nearest_name_is_suggested_first(typed: str, meant: str) -> None:
    assert look_up(Excerpts(CONTENT), [typed]).close[0].lower() == meant
    assert "heparin" not in look_up(Excerpts(CONTENT), ["leg", "pian"]).close


def test_list_tells_the_causes_and_their_region() -> None:
    data = json.loads(run("list", "--json"))
    assert len(data["conditions"]) == 10
    assert {cause["region"] for cause in [*data["conditions"], *data["look_alikes"]]} == {"hip", "back"}
    text = run("list")
    assert all(cause["name"] in text for cause in data["conditions"])


# --- pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", everything(), ids=lambda entry: f"{entry.kind}-{entry.id}")
def test_every_page_fits_its_width_and_its_essentials_one_screen(entry: Named) -> None:
    page = build_page(gather(Excerpts(CONTENT), entry), sources=True)
    for look in (Look(80), Look(120), Look(40), Look(24), Look(80, plain=True), Look(40, plain=True)):
        lines = render_page(page, look).splitlines()
        assert max(columns(line) for line in lines if "://" not in line) <= max(look.width, 20)
        if look == Look(80) and page.rest:
            assert next(n for n, line in enumerate(lines) if "▾" in line) <= FIRST_SCREEN + 1


def test_what_is_cut_from_the_first_screen_stands_below_it() -> None:
    for entry in everything():
        page = build_page(gather(Excerpts(CONTENT), entry))
        text = " ".join(render_page(page, Look(80)).split())
        for block in page.first:
            if isinstance(block, Items):
                named = [item.partition(" (")[0].lower() for item in block.items]
                assert all(name in text.lower() for name in named), (entry.id, block.label)


@pytest.mark.parametrize(("width", "plain"), [(80, False), (40, False), (80, True)])
@pytest.mark.parametrize("name", ["sciatica", "cauda_equina", "cortisone injection", "hip impingement"])
def test_pages_read_like_this(name: str, width: int, plain: bool) -> None:
    page = build_page(facts_of(*name.split()), asked=name, sources=False)
    kind = "plain" if plain else str(width)
    check_golden(f"explain/{name.replace(' ', '_')}.{kind}.txt", render_page(page, Look(width, plain)))


@pytest.mark.parametrize(("width", "plain"), [(80, False), (40, False), (80, True)])
def test_two_side_by_side_read_like_this(width: int, plain: bool) -> None:
    both = compare(facts_of("piriformis", "syndrome"), facts_of("sciatica"), sources=False)
    kind = "plain" if plain else str(width)
    text = render_comparison(both, Look(width, plain))
    assert max(map(columns, text.splitlines())) <= width
    check_golden(f"explain/piriformis_versus_sciatica.{kind}.txt", text)


def test_every_figure_names_its_source() -> None:
    """All figures of the conditions stand on their pages, each with a source that --sources lists in full."""
    for identity, entry in yaml.safe_load((CONTENT / "conditions.yaml").read_text())["conditions"].items():
        cited = [f for finding in entry["findings"].values() for f in _figures(finding)]
        facts = facts_of(identity)
        assert len(facts["figures"]) == len(cited)
        assert {figure["source"] for figure in cited} <= set(facts["sources"])
        page = build_page(facts, sources=True)
        figures = next((section for section in page.rest if section.title == "Figures"), None)
        lines = figures.blocks[-1].items if figures else ()
        assert len(lines) == len(cited)
        listed = next(section for section in page.rest if section.title == "Sources").blocks[0].items
        for line in lines:
            tag = re.search(r"\[.+\]$", line)
            assert tag and any(source.startswith(tag.group()) for source in listed), line


def test_a_band_of_numbers_is_told_as_results_tell_it(model: Model) -> None:
    numbers = {name: factor for name, factor in model.factors.items() if factor.question.kind == "number"}
    entries = Excerpts(CONTENT).entries("questions", "screens", set(numbers), indent=6)
    for name, factor in numbers.items():
        for level, band in enumerate(factor.levels):
            assert told(entries[name], band) == tell_observation(model, (name, level)).text
    assert told(entries["age"], "under_18") == "age 17 or less"
    assert told(entries["age"], "18_to_29") == "age 18 to 29"
    assert told(entries["age"], "70_and_over") == "age 70 or more"


def _figures(finding: Any) -> list[dict[str, Any]]:
    if not isinstance(finding, dict):
        return []
    if {"p", "lr"} & set(finding):
        return [finding]
    return [figure for figure in finding.values() if isinstance(figure, dict)]


def test_sources_are_listed_only_when_asked_for() -> None:
    assert "── Sources" not in run("explain", "sciatica")
    assert "doi " in run("explain", "sciatica", "--sources").split("── Sources")[1]


def test_advice_against_is_as_plain_as_advice_for() -> None:
    first = run("explain", "sciatica").split("▾")[0]
    assert "Helps" in first and "Usually not advised" in first and "Experts disagree" in first


def test_a_treatment_page_warns_before_anything_else_is_cut() -> None:
    text = run("explain", "ibuprofen")
    first, rest = text.split("▾")
    assert "After an ulcer" in " ".join(first.split())
    assert "Do not use it" in rest and "Get emergency help" in rest


def test_a_danger_sign_tells_the_emergency_number_of_the_content() -> None:
    number = yaml.safe_load((CONTENT / "clinic.yaml").read_text())["emergency_number"]
    assert f"The number is {number}." in run("explain", "cauda_equina")


def test_json_holds_all_that_content_says_of_a_condition() -> None:
    entry = yaml.safe_load((CONTENT / "conditions.yaml").read_text())["conditions"]["hip_arthritis"]
    facts = json.loads(run("explain", "hip_arthritis", "--json"))
    for key in ("name", "feels_like", "worse", "better", "confirmed", "icd10"):
        assert facts[key] == entry[key]
    assert facts["get_help_when"] == entry["get_help"]
    assert facts["get_help"] == [sign for signs in entry["get_help"].values() for sign in signs]
    treatments = yaml.safe_load((CONTENT / "treatments.yaml").read_text())["treatments"]
    own = [treatment for treatment in treatments if treatment["condition"] == "hip_arthritis"]
    assert sorted(t["option"] for t in facts["treatments"]) == sorted(t["option"] for t in own)
    assert len({t["category"] for t in facts["treatments"]}) == 5


def test_versus_compares_causes_and_nothing_else() -> None:
    both = json.loads(run("explain", "gtps", "--versus", "hip arthritis", "--json"))
    assert [side["id"] for side in both["sides"]] == ["trochanteric_bursitis", "hip_arthritis"]
    assert both["apart"]
    assert CliRunner().invoke(app, ["explain", "gtps", "--versus", "ibuprofen"]).exit_code == 1


# --- other content ---------------------------------------------------------------------------------


def test_content_with_nothing_optional_still_makes_pages() -> None:
    excerpts = Excerpts(SAMPLE)
    for entry in known(excerpts):
        page = build_page(gather(excerpts, entry), sources=True)
        assert page.title in render_page(page, Look(80))
    assert "Back wear" in run("explain", "back", "wear", "--content", str(SAMPLE))


def test_content_of_another_folder_is_checked_first(tmp_path: Path) -> None:
    folder = shutil.copytree(SAMPLE, tmp_path / "own")
    (folder / "glossary.yaml").write_text("glossary: {x: {term: x}}\n")
    with pytest.raises(ContentError, match=r"glossary.yaml:1:"):
        explain.run(["hip_wear"], versus=None, sources=False, json=False, content=folder, plain=False)


def test_hostile_content_appears_as_text() -> None:
    page = build_page({"kind": "word", "name": "[bold]x[/]", "meaning": "\x1b[31mred\x1b[0m [link=x]y[/]", "see": []})
    for color in (False, True):
        text = render_page(page, Look(80, color=color))
        assert "[bold]x[/]" in text and "[link=x]y[/]" in text and "\x1b[31m" not in text


@pytest.mark.parametrize("stem", FILES)
def test_an_excerpt_says_what_the_whole_file_says(stem: str) -> None:
    excerpts = Excerpts(CONTENT)
    whole = yaml.load((CONTENT / f"{stem}.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    for section in FILES[stem]:
        for identity, entry in whole[section].items():
            assert excerpts.entries(stem, section, [identity]) == {identity: _folded(entry)}
    for screen in yaml.load((CONTENT / "questions.yaml").read_text(), Loader=yaml.CBaseLoader)["screens"].values():
        for identity, question in screen["questions"].items():
            assert excerpts.entries("questions", "screens", [identity], indent=6) == {identity: _folded(question)}


def test_sections_laid_out_in_another_way_are_read_whole(tmp_path: Path) -> None:
    for text in (
        "glossary: {bursa: {term: bursa, meaning: A cushion.}, x: {term: x, meaning: y}}\n",
        "glossary:\n    bursa:\n        term: bursa\n        meaning: A cushion.\n    x: {term: x, meaning: y}\n",
    ):
        (tmp_path / "glossary.yaml").write_text(text)
        excerpts = Excerpts(tmp_path)
        assert excerpts.entries("glossary", "glossary", ["bursa"]) == {
            "bursa": {"term": "bursa", "meaning": "A cushion."}
        }
        assert set(excerpts.names("glossary", "glossary")) == {"bursa", "x"}


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [_folded(item) for item in value]
    return {key: _folded(item) for key, item in value.items()}


# --- a terminal ------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_at_a_terminal_a_long_page_goes_through_the_pager(tmp_path: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\ncat\n")
    pager.chmod(0o755)
    env = {**os.environ, "PAGER": str(pager), "TERM": "xterm", "NO_COLOR": "1"}
    child = pexpect.spawn(
        sys.executable, ["-m", "hipback_cli", "explain", "sciatica"], env=env, dimensions=(24, 80), timeout=20
    )
    child.expect("PAGED")
    child.expect("Trapped nerve")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_at_a_terminal_without_a_name_one_picks_from_lists() -> None:
    pexpect = pytest.importorskip("pexpect")
    env = {**os.environ, "PAGER": "cat", "TERM": "dumb", "NO_COLOR": "1"}
    child = pexpect.spawn(sys.executable, ["-m", "hipback_cli", "explain"], env=env, dimensions=(24, 80), timeout=20)
    child.expect("What do you want to read about")
    child.sendline("1")
    child.expect("Hip arthritis")
    child.sendline("1")
    child.expect("The smooth lining")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_the_shipped_content_is_where_the_program_looks() -> None:
    assert shipped_content() == CONTENT
