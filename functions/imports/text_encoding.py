"""Files of text in other encodings as UTF-8: what spreadsheets save is UTF-16 or of one country."""

import codecs
import gzip
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

TEXT_FORMATS = frozenset({".csv", ".tsv", ".txt", ".tab"})
_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
_SEPARATOR = re.compile(r'\ufeff?"?sep=.{0,2}"?\r?\n', re.IGNORECASE)  # Excel's line for itself


def in_utf8(path: Path, folder: Path) -> Path:
    """The file, or a copy below `folder` in UTF-8 and without Excel's line of the separator."""
    formats = {each.lower() for each in path.suffixes}
    if not formats & TEXT_FORMATS or ".zst" in formats:
        return path
    with _opened(path) as file:
        head = file.read(_CHUNK)
    encoding = _encoding_of(path, head)
    if encoding == "utf-8" and not _SEPARATOR.match(head[:40].decode("utf-8", "replace")):
        return path
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / path.name.removesuffix(".gz")
    with _opened(path) as file, copy.open("w", encoding="utf-8", newline="") as out:
        for n, text in enumerate(_texts(file, encoding)):
            out.write(_SEPARATOR.sub("", text, count=1) if n == 0 else text)
    shutil.copystat(path, copy)  # when the file was written counts
    return copy


def _encoding_of(path: Path, head: bytes) -> str:
    """UTF-16 by its mark or by its zeros; UTF-8 if all of the file is; else Windows' own."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head[1:200:2] and b"\0" not in head[:200:2]:
        return "utf-16-le"
    if b"\0" in head[:200:2] and b"\0" not in head[1:200:2]:
        return "utf-16-be"
    try:
        with _opened(path) as file:
            for _ in _texts(file, "utf-8", errors="strict"):
                pass
    except UnicodeDecodeError:
        # Some wrong bytes in a file of UTF-8 are its rows' fault; a country's letters are many.
        return "utf-8" if _is_mostly_utf8(head) else "cp1252"
    return "utf-8"


def _is_mostly_utf8(head: bytes) -> bool:
    """Whether more of the letters beyond ASCII are UTF-8's than are not."""
    text = head.decode("utf-8", "replace")
    return sum(sign > "\x7f" and sign != "\ufffd" for sign in text) > text.count("\ufffd")


def _texts(file: BinaryIO, encoding: str, errors: str = "replace") -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    while chunk := file.read(_CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
        file.seek(0)
        if not packed:
            yield file
            return
        with gzip.open(file) as inner:
            yield cast("BinaryIO", inner)
