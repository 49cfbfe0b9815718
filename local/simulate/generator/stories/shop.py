"""Stories of what the shop changes while a step waits."""

from local.simulate.environment.habits import Habits
from local.simulate.generator.drawing import DAY, HOUR, MINUTE
from local.simulate.generator.stage import Stage


def kind_off(stage: Stage) -> None:
    """The kind is switched off before the step, and stays off for a day at least."""
    due = _due(stage)
    stage.change(due - stage.draw.between(MINUTE, 30 * MINUTE), kind__abandoned_cart=False)
    stage.change(due + 30 * HOUR, kind__abandoned_cart=True)


def kind_off_and_on(stage: Stage) -> None:
    """The kind was off for a while before the step: what began earlier is never sent."""
    due = _due(stage)
    stage.change(due - 40 * MINUTE, kind__abandoned_cart=False)
    stage.change(due - 20 * MINUTE, kind__abandoned_cart=True)


def channel_off(stage: Stage) -> None:
    """The shop gives up a channel, the only one of the person, for some days."""
    person = stage.customer("email")
    due = stage.leaves_cart(person, stage.morning())
    stage.change(due - stage.draw.between(MINUTE, 30 * MINUTE), channel__email=False)
    stage.change(due + 4 * DAY, channel__email=True)


def staff(stage: Stage) -> None:
    """The person turns out to work for the shop."""
    person = stage.customer()
    due = stage.leaves_cart(person, stage.morning())
    stage.change(due - stage.draw.between(MINUTE, 30 * MINUTE), staff=(person.user,))


def sandbox(stage: Stage) -> None:
    """The shop goes back into the sandbox; some are on its list."""
    person, other = stage.customer(), stage.customer()
    at = stage.morning()
    due = stage.leaves_cart(person, at)
    stage.leaves_cart(other, at)
    allowed = (f"{other.user}@example.com",) if stage.draw.chance(0.5) else ()
    stage.change(due - stage.draw.between(MINUTE, 30 * MINUTE), sandbox=True, allow=allowed)
    stage.change(due + 4 * DAY, sandbox=False)


def paused(stage: Stage) -> None:
    """The shop pauses everything when a step was decided and no tool has asked yet."""
    stage.habits = Habits(15 * MINUTE, 40 * MINUTE)
    due = _due(stage)
    stage.change(due + 5 * MINUTE, paused=True)
    stage.change(due + 2 * HOUR, paused=False)


def paused_for_days(stage: Stage) -> None:
    """The pause is so long that what was due makes no sense any more."""
    due = _due(stage)
    stage.change(due - 10 * MINUTE, paused=True)
    stage.change(due + 50 * HOUR, paused=False)
    stage.ends_at = due + 4 * DAY


def week_is_full(stage: Stage) -> None:
    """One message a week over all channels."""
    stage.opening["per_week"] = 1
    stage.habits = Habits(latest=MINUTE, outcome="delivered")
    stage.ends_at = _due(stage) + 2 * DAY


def rare_mails(stage: Stage) -> None:
    """One e-mail in two days, which the second step comes too soon for, at whatever address."""
    stage.opening["email_hours"] = 48
    stage.habits = Habits(latest=MINUTE, outcome="delivered")
    person = stage.customer("email")
    due = stage.leaves_cart(person, stage.morning())
    stage.moves(person, due + 3 * HOUR)
    stage.ends_at = due + 3 * DAY


def one_mailbox(stage: Stage) -> None:
    """Two people have one e-mail address."""
    stage.habits = Habits(latest=MINUTE, outcome="delivered")
    first, at = stage.customer("email"), stage.morning()
    second = stage.customer("email", mailbox=first.user)
    stage.leaves_cart(first, at)
    stage.leaves_cart(second, at + stage.draw.between(0, 20 * MINUTE))
    stage.ends_at = at + DAY


def quiet(stage: Stage) -> None:
    """A step falls due at night, where the person is."""
    zone = stage.draw.one_of((None, "Europe/Madrid", "America/Mexico_City", "Asia/Tokyo"))
    evening = {None: 20, "Europe/Madrid": 19, "America/Mexico_City": 2, "Asia/Tokyo": 11}[zone]
    stage.opening["spread"] = stage.draw.one_of((0, 900))
    stage.leaves_cart(stage.customer(zone=zone), stage.at(2, evening, stage.draw.between(1, 59)))


def crowd(stage: Stage) -> None:
    """Four people are due at once, and one message a minute may go out."""
    stage.opening["valve"] = 1
    at = stage.morning()
    for _ in range(4):
        stage.leaves_cart(stage.customer("email"), at)


def all_held_out(stage: Stage) -> None:
    """Everyone belongs to the holdout."""
    stage.opening["holdout"] = 1.0
    _due(stage)


def some_held_out(stage: Stage) -> None:
    """Half of all people belong to the holdout."""
    stage.opening["holdout"] = 0.5
    for _ in range(3):
        _due(stage)


def _due(stage: Stage) -> int:
    return stage.leaves_cart(stage.customer(), stage.morning())
