"""Draw an item as a picture for an e-mail: its image, its title and its price."""

from collections.abc import Sequence
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont, ImageOps, UnidentifiedImageError

from functions.domain.nudges.messages.content import Brand, ContentItem, Language
from functions.rendering.formats import locale_of, money

# Drawn at twice the size at which a mail shows it, 300 × 100, for screens of small pixels.
WIDTH, HEIGHT = 600, 200
_IMAGE, _MARGIN = 168, 16
_TEXT_LEFT = _MARGIN + _IMAGE + 24
_TEXT_WIDTH = WIDTH - _TEXT_LEFT - _MARGIN
_TITLE_LINES = 3
# More pixels than this take memory and time that no picture of an item is worth.
_MAX_PIXELS = 24_000_000
_FONTS = files("functions.rendering") / "fonts"
_BACKGROUND, _BORDER = "#ffffff", "#d9d9de"
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
Font = ImageFont.FreeTypeFont


class Painter:
    """Made once a process, as fonts take a while to read."""

    def __init__(self) -> None:
        self._title = _font("Roboto-Regular.ttf", 30)
        self._price = _font("Roboto-Bold.ttf", 34)

    def png(
        self, item: ContentItem, language: Language, brand: Brand, image: bytes | None
    ) -> bytes:
        """Return a picture of `WIDTH` × `HEIGHT` pixels; without an image of the item its text."""
        canvas = Image.new("RGB", (WIDTH, HEIGHT), _BACKGROUND)
        draw = ImageDraw.Draw(canvas)
        draw.rectangle((0, 0, WIDTH - 1, HEIGHT - 1), outline=_BORDER)
        picture = thumbnail(image) if image else None
        if picture:
            left = _MARGIN + (_IMAGE - picture.width) // 2
            canvas.paste(picture, (left, (HEIGHT - picture.height) // 2))
        left = _TEXT_LEFT if picture else _MARGIN + 8
        width = WIDTH - left - _MARGIN
        lines = wrapped(item.title or item.item_id, self._title, width, _TITLE_LINES)
        draw.multiline_text((left, 24), "\n".join(lines), brand.text_colour, self._title, spacing=6)
        price = money(item.price, locale_of(language, language))
        if price:
            draw.text((left, HEIGHT - 58), price, brand.colour, self._price)
        return _encoded(canvas)


def empty_png() -> bytes:
    """Return one transparent pixel: a mail shows nothing where there is nothing to show."""
    return _encoded(Image.new("RGBA", (1, 1), (0, 0, 0, 0)))


def thumbnail(image: bytes) -> Image.Image | None:
    """Return an image at the size at which it is drawn; None for bytes that are none, or a bomb."""
    try:
        with Image.open(BytesIO(image), formats=_FORMATS) as opened:
            if opened.width * opened.height > _MAX_PIXELS:
                return None
            opened.draft("RGB", (_IMAGE, _IMAGE))  # of JPEG, no more is read than is needed
            plain = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    plain.thumbnail((_IMAGE, _IMAGE))
    background = Image.new("RGBA", plain.size, _BACKGROUND)
    return Image.alpha_composite(background, plain).convert("RGB")


def wrapped(text: str, font: Font, width: int, most: int) -> Sequence[str]:
    """Return at most `most` lines of at most `width` pixels; what is cut ends in three dots."""
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < most:
        line = _fitting(rest[0], font, width)
        taken = 1
        while taken < len(rest) and font.getlength(f"{line} {rest[taken]}") <= width:
            line, taken = f"{line} {rest[taken]}", taken + 1
        lines.append(line)
        rest = rest[taken:]
    if rest and lines:
        lines[-1] = _fitting(f"{lines[-1]} {rest[0]}", font, width, always=True)
    return lines


def _fitting(text: str, font: Font, width: int, *, always: bool = False) -> str:
    """Return a text that fits, cut at the end if need be, or `always` with dots."""
    if not always and font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _font(name: str, size: int) -> Font:
    return ImageFont.truetype(BytesIO((_FONTS / name).read_bytes()), size)


def _encoded(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
