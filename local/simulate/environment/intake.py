"""Steps that are calls of the tracking API, as its routes make them."""

from datetime import UTC, datetime
from typing import Any

from functions.domain.visitor_token import sign
from functions.services.access.trust import Trust
from functions.services.access.visitor_tokens import CURRENT, Tokens
from functions.services.people.wiring import follow_ups
from functions.services.tracking.entries import Delivery
from functions.services.tracking.wiring import pseudonym, record_events
from local.simulate.environment.services import SimulatedServices
from local.simulate.steps import Alias, Identify, Line, Step, Track

CARD = "loyalty_card"


class Intake:
    """Sends events; `start` is when the run began, UTC ms."""

    def __init__(self, services: SimulatedServices, start: int) -> None:
        self._services = services
        self._start = start
        self._tokens = Tokens(services.secrets, services.clock, services.settings.key_cache_s)
        self._pseudonym = pseudonym(services)
        self._record = record_events(services, follow_ups(services))

    def track(self, step: Track) -> None:
        properties: dict[str, Any] = dict(step.properties)
        if step.lines:
            properties["products"] = [_product(line) for line in step.lines]
        if step.order:
            properties["order_id"] = step.order
            properties["total"] = sum(line.quantity * line.price for line in step.lines)
        fields = {"type": "track", "event": step.event, "properties": properties}
        self._send(step, fields, backfill=step.backfill)

    def identify(self, step: Identify) -> None:
        self._send(step, {"type": "identify", "traits": dict(step.traits)})

    def alias(self, step: Alias) -> None:
        entry = {"type": "alias", "userId": step.user, "previousId": step.previous}
        self._deliver(step, entry, self._trust("shop", None))

    def _send(
        self, step: Track | Identify, fields: dict[str, Any], *, backfill: bool = False
    ) -> None:
        who, context = step.who, dict[str, Any]()
        if isinstance(step, Track):
            context["channel"] = step.channel
            if step.timezone:
                context["timezone"] = step.timezone
        if who.card:
            context["externalIds"] = [{"type": CARD, "id": who.card}]
        entry = {**fields, "context": context, "userId": who.user, "anonymousId": who.device}
        self._deliver(step, entry, self._trust(step.trust, who.user), backfill=backfill)

    def _deliver(
        self, step: Step, entry: dict[str, Any], trust: Trust, *, backfill: bool = False
    ) -> None:
        late, skew = getattr(step, "late", 0), getattr(step, "skew", 0)
        now = self._services.clock()
        named = {k: v for k, v in entry.items() if v is not None}
        named["messageId"] = f"m{step.number}"
        named["timestamp"] = _iso(self._start + step.at - late + skew)
        named["sentAt"] = _iso(now + skew)
        delivery = Delivery(
            trust=trust,
            received_at=now,
            sent_at=now + skew,
            context={},
            pseudonym=self._pseudonym,
            backfill=backfill,
        )
        answer = self._record([named], delivery)
        if answer.rejected:
            raise AssertionError(f"{step}: {answer.rejected}")

    def _trust(self, trust: str, user: str | None) -> Trust:
        token: tuple[str, ...] = ()
        if trust == "shopper" and user:
            now_s = self._services.clock() // 1_000
            token = (sign(user, secret=self._services.secrets.get(CURRENT), now_s=now_s),)
        return Trust(trust == "shop", token, self._tokens)


def _product(line: Line) -> dict[str, Any]:
    return {"product_id": line.item, "quantity": line.quantity, "price": line.price}


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1_000, UTC).isoformat(timespec="milliseconds")
