"""A company that promises everything, and a matter that goes through time there: for the tests of promises and alerts."""

from typing import Any, NamedTuple

from msgspec.structs import replace

from services.router.decide import decide
from services.router.stages import wakes
from services.router.timer import GRACE
from switchboard.contracts.case import Case, ClockRun, ClockState, Passing, PromiseStage
from switchboard.contracts.course import CasePaused, CaseReopened, CaseResolved, CaseResumed
from switchboard.contracts.delivery import Outcome, Purpose
from switchboard.contracts.events import DeadlinePassed, Event, InquiryReceived
from switchboard.contracts.handling import CaseTransferred, NoteWritten, ReplyWritten
from switchboard.contracts.keeping import AlertAcknowledged, AlertsSilenced
from switchboard.contracts.notices import Acknowledge, Alert, Notice, Reply
from switchboard.contracts.values import Clock, Reminder, UnixSeconds
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.program import Program
from tests.harness.clock import SUNDAY_NOON
from tests.router.company import BUNDLE, inquiry, report

YAML = """\
switchboard: 1
organization: {name: Acme Pumps, languages: [en], timezone: Europe/Berlin}
defaults: {department: front_desk, sla: standard, language: en}
calendars:
  always: {weekly: {"mon-sun": ["00:00-24:00"]}}
  office: {weekly: {"mon-fri": ["08:00-12:00", "13:00-17:00"]}, except: {2026-12-24: []}}
departments:
  front_desk: {name: Front desk, calendar: always, alert: ["mailto:desk@acme.example"]}
  service:
    name: Technical service
    calendar: always
    lead: a.meier
    alert: ["mailto:service@acme.example", "tel:+491701234567"]
  accounts: {name: Accounts, calendar: office, lead: s.wulandari}
control_centre: {alert: ["mailto:centre@acme.example"]}
understand:
  evidence:
    - {id: fault, when: {words: {en: [broken, stops]}}, fact: {kind: incident}, weight: 4}
    - {id: bill, when: {words: {en: [invoice]}}, fact: {kind: invoice_query}, weight: 4}
route:
  - {id: faults, when: {kind: incident}, to: {department: service}, priority: high}
  - {id: invoices, when: {kind: invoice_query}, to: {department: accounts}, priority: low}
acknowledge: {unless: [{attribute: {quiet: "yes"}}]}
sla:
  standard:
    acknowledge: 15m
    first_response: 8h
    next_response: 4h
    resolve: 40h
    warn_at: [50%, 80%]
    ladder: usual
ladders:
  usual:
    - {at: warn 50%, notify: assignee, else: lead}
    - {at: warn 80%, notify: lead}
    - {at: breach, notify: [lead, department], until: acknowledged, repeat: {every: 30m, times: 3}, raise: urgent}
    - {at: breach + 2h, notify: control_centre}
alerts: {quiet: [low]}
"""
MINUTE, HOUR = 60.0, 3_600.0
ACK, FIRST, NEXT, RESOLVE = (
    Clock.ACKNOWLEDGE,
    Clock.FIRST_RESPONSE,
    Clock.NEXT_RESPONSE,
    Clock.RESOLVE,
)
LEAD, CENTRE = "staff:a.meier", "mailto:centre@acme.example"
DEPARTMENT = ("mailto:service@acme.example", "tel:+491701234567")
ONCE = ("until: acknowledged, repeat: {every: 30m, times: 3}, ", "")
"""The ladder on which nobody is told twice."""


def program_of(*changes: tuple[str, str]) -> Program:
    """Return an edition of the company's strategy."""
    text = YAML
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return compile_bundle(Bundle(files={**BUNDLE.files, "strategy.yaml": text}))


PROGRAM = program_of()


class Told(NamedTuple):
    """An alert, and after how many hours it came to be owed."""

    hours: float
    clock: Clock | None
    stage: str
    to: str


