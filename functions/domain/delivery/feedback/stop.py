"""Whether an answer of a person asks for no more messages, in English or in Spanish."""

import re
import unicodedata

# Alone, or before a few other words.
_FIRST_WORDS = frozenset({"stop", "stopall", "unsubscribe", "optout", "desuscribir"})
# Alone, but for words of courtesy.
_PHRASES = frozenset(
    {
        "cancel", "end", "quit", "revoke", "opt out", "remove", "remove me", "no more",
        "baja", "alto", "parar", "para", "cancelar", "cancela", "detener", "deten", "fin", "basta",
        "salir", "no mas", "dar de baja", "dame de baja", "darme de baja", "darse de baja",
        "quiero darme de baja", "no molestar", "no enviar mas", "no me escriban",
        "no me escribas mas", "eliminar",
    }
)  # fmt: skip
_COURTESY = frozenset({"por", "favor", "please", "gracias", "thanks", "ya", "now"})
_MOST_WORDS = 6


def asks_to_stop(answer: str) -> bool:
    """Return whether a text message is one of the words that end messages.

    Case, accents and signs do not count. `baja` in a longer sentence is an ordinary word.
    """
    plain = unicodedata.normalize("NFKD", answer[:200]).casefold()
    words = re.findall(r"[^\W\d_]+", "".join(c for c in plain if not unicodedata.combining(c)))
    if not words or len(words) > _MOST_WORDS:
        return False
    phrase = " ".join(word for word in words if word not in _COURTESY)
    return words[0] in _FIRST_WORDS or phrase in _PHRASES
