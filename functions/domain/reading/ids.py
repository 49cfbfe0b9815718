"""Ids as senders write them: text of up to 256 bytes, one text for each id."""

import re
from typing import Any
from unicodedata import category, normalize

from functions.domain.reading.unreadable import Unreadable

MAX_BYTES = 256

# What a program writes where it has no id. Compared in lower case, `_` for spaces.
_NO_ID = frozenset(
    (
        "undefined", "null", "none", "nil", "nan", "na", "n/a", "void", "empty", "unknown", "unset",
        "not_set", "notset", "not-set", "no_id", "noid", "default", "false", "true",
        "[object_object]", "object_object", "{}", "[]", "-", "--", ".", "*", "?", "userid",
        "user_id", "user-id", "customerid", "customer_id", "customer-id", "anonymousid",
        "anonymous_id", "anonymous", "anon", "anonym", "anonymous_user", "anonymous-user",
        "anonymoususer", "anonyme", "anónimo", "anonimo", "anónima", "anonima", "anônimo",
        "anonymní", "guest", "guests", "guest_user", "guest-user", "guestuser", "gast", "gäst",
        "invité", "invite", "invitado", "invitada", "convidado", "convidada", "ospite", "gość",
        "visitante", "visiteur", "misafir", "vieras", "гость", "аноним", "неизвестно", "匿名",
        "not_logged_in", "not-logged-in", "notloggedin", "logged_out",
        "logged-out", "loggedout", "no_user", "no-user", "nouser", "unknown_user", "unknown-user",
        "unidentified", "#n/a", "_", "__", "visitor", "visitors", "desconocido", "desconocida",
        "inconnu", "unbekannt", "sconosciuto", "desconhecido",
        "访客", "訪客", "游客", "ゲスト", "게스트", "ضيف", "मेहमान",
    )
)  # fmt: skip
# Spaces, and signs that no one sees: a byte order mark, joiners, marks of direction.
_INVISIBLE = "".join(chr(n) for n in range(0x2100) if chr(n).isspace()) + (
    "\u3000\ufeff\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e"
)
_NO_NUMBER = re.compile(r"[+-]?0+(\.0+)?|-1(\.0+)?|0x0+|[+-]?inf(inity)?")
_NOTHING = re.compile(
    r"(undefined|null|none|nan|nil)([-_.,:;@/|]+(undefined|null|none|nan|nil|com))*"
)
_TEMPLATE = re.compile(
    r"\{\{.*\}\}|\$\{.*\}|<%.*%>|%%.*%%|\*\|.*\|\*|%7b%7b.*%7d%7d"
    r"|^%[a-z_. ]+%$|^\{[a-z_. ]+\}$|^\[[a-z_. ]+\]$|^<[a-z_. ]+>$|^\[object \w+\]$"
)
_ONE_DIGIT = re.compile(r"0+|f{8,}")


def id_of(value: Any) -> str:
    """The id: the text of a whole number, or the text in NFC without spaces around it.

    Raises:
        Unreadable: it is neither, has control characters, or is too long.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unreadable("must be a text or a number")
    text = value if isinstance(value, str) else _digits(value)
    if not text.isascii():
        text = normalize("NFC", text)
    text = text.strip(_INVISIBLE)
    if not text.isprintable() and any(category(sign) in {"Cc", "Cs", "Cn"} for sign in text):
        raise Unreadable("must not contain control characters")
    if not text or (len(text) * 4 > MAX_BYTES and len(text.encode()) > MAX_BYTES):
        raise Unreadable(f"must be 1 to {MAX_BYTES} bytes")
    return text


def is_placeholder(person_id: str) -> bool:
    """Whether a user id, an anonymous id or an external id identifies no one.

    `undefined`, `null`, `0`, `-1`, `guest`, `[object Object]`, a template that was not filled in,
    and UUIDs or other texts of nothing but zeros or nothing but `f`.
    """
    text = normalize("NFKC", person_id).lower()
    plain = re.sub(r"\s+", "_", text.strip(" \t\"'`()<>"))
    if (
        not plain
        or plain in _NO_ID
        or any(each.fullmatch(plain) for each in (_NO_NUMBER, _NOTHING))
    ):
        return True
    if _TEMPLATE.search(text):
        return True
    digits = re.sub(r"[-_.:{}]", "", plain)
    return _ONE_DIGIT.fullmatch(digits) is not None or _is_nil_uuid(digits)


def _is_nil_uuid(digits: str) -> bool:
    """Whether it is what a client without randomness makes of a UUID: zeros or `f`s alone.

    Two of its digits are the version and the variant.
    """
    return len(digits) == 32 and {*digits[:12], *digits[13:16], *digits[17:]} in ({"0"}, {"f"})


def _digits(value: int | float) -> str:
    if isinstance(value, float):
        if not value.is_integer():
            return repr(value) if value == value and abs(value) < 1e16 else ""  # noqa: PLR0124 NaN
        value = int(value)
    if value.bit_length() > MAX_BYTES * 3:
        raise Unreadable(f"must be 1 to {MAX_BYTES} bytes")
    return str(value)
