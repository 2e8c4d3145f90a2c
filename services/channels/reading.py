"""The process that reads originals: one after the other from its standard input, within hard limits. `python -m`.

It holds no secret and reaches no bus: hostile input can only break the process, and another takes its place.
It ends with its input, so that nobody must find and kill it.
"""

import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from typing import BinaryIO, Final, assert_never

import msgspec

from services.channels.email import read_mail
from services.channels.fax.read import read_fax
from services.channels.limits import LIMITS
from services.channels.mime import UnreadableInput
from services.channels.originals import Envelope, Ours
from services.channels.phone.call import read_call
from services.channels.said import Said
from switchboard.contracts.values import Channel, Seconds

_LENGTH_BYTES: Final = 4
_GRACE: Final = 5


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One original to read."""

    data: bytes
    channel: Channel = Channel.EMAIL
    media_type: str = ""
    """As it was declared at the door; empty: to be found out."""
    envelope: Envelope = Envelope()
    ours: Ours = Ours()
    region: str = "DE"
    """Where a telephone number without country is from (ISO 3166)."""
    languages: tuple[str, ...] = ()
    """What the strategy speaks (ISO 639-1), the likeliest first: what is read from a picture is looked for in these."""


class Unread(msgspec.Struct, frozen=True, tag="unread"):
    """It could not be read, and why."""

    why: str


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The process has started."""


Answer = Said | Unread | Ready

_jobs: Final = msgspec.msgpack.Decoder(Job)
_encoder: Final = msgspec.msgpack.Encoder()


def framed(message: Job | Answer) -> bytes:
    """Return a message with its length before it."""
    body = _encoder.encode(message)
    return len(body).to_bytes(_LENGTH_BYTES, "big") + body


def read(job: Job) -> Said | Unread:
    """Return what the original says, or why it can't be read; of any bytes at all."""
    try:
        return _read(job)
    except UnreadableInput as fault:
        return Unread(str(fault))
    except MemoryError:
        return Unread("reading it took too much memory")
    except Exception as fault:  # noqa: BLE001 - whatever an original does to its reader, it becomes an inquiry
        return Unread(f"reading it failed ({type(fault).__name__})")


def _read(job: Job) -> Said:
    match job.channel:
        case Channel.EMAIL:
            return read_mail(job.data, job.envelope, job.ours)
        case Channel.PHONE:
            return read_call(job.data, job.media_type, job.envelope, job.region)
        case Channel.FAX:
            left = _left(LIMITS.fax_recognized_within)
            how = (job.media_type, job.envelope, job.region, job.languages)
            return read_fax(job.data, *how, left)
        case Channel.WEB | Channel.IN_PERSON:
            raise UnreadableInput(f"nothing here reads originals of channel {job.channel}")
        case _:
            assert_never(job.channel)


def _left(within: Seconds) -> Callable[[], float]:
    """Return what tells how much is left of a time that begins now."""
    end = time.monotonic() + within
    return lambda: end - time.monotonic()


def main(memory: int, seconds: int) -> None:
    """Read jobs until the input ends. Each may take `seconds` of processor time."""
    # Ctrl-C reaches everybody at the terminal; our end comes with that of the input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # Whatever a library prints must not come between the answers.
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _say(answers, Ready())
    # From here on, what libraries print is about originals, and may be as long as their sender likes.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    while job := _next(sys.stdin.buffer):
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds + _GRACE, resource.RLIM_INFINITY))
        _say(answers, read(job))


def _next(jobs: BinaryIO) -> Job | None:
    length = jobs.read(_LENGTH_BYTES)
    if len(length) < _LENGTH_BYTES:
        return None
    return _jobs.decode(jobs.read(int.from_bytes(length, "big")))


def _say(answers: BinaryIO, answer: Answer) -> None:
    answers.write(framed(answer))
    answers.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
