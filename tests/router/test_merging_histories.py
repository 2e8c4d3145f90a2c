"""Whatever is merged and split, in whatever order it arrives, however often, by routers however new: an inquiry rests in one case.

Histories are made at random. Forwards are paid late, twice, again after all is over, and before their report is.
"""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from switchboard.contracts.case import Case
from switchboard.contracts.course import CaseClearedOfSpam, CaseMarkedSpam
from switchboard.contracts.notices import Forward
from switchboard.contracts.values import Identity, Status, UnixSeconds
from tests.router.company import by_hand, inquiry, merge, resolve, split
from tests.router.exchange import PARTITIONS, Exchange

SENDERS = [Identity(f"mailto:{name}@example.com") for name in ("ana", "ben", "cleo", "dan")]
DAY = 86_400
TEXTS = ["The pump stops", "There is a mistake in the invoice", "Where is the manual?"]


class Story:
    """One history, told by chance."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.exchange = Exchange()
        self.number = 0
        self.paid: list[Forward] = []
        self.unreported: list[Forward] = []

    def step(self) -> None:
        self.exchange.at = UnixSeconds(
            round(self.exchange.at + self.chance.choice([0.001, 30, 200, 200, 40 * DAY]), 3)
        )
        happens = [self.writes, self.writes, self.merges, self.splits, self.resolves, self.sorts]
        self.chance.choice([*happens, self.pays, self.pays, self.reports, self.pays_again])()
        if self.chance.random() < 0.1:
            self.exchange.restart(self.chance.randrange(PARTITIONS), self.chance)

    def any_case(self) -> Case | None:
        return self.chance.choice([None, *self.exchange.cases.values()])

    def writes(self) -> None:
        self.number += 1
        token = self.any_case()
        self.exchange.hears(
            inquiry(
                str(self.number),
                sender=self.chance.choice(SENDERS),
                text=self.chance.choice(TEXTS),
                received_at=self.exchange.at,
                new_case=self.chance.random() < 0.5,
                verified_case=token.reference if token else None,
            )
        )

    def merges(self) -> None:
        case, into = self.any_case(), self.any_case()
        if case and into:
            self.number += 1
            self.exchange.hears(merge(case, into.reference, f"merge-{self.number}"))

    def splits(self) -> None:
        if case := self.any_case():
            self.number += 1
            some = [one.inquiry_id for one in case.inquiries if self.chance.random() < 0.5]
            self.exchange.hears(split(case, *some, action_id=f"split-{self.number}"))

    def resolves(self) -> None:
        if case := self.any_case():
            self.number += 1
            self.exchange.hears(resolve(case, f"resolve-{self.number}"))

    def sorts(self) -> None:
        if case := self.any_case():
            self.number += 1
            action_id = f"spam-{self.number}"
            spam = self.chance.random() < 0.5
            marked = by_hand(case, CaseMarkedSpam, action_id)
            self.exchange.hears(marked if spam else by_hand(case, CaseClearedOfSpam, action_id))

    def pays(self) -> None:
        if owed := self.exchange.owed():
            notice = self.chance.choice(owed)
            self.exchange.sends(notice)
            self.paid.append(notice)
            self.unreported.append(notice)

    def reports(self) -> None:
        if self.unreported:
            notice = self.unreported.pop(self.chance.randrange(len(self.unreported)))
            self.exchange.reports(notice)

    def pays_again(self) -> None:
        if self.unreported:  # Killed before it was recorded: sent once more, some time later.
            self.exchange.sends(self.chance.choice(self.unreported))


@settings(max_examples=150)
@given(st.integers(0, 2**32), st.integers(1, 60))
def test_every_inquiry_rests_in_exactly_one_case_that_is_a_part_of_no_other(
    seed: int, length: int
) -> None:
    story = Story(Random(seed))
    for _ in range(length):
        story.step()

    story.exchange.comes_to_rest()

    rests = story.exchange.rests()
    assert {inquiry_id: len(places) for inquiry_id, places in rests.items()} == dict.fromkeys(
        rests, 1
    )
    for (place,) in rests.values():
        assert story.exchange.cases[place].status is not Status.MERGED


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_a_router_that_begins_anew_decides_as_the_one_that_lived_through_it_all(seed: int) -> None:
    lived, reborn = Story(Random(seed)), Story(Random(seed))
    for _ in range(40):
        lived.step()
        reborn.step()
        for partition in range(PARTITIONS):
            reborn.exchange.restart(partition, Random(seed))

    assert reborn.exchange.records == lived.exchange.records
