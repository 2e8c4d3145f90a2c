"""Lines are short, and joined again they say what was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.flow import WIDTH, flowed

LINK = f"https://help.acme.example/s/{'x' * 200}"


def joined(text: str) -> str:
    """Read as RFC 3676 section 4.2 says: a blank at its end carries a line on into the next one of the same depth."""
    paragraphs: list[str] = []
    open_at: str | None = None
    for line in text.split("\n"):
        depth = ">" if line.startswith(">") else ""
        said = line.removeprefix(">").removeprefix(" ") if depth else line.removeprefix(" ")
        if open_at == depth:
            paragraphs[-1] += said
        else:
            paragraphs.append(f"> {said}" if depth else said)
        open_at = depth if said.endswith(" ") else None
    return "\n".join(paragraphs)


def test_a_long_line_is_broken_at_its_blanks() -> None:
    told = " ".join(["word"] * 40)

    lines = flowed(told).split("\n")

    assert [line.endswith(" ") for line in lines] == [True, True, False]
    assert all(len(line) <= WIDTH for line in lines)
    assert joined(flowed(told)) == told


def test_a_line_that_just_fits_stays_whole() -> None:
    assert flowed("x" * 38 + " " + "x" * (WIDTH - 39)).count("\n") == 0
    assert flowed("x" * 38 + " " + "x" * (WIDTH - 38)).count("\n") == 1


@pytest.mark.parametrize(
    "before", ["", "See ", "See how your matter stands, with all that we know by now, here: "]
)
def test_a_link_is_never_broken(before: str) -> None:
    lines = flowed(f"{before}{LINK} and more").split("\n")

    assert sum(LINK in line for line in lines) == 1


def test_breaks_that_somebody_meant_stay() -> None:
    assert flowed("Dear Ana,\n\nyes.\n") == "Dear Ana,\n\nyes.\n"


def test_a_quotation_is_one_in_each_of_its_lines() -> None:
    told = "> " + " ".join(["word"] * 40)

    assert all(line.startswith("> ") for line in flowed(told).split("\n"))
    assert joined(flowed(told)) == told


def test_what_begins_with_a_blank_or_with_from_is_put_in_a_step() -> None:
    assert flowed("   a list\nFrom here") == "    a list\n From here"


@given(st.text(alphabet="ab  >\n", max_size=400))
def test_joined_again_it_says_what_was_written(text: str) -> None:
    plain = "\n".join(line.lstrip(" >").rstrip(" ") for line in text.split("\n"))

    assert joined(flowed(plain)) == plain
