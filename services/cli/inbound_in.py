"""Mail from providers into the channels: their route by the settings."""

from fastapi import APIRouter

from services.channels.door import Door
from services.channels.inbound.credentials import NotSecrets, secrets_in
from services.channels.inbound.http import routes
from services.cli.say import Wrong
from services.cli.settings import Settings


def inbound_routes(settings: Settings, door: Door) -> APIRouter:
    """Return the route for mail providers. Raises Wrong where their secrets are none."""
    try:
        secrets = secrets_in(settings.email_secrets.get_secret_value())
    except NotSecrets as fault:
        raise Wrong(f"SWITCHBOARD_EMAIL_SECRETS: {fault}") from None
    return routes(door, secrets)
