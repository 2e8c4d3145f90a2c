"""Whatever happens in whatever order: every inquiry rests in one case, and a restart changes no decision.

Histories are made at random from a few senders, words and hands, so that they meet, repeat and contradict each other.
"""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple
from zlib import crc32

from hypothesis import given, settings
from hypothesis import strategies as st

from switchboard.contracts import case as bounds
from switchboard.contracts.case import Case
from switchboard.contracts.codec import decode_case, decode_partition, encode_case
from switchboard.contracts.course import (
    CaseClearedOfSpam,
    CaseClosed,
    CaseMarkedSpam,
    CasePaused,
    CaseResumed,
)
from switchboard.contracts.delivery import Outcome
from switchboard.contracts.events import (
    DeliveryConfirmed,
    DeliveryReported,
    Event,
    InquiryReceived,
)
from switchboard.contracts.handling import CaseReleased
from switchboard.contracts.topics import is_partition_key
from switchboard.contracts.values import (
    Channel,
    Identity,
    Kind,
    Nature,
    Reference,
    Status,
    UnixSeconds,
)
from tests.router.company import (
    ANA,
    BEN,
    BILL,
    FAULT,
    by_hand,
    claim,
    inquiry,
    later,
    passed,
    reclassify,
    reopen,
    reply,
    report,
    resolve,
    transfer,
)
from tests.router.partition import Partition
from tests.router.speaking import FAX, LANDLINE, MOBILE

SENDERS = [ANA] * 5 + [BEN, Identity("mailto:ANA@example.com"), LANDLINE, MOBILE, FAX, None]
TEXTS = [FAULT, FAULT + " again", BILL, BILL, "Thank you", ""]
NATURES = [Nature.INQUIRY] * 9 + [Nature.OUT_OF_OFFICE, Nature.BOUNCE, Nature.SPAM]
OUTCOMES = [Outcome.SENT] * 4 + [Outcome.FAILED, Outcome.UNKNOWN, Outcome.SUPPRESSED]
WAITS = [0.0, 0.001, 30.0, 30.0, 30.0, 121.0, 121.0, 3_600.0, 30_000.0, 3 * 86_400.0, 31 * 86_400.0]
HANDS: list[Callable[[Case], Event]] = [
    lambda case: claim(case, action_id=f"claim-{case.version // 2}"),
    lambda case: transfer(case, "accounts", f"transfer-{case.version}"),
    lambda case: reply(case, f"reply-{case.version}"),
    lambda case: resolve(case, f"resolve-{case.version}"),
    lambda case: reopen(case, f"reopen-{case.version}"),
    lambda case: reclassify(case, Kind.INVOICE_QUERY, action_id=f"reclassify-{case.version}"),
    *(
        lambda case, kind=kind: by_hand(case, kind, f"by-hand-{case.version}")
        for kind in (
            *(CaseReleased, CasePaused, CaseResumed, CaseClosed),
            *(CaseMarkedSpam, CaseClearedOfSpam),
        )
    ),
    passed,
]


class Said(NamedTuple):
    """A step of a history: what somebody says after a while."""

    wait: float
    what: Callable[["World"], Event | None]


class World:
    """A partition and what was said to it."""

    def __init__(self) -> None:
        self.at: UnixSeconds = later(0)
        self.partition = Partition()
        self.inquiries: list[InquiryReceived] = []
        self.cases: dict[Reference, Case] = {}

    def step(self, said: Said) -> tuple[Event, Case | None] | None:
        self.at = UnixSeconds(round(self.at + said.wait, 3))
        event = said.what(self)
        if event is None:
            return None
        case = self.partition.hears(event, self.at)
        if isinstance(event, InquiryReceived):
            self.inquiries.append(event)
        if case:
            self.cases[case.reference] = case
        return event, case

    def case(self, about: int) -> Case | None:
        known = list(self.cases.values())
        return known[about % len(known)] if known else None


def _contact(about: int, looks: dict[str, Any]) -> Callable[[World], Event]:
    def what(world: World) -> Event:
        case = world.case(about)
        more = dict(looks)
        how = more.pop("how")
        if case and how == "token":
            more["verified_case"] = case.reference
        if case and how == "name":
            more["named_case"] = case.reference
        if case and how == "thread":
            more["references"] = tuple(one.message_id for one in case.inquiries[-2:])
        if case and how == "same letter":  # Two of our addresses, and a relay that changed a byte.
            more["message_id"] = case.inquiries[-1].message_id
        if case and how == "taken":  # Chance made two references alike.
            more["reference"] = case.inquiries[-1].reference
        return inquiry(str(len(world.inquiries)), received_at=world.at, **more)

    return what


def _again(about: int) -> Callable[[World], Event | None]:
    return lambda world: world.inquiries[about % len(world.inquiries)] if world.inquiries else None


def _hand(about: int, hand: Callable[[Case], Event]) -> Callable[[World], Event | None]:
    return lambda world: hand(case) if (case := world.case(about)) else None


def _paid(about: int, outcome: Outcome) -> Callable[[World], DeliveryReported | None]:
    def what(world: World) -> DeliveryReported | None:
        case = world.case(about)
        return report(case, case.owed[0], outcome, world.at) if case and case.owed else None

    return what


