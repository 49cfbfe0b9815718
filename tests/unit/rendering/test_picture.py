"""Pictures of items: always the same size, whatever the catalogue holds."""

import struct
import zlib
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image

from functions.domain.nudges.messages.content import Brand, ContentItem, Price
from functions.rendering.picture import HEIGHT, WIDTH, Painter, empty_png, thumbnail

BRAND = Brand()
PRICE = Price(Decimal("24.9"), "EUR")


@pytest.fixture(scope="module")
def painter() -> Painter:
    return Painter()


def item(title: str | None, price: Price | None = PRICE) -> ContentItem:
    return ContentItem(item_id="teapot", title=title, price=price)


def encoded(picture: Image.Image, form: str) -> bytes:
    out = BytesIO()
    picture.save(out, form)
    return out.getvalue()


def opened(png: bytes) -> Image.Image:
    picture = Image.open(BytesIO(png))
    assert picture.format == "PNG"
    return picture


@pytest.mark.parametrize(
    "title",
    ["Teapot", None, "ñandú café €", "x" * 500, "word " * 100, "茶壺", "a\u202eb", "🫖", " "],
)
def test_any_title_is_drawn_inside(painter: Painter, title: str | None) -> None:
    picture = opened(painter.png(item(title), "es", BRAND, None))
    assert picture.size == (WIDTH, HEIGHT)
    inside = picture.convert("L").crop((WIDTH - 14, 2, WIDTH - 2, HEIGHT - 2))
    assert inside.getextrema() == (255, 255), "nothing is drawn in the right margin"


def test_letters_of_spanish_have_shapes_of_their_own(painter: Painter) -> None:
    drawn = {painter.png(item(sign), "es", BRAND, None) for sign in "nñaáeé€\u0378"}
    assert len(drawn) == 8


def test_the_price_is_written_as_the_language_does(painter: Painter) -> None:
    spanish, english = (painter.png(item("x"), lang, BRAND, None) for lang in ("es", "en"))
    assert spanish != english
    assert painter.png(item("x", None), "es", BRAND, None) != spanish


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_an_image_stands_next_to_the_text(painter: Painter, form: str) -> None:
    red = encoded(Image.new("RGB", (300, 900), "#ff0000"), form)
    picture = opened(painter.png(item("Teapot"), "en", BRAND, red))
    assert picture.size == (WIDTH, HEIGHT)
    colour = picture.convert("RGB").getpixel((100, 100))
    assert isinstance(colour, tuple)
    assert colour[0] > 240 and colour[1] < 30  # noqa: PT018


def bomb() -> bytes:
    """A PNG of a few bytes that claims 60,000 × 60,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    signature = b"\x89PNG\r\n\x1a\n"
    return (
        signature + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "image",
    [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", bomb(),
     encoded(Image.new("RGB", (50, 50)), "PNG")[:60], encoded(Image.new("RGB", (9, 9)), "TIFF")],
)  # fmt: skip
def test_what_is_no_picture_is_left_out(painter: Painter, image: bytes) -> None:
    assert thumbnail(image) is None
    without = painter.png(item("Teapot"), "en", BRAND, None)
    assert painter.png(item("Teapot"), "en", BRAND, image) == without


def test_nothing_to_show_is_one_transparent_pixel() -> None:
    picture = opened(empty_png())
    assert picture.size == (1, 1)
    assert picture.getpixel((0, 0)) == (0, 0, 0, 0)
