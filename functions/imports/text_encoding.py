"""In which encoding a file of text is: what spreadsheets save is UTF-16 or of one country."""

import codecs
import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from functions.errors import FieldFault, Invalid
from functions.imports.western_letters import is_western

CHUNK = 1 << 20
_HEAD = 256
_JSON_BEGINS = re.compile(r"[\ufeff\s]*(?:\[\s*)?\{")
_GZIP = b"\x1f\x8b"


def begins_as_json(path: Path) -> bool:
    """Whether a file, packed or not, begins with an object of JSON or a list of them.

    A collector's archive may have any name, `1700000000.s3.1.gz` for example.
    """
    with opened(path) as file:
        head = file.read(_HEAD)
    return _JSON_BEGINS.match(head.decode(_by_mark(head) or "utf-8", "replace")) is not None


def encoding_of(path: Path, head: bytes) -> str:
    """UTF-16 by its mark or by its zeros; UTF-8 if all of the file is; else Windows' own.

    Raises:
        Invalid: it is none of these.
    """
    if by_mark := _by_mark(head):
        return by_mark
    try:
        with opened(path) as file:
            for _ in texts_in(file, "utf-8", errors="strict"):
                pass
    except UnicodeDecodeError:
        # Some wrong bytes in a file of UTF-8 are its rows' fault; a country's letters are many.
        return "utf-8" if _is_mostly_utf8(head) else _windows(path)
    return "utf-8"


def _windows(path: Path) -> str:
    """Windows' own encoding of Western Europe, unless the letters are those of another one.

    Raises:
        Invalid: they are; read as they are, titles would have wrong letters.
    """
    with opened(path) as file:
        if is_western(texts_in(file, "cp1252")):
            return "cp1252"
    reason = (
        "is in an encoding that is not known: read are UTF-8, UTF-16 and, of Western Europe's "
        "languages, Windows-1252. Save it as UTF-8 (in Excel: CSV UTF-8) and send it again"
    )
    raise Invalid(FieldFault("file", reason))


def _by_mark(head: bytes) -> str | None:
    """UTF-16 by its mark or by its zeros; None of other encodings."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[:_HEAD:2], head[1:_HEAD:2]
    if _are_zeros(odd) and not _are_zeros(even):
        return "utf-16-le"
    if _are_zeros(even) and not _are_zeros(odd):
        return "utf-16-be"
    return None


def _are_zeros(half: bytes) -> bool:
    """Whether many of every second byte are 0; a file of other encodings may have a stray one."""
    return half.count(0) * 5 > len(half)


def _is_mostly_utf8(head: bytes) -> bool:
    """Whether more of the letters beyond ASCII are UTF-8's than are not."""
    text = head.decode("utf-8", "replace")
    return sum(sign > "\x7f" and sign != "\ufffd" for sign in text) > text.count("\ufffd")


def texts_in(file: BinaryIO, encoding: str, errors: str = "replace") -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    while chunk := file.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == _GZIP


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The content of a file, unpacked where it is gzip."""
    with path.open("rb") as file:
        if not is_packed(path):
            yield file
            return
        with gzip.open(file) as inner:
            yield cast("BinaryIO", inner)
