"""Messages of the restock queue: a wave or news of an item, and how far their run got."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from functions.domain.nudges.restock.changes import ItemNews
from functions.domain.nudges.restock.wave import Progress, Transition, Wave


@dataclass(frozen=True, slots=True)
class NewsProgress:
    """News, the shard of people in work, and the last person seen there."""

    news: ItemNews
    shard: int = 0
    after: str = ""


def message_of_transition(transition: Transition) -> dict[str, Any]:
    return message_of(Progress(Wave(transition)))


def message_of_news(progress: NewsProgress) -> dict[str, Any]:
    return {**asdict(progress.news), "shard": progress.shard, "after": progress.after}


def news_progress_of(message: Mapping[str, Any]) -> NewsProgress:
    """Return what a message carries.

    Raises:
        ValueError: it is no message of this queue.
    """
    try:
        before, reason = message["price_before"], message["reason"]
        if reason not in {"low_stock", "price_drop"}:
            raise ValueError(f"no news of the restock queue: {reason!r}")
        news = ItemNews(
            reason,
            str(message["item_id"]),
            int(message["version"]),
            None if before is None else float(before),
        )
        return NewsProgress(news, int(message["shard"]), str(message["after"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"no message of the restock queue: {error!r}") from error


def message_of(progress: Progress) -> dict[str, Any]:
    transition = progress.wave.transition
    return {
        "item_id": transition.item_id,
        "location": transition.location,
        "version": transition.version,
        "number": progress.wave.number,
        "began": progress.began,
        "after": progress.after,
        "planned": progress.planned,
        "on_site": progress.on_site,
        "not_before": progress.not_before,
        "idle": progress.idle,
        "sends": progress.sends,
    }


def progress_of(message: Mapping[str, Any]) -> Progress:
    """Return what a message carries; a new transition has only its item, location and version.

    Raises:
        ValueError: it is no message of this queue.
    """
    try:
        transition = Transition(
            str(message["item_id"]), str(message["location"]), int(message["version"])
        )
        return Progress(
            Wave(transition, int(message.get("number", 0))),
            began=str(message.get("began", "")),
            after=str(message.get("after", "")),
            planned=int(message.get("planned", 0)),
            on_site=int(message.get("on_site", 0)),
            not_before=int(message.get("not_before", 0)),
            idle=int(message.get("idle", 0)),
            sends=int(message.get("sends", 0)),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"no message of the restock queue: {error!r}") from error
