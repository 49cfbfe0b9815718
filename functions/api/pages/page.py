"""The frame of the pages behind links: one card, no script, readable on a small phone at night."""

from html import escape

from starlette.responses import HTMLResponse

from functions.domain.nudges.messages.content import Brand, Language

# Nothing is loaded, nothing runs, nothing is sent but the form; the link's text leaks to no other.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src https:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
_STYLE = """
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;padding:24px 16px;font:17px/1.5 system-ui,sans-serif;background:#f4f4f5;color:#1c1c1e}
main{max-width:30rem;margin:0 auto;padding:24px;background:#fff;border-radius:12px;
overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:.25em 0 .5em}
.shop{font-weight:600;margin:0}
label{display:flex;gap:12px;align-items:center;min-height:44px}
input{width:22px;height:22px;flex:none;accent-color:var(--colour)}
label:has(input:disabled){opacity:.55}
button{min-height:48px;padding:0 24px;margin-top:16px;border:0;border-radius:8px;font:inherit;
font-weight:600;background:var(--colour);color:#fff;cursor:pointer}
button:focus-visible,input:focus-visible{outline:3px solid #ff9f0a;outline-offset:2px}
.note{font-size:.875rem;color:#55555a}
ul{padding-left:1.2em}
a{color:inherit}
@media(prefers-color-scheme:dark){body{background:#000;color:#f2f2f7}main{background:#1c1c1e}
.note{color:#aeaeb2}button{border:1px solid #8e8e93}}
"""


def page(
    brand: Brand, language: Language, title: str, body: str, *, status: int = 200
) -> HTMLResponse:
    """A page of the shop; `body` is HTML, the title text."""
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)} · {escape(brand.name)}</title>"
        f"<style>:root{{--colour:{brand.colour}}}{_STYLE}</style></head><body><main>"
        f'<p class="shop">{escape(brand.name)}</p><h1>{escape(title)}</h1>{body}'
        "</main></body></html>"
    )
    return HTMLResponse(html, status, _HEADERS)


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph of a text."""
    of_kind = f' class="{kind}"' if kind else ""
    return f"<p{of_kind}>{escape(text)}</p>"


def form(button: str, fields: str = "") -> str:
    """A form that posts to the page's own address."""
    return f'<form method="post">{fields}<button>{escape(button)}</button></form>'
