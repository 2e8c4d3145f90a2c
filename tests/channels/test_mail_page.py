"""What docs/channels.md shows of mail works as it stands there."""

import re
from pathlib import Path

from services.channels.inbound.credentials import secrets_in
from services.channels.inbound.letter import LETTERS
from services.channels.limits import LIMITS
from services.channels.normalize import normalize
from switchboard.contracts.values import Channel
from tests.channels.doorway import SECRETS
from tests.channels.inbound.posts import PUBLIC
from tests.harness.clock import SUNDAY_NOON

PAGE = (Path(__file__).parents[2] / "docs" / "channels.md").read_text("utf-8")
MAIL = PAGE.partition("\n## Mail\n")[2].partition("\n## ")[0]
NOW = MAIL.partition("\n### What was written now\n")[2].partition("\n### ")[0]
PROVIDERS = MAIL.partition("\n### Mail from a mail provider\n")[2].partition("\n### ")[0]


def test_the_example_says_what_it_shows() -> None:
    [mail] = re.findall(r"printf '(.*?)' >", NOW)
    [shown] = re.findall(r'^"text":"(.*)"$', NOW, re.MULTILINE)
    written = mail.replace("\\n", "\n").encode()

    assert normalize(Channel.EMAIL, written, secrets=SECRETS, at=SUNDAY_NOON).text == shown


def test_every_provider_is_told_of_with_its_secret() -> None:
    assert set(re.findall(r"^\| `(\w+)`", PROVIDERS, re.MULTILINE)) == set(LETTERS)
    for provider, secret in re.findall(r"`(\w+)=(\S*)`", PROVIDERS):
        assert provider in secrets_in(f"{provider}={secret or PUBLIC}")


def test_the_limits_are_those_of_the_code() -> None:
    assert f"at most {LIMITS.mail_webhook_bytes // 1_000_000} MB" in PROVIDERS
    assert f"at most {LIMITS.mail_bytes // 1_000_000} MB" in MAIL
    assert f"At most {LIMITS.mail_parts} parts, {LIMITS.mail_depth}\nlevels" in MAIL
