"""Faxes into the channels: their routes by the settings, and a word where they can't be read here."""

import logging
from typing import Final

from fastapi import APIRouter

from services.channels.door import Door
from services.channels.fax.fetch import Fetcher, NotAPlace, places
from services.channels.fax.http import routes
from services.channels.fax.providers import PROVIDERS
from services.channels.fax.secrets import NotSecrets, secrets_in
from services.channels.fax.tesseract import PROGRAM, is_installed
from services.cli.say import Wrong
from services.cli.settings import Settings

_log: Final = logging.getLogger(__name__)


def fax_routes(settings: Settings, door: Door) -> APIRouter:
    """Return the routes for faxes. Raises Wrong where a setting of theirs is."""
    if not is_installed():
        _log.warning(
            "faxes that are pictures will not be read",
            extra={"why": f"{PROGRAM} is not installed: apt-get install tesseract-ocr"},
        )
    try:
        secrets = secrets_in(settings.fax_secrets.get_secret_value(), PROVIDERS)
    except NotSecrets as fault:
        raise Wrong(f"SWITCHBOARD_FAX_SECRETS: {fault}") from None
    try:
        known = places(settings.fax_hosts.get_secret_value())
    except NotAPlace as fault:
        raise Wrong(f"SWITCHBOARD_FAX_HOSTS: {fault}") from None
    return routes(door, secrets, Fetcher(known, door.limits))
