"""Stories of people who do not want a message, or whose address takes none."""

from local.simulate.environment.habits import Habits
from local.simulate.generator.drawing import DAY, HOUR, MINUTE, SECOND
from local.simulate.generator.episodes import track
from local.simulate.generator.stage import Stage
from local.simulate.steps import BreakTemplate, Suppress, Who


def says_no(stage: Stage) -> None:
    """A no to each channel before a step, or between the decision and the hand-over."""
    draw, person = stage.draw, stage.customer()
    due = stage.leaves_cart(person, stage.morning())
    at = draw.close_to(due)
    for channel in ("email", "sms"):
        stage.consents(person, channel, at, value=False)
    if draw.chance(0.4):
        stage.consents(person, "email", at + draw.between(SECOND, DAY))


def unsubscribes(stage: Stage) -> None:
    """An event says that the person leaves the list, while the tool takes its time."""
    stage.habits = Habits(5 * MINUTE, 20 * MINUTE)
    draw, person = stage.draw, stage.customer("email")
    due = stage.leaves_cart(person, stage.morning())
    track(draw, draw.close_to(due), Who(user=person.user), "Unsubscribed", [],
          properties=(("channel", "email"),), steady=True)  # fmt: skip


def never_agreed(stage: Stage) -> None:
    """The shop knows the address, and no consent."""
    draw, person = stage.draw, stage.customer("email")
    draw.steps.pop()
    stage.leaves_cart(person, stage.morning())


def suppressed(stage: Stage) -> None:
    """The address is put on the suppression list."""
    draw, person = stage.draw, stage.customer("email")
    due = stage.leaves_cart(person, stage.morning())
    at = due - draw.between(SECOND, 30 * MINUTE)
    address = f"{person.user}@example.com"
    draw.add(Suppress(number=draw.number(), at=at, channel="email", address=address))


def bounces(stage: Stage) -> None:
    """The first message bounces, or is complained about: no other one follows on that channel."""
    outcome = stage.draw.one_of(("bounced", "complained", "unsubscribed"))
    stage.habits = Habits(latest=MINUTE, outcome=outcome)
    stage.ends_at = stage.leaves_cart(stage.customer("email"), stage.morning()) + 2 * DAY


def moves(stage: Stage) -> None:
    """The person has another address when the step is due."""
    draw, person = stage.draw, stage.customer("email")
    due = stage.leaves_cart(person, stage.morning())
    stage.moves(person, draw.close_to(due))


def not_sent(stage: Stage) -> None:
    """The tool never sends what it takes, and gives it back."""
    stage.habits = Habits(latest=MINUTE, outcome="not_sent")
    stage.leaves_cart(stage.customer(), stage.morning())


def push(stage: Stage) -> None:
    """The person is reached by push messages alone, until the device is gone."""
    stage.habits = Habits(latest=MINUTE, outcome=stage.draw.one_of(("bounced", "clicked")))
    stage.routes["push"] = stage.draw.one_of(("pull", "native", "webhook:crm", "webhook:crm"))
    person = stage.customer("push")
    stage.ends_at = stage.leaves_cart(person, stage.morning()) + 2 * DAY


def whatsapp(stage: Stage) -> None:
    """The person agreed to WhatsApp alone, and takes it back after the first message, or not."""
    stage.routes["whatsapp"] = stage.draw.one_of(("pull", "native", "bus"))
    person = stage.customer("whatsapp")
    due = stage.leaves_cart(person, stage.morning())
    if stage.draw.chance(0.5):
        stage.consents(person, "whatsapp", due + stage.draw.between(0, DAY), value=False)
    stage.ends_at = due + 2 * DAY


def bought_and_sent_back(stage: Stage) -> None:
    """An order follows a message that was clicked; then all of it, or nothing, comes back."""
    stage.habits = Habits(latest=MINUTE, outcome=stage.draw.one_of(("clicked", "delivered")))
    draw, item = stage.draw, stage.items[0]
    person = stage.customer("email")
    due = stage.leaves_cart(person, stage.morning())
    at, order = due + draw.between(20 * MINUTE, 3 * HOUR), f"order-{draw.number()}"
    stage.does(person, at, "Order Completed", item, order=order)
    if draw.chance(0.6):
        stage.does(person, at + draw.between(MINUTE, DAY), "Order Refunded", item, order=order)
    stage.ends_at = due + 2 * DAY


def template_broken(stage: Stage) -> None:
    """The template of a reminder cannot be filled for a while; one person has no address for it."""
    stage.routes["email"] = "native"
    draw, person = stage.draw, stage.customer("sms")
    stage.consents(person, "email", draw.between(1, MINUTE))
    stage.leaves_cart(person, stage.morning())
    due = stage.leaves_cart(stage.customer("email"), stage.morning())
    for at, broken in ((due - 5 * MINUTE, True), (due + draw.between(5, 90) * MINUTE, False)):
        draw.add(BreakTemplate(number=draw.number(), at=at, kind="abandoned_cart",
                               channel="email", broken=broken))  # fmt: skip
    stage.ends_at = due + DAY


def codes(stage: Stage) -> None:
    """Several people get as far as the third step, and there is a code for fewer of them."""
    stage.habits = Habits(latest=MINUTE, outcome="delivered")
    stage.codes = stage.draw.between(0, 2)
    at = stage.morning()
    for number in range(3):
        stage.leaves_cart(stage.customer(), at + number * HOUR)
    stage.ends_at = at + 5 * DAY
