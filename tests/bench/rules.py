"""What judging costs as rules grow from 30 to 10,000, and what a hostile text costs. Language given, no classifier."""

import re
import time
from collections.abc import Sequence
from itertools import cycle, islice
from statistics import quantiles
from typing import Final

from msgspec.structs import replace

from switchboard.contracts.events import InquiryReceived
from switchboard.strategy.bundle import STRATEGY_FILE, Bundle
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.judge import judge
from switchboard.strategy.program import Program
from tests.bench import inquiries
from tests.bench.figures import Figure, below

SIZES: Final = (30, 1_000, 10_000)
_ROUNDS: Final = 25
_LETTERS: Final = 120
_HOSTILE: Final = 200
_LONGEST: Final = 64_000
_DEPARTMENTS: Final = ("sales", "quality", "accounts", "service")
_KINDS: Final = ("order", "complaint", "invoice_query", "incident")
_NEARLY: Final = (
    "brokem pumq stopps workin INV-12 RE-99x machine lek leakk invoce charg twic produk wordd17 wordx "
    "does not stat is not workin? the pum stop serial rs 12 pc 3 unitt "
)


def grown(rules: int) -> Program:
    """Return the example, its classifier left out, with so many rules: by region, by tier, and by words of their own."""
    example = inquiries.bundle()
    text = re.sub(r"^ *classifier:.*\n", "", example.files[STRATEGY_FILE], flags=re.MULTILINE)
    more = "".join(map(_rule, range(rules - inquiries.RULES)))
    text = text.replace("\n  - id: danger\n", f"\n{more}  - id: danger\n", 1)
    compiled = compile_bundle(Bundle({**example.files, STRATEGY_FILE: text}))
    assert len(compiled.rules) == rules
    return compiled


def _rule(number: int) -> str:
    kind, department = _KINDS[number % 4], _DEPARTMENTS[number % 4]
    asked = (
        f"attribute: {{region: [x{number}]}}",
        f"tier: gold, attribute: {{product: p{number}}}",
        f"stage: post_deal, attribute: {{contract: c{number}}}",
        f"words: {{en: [serial{number}, plant w{number}]}}",
    )[number % 4]
    return f"  - {{id: more-{number}, when: {{kind: {kind}, {asked}}}, to: {{department: {department}}}}}\n"


def hostile() -> InquiryReceived:
    """Return 64 KB in which nearly everything nearly matches."""
    text = "".join(islice(cycle(_NEARLY), _LONGEST))
    return replace(inquiries.inquiry(0, "hostile"), text=text)


async def run() -> list[Figure]:
    """Measure judging under small and large strategies, by turns, and a hostile text under 1,000 rules."""
    programs = [grown(size) for size in SIZES]
    letters = [inquiries.inquiry(number, "rules") for number in range(_LETTERS)]
    costs = [float("inf")] * len(programs)
    for _ in range(_ROUNDS):
        costs = [
            min(cost, _each(program, letters))
            for cost, program in zip(costs, programs, strict=True)
        ]
    small, middle, large = costs
    return [
        Figure("judge, 30 rules", small, "µs", below(150)),
        Figure("judge, 1,000 rules over 30", middle / small, "ratio", below(1.5)),
        Figure("judge, 10,000 rules over 30", large / small, "ratio", below(3)),
        Figure("judge, hostile 64 KB, p99", _worst(programs[1]), "ms", below(20)),
    ]


def _each(program: Program, letters: Sequence[InquiryReceived]) -> float:
    began = time.process_time()
    for letter in letters:
        judge(program, letter, inquiries.SINCE)
    return (time.process_time() - began) / len(letters) * 1e6


def _worst(program: Program) -> float:
    text = hostile()
    spent = []
    for _ in range(_HOSTILE):
        began = time.process_time()
        judge(program, text, inquiries.SINCE)
        spent.append((time.process_time() - began) * 1e3)
    return quantiles(spent, n=100)[-1]
