"""What the benchmarks are fed with: inquiries of 1.3 KB as they stand in `intake`, under a strategy of 30 rules."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from services.cli.bundles import gather
from switchboard.bus.port import Draft
from switchboard.contracts import reference as ids
from switchboard.contracts.codec import encode_event
from switchboard.contracts.events import InquiryReceived, Sender
from switchboard.contracts.topics import INTAKE, partition_of, slot_key
from switchboard.contracts.values import Channel, Identity, UnixSeconds
from switchboard.strategy.bundle import STRATEGY_FILE, Bundle
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.program import Program

RULES: Final = 30
SINCE: Final = UnixSeconds(1_795_348_800.0)
_KEY: Final = b"b" * 32
_EXAMPLE: Final = Path("deploy/strategies/example/strategy.yaml")
_CLASSIFIER: Final = re.compile(r"^ +classifier: .*\n", re.MULTILINE)
"""What is measured is the judging by rules; whoever has a classifier asks it where words leave doubt."""
_TESTS: Final = "\ntests:"
_FIRST_RULE: Final = "\n  - id: danger\n"
_FOLLOW_UPS: Final = 10
"""Every tenth inquiry comes from somebody who wrote just before."""

_OPENINGS: Final = (
    "Since this morning pump {n} is not working any more; it runs for ten seconds and then shuts down by itself.",
    "We would like to order {n} sets of spare parts for the model CP-40, delivery to Hamburg in January.",
    "Invoice INV-{n:06d} was charged twice, and the amount on the reminder is not what was agreed.",
    "Could you tell me which model is suitable for salt water at {n} cubic metres a day?",
    "This is unacceptable: order {n} arrived damaged, and nobody called back in spite of two letters.",
    "Please schedule the annual maintenance of plant {n} in the second week of February.",
)
_REST: Final = (
    "Our line in hall three runs around the clock, so every hour counts for us and for those whom we deliver to. "
    "A colleague has looked through the manual and found nothing that fits; the display shows a code that is not "
    "in the list. The pressure was within its limits yesterday, and nobody has changed any setting since then. "
    "We have kept a protocol of temperatures and currents, which we can send if it is of any use to you. "
    "The contract was signed in spring with your colleague in Nuremberg, who knows the site and the people here. "
    "You reach us by mail at any time and by telephone between seven and four, except on Friday afternoon. "
    "Thank you for looking into it, and for telling us what happens next and by when we may count on it. "
    "The gate is open from six; please have the driver ask for the shift leader. With kind regards from the whole team at the waterworks."
)


@cache
def bundle() -> Bundle:
    """Return the example strategy with as many rules as the benchmark asks for."""
    example = gather(_EXAMPLE)
    text = _CLASSIFIER.sub("", example.files[STRATEGY_FILE].partition(_TESTS)[0])
    lacking = RULES - len(compile_bundle(example).rules)
    more = "".join(_rule(number) for number in range(lacking))
    grown = text.replace(_FIRST_RULE, f"\n{more}{_FIRST_RULE[1:]}", 1)
    return Bundle({**example.files, STRATEGY_FILE: grown})


def strategy_file(folder: Path) -> Path:
    """Write the strategy for services to read; return its file."""
    for name, text_ in bundle().files.items():
        path = folder / "strategy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_, "utf-8")
    return folder / "strategy" / STRATEGY_FILE


def _rule(number: int) -> str:
    kind = ("order", "complaint", "invoice_query", "incident")[number % 4]
    department = ("sales", "quality", "accounts", "service")[number % 4]
    return (
        f"  - {{id: region-{number}, when: {{kind: {kind}, tier: vip, attribute: {{region: [r{number}]}}}}, "
        f"to: {{department: {department}}}}}\n"
    )


@cache
def program() -> Program:
    """Return the strategy, compiled."""
    compiled = compile_bundle(bundle())
    assert len(compiled.rules) == RULES
    return compiled


def text(number: int) -> str:
    """Return what one customer writes."""
    return f"{_OPENINGS[number % len(_OPENINGS)].format(n=number)} {_REST}"


def sender(number: int, crowd: str) -> Identity:
    """Return who writes it."""
    follows = number % _FOLLOW_UPS == _FOLLOW_UPS - 1
    return Identity(f"mailto:customer-{number - follows}@{crowd}.example")


def inquiry(number: int, crowd: str) -> InquiryReceived:
    """Return one inquiry, its language given. Another crowd is other customers."""
    who = (sender(number, crowd),)
    inquiry_id = ids.inquiry_id(_KEY, Channel.WEB, f"{crowd}/{number}", b"")
    slot = ids.slot_of(None, None, who, inquiry_id)
    return InquiryReceived(
        inquiry_id=inquiry_id,
        reference=ids.reference_of(slot, inquiry_id),
        slot=slot,
        channel=Channel.WEB,
        received_at=SINCE,
        source_key=ids.source_key(_KEY, Channel.WEB, f"{crowd}/{number}"),
        sender=Sender(name="Ana López", identities=who),
        subject=f"Our plant, letter {number}",
        text=text(number),
        language="en",
    )


def draft(number: int, crowd: str, partitions: int) -> Draft:
    """Return the record of one inquiry, as a channel publishes it."""
    event = inquiry(number, crowd)
    value, headers = encode_event(event, source="/channels/web", at=SINCE)
    partition = partition_of(event.slot, partitions)
    return Draft(INTAKE, partition, slot_key(event.slot), value, headers)
