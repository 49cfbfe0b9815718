"""Texts that programs, templates and people write where they have no id of a person."""

import re
from unicodedata import category, normalize

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
        "inconnu", "unbekannt", "sconosciuto", "desconhecido", "unavailable", "nobody", "nadie",
        "niemand", "nullptr", "nonetype", "\\n", "deleted", "deleted_user",
        # What a till writes for an unknown buyer.
        "walk-in", "walkin", "walk_in", "walk-in_customer", "walk_in_customer", "walkin_customer",
        "cash_customer", "cash_sale", "counter_sale", "over_the_counter", "consumidor_final",
        "mostrador", "venta_mostrador", "venta_de_mostrador", "cliente_mostrador",
        "cliente_generico", "cliente_genérico", "cliente_contado", "cliente_varios",
        "clientes_varios", "publico_general", "público_general", "publico_en_general",
        "público_en_general", "laufkunde", "laufkundschaft", "barverkauf", "client_comptoir",
        "client_de_passage", "cliente_occasionale", "cliente_balcão", "venda_balcão",
        "object", "system.object", "string", "uuid", "guid",
        "redacted", "[redacted]", "[filtered]", "masked", "removed", "unauthenticated",
        "not_authenticated", "notauthenticated", "opt-out", "optout", "opted_out", "opted-out",
        "未登录", "未登錄", "匿名用户", "匿名用戶", "匿名ユーザー",
        "ゲストユーザー", "访客", "訪客", "游客", "ゲスト", "게스트", "ضيف", "मेहमान",
    )
)  # fmt: skip
# "anonymous user", "usuario invitado": words for no one, with words for a person.
_NAMELESS = frozenset(each for each in _NO_ID if each.isalpha())
_PERSON = frozenset(
    (
        "user", "users", "customer", "customers", "client", "account", "shopper", "member", "id",
        "uid", "usr", "cus", "cust", "userid", "customerid",
        "usuario", "usuaria", "cliente", "cuenta", "utilisateur", "compte", "benutzer", "nutzer",
        "kunde", "konto", "utente", "usuário", "utilizador", "value",
    )
)  # fmt: skip
# "not available", "sin definir": a denial of what an id should be.
_DENIALS = frozenset(("not", "no", "non", "sin", "kein", "keine", "keiner", "sem", "senza", "sans"))
_DENIED = frozenset(
    (
        "set", "available", "applicable", "defined", "found", "provided", "given", "specified",
        "assigned", "known", "logged", "in", "identified", "registered", "id", "user", "name",
        "value", "data", "one", "definir", "definido", "definida", "disponible", "asignado",
        "asignada", "identificado", "identificada", "registrado", "registrada", "conocido",
        "angabe", "verfügbar", "disponível", "disponibile", "défini", "connecté", "aplica",
    )
)  # fmt: skip
_LETTERS = frozenset(("na", "nd", "ka", "sn", "no"))  # n/a, n.d., k. A., s/n
_SHEET_ERROR = re.compile(r"#(ref!|name\?|value!|null!|div/0!|num!|n/a)")
_NO_NUMBER = re.compile(r"[+-]?0+(\.0+)?|-1(\.0+)?|0x0+|[+-]?inf(inity)?")
_NOTHING = re.compile(
    r"(undefined|null|none|nan|nil)([-_.,:;@/|]+(undefined|null|none|nan|nil|com))*"
    r"|(undefined|null){2,}|optional\(nil\)?|function_?\w*\(.*|promise_\{.*|x{3,}|9{8,}"
)
_TEMPLATE = re.compile(
    r"\{\{.*\}\}|\$\{.*\}|<%.*%>|%%.*%%|\*\|.*\|\*|%7b%7b.*%7d%7d"
    r"|\{%.*%\}|^@@.*@@$|^\$[a-z_]+$"
    r"|^%[a-z_. ]+%$|^\{[a-z_. ]+\}$|^\[[a-z_. ]+\]$|^<[a-z_. ]+>$|^\[object \w+\]$"
)
# `YOUR_USER_ID`: what an example of a documentation has.
_EXAMPLES = frozenset(("your", "insert", "here", "enter", "replace"))
# The MD5, SHA-1 and SHA-256 of no text, as of an address that was not given.
_OF_NOTHING = frozenset(
    (
        "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    )
)  # fmt: skip
_ONE_DIGIT = re.compile(r"0{8,}|f{8,}")  # `0-0` may be the first of something


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
        or plain in _OF_NOTHING
        or any(each.fullmatch(plain) for each in (_NO_NUMBER, _NOTHING))
    ):
        return True
    if _TEMPLATE.search(text) or _SHEET_ERROR.fullmatch(plain) or _names_no_one(text.strip()):
        return True
    digits = re.sub(r"[-_.:{}]", "", plain)
    return _ONE_DIGIT.fullmatch(digits) is not None or _is_nil_uuid(digits)


def _is_nil_uuid(digits: str) -> bool:
    """Whether it is what a client without randomness makes of a UUID: one digit alone.

    Two of its digits are the version and the variant.
    """
    return len(digits) == 32 and len({*digits[:12], *digits[13:16], *digits[17:]}) == 1


def _names_no_one(text: str) -> bool:
    """Whether a text in lower case is of words for no one, or of no sign but punctuation."""
    words = re.findall(r"[^\W_]+", text)
    if not words:
        return all(sign == "_" or category(sign)[0] in "PZ" for sign in text)
    if all(len(word) == 1 for word in words):
        return len(words) > 1 and "".join(words) in _LETTERS
    if _EXAMPLES.intersection(words) and any(word in _PERSON for word in words):
        return all(word in _EXAMPLES or word in _PERSON for word in words)
    if words[0] in _DENIALS and len(words) > 1:
        return all(word in _DENIED for word in words[1:])
    return _NAMELESS.issuperset(word for word in words if word not in _PERSON) and any(
        word in _NAMELESS for word in words
    )
