"""A strategy that is as small as one can be, to be changed by each test in one place; and inquiries for it."""

from textwrap import dedent
from typing import Final

from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.events import InquiryReceived, Sender
from switchboard.contracts.values import (
    Channel,
    Identity,
    InquiryId,
    Reference,
    Slot,
    UnixSeconds,
)
from switchboard.strategy.bundle import Bundle
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.load import check
from switchboard.strategy.program import Program

MONDAY_NINE: Final = UnixSeconds(1_795_420_800.0)
"""2026-11-23T08:00:00Z, nine o'clock in Berlin."""

SMALL: Final = dedent("""\
    switchboard: 1
    organization: {name: Acme, languages: [en, de], timezone: Europe/Berlin}
    defaults: {department: desk, sla: standard, language: en}
    calendars:
      office: {weekly: {mon-fri: ["08:00-17:00"]}}
    departments:
      desk: {name: {en: Front desk, de: Zentrale}, calendar: office}
      service: {name: Service, calendar: office}
    customers: {tiers: [standard, gold], relationships: {dedicated: {assign: named_person}, plain: {}}}
    understand:
      evidence:
        - {id: fault, when: {words: {en: [broken, "does not start"], de: [kaputt]}}, fact: {kind: incident}, weight: 3}
        - {id: buying, when: {words: {en: [order*]}}, fact: {kind: order}, weight: 3}
        - {id: number, when: {pattern: '(INV-\\d+)'}, fact: {kind: invoice_query}, weight: 1, capture: invoice}
        - {id: fire, when: {words: {en: [fire]}}, fact: {signal: safety}, weight: 1}
    route:
      - {id: gold-faults, when: {kind: incident, tier: gold}, to: {department: service}, priority: urgent}
      - {id: faults, when: {kind: incident}, to: {department: service}, sla: fast}
    sla:
      standard: {acknowledge: 5m, first_response: 8h}
      fast: {first_response: 1h}
    """)

TEMPLATES: Final = {
    f"templates/{purpose}/general.{language}.txt": f"Subject: {{{{ subject }}}} [{{{{ reference }}}}]\n\n{text}\n"
    for purpose, text in (("acknowledgement", "Dear {{ name }}"), ("reply", "{{ words }}"))
    for language in ("en", "de")
}


def bundle(text: str = SMALL, **templates: str) -> Bundle:
    """Return the bundle of a file with the plainest templates, and others by their path with `__` for `/`."""
    named = {f"templates/{path.replace('__', '/')}": said for path, said in templates.items()}
    return Bundle({"strategy.yaml": text, **TEMPLATES, **named})


def program(*changes: tuple[str, str]) -> Program:
    """Return the small strategy, compiled, with texts of it replaced."""
    return compile_bundle(bundle(changed(*changes)))


def changed(*changes: tuple[str, str]) -> str:
    """Return the small strategy with texts of it replaced; each must be there."""
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def findings(*changes: tuple[str, str]) -> list[str]:
    """Return what the check says of the changed strategy, one line each."""
    return [str(problem) for problem in check(bundle(changed(*changes)))]


def inquiry(
    text: str,
    *,
    subject: str = "",
    language: str = "en",
    channel: Channel = Channel.EMAIL,
    sender: tuple[str, ...] = ("mailto:ana@example.org",),
    customer: CustomerFacts | None = None,
    attributes: dict[str, str] | None = None,
) -> InquiryReceived:
    """Return an inquiry as a channel would publish it."""
    return InquiryReceived(
        inquiry_id=InquiryId("i"),
        reference=Reference("r"),
        slot=Slot(0),
        channel=channel,
        received_at=MONDAY_NINE,
        sender=Sender(identities=tuple(map(Identity, sender))),
        subject=subject,
        text=text,
        language=language,
        customer=customer,
        attributes=attributes or {},
    )
