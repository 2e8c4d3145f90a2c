"""A moment as the desk shows it. Pure."""

from datetime import UTC, datetime

from switchboard.contracts.values import UnixSeconds

Shown = dict[str, object]
"""What goes out as JSON."""


def moment(at: UnixSeconds | None) -> str | None:
    """Return a moment in RFC 3339, to the millisecond."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
