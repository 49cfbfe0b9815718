"""Rows of nudges: agendas, decisions and answers, who waits for what, and recipients."""

from functools import cached_property
from typing import TYPE_CHECKING

from functions.storage.rooms.clients import Clients

if TYPE_CHECKING:
    from functions.storage.agendas import AgendaRows
    from functions.storage.answers import AnswerRows
    from functions.storage.confirmation_days import ConfirmationDayRows
    from functions.storage.confirmations import ConfirmationRows
    from functions.storage.conversions import ConversionRows
    from functions.storage.incentive_codes import IncentiveCodeRows
    from functions.storage.interests import InterestRows
    from functions.storage.item_facts import ItemFactRows
    from functions.storage.nudge_settings import NudgeSettingsRows
    from functions.storage.nudges import NudgeRows
    from functions.storage.recipients import RecipientRows
    from functions.storage.subscriptions import SubscriptionRows
    from functions.storage.suppressions import SuppressionRows
    from functions.storage.valve import ValveRows
    from functions.storage.waves import WaveRows


class NudgeStorage(Clients):
    @cached_property
    def agendas(self) -> "AgendaRows":
        from functions.storage.agendas import AgendaRows

        return AgendaRows(self._patient, self._tables.customers)

    @cached_property
    def nudges(self) -> "NudgeRows":
        from functions.storage.nudges import NudgeRows

        return NudgeRows(self._patient, self._tables.customers)

    @cached_property
    def nudge_answers(self) -> "AnswerRows":
        from functions.storage.answers import AnswerRows

        return AnswerRows(self._patient, self._tables.customers)

    @cached_property
    def conversions(self) -> "ConversionRows":
        from functions.storage.conversions import ConversionRows

        return ConversionRows(self._patient, self._tables.customers)

    @cached_property
    def nudge_settings(self) -> "NudgeSettingsRows":
        from functions.storage.nudge_settings import NudgeSettingsRows

        return NudgeSettingsRows(self._patient, self._tables.customers)

    @cached_property
    def valve(self) -> "ValveRows":
        from functions.storage.valve import ValveRows

        return ValveRows(self._patient, self._tables.customers)

    @cached_property
    def confirmation_days(self) -> "ConfirmationDayRows":
        from functions.storage.confirmation_days import ConfirmationDayRows

        return ConfirmationDayRows(self._patient, self._tables.customers)

    @cached_property
    def subscriptions(self) -> "SubscriptionRows":
        from functions.storage.subscriptions import SubscriptionRows

        return SubscriptionRows(self._patient, self._tables.customers)

    @cached_property
    def waves(self) -> "WaveRows":
        from functions.storage.waves import WaveRows

        return WaveRows(self._patient, self._tables.customers)

    @cached_property
    def interests(self) -> "InterestRows":
        from functions.storage.interests import InterestRows

        return InterestRows(self._patient, self._tables.customers)

    @cached_property
    def item_facts(self) -> "ItemFactRows":
        from functions.storage.item_facts import ItemFactRows

        return ItemFactRows(self._patient, self._tables.catalog)

    @cached_property
    def incentive_codes(self) -> "IncentiveCodeRows":
        from functions.storage.incentive_codes import IncentiveCodeRows

        return IncentiveCodeRows(self._patient, self._tables.customers)

    @cached_property
    def recipients(self) -> "RecipientRows":
        from functions.storage.recipients import RecipientRows

        return RecipientRows(self._patient, self._tables.customers)

    @cached_property
    def suppressions(self) -> "SuppressionRows":
        from functions.storage.suppressions import SuppressionRows

        return SuppressionRows(self._patient, self._tables.customers)

    @cached_property
    def confirmations(self) -> "ConfirmationRows":
        from functions.storage.confirmations import ConfirmationRows

        return ConfirmationRows(self._patient, self._tables.customers)
