"""All kinds of rows, over the three tables of one deployment."""

from functions.storage.rooms.catalogue import CatalogueStorage
from functions.storage.rooms.delivery import DeliveryStorage
from functions.storage.rooms.nudges import NudgeStorage
from functions.storage.rooms.operator import OperatorStorage
from functions.storage.rooms.people import PeopleStorage


class Storage(PeopleStorage, NudgeStorage, DeliveryStorage, CatalogueStorage, OperatorStorage):
    """Every kind of row in DynamoDB. A shopper's page waits for the `low_latency` ones.

    Each kind is imported and made at its first use: a cold start pays for no other function's.
    """
