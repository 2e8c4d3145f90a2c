"""Commands read files in a process apart, one after the other, whatever a file does to its reader."""

import sys

import pytest

from services.channels.normalize import normalize
from services.channels.reading import Job, Unread
from services.channels.said import Said
from services.cli.apart import reading
from services.cli.say import CouldNot
from switchboard.contracts.values import Channel
from tests.channels.doorway import SECRETS
from tests.channels.fax.paper import blank, written_pdf
from tests.channels.fax.test_bombs import vast_tiff
from tests.channels.letters import letter
from tests.harness.clock import SUNDAY_NOON


def test_what_breaks_its_reader_does_not_break_the_command() -> None:
    with reading() as read:
        bomb = read(Job(data=vast_tiff(30_000, 30_000), channel=Channel.FAX))
        following = read(Job(data=written_pdf(["Hello."]), channel=Channel.FAX))

    assert isinstance(bomb, Unread)
    assert isinstance(following, Said)
    assert following.text == "Hello."


def test_it_reads_as_it_is_read_here() -> None:
    with reading() as read:
        apart = normalize(Channel.EMAIL, letter(), secrets=SECRETS, at=SUNDAY_NOON, read=read)

    assert apart == normalize(Channel.EMAIL, letter(), secrets=SECRETS, at=SUNDAY_NOON)


def test_that_no_process_starts_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with reading() as read, pytest.raises(CouldNot, match="does not start"):
        read(Job(data=blank().tobytes(), channel=Channel.FAX))
