"""Every sentence of the report frame. What is medical comes from content; these only hold it together."""

from __future__ import annotations

from hipback_cli.reasoning.region import PrimaryRegion, Verdict
from hipback_cli.reasoning.telling import OTHER

NO_DANGER = "No danger signs in your answers."
BECAUSE = "Because you said"
SAY = "Say this"
WHERE_TO = "Where to go"
NO_DRIVING = "Do not drive yourself."
CALL = {
    "ambulance": "Call an ambulance now: {number}.",
    "emergency department": "Go to an emergency department now. If you cannot get there safely, call {number}.",
}
CRISIS = "If you might harm yourself: {line}."
CRISIS_NOW = "In danger right now? Call {number}."
CRISIS_THEN = "The questions can wait. Go on with them when you want to."
STAFF = "For the staff"

DOCUMENT = "hipback: hip and low-back pain"
REGION = "Hip or back"
CHANCE = "How likely"
FIT = "Your answers fit best with"
IN_100 = "about, in 100"
NOT_SHARES = "They can stand together, so they need not add to 100."
CLOSE = "Your answers alone cannot tell {first} from {second}. Your visit may."
FITS_NONE = "Your answers fit none of the main causes well."
LEAD_REGION = "It shows in {part}. None of the main causes leads."
LEAN = "They look a little more like {name}."
MINOR = "hipback does not rank causes for anyone under 18. A doctor needs to look at a child or teenager."

PROVISIONAL_TITLE = "Provisional: what your answers fit, danger sign aside"
PROVISIONAL = "Be seen first. This ranking is provisional. It must not delay you."
CLOSED = (
    "A ranking of causes stays closed for now, because being seen comes first. "
    "To open it, run this again with --provisional."
)
HELD = "Until you have been seen, do not start exercise, hands-on therapy or injections for {part}."
HELD_SHORT = "Not before you have been seen."

VERDICTS: dict[Verdict, str] = {
    "hip": "HIP FIRST, most likely.",
    "back": "BACK FIRST, most likely.",
    "both": "BOTH hip and back. Neither clearly comes first.",
    "neither": f"NEITHER first. {OTHER} fits better.",
    "unclear": "NOT CLEAR yet whether hip or back comes first.",
}

QUIET: dict[Verdict, str] = {
    "hip": "THE HIP, most likely. You told of no pain in the low back.",
    "back": "THE LOW BACK, most likely. You told of no pain in the hip.",
}
"""Instead of "first", where nothing hurts in the other region."""
COULD_COME = "{start} can in time trouble {end} too, as when {how}."

FOR = "For"
AGAINST = "Against"
UNEXPLAINED = "Not explained"
CHANGE = "Worth finding out"
NOTHING = "nothing you told me"
MORE = "and {n} more"
MORE_NOES = "and {n} more noes, in the JSON"

THIS_WEEK = "This week"
HELP_NOW = "Get help now if"
BELOW = "Below: why, what helps, your visit, a summary for the clinician."

TITLES = {
    "result": "Your result",
    "why": "Why",
    "chain": "How hip and back pull on each other",
    "idea": "What you thought it was",
    "home": "What to do at home this week",
    "plan": "What can help",
    "visit": "Your visit",
    "summary": "For the clinician: 30 seconds",
    "answers": "Where it hurts",
    "sources": "Sources",
    "about": "What this is",
    "safety": "Get help now if",
}

EACH_ANSWER = "Every answer stands in a page to print (--format html) and in the JSON."
REASONS = "Reasons to be seen"
OTHER_CAUSES = "What else it could be"
NO_BETTER = "If it is no better in a few weeks, book an appointment."
RECHECK = "Check again on {date}, or sooner if it gets worse."
RECHECK_BOOKED = "Not seen by {date}? Then check again, or sooner if it gets worse."
OUTLOOK = "What to expect"
FOR_WHOM = "For"
EVERYBODY = "Good to know"
YOU_SAID = "you said: {what}"
YOUR_ANSWERS = "because of what you said"
OTHERWISE = "Without that"
ALL_ADVICE = "Advice against stands here as plainly as advice for."
MEDICINES = "Nothing here is a reason to begin, drop or change a medicine. Talk to {pharmacist} or a doctor first."
SETTLE = "What can settle it: {name}"
ASK = "Questions to ask"
CLINIC = "To book"

IDEA_LIKELY = "You thought of this: {name}. By your answers: {chance}."
IDEA_SERIOUS = (
    "You were afraid of something serious. Your answers show no danger sign. "
    "No list of questions can rule everything out, so the signs at the end matter."
)
IDEA_SERIOUS_FLAG = "You were afraid of something serious. Your answers hold a danger sign, so be seen as said above."

SUMMARY_YES = "Positives"
SUMMARY_NO = "Pertinent negatives"
SUMMARY_FLAGS = "Danger signs"
SUMMARY_NO_FLAGS = "none in the answers"
SUMMARY_FIT = "Answers fit"
SUMMARY_REGION = "First region"
SUMMARY_IDEA = "Own idea"
SUMMARY_NOTE = "Note, in the person's own words (not read by the program)"
SUMMARY_LEVEL = "Advice given"
SUMMARY_CAVEAT = "Self-reported answers. No examination. No diagnosis."

WORST = "worst place"
HURTS = "it hurts"
CONTENTS = "On this page"
FRONT_VIEW = ("Front", "your right", "your left")
BACK_VIEW = ("Back", "your left", "your right")
SIDES = {
    "left": "left side",
    "right": "right side",
    "both": "both sides",
    "middle": "in the middle",
    "swaps": "changes side",
}
BODY = "Where it hurts"
WRITTEN = "Written to {path}. It holds details of your health."
VERSIONS = "hipback {version}, content {content}."
UNCITED = "usual pattern, no study"


def region_sentence(region: PrimaryRegion) -> str:
    """Which region comes first, and how much of what was said it explains."""
    other = {"hip": "back", "back": "hip"}.get(region.verdict)
    verdict = QUIET[region.verdict] if other in region.quiet else VERDICTS[region.verdict]
    if region.verdict in ("neither", "unclear") or not region.reported:
        return verdict
    total = f"of the {region.reported} things you told me" if region.reported > 1 else "of the 1 thing you told me"
    if region.verdict == "both":
        return f"{verdict} The hip explains {region.explained_hip} and the back {region.explained_back} {total}."
    count = region.explained_hip if region.verdict == "hip" else region.explained_back
    return f"{verdict} The {region.verdict} explains {count} {total}."
