"""What an SMS costs, at the borders of its segments."""

import pytest

from functions.domain.nudges.messages.sms_segments import as_gsm7, sms_size


@pytest.mark.parametrize(
    ("text", "segments", "encoding"),
    [
        ("", 1, "GSM-7"),
        ("a" * 160, 1, "GSM-7"),
        ("a" * 161, 2, "GSM-7"),
        ("a" * 306, 2, "GSM-7"),
        ("a" * 307, 3, "GSM-7"),
        ("€" * 80, 1, "GSM-7"),
        ("€" * 81, 2, "GSM-7"),
        # An extended character is two, and is never torn: 76 fit into a part of 153.
        ("€" * 152, 2, "GSM-7"),
        ("€" * 153, 3, "GSM-7"),
        ("ñ¿¡Ü" * 40, 1, "GSM-7"),
        ("á" * 70, 1, "UCS-2"),
        ("á" * 71, 2, "UCS-2"),
        ("á" * 134, 2, "UCS-2"),
        ("á" * 135, 3, "UCS-2"),
        ("😀" * 35, 1, "UCS-2"),
        ("😀" * 36, 2, "UCS-2"),
        ("😀" * 67, 3, "UCS-2"),
        ("`" + "a" * 70, 2, "UCS-2"),
    ],
)
def test_segments(text: str, segments: int, encoding: str) -> None:
    size = sms_size(text)
    assert (size.segments, size.encoding) == (segments, encoding)


def test_the_characters_that_make_it_dearer_are_named() -> None:
    assert sms_size("“hola”, aquí y allí").odd == "“”í"


@pytest.mark.parametrize(
    ("text", "fitted"),
    [
        ("El carrito sigue aquí", "El carrito sigue aqui"),
        ("It’s “back” – now…", 'It\'s "back" - now...'),
        ("24,90\u00a0€", "24,90 €"),
        ("mañana, è", "mañana, è"),
        ("привет – aquí", "привет - aquí"),
    ],
)
def test_a_text_becomes_gsm7_where_it_can(text: str, fitted: str) -> None:
    assert as_gsm7(text) == fitted
