"""A town with a gateway, other systems and one of ours, to whom claimed notices are sent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec.structs import replace

from services.notifier.answers import Answer
from services.notifier.attempts import claim
from services.notifier.chat import chats
from services.notifier.destinations import destinations
from services.notifier.fax_out import FaxAccount
from services.notifier.means import WaysOut
from services.notifier.office import Office
from services.notifier.shell import open_office
from services.notifier.sms import SmsAccount
from switchboard.contracts.customer import Staff
from switchboard.contracts.notices import Notice
from switchboard.contracts.values import Recipient
from switchboard.http.whereabouts import private
from tests.harness.clock import SUNDAY_NOON
from tests.notifier.provider import Provider, provider
from tests.notifier.town import Town, town

KEY = b"k" * 24
SECRET = "whsec_" + "a2tr" * 8
HARTONO = Staff(staff_id="r.hartono", languages=("en",))


class Street:
    """A town with a gateway, and one of ours who is reached as a test says."""

    def __init__(self, here: Town, there: Provider) -> None:
        self.town = here
        self.provider = there
        self.reach: tuple[str, ...] = ()
        self.gateway = there.url
        self.out = WaysOut()

    def connected(self) -> WaysOut:
        near = private("127.0.0.1")
        known = destinations(
            f"crm={self.gateway}/crm#{SECRET}\n"
            f"duty=json://127.0.0.1:{self.provider.port}/duty\n"
            "boss=mailto:boss@acme.example",
            near,
        )
        return WaysOut(
            destinations=known,
            chats=chats(known),
            hook_secrets=(KEY,),
            sms=SmsAccount("AC1", "t", "+4930901820", self.gateway),
            fax=FaxAccount("k", "s", "p", "", self.gateway),
            private=near,
            receipts="https://help.acme.example",
        )

    def hartono(self, name: str) -> Staff | None:
        reach = tuple(map(Recipient, self.reach))
        return replace(HARTONO, reach=reach) if name == "r.hartono" else None

    async def send(self, *notices: Notice, group: str = "") -> Answer:
        return await self.tell(self.open(), *notices, group=group)

    def open(self) -> Office:
        here = self.town
        return open_office(
            here.settings._replace(out=self.out),
            here.bus,
            here.blobs,
            here.clock,
            here.metrics,
            lambda: 0.5,
            ours=self.hartono,
        )

    async def tell(self, office: Office, *notices: Notice, group: str = "") -> Answer:
        claimed = [
            replace(
                claim(one, None, office.medium_of(one), office.message_id(one, ""), SUNDAY_NOON),
                group=group,
            )
            for one in notices
        ]
        return await office.send(notices, claimed)


@asynccontextmanager
async def street() -> AsyncIterator[Street]:
    async with town() as here, provider() as there:
        made = Street(here, there)
        made.out = made.connected()
        yield made
