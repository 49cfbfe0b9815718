"""Preferences of a customer: personalization, and consent to messages by channel.

Every answer has a time and a source. Of two answers to one question the later one holds, in
whatever order they come.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Question = Literal["personalization", "email", "push", "sms", "whatsapp"]
CHANNELS: tuple[Question, ...] = ("email", "push", "sms", "whatsapp")
PERSONALIZATION: Question = "personalization"
# Without preferences a person gets personal recommendations and no messages.
_DEFAULTS: Mapping[str, bool] = {PERSONALIZATION: True}


@dataclass(frozen=True, slots=True)
class Answer:
    """`at` in UTC ms; `by` names the key, the link or the kind of event that it came with.

    `wording` is the shop's name for the version of the text that was agreed to.
    """

    value: bool
    at: int
    by: str
    wording: str | None = None


Preferences = Mapping[str, Answer]


def merged(known: Preferences, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The preferences after these answers; of one instant the no counts."""
    after = dict(known)
    for question, answer in answers.items():
        before = after.get(question)
        if before is None or (answer.at, not answer.value) >= (before.at, not before.value):
            after[question] = answer
    return after


def joined(known: Preferences, other: Preferences, at: int) -> dict[str, Answer]:
    """The preferences of a customer after another id of theirs was joined at `at` (UTC ms).

    A no of either counts, as if it were given at `at`, so that only a later yes ends it. A yes of
    the other counts where this one has no answer.
    """
    after = dict(known)
    for question, answer in other.items():
        if not answer.value:
            after = merged(after, {question: replace(answer, at=max(at, answer.at))})
        elif question not in known:
            after[question] = answer
    return after


def allows(preferences: Preferences, question: Question) -> bool:
    answer = preferences.get(question)
    return _DEFAULTS.get(question, False) if answer is None else answer.value
