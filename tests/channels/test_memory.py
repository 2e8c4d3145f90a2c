"""Which inquiry a key stands for."""

from services.channels.memory import KEPT, Memory
from switchboard.contracts.codec import encode_event
from switchboard.contracts.events import InquiryReceived, StrategyActivated
from switchboard.contracts.values import (
    Channel,
    InquiryId,
    Reference,
    Seconds,
    Slot,
    StrategyId,
    UnixSeconds,
)

NOW = UnixSeconds(1_000_000.0)
ONE, TWO = InquiryId("one"), InquiryId("two")


def _heard(source_key: str, inquiry: InquiryId, original_blob: str = "") -> bytes:
    event = InquiryReceived(
        inquiry_id=inquiry,
        reference=Reference("K7Q2M9XD4RT"),
        slot=Slot(1),
        channel=Channel.WEB,
        received_at=NOW,
        source_key=source_key,
        original_blob=original_blob,
    )
    return encode_event(event, source="/channels/web", at=NOW)[0]


def test_the_first_inquiry_under_a_key_keeps_it() -> None:
    memory = Memory()

    assert [memory.claim("k", one, NOW) for one in (ONE, ONE, TWO)] == [ONE, ONE, ONE]


def test_what_others_accepted_counts_too() -> None:
    memory = Memory()
    memory.learn(_heard("k", ONE), NOW)

    assert memory.claim("k", TWO, NOW) == ONE


def test_what_we_accepted_first_is_not_overwritten_by_others() -> None:
    memory = Memory()
    memory.claim("k", ONE, NOW)
    memory.learn(_heard("k", TWO), NOW)

    assert memory.claim("k", ONE, NOW) == ONE


def test_a_key_is_remembered_for_a_day_and_forgotten_after_it() -> None:
    memory = Memory()
    memory.claim("k", ONE, NOW)
    memory.claim("other", ONE, UnixSeconds(NOW + 24 * 3600))
    assert memory.claim("k", TWO, UnixSeconds(NOW + 24 * 3600)) == ONE

    memory.claim("later", ONE, UnixSeconds(NOW + 24 * 3600 + KEPT + 1))
    assert len(memory) == 1


def test_a_key_that_is_used_again_is_remembered_longer() -> None:
    memory = Memory(kept=Seconds(10.0))
    for at in range(0, 100, 9):
        assert memory.claim("k", ONE, UnixSeconds(NOW + at)) == ONE
    assert memory.claim("k", TWO, UnixSeconds(NOW + 99)) == ONE


def test_the_memory_is_bounded() -> None:
    memory = Memory(most=100)
    for number in range(1_000):
        memory.claim(f"k{number}", ONE, NOW)

    assert len(memory) == 100
    assert memory.claim("k999", TWO, NOW) == ONE
    assert memory.claim("k0", TWO, NOW) == TWO


def test_mail_takes_no_place_from_keys() -> None:
    memory = Memory(most=1)
    memory.claim("k", ONE, NOW)
    memory.learn(_heard("message-id", TWO, original_blob="two/0a1b"), NOW)

    assert len(memory) == 1
    assert memory.claim("k", TWO, NOW) == ONE


def test_a_key_whose_inquiry_was_refused_is_free_for_another() -> None:
    memory = Memory()
    memory.claim("k", ONE, NOW)
    memory.release("k", ONE)

    assert memory.claim("k", TWO, NOW) == TWO


def test_a_key_is_released_by_the_inquiry_alone_that_it_stands_for() -> None:
    memory = Memory()
    memory.claim("k", ONE, NOW)
    memory.release("k", TWO)
    memory.release("unknown", ONE)

    assert memory.claim("k", TWO, NOW) == ONE


def test_what_is_no_inquiry_is_passed_over() -> None:
    memory = Memory()
    activated = StrategyActivated(strategy_id=StrategyId("s"))
    memory.learn(encode_event(activated, source="/", at=NOW)[0], NOW)
    for value in (
        None,
        b"",
        b"{",
        b"\xff",
        b"[]",
        b'{"type": "inquiry.received"}',
        _heard("", ONE),
    ):
        memory.learn(value, NOW)

    assert len(memory) == 0
