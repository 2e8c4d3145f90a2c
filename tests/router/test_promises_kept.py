"""No deadline missed, none told twice, none told of what was done in time: over months, against a count by the minute.

Longer with SWITCHBOARD_LONG=1.
"""

import os
from collections import Counter
from datetime import date
from functools import cache
from random import Random
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.router.move import move
from services.router.stages import wakes
from services.router.timer import GRACE
from switchboard.contracts.case import Case
from switchboard.contracts.course import (
    CaseClosed,
    CasePaused,
    CaseReopened,
    CaseResolved,
    CaseResumed,
)
from switchboard.contracts.customer import StrategyWanted
from switchboard.contracts.events import DeadlinePassed, Event
from switchboard.contracts.handling import CaseTransferred, NoteWritten, ReplyWritten
from switchboard.contracts.keeping import AlertAcknowledged, AlertsSilenced
from switchboard.contracts.notices import Alert
from switchboard.contracts.values import Clock, OpenCases, UnixSeconds
from switchboard.strategy.program import Program
from tests.router.company import inquiry, report
from tests.router.matter import program_of
from tests.router.naive import BEGINS, Hours, Naive
from tests.router.partition import Partition

LONG: Final = bool(os.environ.get("SWITCHBOARD_LONG"))
HOUR: Final = 60

_NOON = (12 * HOUR, 13 * HOUR)
_DAY = ((8 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR))
HOURS: Final = {
    "office": Hours("Europe/Berlin", dict.fromkeys(range(5), _DAY), {date(2026, 12, 24): ()}),
    "night": Hours("America/New_York", dict.fromkeys(range(5), ((22 * HOUR, 30 * HOUR),))),
    "always": Hours("UTC", dict.fromkeys(range(7), ((0, 24 * HOUR),))),
}
DEPARTMENTS: Final = {"office": "service", "night": "accounts", "always": "front_desk"}
PROMISES: Final = {"first_response": 8 * HOUR, "next_response": 4 * HOUR, "resolve": 40 * HOUR}
SHORTER: Final = {"first_response": 3 * HOUR, "next_response": 2 * HOUR, "resolve": 20 * HOUR}
PLAIN: Final[dict[str, Any]] = {
    "reply": ReplyWritten,
    "wait": CasePaused,
    "resume": CaseResumed,
    "resolve": CaseResolved,
    "close": CaseClosed,
    "reopen": CaseReopened,
}
BODY: Final = {"reply": {"body": "blob"}}
_LIVE = frozenset({"open", "waiting"})
_OVER = frozenset({"resolved", "closed"})
POSSIBLE: Final = {
    "reply": _LIVE | {"resolved"},
    "wait": frozenset({"open"}),
    "resume": frozenset({"waiting"}),
    "resolve": _LIVE,
    "close": frozenset({"resolved"}),
    "reopen": _OVER,
    "write": _LIVE | _OVER,
    "transfer": _LIVE,
    "acknowledge": _LIVE,
    "hush": _LIVE,
    "edition": _LIVE | _OVER,
}
"""What can be done to a case of which status."""


@cache
def counts() -> dict[str, list[int]]:
    return {name: hours.counted() for name, hours in HOURS.items()}


@cache
def programs() -> tuple[Program, Program]:
    common = (
        ("    acknowledge: 15m\n", ""),
        ("repeat: {every: 30m, times: 3}, ", ""),
        (
            "departments:\n",
            '  night: {timezone: America/New_York, weekly: {"mon-fri": ["22:00-06:00"]}}\ndepartments:\n',
        ),
        (
            "    name: Technical service\n    calendar: always",
            "    name: Technical service\n    calendar: office",
        ),
        ("name: Accounts, calendar: office", "name: Accounts, calendar: night"),
        ("alerts: {quiet: [low]}\n", ""),
    )
    shorter = (
        ("first_response: 8h", "first_response: 3h"),
        ("next_response: 4h", "next_response: 2h"),
        ("resolve: 40h", "resolve: 20h"),
    )
    return program_of(*common), program_of(*common, *shorter)


