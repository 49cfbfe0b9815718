"""A ZIP archive of one file, as shops send large exports."""

import shutil
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from functions.errors import FieldFault, Invalid

_ZIP = b"PK\x03\x04"
_WORKBOOKS = ("xl/", "content.xml", "Index/")  # of Excel, OpenOffice and Numbers


def unpacked(path: Path, folder: Path) -> Path:
    """The file, or of a ZIP archive its only file, written below `folder`.

    Raises:
        Invalid: it is a workbook, is damaged, or holds several files.
    """
    with path.open("rb") as file:
        if file.read(len(_ZIP)) != _ZIP:
            return path
    try:
        with ZipFile(path) as archive:
            return _written(archive, _only_file(archive), folder)
    except (BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        reason = f"is a ZIP archive that cannot be unpacked: {error}"
        raise Invalid(FieldFault("file", reason)) from error


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