def _confirmed(about: int, outcome: Outcome) -> Callable[[World], DeliveryConfirmed | None]:
    """A gateway says of a message, settled or not, what became of it."""

    def what(world: World) -> DeliveryConfirmed | None:
        case = world.case(about)
        known = [one.notice_id for one in (*case.deliveries, *case.owed)] if case else []
        if case is None or not known:
            return None
        return DeliveryConfirmed(
            notice_id=known[about % len(known)],
            reference=case.reference,
            delivered=outcome is Outcome.SENT,
            reason="so says the gateway",
            confirmed_at=world.at,
        )

    return what


LOOKS: dict[str, list[Any]] = {
    "how": ["alone"] * 4 + ["token", "name", "thread", "taken", "same letter"],
    "sender": SENDERS,
    "text": TEXTS,
    "channel": [Channel.EMAIL] * 4 + [Channel.WEB, Channel.WEB, Channel.PHONE, Channel.FAX],
    "nature": NATURES,
    "source_key": ["", "", "key-1", "key-2"],
    "new_case": [False, False, True],
    "unreadable": [""] * 9 + ["torn"],
}


def history(seed: int, length: int) -> list[Said]:
    """Return what a seed tells: dense, so that much of it meets."""
    chance = Random(seed)
    return [_said(chance) for _ in range(length)]


def _said(chance: Random) -> Said:
    about = chance.randrange(8)
    whats = {
        "contact": _contact(about, {name: chance.choice(of) for name, of in LOOKS.items()}),
        "again": _again(about),
        "hand": _hand(about, chance.choice(HANDS)),
        "paid": _paid(about, chance.choice(OUTCOMES)),
        "confirmed": _confirmed(about, chance.choice(OUTCOMES)),
    }
    return Said(
        chance.choice(WAITS), whats[chance.choice(["contact"] * 5 + ["hand"] * 2 + list(whats))]
    )


SEEDS = st.integers(0, 2**32)
HISTORY = st.builds(history, SEEDS, st.integers(1, 60))


def lived(history: list[Said]) -> World:
    world = World()
    for said in history:
        world.step(said)
    return world


@settings(max_examples=150)
@given(SEEDS, st.integers(1, 15))
def test_a_router_that_knows_only_the_newest_records_decides_as_the_one_that_lived_it_all(
    seed: int, often: int
) -> None:
    world = World()
    restarted = world.partition
    for number, said in enumerate(history(seed, 60)):
        if number % often == 0:
            records = world.partition.compacted()
            records.sort(key=lambda record: crc32(record.key, seed))
            restarted = world.partition.restarted(records)
        if (happened := world.step(said)) is None:
            continue
        event, case = happened
        assert restarted.hears(event, world.at) == case
        assert restarted.cases[-1][4:] == world.partition.cases[-1][4:]
    assert restarted.dead == world.partition.dead[len(world.partition.dead) - len(restarted.dead) :]


@settings(max_examples=100)
@given(HISTORY)
def test_every_inquiry_rests_in_exactly_one_case_that_its_id_and_reference_lead_to(
    history: list[Said],
) -> None:
    world = lived(history)

    held = Counter(one.inquiry_id for case in world.cases.values() for one in case.inquiries)
    assert held == Counter({said.inquiry_id: 1 for said in world.inquiries})
    for said in world.inquiries:
        case = world.partition.book.case_of_inquiry(said.inquiry_id)
        assert case is not None
        assert world.partition.book.case(said.reference) is not None


@settings(max_examples=100)
@given(HISTORY)
def test_each_event_makes_one_record_and_a_case_counts_its_own(history: list[Said]) -> None:
    world = lived(history)
    versions: Counter[bytes] = Counter()

    assert len(world.partition.cases) == world.partition.offset
    for offset, record in enumerate(world.partition.cases):
        assert dict(record.headers)["src"] == b"switchboard.intake/0/%d" % offset
        assert record.value is not None
        if is_partition_key(record.key):
            assert decode_partition(record.value).position == offset
        else:
            versions[record.key] += 1
            assert decode_case(record.value).version == versions[record.key]


@settings(max_examples=100)
@given(HISTORY)
def test_a_case_stays_whole(history: list[Said]) -> None:
    for reference, case in lived(history).cases.items():
        assert case.reference == reference
        assert decode_case(encode_case(case)) == case
        assert len(case.inquiries) <= bounds.MAX_INQUIRIES
        assert len(case.owed) <= bounds.MAX_OWED
        assert len(set(case.owed)) == len(case.owed)
        assert len({one.notice_id for one in case.deliveries}) == len(case.deliveries)
        assert len(case.flags) == len(set(case.flags)) <= bounds.MAX_FLAGS
        assert case.opened_at <= case.changed_at
        assert (case.resolved_at is None) == (case.status in {Status.OPEN, Status.WAITING})
        assert [one.accepted_at for one in case.inquiries] == sorted(
            one.accepted_at for one in case.inquiries
        )


@settings(max_examples=50)
@given(HISTORY)
def test_deciding_the_same_log_again_gives_the_same_records(history: list[Said]) -> None:
    world, twin = lived(history), lived(history)

    assert twin.partition.cases == world.partition.cases