class World:
    """A partition that routes one case, the count by the minute beside it, and an owner that may change."""

    def __init__(self, start: int) -> None:
        self.minute = start
        first, second = programs()
        self.shelf = {first.strategy_id: first, second.strategy_id: second}
        self.here = self._partition()
        said = inquiry(
            received_at=self._at(), text="The pump stops after ten minutes in hall three"
        )
        case = self.here.hears(said, self._at())
        assert case is not None
        self.reference = case.reference
        self.naive = Naive(counts(), PROMISES, start)
        self.edition = 0
        self.told: Counter[str] = Counter()
        self._number = 0
        self._looks()

    def _partition(self) -> Partition:
        partition = Partition(self.shelf)
        partition.book.initial = programs()[0].strategy_id
        return partition

    def _at(self) -> UnixSeconds:
        return UnixSeconds((BEGINS + self.minute) * 60.0)

    @property
    def case(self) -> Case:
        case = self.here.book.own(self.reference)
        assert case is not None
        return case

    def hears(self, event: Event, at: UnixSeconds) -> None:
        """Take an event into the log, and what follows of it out to whom it concerns."""
        self.here.hears(event, at)
        self._looks()
        for notice in self.case.owed:
            self.here.hears(report(self.case, notice, at=at), at)
            self.naive.settles(at - BEGINS * 60.0)
            self.naive.tells(at - BEGINS * 60.0)

    def _looks(self) -> None:
        self.told.update(one.notice_id for one in self.case.owed if isinstance(one, Alert))

    def waits(self, minutes: int, *, awake: bool) -> None:
        """Let time pass, with an owner of the partition at work, or none."""
        until = self._at() + minutes * 60.0
        while awake and (due := self.here.book.next_due()) is not None and due + GRACE <= until:
            at = UnixSeconds(max(due + GRACE, self._at()))
            for one in self.here.book.take_due(due, UnixSeconds(at + 60.0)):
                assert isinstance(one.what, Clock)
                event = DeadlinePassed(reference=one.reference, clock=one.what, due_at=one.due_at)
                if one.reference != self.reference:
                    self.here.hears(event, at)  # Of what its customer began long after the end.
                    continue
                self._steps(event, at)
                assert wakes(self.case).get(one.what) != one.due_at, "an alarm without effect"
        self.minute += minutes

    def _steps(self, event: Event, at: UnixSeconds, deed: str = "", *more: object) -> None:
        second = at - BEGINS * 60.0
        self.naive.settles(second)
        if deed:
            getattr(self.naive, deed)(*more)
        self.naive.tells(second)
        self.hears(event, at)
        self._agree()

    def does(self, deed: str, choice: Random) -> None:
        """Have somebody do something, where it is possible; otherwise they only write a note."""
        self._number += 1
        if self.naive.status not in POSSIBLE.get(deed, ()):
            self._steps(self._by_hand(NoteWritten, body="blob"), self._at())
        elif deed in PLAIN:
            self._steps(
                self._by_hand(PLAIN[deed], **BODY.get(deed, {})), self._at(), deed, self.minute
            )
        else:
            self._does_more(deed, choice)

    def _does_more(self, deed: str, choice: Random) -> None:
        at, second = self._at(), self._at() - BEGINS * 60.0
        match deed:
            case "write":
                name = f"a{self._number}"
                said = inquiry(name, received_at=at, text=name, verified_case=self.reference)
                self._steps(said, at, "write", self.minute)
            case "transfer":
                to = choice.choice([one for one in HOURS if one != self.naive.hours])
                event = self._by_hand(CaseTransferred, department=DEPARTMENTS[to])
                self._steps(event, at, "transfer", self.minute, to)
            case "acknowledge":
                self._steps(self._by_hand(AlertAcknowledged), at, "acknowledge", second)
            case "hush":
                until = at + choice.choice([2, 10, 50]) * 3_600.0
                event = self._by_hand(AlertsSilenced, until=UnixSeconds(until))
                self._steps(event, at, "hush", second, until - BEGINS * 60.0)
            case _:
                self._moves(at)

    def _by_hand(self, kind: Any, **more: Any) -> Event:
        event: Event = kind(
            action_id=f"a{self._number}", reference=self.reference, by="k.vogel", **more
        )
        return event

    def _moves(self, at: UnixSeconds) -> None:
        self.edition = 1 - self.edition
        wanted = StrategyWanted(
            strategy_id=programs()[self.edition].strategy_id,
            by="owner",
            since=at,
            open_cases=OpenCases.MOVE,
        )
        promises = (PROMISES, SHORTER)[self.edition]
        self._steps(move(self.reference, wanted), at, "edition", self.minute, promises)

    def changes_hands(self) -> None:
        """Another owner takes the partition, and knows what stands in the log."""
        records = self.here.compacted()
        self.here = self.here.restarted(records)
        self.here.cases = list(records)
        self.here.book.initial = programs()[0].strategy_id

    def _agree(self) -> None:
        """Hold the case against the count by the minute: states, deadlines, and what came of each stage."""
        case = self.case
        for run in self.naive.runs:
            ours = [one for one in case.clocks if one.clock == run.clock]
            assert len(ours) == 1, (run.clock, case.clocks)
            state = {"void": "not_applicable"}.get(run.state, run.state)
            assert ours[0].state == state, (run, ours[0])
            if run.state == "running":
                due = (BEGINS + self.naive.due(run)) * 60.0
                assert ours[0].due_at == due, (run, ours[0])
            passed = {
                one.stage: str(one.passing) for one in ours[0].stages if one.passed_at is not None
            }
            assert passed == run.passed, (run, ours[0])

    def ends(self) -> None:
        """Whatever was told was told once, and everything that had to be told was."""
        assert set(self.told.values()) <= {1}


DEEDS = st.sampled_from([*POSSIBLE, "write", "note"])
GAPS = st.one_of(
    st.integers(0, 90),
    st.integers(0, 30 * HOUR),
    st.sampled_from([4 * HOUR, 8 * HOUR, 7 * 24 * HOUR]),
)
STEPS = st.lists(
    st.tuples(GAPS, DEEDS, st.sampled_from([True, True, True, False]), st.booleans()),
    min_size=3,
    max_size=25,
)


@pytest.mark.timeout(3_600 if LONG else 120)
@settings(
    max_examples=2_000 if LONG else 60,
    derandomize=not LONG,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.integers(0, 150 * 24 * HOUR), STEPS, st.randoms(use_true_random=False))
def test_whatever_happens_every_promise_stands_as_a_count_by_the_minute_says(
    start: int, steps: list[tuple[int, str, bool, bool]], choice: Random
) -> None:
    world = World(start)
    for gap, deed, awake, handed in steps:
        if handed:
            world.changes_hands()
        world.waits(gap, awake=awake)
        world.does(deed, choice)
    world.changes_hands()
    world.waits(14 * 24 * HOUR, awake=True)

    world.ends()
