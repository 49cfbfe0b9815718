"""How DuckDB is to read a file of text, where its own look at the first rows misjudges the rest."""

import re
from pathlib import Path

from functions.imports.text_encoding import opened
from functions.imports.uneven_rows import LONGEST_ROW

_HEAD = 1 << 20
_BUFFER = 2 * LONGEST_ROW
# Orders of Shopify begin with `#1001`, which is no comment.
_OPTIONS = (
    "all_varchar = true, header = true, store_rejects = true, comment = '', "
    f"max_line_size = {LONGEST_ROW}, buffer_size = {_BUFFER}"
)
_SINGLE_QUOTES = re.compile(rb"[,;\t|\n]'[^'\n]*'[,;\t|\r\n]")


def csv_options(path: Path) -> str:
    """The options of `read_csv`, every column as text; rejected rows go to `reject_errors`."""
    with opened(path) as file:
        head = file.read(_HEAD)
    options = _OPTIONS
    if b'"' in head or not _SINGLE_QUOTES.search(head):
        options += ", quote = '\"'"  # the first that is quoted may stand below the rows looked at
    is_by_tabs = ".tsv" in path.suffixes or path.suffix == ".txt"
    if is_by_tabs and b"\t" in head.partition(b"\n")[0]:  # `.txt` may have other separators
        options += ", delim = '\t'"
    return options
