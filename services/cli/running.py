"""Starting services: `switchboard up`, and each of the four alone."""

import asyncio
import contextlib
import gc
import sys
from pathlib import Path

from services.cli.bundles import approved_from
from services.cli.house import House
from services.cli.listening import address_of
from services.cli.say import Wrong, tell
from services.cli.secrets_file import with_own_secrets
from services.cli.serve import Announce, serve
from services.cli.settings import Settings, of_process
from switchboard import ops
from switchboard.http.access import is_loopback
from switchboard.strategy.approval import FAILED, UNREADABLE
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.problems import BrokenStrategy, errors

ALL = ("channels", "router", "notifier", "desk")


def up(**given: object) -> None:
    """Run all services in one process."""
    settings = with_own_secrets(of_process(**given))
    _run(settings, ALL, _checked(settings.strategy), _welcome)


def single(name: str, **given: object) -> None:
    """Run one service."""
    settings = of_process(**given)
    bundle = _checked(settings.strategy) if name == "router" else None
    _run(settings, (name,), bundle, _quiet)


def _run(
    settings: Settings, names: tuple[str, ...], bundle: Bundle | None, announce: Announce
) -> None:
    ops.log_to_stderr(settings.log_level)
    settle()
    with _loop() as runner:
        runner.run(serve(settings, names, bundle, announce))


def settle() -> None:
    """Look for cycles of garbage rarely: a book of cases is large, has none, and would be walked again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _loop() -> "contextlib.AbstractContextManager[asyncio.Runner]":
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


def _checked(path: Path) -> Bundle:
    """Return the bundle of a strategy that may be put in force. Raises Wrong with its first problem."""
    try:
        return approved_from(path)
    except BrokenStrategy as broken:
        first, *rest = errors(broken.problems)
        if first.code == UNREADABLE:
            why = f"{first.file}: {first.message}"
            raise Wrong(f"{why}; name a strategy file with --strategy") from None
        look = f"switchboard strategy {'test' if first.code == FAILED else 'check'} {path}"
        raise Wrong(f"{first} ({f'and {len(rest)} more: ' if rest else 'see '}{look})") from None


def _quiet(house: House, url: str) -> None:
    mail = f", for mail on {address_of(house.mail)}" if house.mail else ""
    sys.stderr.write(f"switchboard: listening on {url}{mail}\n")


def _mail_line(house: House) -> str:
    if house.mail is None:
        return ""
    return f"                 {house.settings.smtp.upper()} {address_of(house.mail)}\n"


def _welcome(house: House, url: str) -> None:
    settings = house.settings
    mail = "goes to your relay" if settings.smtp_relay.get_secret_value() else "is kept"
    form = f"  Form           {url}/form\n" if settings.form == "on" else ""
    tell(f"""Switchboard is up. Ctrl-C stops it.

  Inquiries      POST {url}/v1/inquiries
{form}  Mail           POST {url}/v1/email
{_mail_line(house)}  Cases          {url}/v1/cases
  Outgoing mail  {mail}: {url}/v1/outbox
  Operations     {url}/readyz  {url}/metrics
  API            {url}/docs

  data in {settings.data}, strategy {settings.strategy}
""")
    if not house.directory.keys_exist:
        tell(
            "No API key exists yet, so only this machine is let in. To make one, which this machine\n"
            "must show from then on, too:\n\n"
            f"  SWITCHBOARD_DATA={settings.data} .venv/bin/switchboard keys create NAME"
            " --scope submit --scope read --scope act\n"
        )
        if not is_loopback(settings.http_host) and settings.http_host != "localhost":
            tell(f"Warning: {settings.http_host} is open to others, and all of them are refused.")