class Matter:
    """One case, the timer that watches it, and the notifier that sends what it owes."""

    def __init__(
        self,
        said: InquiryReceived | None = None,
        *,
        program: Program = PROGRAM,
        at: UnixSeconds = SUNDAY_NOON,
        sends: bool = True,
    ) -> None:
        self.program = program
        self.at = self.began = at
        self.alerts: list[Alert] = []
        self._sends = sends
        self._count = 0
        case = decide(program, None, said or inquiry(received_at=at), at)
        assert case is not None
        self.case = case
        self._looks(None)

    def does(self, event: Event) -> Case:
        """Take an event now."""
        before = self.case
        after = decide(self.program, before, event, self.at)
        assert after is not None
        self.case = after
        self._looks(before)
        return self.case

    def acts(self, kind: Any, /, **more: Any) -> Case:
        """Have staff do something."""
        self._count += 1
        event = kind(
            action_id=f"a{self._count}", reference=self.case.reference, by="k.vogel", **more
        )
        case = self.does(event)
        outcome = next(one for one in case.actions if one.action_id == event.action_id)
        assert outcome.accepted, outcome.refused_because
        return case

    def replies(self) -> Case:
        return self.acts(ReplyWritten, body="blob")

    def notes(self) -> Case:
        return self.acts(NoteWritten, body="blob")

    def pauses(self) -> Case:
        return self.acts(CasePaused)

    def resumes(self) -> Case:
        return self.acts(CaseResumed)

    def resolves(self) -> Case:
        return self.acts(CaseResolved)

    def reopens(self) -> Case:
        return self.acts(CaseReopened)

    def transfers(self, department: str) -> Case:
        return self.acts(CaseTransferred, department=department)

    def acknowledges(self, clock: Clock | None = None) -> Case:
        return self.acts(AlertAcknowledged, clock=clock)

    def silences(self, hours: float) -> Case:
        return self.acts(AlertsSilenced, until=UnixSeconds(self.at + hours * HOUR))

    def writes(self, name: str = "again", **more: Any) -> Case:
        """Have the customer write again."""
        return self.does(inquiry(name, received_at=self.at, **more))

    def waits(self, hours: float = 0, minutes: float = 0, seconds: float = 0) -> Case:
        """Let time pass, with the timer at work."""
        until = UnixSeconds(round(self.at + hours * HOUR + minutes * MINUTE + seconds, 3))
        while (due := self._next()) is not None and due + GRACE <= until:
            self.at = max(self.at, UnixSeconds(due + GRACE))
            self.rings(due)
        self.at = until
        return self.case

    def sleeps(self, hours: float) -> Case:
        """Let time pass while nobody of us is at work."""
        self.at = UnixSeconds(self.at + hours * HOUR)
        return self.waits()

    def rings(self, due: UnixSeconds) -> None:
        """Have the timer say in the log what it waited for."""
        what = next(what for what, at in wakes(self.case).items() if at == due)
        assert not isinstance(what, Reminder)
        self.does(DeadlinePassed(reference=self.case.reference, clock=what, due_at=due))
        again = wakes(self.case).get(what)
        assert again != due, f"the alarm of {what} has no effect"

    def _next(self) -> UnixSeconds | None:
        return min(wakes(self.case).values(), default=None)

    def _looks(self, before: Case | None) -> None:
        known = {one.notice_id for one in self.alerts}
        fresh = [one for one in self.case.owed if isinstance(one, Alert)]
        self.alerts += [one for one in fresh if one.notice_id not in known]
        if not self._sends:
            return
        for notice in self.case.owed:
            self.settles(notice)

    def sends_nothing_more(self) -> None:
        """The notifier is down from here on."""
        self._sends = False

    def settles(
        self, notice: Notice, outcome: Outcome = Outcome.SENT, at: UnixSeconds | None = None
    ) -> Case:
        """Have the notifier tell how it went, and when it was settled."""
        told = report(self.case, notice, outcome, self.at if at is None else at)
        after = decide(self.program, self.case, replace(told, reason="so it is"), self.at)
        assert after is not None
        self.case = after
        return after

    def run(self, clock: Clock) -> ClockRun:
        """Return the newest run of a promise."""
        return [one for one in self.case.clocks if one.clock is clock][-1]

    def stage(self, clock: Clock, name: str) -> PromiseStage:
        return next(one for one in self.run(clock).stages if one.stage == name)

    def told(self, clock: Clock | None = None) -> list[Told]:
        """Return what staff were told of, in order, without the grace."""
        return [
            Told(round((one.owed_at - self.began) / HOUR, 2), one.clock, one.stage, one.to)
            for one in self.alerts
            if clock is None or one.clock is clock
        ]

    def stages_told(self, clock: Clock) -> list[str]:
        return [one.stage for one in self.alerts if one.clock is clock]

    def hours_left(self, clock: Clock) -> float:
        """Return how long it is until a promise falls due."""
        return round((self.run(clock).due_at - self.at) / HOUR, 3)

    def reply(self) -> Reply:
        return next(one for one in self.case.owed if isinstance(one, Reply))

    def receipt(self) -> Acknowledge:
        return next(one for one in self.case.owed if isinstance(one, Acknowledge))

    def purposes(self) -> set[Purpose]:
        return {one.purpose for one in self.case.deliveries}


def unsent() -> Matter:
    """Return a matter whose notices nobody has settled."""
    return Matter(sends=False)


def answered(hours: float = 1.0) -> Matter:
    matter = Matter()
    matter.waits(hours=hours)
    matter.replies()
    return matter


def calm() -> Matter:
    """Return a matter of the company whose ladder repeats nothing."""
    return Matter(program=program_of(ONCE))


def states(case: Case) -> dict[Clock, ClockState]:
    return {run.clock: run.state for run in case.clocks}


def passing(matter: Matter, clock: Clock = FIRST) -> dict[str, Passing | None]:
    return {one.stage: one.passing for one in matter.run(clock).stages}
