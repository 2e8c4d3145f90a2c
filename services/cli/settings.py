"""Settings: read once, at the root, from the environment; printed without secrets; an unknown name stops the start."""

import difflib
import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.channels.page.manners import Manners, rate_of
from services.cli.environment import PREFIX, SECRETS, variable
from services.cli.say import Wrong
from switchboard.http.standard_webhooks import Signer, secret
from switchboard.http.twilio import Twilio
from switchboard.http.visitor import networks

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LINK: Final = re.compile(r"_(PORT|SERVICE_HOST|SERVICE_PORT|TCP|UDP)(_|$)")
"""As Kubernetes names the address of a service in every container beside it."""
_ORIGINS: Final = r"^(?:\s*https?://(?:\*\.)?[A-Za-z0-9.-]+(?::\d{1,5})?\s*(?:,|$))*$"
_WORDS: Final = r"^(?:\s*[A-Za-z0-9_.-]{1,64}\s*(?:,|$))*$"
_ADDRESS: Final = re.compile(r"https?://[^\s?#]{1,500}")
_ELSEWHERE: Final = frozenset({"SWITCHBOARD_LONG", "SWITCHBOARD_FAILPOINT"})
"""Names that tests use; the services do not read them here."""


class Settings(BaseSettings):
    """What an installation says of itself. `environment.SAYS` tells what each is for."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    bus: str = ""
    data: Path = Path("data")
    blobs: str = ""
    strategy: Path = Path("deploy/strategies/example/strategy.yaml")
    http_host: str = "127.0.0.1"
    http_port: int = Field(8080, ge=0, le=65535)
    smtp: Literal["smtp", "lmtp", "off"] = "smtp"
    smtp_host: str = "127.0.0.1"
    smtp_port: int | None = Field(None, ge=0, le=65535)
    smtp_socket: str = ""
    smtp_domains: str = ""
    smtp_cert: str = ""
    smtp_key: str = ""
    imap: SecretStr = SecretStr("")
    partitions: int = Field(12, ge=1, le=4096)
    replication: int = Field(1, ge=1, le=9)
    id_key: SecretStr = SecretStr("")
    token_keys: SecretStr = SecretStr("")
    smtp_relay: SecretStr = SecretStr("")
    mail_from: str = "support@switchboard.example"
    own_addresses: str = ""
    email_secrets: SecretStr = SecretStr("")
    authserv_ids: str = ""
    fax_secrets: SecretStr = SecretStr("")
    fax_hosts: SecretStr = SecretStr("")
    fax_gateways: str = ""
    mail_domain: str = ""
    status_url: str = ""
    webhook_secrets: SecretStr = SecretStr("")
    desk_url: str = ""
    api_key: SecretStr = SecretStr("")
    twilio_tokens: SecretStr = SecretStr("")
    public_url: str = ""
    destinations: SecretStr = SecretStr("")
    hook_secret: SecretStr = SecretStr("")
    sms: SecretStr = SecretStr("")
    fax: SecretStr = SecretStr("")
    private_hosts: str = ""
    rates: str = ""
    region: str = "DE"
    key_rate: int = Field(500, ge=1, le=1_000_000)
    form: Literal["on", "off"] = "on"
    form_frames: str = Field("", pattern=_ORIGINS)
    form_topics: str = Field("", pattern=_WORDS)
    form_rate: int = Field(120, ge=1, le=1_000_000)
    trusted_proxies: str = ""
    workers: int = Field(1, ge=1, le=64)
    log_level: str = Field("info", pattern="(?i)^(debug|info|warning|error)$")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        networks(text)
        return text

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, text: str) -> str:
        if text and not _ADDRESS.fullmatch(text):
            raise ValueError("write https://host, without anything behind the path")
        return text

    @property
    def manners(self) -> Manners:
        """How the form is shown, and to whom."""
        frames, topics = (
            tuple(one.strip() for one in text.split(",") if one.strip())
            for text in (self.form_frames, self.form_topics)
        )
        return Manners(frames, topics, networks(self.trusted_proxies), rate_of(self.form_rate))

    @property
    def mail_port(self) -> int:
        """Where mail servers come in; where HTTP may listen anywhere, so may this, or two processes would collide."""
        usual = 2525 if self.http_port else 0
        return usual if self.smtp_port is None else self.smtp_port

    @property
    def bus_url(self) -> str:
        """The bus, the embedded log in the data folder where none is named."""
        return self.bus or f"sqlite:///{self.data / 'switchboard.db'}"

    @property
    def blobs_url(self) -> str:
        """The blob store, a folder beside the data where none is named."""
        return self.blobs or (self.data.absolute() / "blobs").as_uri()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that is ours: what comes from there is our own echo."""
        others = (address.strip() for address in self.own_addresses.split(","))
        return (self.mail_from, *(address for address in others if address))

    @property
    def mail_servers(self) -> tuple[str, ...]:
        """Mail servers whose word on a mail's origin is believed; empty: the topmost one's."""
        return tuple(one.strip() for one in self.authserv_ids.split(",") if one.strip())

    @property
    def domain(self) -> str:
        """The domain of our Message-IDs."""
        return self.mail_domain or self.mail_from.rpartition("@")[2]

    @property
    def twilio(self) -> Twilio:
        """What we share with Twilio."""
        tokens = self.twilio_tokens.get_secret_value().split(",")
        return Twilio(
            tokens=tuple(one.strip().encode() for one in tokens if one.strip()),
            public_url=self.public_url,
        )

    @property
    def signers(self) -> tuple[Signer, ...]:
        """Who may sign what they submit. Raises Wrong."""
        found: dict[str, tuple[bytes, ...]] = {}
        for one in filter(None, self.webhook_secrets.get_secret_value().split(",")):
            name, equals, written = one.strip().partition("=")
            try:
                key = secret(written)
            except ValueError as fault:
                raise Wrong(f"SWITCHBOARD_WEBHOOK_SECRETS: {fault}") from None
            if not equals or not _NAME.fullmatch(name):
                raise Wrong("SWITCHBOARD_WEBHOOK_SECRETS: write NAME=whsec_..., comma-separated")
            found[name] = (*found.get(name, ()), key)
        return tuple(Signer(name, keys) for name, keys in found.items())


