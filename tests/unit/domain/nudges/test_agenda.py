"""Agendas: starts that never come twice, and what a join keeps."""

from functions.domain.nudges.agenda import Agenda, HandOver, OpenNudge, Sequence, joined
from functions.domain.nudges.nudge import NudgeId
from functions.domain.person import customer

CART = Sequence("abandoned_cart", start=10, since=5, due_at=100)


def test_a_row_is_due_at_the_earliest_of_what_waits() -> None:
    waiting = OpenNudge("win_back", 1, 1, "email", "ready", due_at=90)
    assert Agenda().due_at is None
    assert Agenda(sequences=(CART,)).due_at == 100
    assert Agenda(sequences=(CART,), open=(waiting,)).due_at == 90
    assert Agenda(sequences=(CART,), open=(waiting,), look_at=0).due_at == 0


def test_a_start_is_later_than_every_start_before() -> None:
    agenda = Agenda().with_sequence(CART).without(CART)
    assert agenda.new_start(now=10) == 11
    assert agenda.new_start(now=50) == 50


def test_a_join_keeps_the_stronger_sequence_and_every_hand_over() -> None:
    checkout = Sequence("abandoned_checkout", start=20, since=15, due_at=200)
    sent = HandOver("email", 7, "win_back", 1, 1)
    both = joined(
        Agenda(rev=3, sequences=(CART,), rests_until=9),
        [Agenda(rev=8, sequences=(checkout,), ledger=(sent,), last_start=20)],
    )
    assert both.sequences == (checkout,)
    assert (both.rev, both.ledger, both.rests_until, both.last_start) == (3, (sent,), 9, 20)


def test_a_join_keeps_the_earliest_wish_for_a_look() -> None:
    wish = Agenda(look_at=30, replan_from=20)
    assert not wish.empty
    for both in (joined(Agenda(), [wish]), joined(Agenda(look_at=40), [wish])):
        assert (both.look_at, both.replan_from) == (30, 20)


def test_an_id_is_read_back_from_its_text() -> None:
    nudge_id = NudgeId(customer("añ#/ 1"), "restock", 1_735_732_800_000, 2)
    assert NudgeId.from_text(nudge_id.text) == nudge_id
    assert nudge_id.text.replace("-", "").replace("_", "").isalnum()
