"""Judging gives what somebody would find who reads the rules from the top, one at a time, word by word."""

import json
import re
from typing import Final, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from switchboard.contracts.customer import CustomerFacts, Deal
from switchboard.contracts.events import InquiryReceived
from switchboard.contracts.values import Channel, Kind, Signal, Stage
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.judge import judge
from switchboard.strategy.load import check
from switchboard.strategy.model import Strategy, When
from switchboard.strategy.program import DEFAULT_RULE
from tests.strategy.small import MONDAY_NINE, bundle, changed, inquiry

WORDS: Final = ("broken", "order", "fire", "invoice 7", "brok*", "pump")
SAID: Final = (
    "broken",
    "Broken!",
    "brokers",
    "order",
    "orders",
    "fire,",
    "invoice",
    "7",
    "pump",
    "unbroken",
    "INV-12",
)
KINDS: Final = ("incident", "order", "question", "invoice_query")
CONDITIONS: Final = {
    "kind": st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True),
    "signal": st.just(["safety"]),
    "stage": st.lists(st.sampled_from([*Stage]).map(str), min_size=1, max_size=2, unique=True),
    "tier": st.lists(st.sampled_from(["gold", "standard"]), min_size=1, max_size=2, unique=True),
    "channel": st.sampled_from([["email"], ["web", "fax"]]),
    "language": st.sampled_from([["en"], ["de"]]),
    "quality": st.sampled_from([["good"], ["poor"]]),
    "words": st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True).map(lambda w: {"en": w}),
    "pattern": st.sampled_from([r"\d", r"inv-(\d+)", "o.d"]),
    "attribute": st.sampled_from([{"product": ["pump"]}, {"product": ["valve", "pump"], "site": ["a"]}]),
}  # fmt: skip
conditions = st.sets(st.sampled_from(sorted(CONDITIONS)), min_size=1, max_size=3).flatmap(
    lambda names: st.fixed_dictionaries({name: CONDITIONS[name] for name in sorted(names)})
)
inquiries = st.builds(
    lambda said, channel, language, quality, customer, attributes: _told(
        inquiry(
            " ".join(said),
            channel=channel,
            language=language,
            customer=customer,
            attributes=attributes,
        ),
        quality,
    ),
    st.lists(st.sampled_from(SAID), max_size=6),
    st.sampled_from([Channel.EMAIL, Channel.WEB, Channel.PHONE]),
    st.sampled_from(["en", "de"]),
    st.sampled_from([1.0, 0.7, 0.5]),
    st.none()
    | st.builds(
        CustomerFacts,
        customer_id=st.just("c"),
        tier=st.sampled_from(["gold", "standard", ""]),
        deal=st.none() | st.sampled_from(Deal),
    ),
    st.fixed_dictionaries(
        {}, optional={"product": st.sampled_from(["pump", "Pump", "valve"]), "site": st.just("a")}
    ),
)


def _told(said: InquiryReceived, quality: float) -> InquiryReceived:
    return replace(said, quality=quality)


class Known(NamedTuple):
    """What was understood."""

    kind: Kind | None = None
    stage: Stage | None = None
    signals: tuple[Signal, ...] = ()


def with_rules(rules: list[dict[str, object]]) -> str:
    """Return the small strategy with these rules before its own. A mapping in JSON is one in YAML, too."""
    routes = "".join(
        f"  - {{id: r{n}, when: {json.dumps(rule)}, to: {{department: service}}}}\n"
        for n, rule in enumerate(rules)
    )
    return changed(("route:\n", f"route:\n{routes}"))


def naive_words(words: list[str], text: str) -> bool:
    spoken = re.findall(r"\w+", text.lower())
    return any(
        any(
            all(_same(part, one) for part, one in zip(word.lower().split(), spoken[at:], strict=False))
            for at in range(len(spoken) - len(word.split()) + 1)
        )
        for word in words
    )  # fmt: skip


def _same(part: str, spoken: str) -> bool:
    return spoken.startswith(part[:-1]) if part.endswith("*") else spoken == part


def naive_holds(when: When, said: InquiryReceived, known: Known) -> bool:
    """Tell whether a condition holds, by asking each thing that it names."""
    text = f"{said.subject}\n{said.text}"
    customer = said.customer or CustomerFacts(customer_id="")
    asked = {
        "words": not when.words or any(naive_words(w, text) for w in when.words.values()),
        "pattern": not when.pattern or bool(re.search(when.pattern, text, re.IGNORECASE)),
        "kind": not when.kind or known.kind in when.kind,
        "stage": not when.stage or known.stage in when.stage,
        "signal": not when.signal or bool(set(when.signal) & set(known.signals)),
        "tier": not when.tier or (said.customer is not None and customer.tier in when.tier),
        "deal": not when.deal or customer.deal in when.deal,
        "channel": not when.channel or said.channel in when.channel,
        "language": not when.language or said.language in when.language,
        "quality": not when.quality or ("poor" if said.quality < 0.7 else "good") in when.quality,
        "attribute": all(said.attributes.get(k) in v for k, v in (when.attribute or {}).items()),
    }
    return all(asked.values())


def naive_rule(strategy: Strategy, said: InquiryReceived) -> tuple[str, Kind | None]:
    """Return the rule that decides and the kind if it is sure, by reading the strategy from top to bottom."""
    weights: dict[Kind, float] = {}
    signals: list[Signal] = []
    for clue in strategy.understand.evidence:
        if naive_holds(clue.when, said, Known()):
            signals += [clue.fact.signal] if clue.fact.signal else []
            if clue.fact.kind:
                weights[clue.fact.kind] = weights.get(clue.fact.kind, 0.0) + clue.weight
    heaviest, second = [*sorted(weights.values(), reverse=True), 0.0, 0.0][:2]
    clear = heaviest >= 2.0 and not (second and heaviest - second < 1.0)
    sure = clear and said.quality >= 0.7
    kind = max(weights, key=lambda one: weights[one]) if sure else None
    deal = said.customer.deal if said.customer else None
    stage = {Deal.DELIVERED: Stage.POST_DEAL, Deal.IN_PROGRESS: Stage.OPERATIONAL}.get(
        deal or Deal.EXPLORING, Stage.PRE_DEAL
    )
    known = Known(kind, stage, tuple(signals))
    held = (rule.id for rule in strategy.route if naive_holds(rule.when, said, known))
    return next(held, DEFAULT_RULE), kind


@settings(max_examples=60, deadline=None)
@given(st.lists(conditions, max_size=8), st.lists(inquiries, min_size=1, max_size=6))
def test_the_first_rule_that_holds_decides_however_it_is_found(
    rules: list[dict[str, object]], told: list[InquiryReceived]
) -> None:
    program = compile_bundle(bundle(with_rules(rules)))

    for said in told:
        rule, kind = naive_rule(program.strategy, said)
        judged = judge(program, said, MONDAY_NINE)

        assert judged.rule == rule
        assert kind is None or judged.kind == kind
        assert judged.triage == (rule == DEFAULT_RULE and kind is None)


@settings(max_examples=30, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=8), inquiries)
def test_a_rule_said_never_to_be_reached_never_decides(
    rules: list[dict[str, object]], said: InquiryReceived
) -> None:
    text = with_rules(rules)
    lines = text.splitlines()
    dead = {
        re.findall(r"id: ([\w-]+)", lines[one.line - 1])[0]
        for one in check(bundle(text))
        if one.code in {"W601", "W606", "W607", "W608"} and "hardly" not in one.message
    }

    assert judge(compile_bundle(bundle(text)), said, MONDAY_NINE).rule not in dead