def read_settings(environment: Mapping[str, str], **given: object) -> Settings:
    """Return the settings. `given` come from the command line and win. Raises Wrong with all that is wrong."""
    _refuse_unknown(environment)
    stated = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings.model_validate(
            {**Settings().model_dump(), **_from_files(environment), **stated}
        )
    except ValidationError as fault:
        wrong = fault.errors(include_input=False)
        what = "; ".join(f"{variable(str(one['loc'][0]))}: {one['msg']}" for one in wrong)
        raise Wrong(what) from None


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = {variable(name) for name in Settings.model_fields}
    known |= {f"{variable(name)}_FILE" for name in SECRETS} | _ELSEWHERE
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            raise Wrong(f"{name} is not a setting{_hint(name, known)}")


def _hint(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]}?" if near else "see switchboard up --help"
    if _LINK.search(name):
        hint += (
            " (Kubernetes adds such names for a service called switchboard: "
            "set enableServiceLinks: false)"
        )
    return f"; {hint}"


def _from_files(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the secrets that stand in files."""
    found = {}
    for name in SECRETS:
        if path := environment.get(f"{variable(name)}_FILE"):
            try:
                found[name] = Path(path).read_text("utf-8").strip()
            except OSError as fault:
                raise Wrong(f"{variable(name)}_FILE: {path}: {fault.strerror}") from None
            except UnicodeDecodeError:
                raise Wrong(f"{variable(name)}_FILE: {path}: it is not UTF-8") from None
    return found


def of_process(**given: object) -> Settings:
    """Return the settings of this process."""
    return read_settings(os.environ, **given)
