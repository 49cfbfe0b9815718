"""Feeds in XML as shops write them."""

from io import BytesIO
from pathlib import Path

import pytest

from functions.errors import Invalid
from functions.imports.feed_text import texts_of
from functions.imports.item_files import rows_of

NAMESPACE = ' xmlns:g="http://base.google.com/ns/1.0"'


def titles(path: Path, content: bytes) -> list[str | None]:
    path.write_bytes(content)
    return [row.get("title") for row in rows_of(path)]


def feed(title: str, root: str = NAMESPACE) -> str:
    first = f"<item><g:id>1</g:id><g:title>{title}</g:title></item>"
    return f"<rss{root}><channel>{first}<item><g:title>Mug</g:title></item></channel></rss>"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Salt & Pepper", "Salt & Pepper"),
        ("Salt &amp; Pepper &#38; &#x26;", "Salt & Pepper & &"),
        ("Salt &", "Salt &"),
        ("Salt &AMP; Pepper", "Salt & Pepper"),
        ("a&b;c", "a&b;c"),
        ("Caf&eacute;&nbsp;noir &euro;&#0;", "Café\xa0noir €"),
        ("5 < 6 & 7 > 6", "5 < 6 & 7 > 6"),
        ("One<br>two<br/>three<p>", "One<br>two<br/>three<p>"),
        ('<a href="x?y&z">Mug</a> <b>big</b>', '<a href="x?y&z">Mug</a> <b>big</b>'),
        ("a\x0bb\x00c", "abc"),
        ("<![CDATA[Salt & <b>Pepper</b> <g:x> &eacute;]]>", "Salt & <b>Pepper</b> <g:x> &eacute;"),
        ("&lt;b&gt;Cup&lt;/b&gt;", "<b>Cup</b>"),
    ],
)  # fmt: skip
def test_what_xml_does_not_allow_is_mended(tmp_path: Path, written: str, title: str) -> None:
    assert titles(tmp_path / "f.xml", feed(written).encode()) == [title, "Mug"]
    # At any place of a long file, too, where it is read in pieces.
    for shift in range(0, 40, 3):
        long = feed(
            f"{written}</g:title><g:link>{'x' * (65_480 + shift - len(written))}</g:link><g:title>"
        )
        path = tmp_path / "long.xml"
        path.write_text(long.replace("<g:title></g:title>", ""), "utf-8")
        assert [row.get("title") for row in rows_of(path)] == [title, "Mug"], shift


def test_a_prefix_may_lack_its_namespace(tmp_path: Path) -> None:
    assert titles(tmp_path / "f.xml", feed("Cup", root="").encode()) == ["Cup", "Mug"]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("", "cp1252"), ("UTF-8", "cp1252"), ("ISO-8859-1", "cp1252"), ("windows-1252", "cp1252"),
     ("utf-16", "utf-16"), ("", "utf-8-sig"), ("iso-8859-15", "iso-8859-15"), ("UTF-8", "utf-8")],
)  # fmt: skip
def test_letters_of_any_encoding_are_read(tmp_path: Path, declared: str, encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    content = (head + feed("Café 5 €")).encode(encoding)
    assert titles(tmp_path / "f.xml", content) == ["Café 5 €", "Mug"]


@pytest.mark.parametrize("encoding", ["zlib", "rot13", "idna", "unicode_escape", "klingon"])
def test_an_encoding_that_is_none_refuses_the_file(tmp_path: Path, encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?>{feed("Cup")}'.encode()
    with pytest.raises(Invalid, match="unknown encoding"):
        titles(tmp_path / "f.xml", content)


@pytest.mark.parametrize(
    "start", ["", "\n ", '<?xml version="1.0"?>\n', "<!-- a > b -->", f"<!--{'x' * 70_000}-->"]
)
def test_entities_are_never_unfolded(tmp_path: Path, start: str) -> None:
    bomb = f'{start}<!DOCTYPE a [<!ENTITY b "c">]><rss><item><title>&b;</title></item></rss>'
    with pytest.raises(Invalid):
        titles(tmp_path / "f.xml", bomb.encode())


def test_a_feed_that_was_cut_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="is no XML"):
        titles(tmp_path / "f.xml", feed("Cup").encode()[:-30])


def test_a_section_is_left_as_it_is_where_a_piece_ends() -> None:
    text = "<item><![CDATA[" + "x & <b> " * 20_000 + "]]></item>"
    assert "".join(texts_of(BytesIO(text.encode()))) == text
