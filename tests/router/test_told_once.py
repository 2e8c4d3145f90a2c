"""Whatever happens in whatever order: every assignment is told exactly once, nobody twice, and no case owes beyond its bounds."""

from collections import Counter
from collections.abc import Callable
from random import Random
from zlib import crc32

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.router.consequences import MAX_TOLD, TOO_MANY
from services.router.decide import decide
from services.router.facts import at_work
from switchboard.contracts.case import MAX_DELIVERIES, MAX_OWED, Case
from switchboard.contracts.codec import encode_case
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import Event, InquiryReceived, ReminderDue
from switchboard.contracts.handling import CaseAssigned
from switchboard.contracts.notices import Announce, Assign, Inform, Update
from switchboard.contracts.topics import MAX_CASE_BYTES
from switchboard.contracts.values import Channel, Opinion, Recipient, StrategyId, UnixSeconds
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.compile import compile_bundle
from tests.router.attentive import (
    ATTENTIVE,
    BUNDLE,
    GOLD,
    PROGRAM,
    SERVICE,
    after,
    opened,
    opinion,
    owed,
    quiet,
    resolve,
    told,
)
from tests.router.company import FAULT, inquiry, later, report, transfer
from tests.router.partition import Partition
from tests.router.test_histories import HANDS, LOOKS, WAITS

_ADDRESSES = {
    "service": set(SERVICE),
    "accounts": {Recipient("mailto:accounts@acme.example")},
}
_HANDS: list[Callable[[Case], Event]] = [
    *HANDS,
    lambda case: CaseAssigned(
        action_id=f"give-{case.version}", reference=case.reference, by="x", assignee="a.meier"
    ),
    lambda case: transfer(case, "service", f"back-{case.version}"),
    lambda case: resolve(case, action_id=f"anyway-{case.version}"),
    lambda case: opinion(case, Opinion.ALIENATED, action_id=f"angry-{case.version}"),
]


class Told:
    """A partition of the attentive company, and all that it ever came to owe."""

    def __init__(self) -> None:
        self.partition = _partition()
        self.at: UnixSeconds = later(0)
        self.cases: dict[str, Case] = {}
        self.said: list[InquiryReceived] = []

    def hears(self, event: Event) -> tuple[Case | None, Case | None]:
        """Take an event; return its case before and after."""
        known = dict(self.cases)
        case = self.partition.hears(event, self.at)
        if case is not None:
            self.cases[case.reference] = case
        return (known.get(case.reference), case) if case else (None, None)


def _partition() -> Partition:
    partition = Partition({PROGRAM.strategy_id: PROGRAM})
    partition.book.initial = StrategyId(PROGRAM.strategy_id)
    return partition


def _event(chance: Random, world: Told) -> Event | None:
    cases = list(world.cases.values())
    what = chance.choice(["contact"] * 3 + ["again", "hand", "hand", "paid", "due"])
    case = chance.choice(cases) if cases else None
    if case is None or what == "contact":
        return _contact(chance, world, case)
    if what == "again":
        return chance.choice(world.said)
    if what == "paid":
        return report(case, chance.choice(case.owed), at=world.at) if case.owed else None
    if what == "due":
        return _due(chance, case)
    return chance.choice(_HANDS)(case)


def _due(chance: Random, case: Case) -> ReminderDue | None:
    if not case.reminders:
        return None
    one = chance.choice(case.reminders)
    return ReminderDue(reference=case.reference, reminder=one.reminder, due_at=one.at)


def _contact(chance: Random, world: Told, case: Case | None) -> InquiryReceived:
    looks = {name: chance.choice(of) for name, of in LOOKS.items() if name != "how"}
    if case is not None and chance.random() < 0.5:
        looks["verified_case"] = case.reference
    customer = GOLD if chance.random() < 0.3 else None
    said = inquiry(str(len(world.said)), received_at=world.at, customer=customer, **looks)
    world.said.append(said)
    return said


