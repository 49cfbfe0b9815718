"""An e-mail that the stack sends by itself ends with the shop's postal address."""

from collections.abc import Mapping

from functions.domain.delivery.routes import NATIVE
from functions.domain.nudges.messages.content import Brand
from functions.errors import FieldFault, Invalid
from functions.storage.nudge_settings import NudgeSettingsRows
from functions.storage.templates import BrandRows


class RequirePostalAddress:
    """Campaign tools put the address under what they send; the route `native` takes the brand's."""

    def __init__(self, settings: NudgeSettingsRows, brand: BrandRows) -> None:
        self._settings = settings
        self._brand = brand

    def of_routes(self, routes: Mapping[str, str]) -> None:
        """Check routes that are to be put.

        Raises:
            Invalid: e-mail would be sent without a postal address.
        """
        if routes.get("email") == NATIVE and not _has_address(self._brand.get()):
            fault = "needs the shop's postal address: PUT /v1/brand with postal_address first"
            raise Invalid(FieldFault("routes.email", fault))

    def of_brand(self, brand: Brand) -> None:
        """Check a brand that is to be put.

        Raises:
            Invalid: the e-mails that are sent now would lose their postal address.
        """
        if not _has_address(brand) and self._settings.get().route("email") == NATIVE:
            fault = "is required while the route of e-mail is native"
            raise Invalid(FieldFault("postal_address", fault))


def _has_address(brand: Brand) -> bool:
    return bool((brand.postal_address or "").strip())
