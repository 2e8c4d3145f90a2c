"""The secrets of an installation in one process: made once, kept in its data folder for nobody else to read."""

import os
import secrets
from pathlib import Path

from pydantic import SecretStr

from services.cli.say import CouldNot
from services.cli.settings import Settings

_NAME = "secrets"


def with_own_secrets(settings: Settings) -> Settings:
    """Return the settings with the secrets that they lack, from the data folder. Raises CouldNot."""
    if settings.id_key.get_secret_value() and settings.token_keys.get_secret_value():
        return settings
    id_key, token_keys = _kept(settings.data)
    lacking = {
        "id_key": settings.id_key if settings.id_key.get_secret_value() else SecretStr(id_key),
        "token_keys": settings.token_keys
        if settings.token_keys.get_secret_value()
        else SecretStr(token_keys),
    }
    return settings.model_copy(update=lacking)


def _kept(data: Path) -> tuple[str, str]:
    path = data / _NAME
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        lines = path.read_text("ascii").split()
    except (OSError, UnicodeDecodeError) as fault:
        raise CouldNot(f"{path}: the secrets can't be kept there: {fault}") from None
    if len(lines) != len(("id key", "token keys")):
        raise CouldNot(f"{path}: two lines are wanted, the id key and the token keys; restore it")
    return lines[0], lines[1]


def _make(path: Path) -> None:
    """Write the file whole or not at all: half of it would be a key that nobody can find again."""
    half = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{secrets.token_hex(32)}\n{secrets.token_hex(32)}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(half, path)
    except FileExistsError:
        pass  # Another process of this installation was quicker: its secrets are the ones.
    finally:
        half.unlink()