@settings(max_examples=120)
@given(st.integers(0, 2**32), st.integers(1, 60))
def test_every_assignment_is_told_exactly_once(seed: int, length: int) -> None:
    chance, world, names = Random(seed), Told(), Counter[str]()
    for _ in range(length):
        world.at = UnixSeconds(world.at + chance.choice(WAITS))
        event = _event(chance, world)
        before, case = world.hears(event) if event else (None, None)
        if case is None:
            continue
        fresh = owed(case, Assign, before)
        names.update(one.notice_id for one in fresh)
        if _came(before, case):
            expected = _ADDRESSES.get(case.department, set())
            assert expected <= {one.to for one in fresh}
        else:
            assert all(one.to.startswith("staff:") for one in fresh)
        assert all(one.matter.department == case.department for one in owed(case, Assign))
    assert set(names.values()) <= {1}
    assert world.partition.dead.count("step_failed") == 0


def _came(before: Case | None, case: Case) -> bool:
    """Tell, in other words than the product's, whether a case has come to a department where somebody must answer."""
    if not at_work(case):
        return False
    was = before is not None and at_work(before) and before.department == case.department
    return not was


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(1, 12))
def test_a_router_that_knows_only_the_newest_records_owes_the_same(seed: int, often: int) -> None:
    chance, world = Random(seed), Told()
    restarted = world.partition
    for number in range(50):
        if number % often == 0:
            records = sorted(world.partition.compacted(), key=lambda one: crc32(one.key, seed))
            restarted = world.partition.restarted(records)
            restarted.book.initial = PROGRAM.strategy_id
        world.at = UnixSeconds(world.at + chance.choice(WAITS))
        event = _event(chance, world)
        if event is None:
            continue
        _, case = world.hears(event)
        assert restarted.hears(event, world.at) == case


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_a_case_owes_and_remembers_no_more_than_its_bounds(seed: int) -> None:
    chance, world = Random(seed), Told()
    for _ in range(80):
        world.at = UnixSeconds(world.at + chance.choice(WAITS))
        event = _event(chance, world)
        _, case = world.hears(event) if event else (None, None)
        if case is not None:
            told_of = [one for one in case.owed if isinstance(one, Assign | Inform | Announce)]
            assert len(told_of) <= MAX_TOLD
            assert len(case.owed) <= MAX_OWED
            assert len(case.deliveries) <= MAX_DELIVERIES
            assert len({one.notice_id for one in case.owed}) == len(case.owed)
            updates = [one.news for one in owed(case, Update)]
            assert len(set(updates)) == len(updates)


def test_what_a_case_has_no_room_for_is_visibly_not_said() -> None:
    case = opened()
    for number in range(40):
        there = ("accounts", "service")[number % 2]
        case = after(case, transfer(case, there, f"t{number}"))

    assert sum(isinstance(one, Assign | Inform | Announce) for one in case.owed) == MAX_TOLD
    unsaid = [one for one in case.deliveries if one.reason == TOO_MANY]
    assert unsaid
    assert {one.outcome for one in unsaid} == {Outcome.SUPPRESSED}
    assert Purpose.ANNOUNCEMENT in {one.purpose for one in unsaid}
    assert len(case.owed) < MAX_OWED - len(Channel)  # So that it can still be answered.


def test_a_case_that_owes_all_that_it_may_still_fits_its_record() -> None:
    many = ", ".join(f"'mailto:{'x' * 60}{n}@{'y' * 60}.example'" for n in range(20))
    said = ATTENTIVE.replace(
        "to: ['mailto:service@acme.example', 'destination:service-chat']", f"to: [{many}]"
    )
    program = compile_bundle(Bundle(files=BUNDLE.files | {"strategy.yaml": said}))
    case = opened(inquiry(text=FAULT, subject="x" * 1_000))
    case = replace(quiet(case), strategy_id=program.strategy_id)
    for number in range(12):
        there = ("accounts", "service")[number % 2]
        moved = decide(program, case, transfer(case, there, f"t{number}"), later(60 + number))
        assert moved is not None
        case = replace(moved, owed=tuple(case.owed) + tuple(owed(moved, Assign, case)))

    assert len(told(case, Assign)) > MAX_TOLD
    assert len(encode_case(case)) < MAX_CASE_BYTES
