"""Whatever a customer writes, there is a judgement: total, repeatable, small, and honest about places."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from switchboard.contracts.judgement import Judgement
from switchboard.strategy.judge import judge
from switchboard.strategy.program import Program
from tests.strategy.small import MONDAY_NINE, inquiry

SAID = (
    "The pump is BROKEN", "startet nicht", "Stoerung", "ﬁre", "Straße", "rusak", "INV-20260817", "?", "坏了", "\u00a0", "…",
    "e\u0301", "ẞ", "\u0345", "order", "12 Stück", "kecewa", "\n", "ﷺ", "İ", "🔥",
)  # fmt: skip
letters = st.lists(st.sampled_from(SAID) | st.text(max_size=8), max_size=12).map(" ".join)


@given(text=letters, subject=letters, language=st.sampled_from(["", "en", "de", "id", "zz", "-"]))
def test_any_letter_has_a_judgement(
    example: Program, text: str, subject: str, language: str
) -> None:
    asked = inquiry(text, subject=subject, language=language)

    found = judge(example, asked, MONDAY_NINE)

    assert found.department in example.strategy.departments
    assert found.language in example.strategy.organization.languages
    assert found.triage == (found.rule == "default" and found.reason != "default")
    assert judge(example, asked, MONDAY_NINE) == found
    _check_places(found, f"{subject}\n{text}")
    written = msgspec.json.encode(found)
    assert len(written) < 3_000
    assert msgspec.json.decode(written, type=Judgement) == found


def _check_places(found: Judgement, said: str) -> None:
    for one in found.evidence:
        assert (one.start is None) == (one.end is None)
        if one.start is not None and one.end is not None:
            assert 0 <= one.start < one.end <= len(said)


@given(st.dictionaries(st.text(max_size=10), st.text(max_size=10), max_size=5))
def test_any_attributes_are_no_trouble(example: Program, attributes: dict[str, str]) -> None:
    found = judge(example, inquiry("x", attributes=attributes), MONDAY_NINE)

    assert found.department == "front_desk"
