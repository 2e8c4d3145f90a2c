"""Settings: read once, at the root, from the environment; printed without secrets; an unknown name stops the start."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.cli.say import Wrong

PREFIX: Final = "SWITCHBOARD_"
_SECRETS: Final = ("ID_KEY", "TOKEN_KEYS", "SMTP_RELAY")
_ELSEWHERE: Final = frozenset({"SWITCHBOARD_LONG", "SWITCHBOARD_FAILPOINT"})
"""Names that tests use; the services do not read them here."""
_SHORTEST_KEY: Final = 32


class Settings(BaseSettings):
    """What an installation says of itself. Each name is an environment variable with the prefix `SWITCHBOARD_`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    bus: str = Field(
        "", description="kafka://host:9092[,host...] or sqlite:///FILE; empty: sqlite in DATA"
    )
    data: Path = Field(
        Path("data"), description="folder of the embedded log, the desk's store and the outbox"
    )
    blobs: str = Field("", description="file:///FOLDER or s3://BUCKET/PREFIX; empty: DATA/blobs")
    strategy: Path = Field(
        Path("deploy/strategies/example/strategy.yaml"), description="the response strategy's file"
    )
    http_host: str = Field("127.0.0.1", description="address to listen on")
    http_port: int = Field(8080, ge=0, le=65535, description="port to listen on; 0: any free one")
    smtp_port: int = Field(
        2525, ge=0, le=65535, description="port for incoming mail (comes with the mail channel)"
    )
    partitions: int = Field(12, ge=1, le=4096, description="fixed when the topics are created")
    replication: int = Field(
        1, ge=1, le=9, description="copies of each topic on Kafka, when created"
    )
    id_key: SecretStr = Field(SecretStr(""), description="secret: makes inquiry ids; never rotated")
    token_keys: SecretStr = Field(
        SecretStr(""), description="secret: comma-separated, newest first"
    )
    smtp_relay: SecretStr = Field(
        SecretStr(""), description="smtp://user:pass@host:587; empty: mail goes to DATA/outbox"
    )
    mail_from: str = Field("support@switchboard.example", description="sender of our letters")
    own_addresses: str = Field(
        "", description="comma-separated: where our mail arrives; nothing is sent there"
    )
    mail_domain: str = Field("", description="domain of our Message-IDs; empty: that of MAIL_FROM")
    status_url: str = Field("", description="address under which GET /v1/inquiries/{id} is reached")
    region: str = Field("DE", description="country of telephone numbers without one (ISO 3166)")
    workers: int = Field(1, ge=1, le=64, description="processes that parse mail")
    log_level: str = Field(
        "info", pattern="(?i)^(debug|info|warning|error)$", description="least severe log shown"
    )

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
    def domain(self) -> str:
        """The domain of our Message-IDs."""
        return self.mail_domain or self.mail_from.rpartition("@")[2]


def read_settings(environment: Mapping[str, str], **given: object) -> Settings:
    """Return the settings. `given` come from the command line and win. Raises Wrong with all that is wrong."""
    _refuse_unknown(environment)
    stated: dict[str, Any] = dict(_from_files(environment))
    stated |= {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**stated)
    except ValidationError as fault:
        what = "; ".join(f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in fault.errors())
        raise Wrong(what) from None


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    known |= {f"{PREFIX}{name}_FILE" for name in _SECRETS} | _ELSEWHERE
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            if name.endswith(("_PORT", "_HOST")) or "_PORT_" in name or "_SERVICE_" in name:
                hint += " (Kubernetes adds such names for a service called switchboard: set enableServiceLinks: false)"
            raise Wrong(f"{name} is not a setting{hint}")


def _from_files(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the secrets that stand in files."""
    found = {}
    for name in _SECRETS:
        if path := environment.get(f"{PREFIX}{name}_FILE"):
            try:
                found[name.lower()] = Path(path).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as fault:
                raise Wrong(f"{PREFIX}{name}_FILE: {path}: {fault}") from None
    return found


def of_process(**given: object) -> Settings:
    """Return the settings of this process."""
    return read_settings(os.environ, **given)
