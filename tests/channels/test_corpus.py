"""Said that other projects collected: none of it breaks the channel, and bounces are known for what they are."""

import json
from pathlib import Path

import pytest

from services.channels.email import read_mail
from services.channels.mailhead import read_head
from services.channels.normalize import as_json, normalize
from services.channels.originals import Envelope, Ours
from services.channels.said import Said
from switchboard.contracts.values import Channel, Nature
from tests.channels.doorway import SECRETS
from tests.harness.clock import SUNDAY_NOON

CORPUS = Path(__file__).parents[3] / "shared" / "testdata" / "email"
MAILS = sorted(CORPUS.rglob("*.eml")) if CORPUS.is_dir() else []

pytestmark = pytest.mark.skipif(
    not MAILS, reason="the corpora lie beside the working tree, not in it"
)

_AUTOMATIC = {
    "bounce": {Nature.BOUNCE},
    "feedback-report": {Nature.FEEDBACK_REPORT},
    "auto-reply": {Nature.AUTO_REPLY, Nature.OUT_OF_OFFICE},
}


def _read(path: Path) -> Said:
    return read_mail(path.read_bytes(), Envelope(), Ours())


def test_no_mail_breaks_its_reader() -> None:
    for path in MAILS:
        inquiry = normalize(Channel.EMAIL, path.read_bytes(), secrets=SECRETS, at=SUNDAY_NOON)
        assert inquiry.unreadable == "", path
        assert json.dumps(as_json(inquiry))


def test_every_mail_is_known_by_an_id_of_its_own() -> None:
    seen: dict[bytes, bytes] = {}
    for path in MAILS:
        mail = path.read_bytes()
        first = seen.setdefault(read_head(mail).content, mail)
        assert first == mail or _bare(first) == _bare(mail), path


def _bare(mail: bytes) -> bytes:
    """What a mail says, whatever its line ends and trace."""
    return mail.replace(b"\r", b"").partition(b"\n\n")[2].strip()


def test_bounces_are_known_for_what_they_are() -> None:
    labels: dict[str, dict[str, str]] = json.loads(
        (CORPUS / "bounces_sisimai" / "labels.json").read_text()
    )
    known = {CORPUS / "bounces_sisimai" / name: one["kind"] for name, one in labels.items()}
    right = [
        _read(path).nature in _AUTOMATIC.get(kind, {Nature.INQUIRY})
        for path, kind in known.items()
        if path.exists()
    ]

    assert all(right)


def test_nothing_automatic_is_ever_acknowledged() -> None:
    labels: dict[str, dict[str, str]] = json.loads(
        (CORPUS / "bounces_sisimai" / "labels.json").read_text()
    )
    answered = [
        name
        for name, one in labels.items()
        if (path := CORPUS / "bounces_sisimai" / name).exists()
        and one["kind"] != "not-bounce"
        and not _read(path).silent_because
    ]

    assert answered == []


def test_bounces_are_known_without_their_standard_reports() -> None:
    """Their signs alone would do: a mail system that nobody has seen yet writes no report of a known kind."""
    labels: dict[str, dict[str, str]] = json.loads(
        (CORPUS / "bounces_sisimai" / "labels.json").read_text()
    )
    kept = [
        path
        for name, one in labels.items()
        if one["kind"] == "bounce" and (path := CORPUS / "bounces_sisimai" / name).exists()
    ]
    bare = [
        path.read_bytes()
        .replace(b"delivery-status", b"nothing-known")
        .replace(b"X-Failed-Recipients", b"X-Nothing-Known")
        for path in kept
    ]
    known = [read_mail(mail, Envelope(), Ours()).nature is Nature.BOUNCE for mail in bare]

    assert sum(known) >= 0.95 * len(known)


def test_nearly_every_bounce_says_whom_it_does_not_reach() -> None:
    said = [_read(path) for path in MAILS if "bounces" in str(path)]
    bounces = [one for one in said if one.nature is Nature.BOUNCE]

    assert sum(bool(one.undeliverable) for one in bounces) >= 0.9 * len(bounces)
