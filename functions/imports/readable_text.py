"""Files of text as what reads them needs them: in UTF-8, from the header on, with even rows."""

import codecs
import gzip
import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from functions.errors import FieldFault, Invalid
from functions.imports.bounds import Unpacked
from functions.imports.text_encoding import (
    CHUNK,
    begins_as_json,
    encoding_of,
    is_packed,
    opened,
    texts_in,
)
from functions.imports.title_rows import without_titles
from functions.imports.uneven_rows import EVEN, evened, unevenness_of
from functions.imports.unpacking import check_inflated, check_unpacked, unpacked

_TEXT_FORMATS = frozenset({".csv", ".tsv", ".txt", ".tab", ".jsonl", ".ndjson", ".json"})
_JSON = frozenset({".jsonl", ".ndjson", ".json"})
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
        if most and is_packed(path):
            check_inflated(path, most.read)
        return _in_utf8(path, folder, written)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Invalid(FieldFault("file", f"is damaged; send it again: {error}")) from error


def _in_utf8(path: Path, folder: Path, most: int | None) -> Path:
    formats = {each.lower() for each in path.suffixes}
    if ".zst" in formats:
        return path
    is_json = bool(formats & _JSON) or begins_as_json(path)
    if not (is_json or formats & _TEXT_FORMATS):
        return path
    with opened(path) as file:
        head = file.read(CHUNK)
    packed = is_packed(path)
    encoding = encoding_of(path, head)
    named_right = packed == (".gz" in formats)
    has_mark = is_json and head.startswith(codecs.BOM_UTF8)
    begin = _first_of_json if is_json else _from_header
    text = head.decode(encoding, "replace")
    begun = begin(text)
    starts_right = not has_mark and len(begun) == len(text.removeprefix("\ufeff"))
    uneven = EVEN if is_json else unevenness_of(begun)
    if encoding == "utf-8" and named_right and starts_right and uneven == EVEN:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / path.name.removesuffix(".gz").removesuffix(".GZ")
    with opened(path) as file, copy.open("w", encoding="utf-8", newline="") as out:
        texts = _begun(_bounded(texts_in(file, encoding), most), begin)
        out.writelines(texts if uneven == EVEN else evened(texts, uneven))
    shutil.copystat(path, copy)  # when the file was written counts
    return copy


def _bounded(texts: Iterator[str], most: int | None) -> Iterator[str]:
    size = 0
    for text in texts:
        size += len(text)  # in letters: a file in which many take two bytes is rare
        check_unpacked(size, most)
        yield text


def _begun(texts: Iterator[str], begin: Callable[[str], str]) -> Iterator[str]:
    """Yield the texts, the first one as `begin` makes it."""
    yield begin(next(texts, ""))
    yield from texts


def _first_of_json(text: str) -> str:
    return text.removeprefix("\ufeff")


def _from_header(text: str) -> str:
    """The first text of a table, without what stands above its header."""
    return without_titles(_SEPARATOR.sub("", text.removeprefix("\ufeff"), count=1))
