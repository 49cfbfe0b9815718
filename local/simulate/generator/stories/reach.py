"""Stories of people who do not want a message, or whose address takes none."""

from local.simulate.environment.habits import Habits
from local.simulate.generator.drawing import DAY, HOUR, MINUTE, SECOND
from local.simulate.generator.episodes import track
from local.simulate.generator.stage import Stage
from local.simulate.steps import Suppress, Who


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


def codes(stage: Stage) -> None:
    """Several people get as far as the third step, and there is a code for fewer of them."""
    stage.habits = Habits(latest=MINUTE, outcome="delivered")
    stage.codes = stage.draw.between(0, 2)
    at = stage.morning()
    for number in range(3):
        stage.leaves_cart(stage.customer(), at + number * HOUR)
    stage.ends_at = at + 5 * DAY
