"""A ZIP archive of one file, as shops send large exports, and the bounds of what is packed."""

import gzip
import shutil
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from functions.errors import FieldFault, Invalid

_CHUNK = 1 << 20
_ZIP = b"PK\x03\x04"
_WORKBOOKS = ("xl/", "content.xml", "Index/")  # of Excel, OpenOffice and Numbers


def unpacked(path: Path, folder: Path, most: int | None = None) -> Path:
    """The file, or of a ZIP archive its only file, written below `folder`: at most `most` bytes.

    Raises:
        Invalid: it is a workbook, is damaged, is larger, or holds several files.
    """
    with path.open("rb") as file:
        if file.read(len(_ZIP)) != _ZIP:
            return path
    try:
        with ZipFile(path) as archive:
            member = _only_file(archive)
            check_unpacked(member.file_size, most)  # no more than it says is read of a member
            return _written(archive, member, folder)
    except (BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        reason = f"is a ZIP archive that cannot be unpacked: {error}"
        raise Invalid(FieldFault("file", reason)) from error


def check_inflated(path: Path, most: int) -> None:
    """Read a file of gzip to its end, or until it has more than `most` bytes.

    Raises:
        Invalid: it has more.
        EOFError, zlib.error, BadGzipFile: it is damaged.
    """
    count = 0
    with gzip.open(path) as file:
        while chunk := file.read(_CHUNK):
            count += len(chunk)
            check_unpacked(count, most)


def check_unpacked(size: int, most: int | None) -> None:
    """Refuse what is too large once it is unpacked; any size where `most` is None.

    Raises:
        Invalid: it has more bytes than `most`.
    """
    if most is not None and size > most:
        reason = f"unpacks to more than {most:,} bytes; cut it, and import the pieces"
        raise Invalid(FieldFault("file", reason))


def _only_file(archive: ZipFile) -> ZipInfo:
    members = [each for each in archive.infolist() if not each.is_dir()]
    if any(each.filename.startswith(_WORKBOOKS) for each in members):
        raise Invalid(FieldFault("file", "is a workbook; save its sheet as CSV"))
    files = [each for each in members if not _is_hidden(PurePosixPath(each.filename))]
    if len(files) != 1:
        reason = f"is a ZIP archive of {len(files)} files; send each file alone"
        raise Invalid(FieldFault("file", reason))
    return files[0]


def _is_hidden(name: PurePosixPath) -> bool:
    """Whether a system put the file there: `__MACOSX/`, `.DS_Store`."""
    return name.name.startswith(".") or name.parts[0].startswith("__")


def _written(archive: ZipFile, member: ZipInfo, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / PurePosixPath(member.filename).name
    with archive.open(member) as source, path.open("wb") as out:
        shutil.copyfileobj(source, out)
    return path
