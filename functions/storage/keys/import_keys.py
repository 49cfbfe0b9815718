"""Keys of imports of files."""

from functions.storage.keys.key import Key

IMPORTS = "imports"
IMPORT = "import#"


def file_import(import_id: str) -> Key:
    return {"pk": IMPORTS, "sk": f"{IMPORT}{import_id}"}


def imported_file(digest: str) -> Key:
    """When a file of this content was imported first, under whatever name."""
    return {"pk": IMPORTS, "sk": f"file#{digest}"}
