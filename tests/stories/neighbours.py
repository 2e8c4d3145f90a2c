"""Two companies that each have a Switchboard, and the post between them; bad relays included."""

import re
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from services.channels.door import Secrets
from services.cli.bundles import gather
from switchboard.strategy.bundle import Bundle
from tests.harness.town import ALL, EXAMPLE, Town

ACME: Final = "support@acme.example"
BOLT: Final = "support@bolt.example"
_DIGEST: Final = re.compile(r", digest: \{[^}]*\}")
_STAFF: Final = re.compile(r"mailto:[a-z]+@example\.com")

Relay = Callable[[EmailMessage], EmailMessage]


def faithful(letter: EmailMessage) -> EmailMessage:
    """Hand a letter on as it is."""
    return letter


def without_marks(letter: EmailMessage) -> EmailMessage:
    """Hand a letter on without all that says that a machine wrote it."""
    for name in ("Auto-Submitted", "X-Auto-Response-Suppress", "X-Switchboard-Notice"):
        del letter[name]
    return letter


class Garbling:
    """A relay that leaves nothing by which a letter could be known: no marks, no thread, no token, other words."""

    def __init__(self) -> None:
        self._letters = 0

    def __call__(self, letter: EmailMessage) -> EmailMessage:
        self._letters += 1
        number = self._letters
        words = " ".join(f"{word}{number * place}" for place, word in enumerate("abcdefghij"))
        plain = EmailMessage()
        plain["From"] = re.sub(r"\+[^@]*", "", str(letter["From"]))
        plain["To"] = re.sub(r"\+[^@]*", "", str(letter["To"]))
        plain["Subject"] = f"Message {number} {words}"
        plain["Message-ID"] = f"<{number}.{id(self)}@relay.example>"
        plain.set_content(f"{words}\n{words[::-1]}\n")
        return plain


def watched_by(address: str) -> Bundle:
    """Return the example strategy with all addresses of staff replaced by this one, and nothing told together."""
    known = gather(EXAMPLE)
    text = known.files["strategy.yaml"]
    text = _STAFF.sub(f"mailto:{address}", _DIGEST.sub("", text))
    return replace(known, files=dict(known.files) | {"strategy.yaml": text})


class Company:
    """A town with an address of its own, and what has been taken from it by the post."""

    def __init__(self, town: Town, address: str, key: bytes) -> None:
        self.town = town
        self.address = address
        self.taken: list[str] = []
        """Names of the letters that the post has carried to the neighbour, in their order."""
        self.cases: list[str] = []
        """Where the neighbour's letters came to rest here."""
        town.more = {"mail_from": address}
        town.secrets = Secrets(id_key=key * 32, token_keys=(key * 32,))

    async def opens(self, strategy: Bundle | None = None) -> None:
        await self.town.founded(strategy)
        await self.town.opens(*ALL)

    async def hears(self, mail: bytes) -> dict[str, Any]:
        """Take a mail, and wait until all that follows of it has been said."""
        case = await self.town.case_of(await self.town.receives_mail(mail))
        self.cases.append(case["reference"])
        calm: dict[str, Any] = await self.town.finds(
            f"/v1/cases/{case['reference']}", lambda it: not it["notices"]
        )
        return calm

    def posted(self, to: str) -> list[Path]:
        """Return the letters to the neighbour that nobody has taken yet."""
        found = sorted(self.town.folder.glob("notifier*/outbox/*.eml"))
        letters = [one for one in found if one.name not in self.taken]
        return [one for one in letters if to.split("@")[1] in str(_read(one)["To"])]


def _read(path: Path) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(path.read_bytes())


async def carry(here: Company, there: Company, relay: Relay = faithful) -> int:
    """Bring what one has written to the other; return how many letters that were."""
    letters = here.posted(there.address)
    for path in letters:
        here.taken.append(path.name)
        await there.hears(relay(_read(path)).as_bytes())
    return len(letters)


async def carry_on(one: Company, other: Company, relay: Relay = faithful, most: int = 10) -> None:
    """Carry letters to and fro until there are none, or it has gone on for so many rounds."""
    for _ in range(most):
        if not await carry(one, other, relay) + await carry(other, one, relay):
            return
