"""The text of a feed in XML, mended where shops write what XML does not allow.

A bare `&`, entities of HTML, tags of HTML that are not closed, a prefix without its namespace, and
signs of control are in feeds that Google takes. Sections of CDATA stay as they are.
"""

import codecs
import re
from collections.abc import Iterator
from html.entities import html5
from typing import BinaryIO

from functions.domain.reading.unreadable import Unreadable

_CHUNK = 1 << 16
_MOST_HELD = 1 << 22
"""Characters without an end of a tag; a product has fewer."""
_DECLARED = re.compile(rb"""^[^>]{0,60}\bencoding\s*=\s*["']([\w.:-]{1,40})["']""")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_OPEN_CDATA = re.compile(r"<!\[CDATA\[(?:(?!\]\]>).)*\Z", re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):(?=[A-Za-z_])")
_NAMESPACE = re.compile(r"\sxmlns:([\w.-]+)\s*=")
_DOCTYPE = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*<!(?:DOCTYPE|ENTITY)", re.DOTALL)
_ENCODINGS = re.compile(r"utf-(?:8|16\S*)|iso8859-\d+|cp\d+|koi8-\w|gb\w+|big5|shift_jis|euc_\w+")
_NO_TAG = re.compile(
    r"<(?![A-Za-z_/?]|!--|!\[CDATA\[)"
    r"|<(?=/?(?:a|b|i|u|p|s|br|hr|em|li|ol|ul|td|th|tr|h[1-6]|img|div|sub|sup|span|font|small|big"
    r"|strong|table|tbody|thead|center)(?:\s[^<>]*)?/?>)",
    re.IGNORECASE,
)
_AMPERSAND = re.compile(
    r"&(?!(?-i:amp|lt|gt|quot|apos);)(?:(#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)?",
    re.IGNORECASE,
)


def texts_of(file: BinaryIO) -> Iterator[str]:
    """Yield the text of a feed in pieces, as XML; spaces before the first tag are left out.

    Raises:
        Unreadable: its encoding is unknown, it declares entities, which may unfold without bound,
            or it has no tags.
    """
    chunk = file.read(_CHUNK).lstrip(b" \t\r\n")
    decoder = codecs.getincrementaldecoder(_encoding_of(chunk))("windows")
    held = decoder.decode(chunk).removeprefix("\ufeff")
    if _DOCTYPE.match(held):
        raise Unreadable("XML with a DOCTYPE is not read")
    known = {"xml"}  # the prefixes that have a namespace
    while chunk:
        if len(held) > _MOST_HELD:
            raise Unreadable("is no XML: it has no tags")
        is_open = _OPEN_CDATA.search(held)
        end = held.rfind(">", 0, is_open.start() if is_open else len(held)) + 1
        if end:
            yield _mended(held[:end], known)
            held = held[end:]
        chunk = file.read(_CHUNK)
        held += decoder.decode(chunk)
    yield _mended(held + decoder.decode(b"", final=True), known)


def _encoding_of(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _DECLARED.search(head)
    name = declared[1].decode("ascii") if declared else "utf-8"
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    if known in {"ascii", "iso8859-1"}:
        return "cp1252"  # as browsers read them
    if not _ENCODINGS.fullmatch(known):
        raise Unreadable(f"is XML in an unknown encoding, {name}")
    return known


def _mended(text: str, known: set[str]) -> str:
    text = _CONTROL.sub("", text)
    if "<![CDATA[" not in text:
        return _outside(text, known)
    parts = enumerate(_CDATA.split(text))
    return "".join(part if n % 2 else _outside(part, known) for n, part in parts)


def _outside(text: str, known: set[str]) -> str:
    """Mend what stands outside of sections of CDATA."""
    known.update(_NAMESPACE.findall(text))
    text = _NO_TAG.sub("&lt;", text)
    for prefix in set(_PREFIX.findall(text)) - known:
        text = re.sub(rf"(</?){re.escape(prefix)}:", r"\1", text)
    return _AMPERSAND.sub(_entity, text) if "&" in text else text


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    if not name.startswith("#"):
        meant = html5.get(f"{name};")
        return _escaped(meant) if meant else f"&amp;{name};"
    code = int(f"0{name[1:]}", 0) if name[1] in "xX" else int(name[1:])
    if code > 0x10FFFF or _CONTROL.fullmatch(chr(code)):
        return ""
    return f"&#{code};"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """The bytes that are not of the encoding, as Windows' own would have them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows", _as_windows)
