"""All ways out but mail, as the settings have them: whatever is wrong stops the start, in one line without a secret."""

from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter

from services.channels.door import porch
from services.channels.limits import LIMITS
from services.cli.environment import variable
from services.cli.house import House
from services.cli.say import Wrong
from services.cli.settings import Settings
from services.notifier import receipts_http
from services.notifier.chat import chats
from services.notifier.destinations import destinations, secrets_in
from services.notifier.fax_out import fax_account
from services.notifier.means import WaysOut, rates
from services.notifier.sms import sms_account
from switchboard.http.access import Gate
from switchboard.http.twilio import Twilio
from switchboard.http.whereabouts import private

_T = TypeVar("_T")


def ways_out(settings: Settings) -> WaysOut:
    """Return the ways out. Raises Wrong."""
    near = _read("private_hosts", settings.private_hosts, private)
    secrets = _read("hook_secret", settings.hook_secret.get_secret_value(), secrets_in)
    known = _read(
        "destinations",
        settings.destinations.get_secret_value(),
        lambda written: destinations(written, near, secrets),
    )
    sms, fax = settings.sms.get_secret_value(), settings.fax.get_secret_value()
    return WaysOut(
        destinations=known,
        chats=_read("destinations", "", lambda _: chats(known)),
        hook_secrets=secrets,
        sms=_read("sms", sms, sms_account) if sms else None,
        fax=_read("fax", fax, fax_account) if fax else None,
        private=near,
        rates=_read("rates", settings.rates, rates),
        receipts=settings.public_url,
    )


def _read(name: str, written: str, parse: Callable[[str], _T]) -> _T:
    try:
        return parse(written)
    except ValueError as fault:
        raise Wrong(f"{variable(name)}: {fault}") from None


def receipt_routes(house: House, gate: Gate, out: WaysOut) -> APIRouter:
    """Return the routes by which gateways tell what became of messages."""
    settings = house.settings
    told = receipts_http.Told(house.bus, house.clock, settings.partitions, house.secrets.token_keys)
    own = (out.sms.token.encode(),) if out.sms else ()
    twilio = Twilio(tokens=(*own, *settings.twilio.tokens), public_url=settings.twilio.public_url)
    return receipts_http.routes(told, gate, porch(LIMITS), twilio)
