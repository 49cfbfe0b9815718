"""What the pages behind links say, in both languages."""

from collections.abc import Mapping
from typing import Literal

from functions.domain.nudges.messages.content import Language

Text = Literal[
    "unsubscribe",
    "unsubscribe_question",
    "unsubscribed",
    "preferences",
    "preferences_intro",
    "only_off",
    "save",
    "saved",
    "gone",
    "gone_text",
    "preview",
    "preview_text",
    "confirm",
    "confirm_question",
    "confirmed",
    "cart",
    "cart_text",
    "cart_gone",
    "email",
    "push",
    "sms",
    "whatsapp",
]
TEXTS: Mapping[Language, Mapping[Text, str]] = {
    "en": {
        "unsubscribe": "Unsubscribe",
        "unsubscribe_question": "No more messages from {shop} by {channel}?",
        "unsubscribed": "Done. No more messages by {channel}.",
        "preferences": "Preferences",
        "preferences_intro": "Messages from {shop} may come by:",
        "only_off": "Other channels can be turned off here, and turned on in the shop.",
        "save": "Save",
        "saved": "Saved.",
        "gone": "This link has ended",
        "gone_text": "It is too old, or not complete. The newest message has one that works.",
        "preview": "This is a preview",
        "preview_text": "In a real message this link works. Nothing was changed.",
        "confirm": "Confirm",
        "confirm_question": "One e-mail from {shop} when {item} is back in stock?",
        "confirmed": "Done. One e-mail comes when {item} is back.",
        "cart": "Your cart",
        "cart_text": "This can still be had:",
        "cart_gone": "Nothing of this can be had at the moment.",
        "email": "e-mail",
        "push": "app notification",
        "sms": "text message",
        "whatsapp": "WhatsApp",
    },
    "es": {
        "unsubscribe": "Darse de baja",
        "unsubscribe_question": "¿No recibir más mensajes de {shop} por {channel}?",
        "unsubscribed": "Hecho. No habrá más mensajes por {channel}.",
        "preferences": "Preferencias",
        "preferences_intro": "Los mensajes de {shop} pueden llegar por:",
        "only_off": "Los demás canales se desactivan aquí, y se activan en la tienda.",
        "save": "Guardar",
        "saved": "Guardado.",
        "gone": "Este enlace ha caducado",
        "gone_text": "Es demasiado antiguo o está incompleto. El último mensaje tiene uno válido.",
        "preview": "Esto es una vista previa",
        "preview_text": "En un mensaje real este enlace funciona. No se ha cambiado nada.",
        "confirm": "Confirmar",
        "confirm_question": "¿Un correo de {shop} cuando {item} vuelva a estar disponible?",
        "confirmed": "Hecho. Llegará un correo cuando {item} vuelva.",
        "cart": "El carrito",
        "cart_text": "Esto sigue disponible:",
        "cart_gone": "Nada de esto está disponible en este momento.",
        "email": "correo electrónico",
        "push": "notificación de la app",
        "sms": "SMS",
        "whatsapp": "WhatsApp",
    },
}


def language_for(accepted: str | None, default: Language) -> Language:
    """The first language of an Accept-Language header (RFC 9110) that there are texts in."""
    for part in (accepted or "").split(",")[:10]:
        first = part.strip().partition(";")[0].partition("-")[0].lower()
        for language in TEXTS:
            if first == language:
                return language
    return default
