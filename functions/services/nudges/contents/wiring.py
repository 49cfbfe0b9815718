"""Make the services of what nudges say; they stand apart, as they need the model.

The functions that sweep, plan and stream have no layer with numpy.
"""

from functions.bootstrap import Services
from functions.services.nudges.contents.content_builder import BuildContent, ContentSources
from functions.services.nudges.contents.incentives import Incentives
from functions.services.nudges.contents.lease_contents import BuildContents
from functions.services.nudges.send_test import SendTest
from functions.services.nudges.signed_links.wiring import link_signer
from functions.services.nudges.wiring import joined_reader
from functions.services.serving.recommend import Recommend

_WORKERS = 16


def incentives(services: Services) -> Incentives:
    rows = services.storage.incentive_codes
    return Incentives(rows, services.meter, services.clock, services.random_bytes)


def build_content(services: Services, recommend: Recommend) -> BuildContent:
    storage = services.storage
    return BuildContent(
        ContentSources(
            catalog=storage.catalog,
            traits=storage.traits,
            contacts=storage.contacts,
            recommend=recommend,
            incentives=incentives(services),
            signer=link_signer(services),
            clock=services.clock,
        )
    )


def send_test(services: Services, recommend: Recommend) -> SendTest:
    return SendTest(
        reader=joined_reader(services),
        recommend=recommend,
        transactions=services.storage.transactions,
        guards=services.nudge_guards,
        clock=services.clock,
    )


def build_contents(services: Services, recommend: Recommend) -> BuildContents:
    return BuildContents(
        build_content(services, recommend), services.storage.brand, services.pool(_WORKERS)
    )
