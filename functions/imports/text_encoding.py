"""Files of text in other encodings as UTF-8: what spreadsheets save is UTF-16 or of one country."""

import codecs
import gzip
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from functions.errors import FieldFault, Invalid
from functions.imports.bounds import Unpacked
from functions.imports.title_rows import without_titles
from functions.imports.unpacking import check_inflated, check_unpacked, unpacked
from functions.imports.western_letters import is_western

TEXT_FORMATS = frozenset({".csv", ".tsv", ".txt", ".tab", ".jsonl", ".ndjson", ".json"})
_JSON = frozenset({".jsonl", ".ndjson", ".json"})
_CHUNK = 1 << 20
_HEAD = 256
_JSON_BEGINS = re.compile(r"[\ufeff\s]*(?:\[\s*)?\{")
_GZIP = b"\x1f\x8b"
_SEPARATOR = re.compile(r'\ufeff?"?sep=.{0,2}"?\r?\n', re.IGNORECASE)  # Excel's line for itself


def in_utf8(path: Path, folder: Path, most: Unpacked | None = None) -> Path:
    """The file, or a copy below `folder`: in UTF-8, and from its header on.

    Excel's line of the separator and rows of titles are left out. It is packed if its name says
    so; of JSON, no byte order mark stands before it.

    Args:
        path: the file.
        folder: where copies are written.
        most: how large it may be once it is unpacked; by default of any size.

    Raises:
        Invalid: it is packed and ends before its end, is too large, or is a ZIP archive of several
            files.
    """
    try:
        written = most.written if most else None
        path = unpacked(path, folder, written)
        if most and _is_packed(path):
            check_inflated(path, most.read)
        return _in_utf8(path, folder, written)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Invalid(FieldFault("file", f"is damaged; send it again: {error}")) from error


def _in_utf8(path: Path, folder: Path, most: int | None) -> Path:
    formats = {each.lower() for each in path.suffixes}
    if ".zst" in formats or not (formats & TEXT_FORMATS or begins_as_json(path)):
        return path
    with opened(path) as file:
        head = file.read(_CHUNK)
    packed = _is_packed(path)
    encoding = _encoding_of(path, head)
    named_right = packed == (".gz" in formats)
    is_json = bool(formats & _JSON) or begins_as_json(path)
    has_mark = is_json and head.startswith(codecs.BOM_UTF8)
    begin = _first_of_json if is_json else _from_header
    text = head.decode(encoding, "replace")
    starts_right = not has_mark and len(begin(text)) == len(text.removeprefix("\ufeff"))
    if encoding == "utf-8" and named_right and starts_right:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    size = 0
    copy = folder / path.name.removesuffix(".gz").removesuffix(".GZ")
    with opened(path) as file, copy.open("w", encoding="utf-8", newline="") as out:
        for n, text in enumerate(_texts(file, encoding)):
            size += len(text)  # in letters: a file in which many take two bytes is rare
            check_unpacked(size, most)
            out.write(text if n else begin(text))
    shutil.copystat(path, copy)  # when the file was written counts
    return copy


def _first_of_json(text: str) -> str:
    return text.removeprefix("\ufeff")


def _from_header(text: str) -> str:
    """The first text of a table, without what stands above its header."""
    return without_titles(_SEPARATOR.sub("", text.removeprefix("\ufeff"), count=1))


def begins_as_json(path: Path) -> bool:
    """Whether a file, packed or not, begins with an object of JSON or a list of them.

    A collector's archive may have any name, `1700000000.s3.1.gz` for example.
    """
    with opened(path) as file:
        head = file.read(_HEAD)
    return _JSON_BEGINS.match(head.decode(_by_mark(head) or "utf-8", "replace")) is not None


def _encoding_of(path: Path, head: bytes) -> str:
    """UTF-16 by its mark or by its zeros; UTF-8 if all of the file is; else Windows' own.

    Raises:
        Invalid: it is none of these.
    """
    if by_mark := _by_mark(head):
        return by_mark
    try:
        with opened(path) as file:
            for _ in _texts(file, "utf-8", errors="strict"):
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
        if is_western(_texts(file, "cp1252")):
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


def _texts(file: BinaryIO, encoding: str, errors: str = "replace") -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    while chunk := file.read(_CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == _GZIP


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The content of a file, unpacked where it is gzip."""
    with path.open("rb") as file:
        if not _is_packed(path):
            yield file
            return
        with gzip.open(file) as inner:
            yield cast("BinaryIO", inner)
