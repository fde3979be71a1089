"""The report as one self-contained HTML file: no network, no script, readable on a phone, in print, dark and light."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from hipback_cli.knowledge.types import Urgency
from hipback_cli.report import phrases
from hipback_cli.report.blocks import (
    Block,
    BodyPicture,
    Bullets,
    ChainPicture,
    Heading,
    Line,
    Quote,
    Ranking,
    Row,
    Section,
    View,
)
from hipback_cli.report.chain import could_come, pairs
from hipback_cli.report.svg import body_svg, chain_svg

STYLE = """
:root{color-scheme:light dark;--page:#fff;--text:#1b1f24;--quiet:#525a63;--line:#d0d5db;--soft:#f3f5f7;--mark:#0b5c8a;
--alarm:#a3121b;--alarm-page:#fdecec;--warn:#7a4b00;--warn-page:#fff4dd;--calm:#0f5c33;--calm-page:#e9f6ee}
@media(prefers-color-scheme:dark){:root{--page:#14171a;--text:#e8eaed;--quiet:#a9b1ba;--line:#3b424a;--soft:#1f2429;
--mark:#7cc4ef;--alarm:#ff9c9c;--alarm-page:#3a1517;--warn:#ffcf80;--warn-page:#33260c;--calm:#93dbb0;--calm-page:#12301f}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);overflow-wrap:anywhere;
font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:46rem;margin:0 auto;padding:1rem 1rem 3rem}
h1{font-size:1rem;font-weight:600;color:var(--quiet);margin:.25rem 0 1rem}
h2{font-size:1.35rem;line-height:1.25;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:2px solid var(--line)}
h3{font-size:1.08rem;margin:1.5rem 0 .35rem}
p{margin:.5rem 0}ul{margin:.35rem 0 .75rem;padding-left:1.25rem}li{margin:.2rem 0}
.strong{font-weight:650}.quiet{color:var(--quiet);font-size:.95rem}
.top{padding:.9rem 1rem;border-radius:.6rem;border-left:.45rem solid;font-size:1.15rem;margin:.5rem 0 1rem}
.emergency .top,.urgent .top{background:var(--alarm-page);border-color:var(--alarm);color:var(--alarm)}
.routine .top{background:var(--warn-page);border-color:var(--warn);color:var(--warn)}
.self_care .top{background:var(--calm-page);border-color:var(--calm);color:var(--calm)}
.emergency #result p,.emergency #result li{font-size:1.15rem}
#provisional{border:2px dashed var(--alarm);border-radius:.6rem;padding:0 1rem 1rem;margin-top:2.5rem}
#provisional h2{border:0;margin-top:.5rem}
.alert{color:var(--alarm);font-weight:650}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem .5rem;padding:0;margin:1.25rem 0 0}
nav a{display:inline-block;padding:.5rem .75rem;border:1px solid var(--line);border-radius:2rem;font-size:.95rem}
a{color:var(--mark);text-decoration:none}a:hover{text-decoration:underline}
.ranking{list-style:none;padding:0;margin:1rem 0}
.ranking li{margin:.8rem 0}
.ranking .name{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem}
.bar{height:.65rem;border-radius:.35rem;background:var(--soft);border:1px solid var(--line);
margin-top:.25rem;overflow:hidden}
.bar i{display:block;height:100%;background:var(--mark)}
blockquote{margin:.35rem 0 .75rem;padding:.25rem 1rem;border-left:.25rem solid var(--line)}
figure{margin:1rem 0}
svg{display:block;width:100%;height:auto}
.chain{max-width:26rem}.body{max-width:22rem}
.body .figure{fill:var(--soft);stroke:var(--quiet);stroke-width:1.5;stroke-linejoin:round}
.body .worst{fill:var(--alarm)}.body .chosen{fill:url(#hatch)}.hatch{stroke:var(--alarm);stroke-width:2.2}
.body text{fill:var(--quiet);font-size:11px}.body .view{font-size:13px;font-weight:600}
.chain rect{fill:var(--soft);stroke:var(--line);stroke-width:1.5}
.chain text{fill:var(--text);font-size:13px}.chain text.place{font-weight:650;font-size:15px}
.chain .arrow{fill:none;stroke:var(--mark);stroke-width:2.5}.tip{fill:var(--mark)}
.key{display:inline-block;width:1.1rem;height:.8rem;vertical-align:-.05rem;margin-right:.3rem;
border:1px solid var(--alarm)}
.key.worst{background:var(--alarm)}
.key.chosen{background:repeating-linear-gradient(135deg,var(--alarm) 0 2px,transparent 2px 5px)}
#summary,#safety{background:var(--soft);border-radius:.6rem;padding:.25rem 1rem 1rem;margin-top:2.5rem}
#summary h2,#safety h2{border:0;margin-top:.5rem;padding-top:.25rem}
@media print{:root{--page:#fff;--text:#000;--quiet:#333;--soft:#fff;--line:#888;--mark:#333}
nav{display:none}main{max-width:none;padding:0}body{font-size:10.5pt}h2,h3{break-after:avoid}
li,figure,.top{break-inside:avoid}#summary{break-before:page;break-inside:avoid;border:1px solid #888}
.top,.bar i,.key,svg *{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
""".strip().replace("\n", "")

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What the file may load: nothing."""


def render_html(view: View) -> str:
    """The whole report as one HTML document, ending in a newline."""
    title = escape(phrases.DOCUMENT)
    first, *rest = view.sections
    body = [_section(first, view.level, first=True), _contents(rest), *(_section(s, view.level) for s in rest)]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n"
        f'<body class="{view.level.word}">\n<main>\n<h1>{title}</h1>\n{"".join(body)}</main>\n</body>\n</html>\n'
    )


def _contents(sections: Iterable[Section]) -> str:
    links = "".join(f'<li><a href="#{s.id}">{escape(s.title)}</a></li>' for s in sections)
    return f'<nav aria-label="{escape(phrases.CONTENTS)}"><ul>{links}</ul></nav>\n' if links else ""


def _section(section: Section, level: Urgency, *, first: bool = False) -> str:
    head = "" if first else f"<h2>{escape(section.title)}</h2>\n"
    blocks = [b for b in section.blocks if not (first and isinstance(b, Line) and b.spare)]
    if first:
        top, *blocks = blocks
        alarm = ' role="alert"' if level >= Urgency.URGENT else ""
        head = f'<p class="top strong"{alarm}>{escape(top.text)}</p>\n' if isinstance(top, Line) else ""
    body = "".join(f"{text}\n" for block in blocks for text in _block(block))
    return f'<section id="{section.id}">\n{head}{body}</section>\n'


def _block(block: Block) -> Iterator[str]:
    match block:
        case Line(text, tone, label):
            style = f' class="{tone}"' if tone != "plain" else ""
            yield f"<p{style}>{_label(label)}{escape(text)}</p>"
        case Heading(text):
            yield f"<h3>{escape(text)}</h3>"
        case Bullets(items, label):
            yield from _labelled(label)
            yield f"<ul>{_items(items)}</ul>"
        case Quote(text, label):
            yield from _labelled(label)
            yield f"<blockquote>{''.join(f'<p>{escape(x)}</p>' for x in text.splitlines())}</blockquote>"
        case Ranking(rows):
            yield f"<p>{escape(phrases.FIT)}:</p>"
            yield f'<ol class="ranking">{"".join(map(_row, rows))}</ol>'
        case ChainPicture(links):
            if pairs(links):
                yield f"<figure>{chain_svg(block)}</figure>"
            yield from (f"<p>{escape(said)}</p>" for said in could_come(links))
        case BodyPicture():
            yield f"<figure>{body_svg(block)}<figcaption>{_key(block)}</figcaption></figure>"


def _key(picture: BodyPicture) -> str:
    worst = f' &nbsp; <span class="key worst"></span>{escape(phrases.WORST)}' if picture.worst else ""
    key = f'<p class="quiet"><span class="key chosen"></span>{escape(phrases.HURTS)}{worst}</p>'
    return f"{key}<ul>{_items(picture.names)}</ul>"


def _label(label: str) -> str:
    return f"<strong>{escape(label)}:</strong> " if label else ""


def _labelled(label: str) -> Iterator[str]:
    if label:
        yield f'<p class="strong">{escape(label)}:</p>'


def _items(items: Iterable[str]) -> str:
    return "".join(f"<li>{escape(item)}</li>" for item in items)


def _row(row: Row) -> str:
    region = f" ({row.region})" if row.region else ""
    return (
        f'<li><div class="name"><span class="strong">{escape(row.full_name + region)}</span>'
        f"<span>{escape(row.chance.both)}</span></div>"
        f'<div class="bar" aria-hidden="true"><i style="width:{row.chance.number}%"></i></div></li>'
    )
