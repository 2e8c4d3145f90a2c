"""The company of the router's tests, grown up: it writes by mail, SMS and fax, confirms what follows, and has people."""

from services.router.decide import decide
from switchboard.contracts.case import Case
from switchboard.contracts.events import Event, InquiryReceived
from switchboard.contracts.values import Identity, UnixSeconds
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.program import Program
from tests.harness.clock import SUNDAY_NOON
from tests.router.company import BUNDLE, YAML, inquiry

MOBILE = Identity("tel:+4915112345678")
LANDLINE = Identity("tel:+4930901820")
FAX = Identity("fax:+4930901820")
_SERVICE = "service: {name: Technical service, calendar: always"
_ANGER = "{id: anger, when: {words: {en: [unacceptable]}}, fact: {kind: complaint}, weight: 9}"
_PEOPLE = 'lead: m.lead, assignments: {to: ["mailto:service@acme.example"]}'
CHANGES = (
    ("acknowledge: {", "media: [email, sms, fax]\nacknowledge: {follow_ups: true, "),
    (_SERVICE, f"{_SERVICE}, {_PEOPLE}"),
    ("    - {id: bill,", f"    - {_ANGER}\n    - {{id: bill,"),
    ("route:\n", "route:\n  - {id: anger, when: {kind: complaint}, to: {department: service}}\n"),
)
ANGER = "This is unacceptable"


def speaking(*more: tuple[str, str]) -> Program:
    """Return the program of that company, with more changes to its strategy."""
    text = YAML
    for old, new in (*CHANGES, *more):
        assert old in text
        text = text.replace(old, new, 1)
    return compile_bundle(Bundle(files=BUNDLE.files | {"strategy.yaml": text}))


PROGRAM = speaking()


def opened(said: InquiryReceived | None = None, program: Program = PROGRAM) -> Case:
    """Return the case that an inquiry opens there."""
    return after(None, said or inquiry(), SUNDAY_NOON, program)


def after(case: Case | None, event: Event, at: UnixSeconds, program: Program = PROGRAM) -> Case:
    """Return the case after an event there."""
    changed = decide(program, case, event, at)
    assert changed is not None
    return changed
