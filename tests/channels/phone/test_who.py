"""Who is the customer and who is the agent: by role, by label, by who is left, by their words; or undecided."""

import pytest

from services.channels.phone.speech import Role, Turn
from services.channels.phone.titles import role_of
from services.channels.phone.who import sounds_like_two, with_roles

AGENT, CUSTOMER, SYSTEM = Role.AGENT, Role.CUSTOMER, Role.SYSTEM


def _roles(*turns: tuple[str, str], numbers: dict[str, Role] | None = None) -> list[Role | None]:
    given = [Turn(speaker=who, text=says) for who, says in turns]
    return [turn.role for turn in with_roles(given, numbers)]


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Agent", AGENT),
        ("AGENT_2", AGENT),
        ("Agent (Maria)", AGENT),
        ("Customer Service Rep", AGENT),
        ("Kundenberaterin", AGENT),
        ("Petugas", AGENT),
        ("customer", CUSTOMER),
        ("Caller 1", CUSTOMER),
        ("Kunde", CUSTOMER),
        ("Anruferin", CUSTOMER),
        ("Pelanggan", CUSTOMER),
        ("IVR", SYSTEM),
        ("Virtual Agent", SYSTEM),
        ("Ansage", SYSTEM),
        ("Ana Torres", None),
        ("Speaker 1", None),
        ("", None),
        ("12", None),
        ("a customer who calls every day", None),
        ("customer" * 10, None),
    ],
)
def test_a_label_says_whose_words_follow(label: str, role: Role | None) -> None:
    assert role_of(label) is role


def test_a_role_that_the_format_tells_counts_more_than_the_label() -> None:
    turn = Turn(speaker="Agent", text="a", role=CUSTOMER)

    assert [one.role for one in with_roles([turn])] == [CUSTOMER]


def test_who_is_left_is_of_the_other_side() -> None:
    assert _roles(("Agent", "a"), ("Ana Torres", "b")) == [AGENT, CUSTOMER]
    assert _roles(("Customer", "a"), ("Maria", "b"), ("System", "c")) == [CUSTOMER, AGENT, SYSTEM]


def test_a_label_that_is_a_number_is_known_by_whose_number_it_is() -> None:
    assert _roles(("+49301", "a"), ("+49302", "b"), numbers={"+49301": CUSTOMER}) == [
        CUSTOMER,
        AGENT,
    ]


@pytest.mark.parametrize(
    ("answers", "calls"),
    [
        ("Thank you for calling Acme, how can I help you?", "Yes, I'm calling about my order."),
        ("Guten Tag, was kann ich f\u00fcr Sie tun?", "Ich rufe an, meine Pumpe startet nicht."),
        ("Selamat pagi, ada yang bisa saya bantu?", "Pesanan saya belum datang."),
        ("Acme. May I have your name?", "Ana Torres."),
        ("Hello, this is Jan.", "Hi, I'd like to return a pump. I bought the wrong one."),
    ],
)
def test_their_words_tell_agent_and_customer(answers: str, calls: str) -> None:
    assert _roles(("1", answers), ("2", calls)) == [AGENT, CUSTOMER]


def test_a_customer_may_speak_first() -> None:
    assert _roles(("1", "My pump stops. I need help."), ("2", "How can I help you?")) == [
        CUSTOMER,
        AGENT,
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello.", "Hi."),
        ("We are in New York City.", "Didn't we talk about enough?"),
        ("I need tea.", "I need milk."),
    ],
)
def test_undecided_stays_undecided(one: str, other: str) -> None:
    assert _roles(("1", one), ("2", other)) == [None, None]


def test_one_voice_alone_has_no_role() -> None:
    assert _roles(("", "How can I help you?")) == [None]
    assert _roles() == []


def test_of_three_those_are_told_whose_words_tell() -> None:
    turns = (
        ("1", "How can I help you?"),
        ("2", "I bought a pump."),
        ("3", "Hello."),
        ("4", "May I have your name?"),
    )

    assert _roles(*turns) == [AGENT, CUSTOMER, None, AGENT]


def test_only_the_beginning_of_a_long_call_is_looked_at() -> None:
    late = "x " * 5_000 + "How can I help you?"

    assert _roles(("1", late), ("2", "Hello")) == [None, None]


def test_one_voice_that_asks_and_answers_is_two() -> None:
    assert sounds_like_two("Acme, how can I help you? My pump stops.")
    assert not sounds_like_two("My pump stops. Please call me back.")
