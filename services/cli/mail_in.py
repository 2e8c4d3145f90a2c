"""How mail comes in without HTTP: the door for mail servers, and the mailboxes that are looked into."""

import ssl
from functools import partial

from services.channels import imap, mail_server
from services.channels.door import Door
from services.channels.imap import Mailboxes
from services.channels.imap_account import accounts
from services.channels.mail_hall import Hall, Talk
from services.channels.mail_recipients import Recipients, recipients
from services.channels.mail_room import MailRoom
from services.channels.mail_seats import Seats
from services.cli.clock import jitter
from services.cli.house import House
from services.cli.say import Wrong
from services.cli.settings import Settings
from services.cli.task import Task
from switchboard.identities import NotAnIdentity


def mail_tasks(house: House, door: Door, boxes: Mailboxes) -> tuple[Task, ...]:
    """Return what takes mail in from mail servers and from mailboxes, as far as there are any. Raises Wrong."""
    tasks: list[Task] = []
    if house.mail is not None:
        tasks.append(partial(mail_server.serve, hall(house.settings, door), house.mail))
    if boxes.accounts:
        tasks.append(partial(imap.run, door, boxes, jitter))
    return tuple(tasks)


def mailboxes(settings: Settings) -> Mailboxes:
    """Return the mailboxes that are looked into. Raises Wrong."""
    try:
        return Mailboxes(accounts=accounts(settings.imap.get_secret_value()))
    except ValueError as fault:
        raise Wrong(f"SWITCHBOARD_IMAP: {fault}") from None


def hall(settings: Settings, door: Door) -> Hall:
    """Return what all connections of mail servers share. Raises Wrong."""
    limits = door.limits
    return Hall(
        door=door,
        hostname=settings.domain,
        talk=Talk.LMTP if settings.smtp == "lmtp" else Talk.SMTP,
        recipients=_recipients(settings),
        tls=_tls(settings),
        seats=Seats(
            limits.smtp_lines,
            limits.smtp_lines_each,
            limits.smtp_silence,
            limits.smtp_silence_crowded,
        ),
        room=MailRoom(limits.smtp_buffered_bytes, limits.smtp_buffered_each),
    )


def _recipients(settings: Settings) -> Recipients:
    """Return whose mail is taken: as long as nobody said which addresses are ours, everybody's."""
    domains = [one.strip() for one in settings.smtp_domains.split(",") if one.strip()]
    if not settings.own_addresses.strip() and not domains:
        return Recipients()
    answers = f"{settings.mail_from.rpartition('@')[0]}@{settings.domain}"
    try:
        return recipients((*settings.addresses, answers), domains)
    except NotAnIdentity as fault:
        raise Wrong(f"SWITCHBOARD_OWN_ADDRESSES or SWITCHBOARD_SMTP_DOMAINS: {fault}") from None


def _tls(settings: Settings) -> ssl.SSLContext | None:
    if not settings.smtp_cert:
        if settings.smtp_key:
            raise Wrong("SWITCHBOARD_SMTP_KEY: a key without SWITCHBOARD_SMTP_CERT; name both")
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(settings.smtp_cert, settings.smtp_key or None)
    except ssl.SSLError:
        raise Wrong(
            f"SWITCHBOARD_SMTP_CERT: {settings.smtp_cert}: no certificate chain and key (PEM) that belong together"
        ) from None
    except OSError as fault:
        raise Wrong(f"SWITCHBOARD_SMTP_CERT: {settings.smtp_cert}: {fault.strerror}") from None
    return context
