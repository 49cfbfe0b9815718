"""The page of a model as one HTML file, with its plots inside: to send and to open anywhere.

Only what `local.report.page` writes is read: headings, tables, pictures and paragraphs.
"""

import html
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#1f2328;background:#fff;max-width:60rem;
margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;display:block;overflow-x:auto;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .6rem;border-bottom:1px solid #e4e8ec;text-align:left;white-space:nowrap}
td:last-child{white-space:normal}svg{max-width:100%;height:auto}sub{color:#6e7781}
"""
_PICTURE = re.compile(r"!\[(.*)\]\((.*)\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CODE = re.compile(r"`(.+?)`")
_SUB = re.compile("&lt;sub&gt;(.*?)&lt;/sub&gt;")


def as_html(markdown: str, folder: Path) -> str:
    """Return the page as HTML; `folder` has the pictures that it names."""
    lines = markdown.splitlines()
    title = lines[0].removeprefix("# ")
    body = "\n".join(_blocks(lines, folder))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


def _blocks(lines: list[str], folder: Path) -> Iterator[str]:
    for kind, group in groupby(lines, _kind):
        block = list(group)
        if kind == "heading":
            yield from (_heading(line) for line in block)
        elif kind == "table":
            yield _table(block)
        elif kind == "picture":
            yield from (_picture(line, folder) for line in block)
        elif kind == "text":
            yield f"<p>{_inline(' '.join(block))}</p>"


def _kind(line: str) -> str:
    starts = {"#": "heading", "|": "table", "!": "picture"}
    return starts.get(line[:1], "text") if line.strip() else "empty"


def _heading(line: str) -> str:
    signs, _, text = line.partition(" ")
    return f"<h{len(signs)}>{_inline(text)}</h{len(signs)}>"


def _table(lines: list[str]) -> str:
    heads, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    head = "".join(f"<th>{_inline(cell)}</th>" for cell in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _picture(line: str, folder: Path) -> str:
    found = _PICTURE.fullmatch(line)
    if found is None:
        return f"<p>{_inline(line)}</p>"
    alt, name = found.groups()
    svg = (folder / name).read_text("utf-8")
    return f'<figure role="img" aria-label="{html.escape(alt)}">{svg[svg.index("<svg") :]}</figure>'


def _inline(text: str) -> str:
    escaped = _SUB.sub(r"<sub>\1</sub>", html.escape(text, quote=False))
    return _CODE.sub(r"<code>\1</code>", _BOLD.sub(r"<b>\1</b>", escaped))
