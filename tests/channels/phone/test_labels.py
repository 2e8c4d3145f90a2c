"""Plain dialogues: who speaks is told from what is merely written with a colon."""

import pytest

from services.channels.phone.labels import dialogue


def _lines(text: str) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in dialogue(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Agent: Hello\nCustomer: Hi",
        "Agent : Hello\r\n\r\nCustomer :   Hi".replace("\r\n", "\n"),
        "**Agent:** Hello\n**Customer:** Hi",
        "- Agent: Hello\n- Customer: Hi",
        "[00:01:02] Agent: Hello\n[00:01:04] Customer: Hi",
        "00:01 Agent: Hello\n00:04 - Customer: Hi",
        "(0:01) Agent: Hello\n(0:04) Customer: Hi",
        "Agent [00:01]: Hello\nCustomer [00:04]: Hi",
        "[00:01 --> 00:03] Agent: Hello\n[00:03 --> 00:05] Customer: Hi",
        "Agent\uff1aHello\nCustomer\uff1aHi",
        "[2026-11-22 14:03:22] Agent: Hello\n2026-11-22T14:03:25Z Customer: Hi",
        "[1.5s] Agent: Hello\n[12.0s - 13.0s] Customer: Hi",
        "00:00:01 - Agent\nHello\n00:00:05 - Customer\nHi",
        "[Agent] Hello\n[Customer] Hi",
        "(Agent): Hello\n(Customer): Hi",
        ">> Agent: Hello\n>> Customer: Hi",
        "[00:01] [Agent] Hello\n[00:04] [Customer]: Hi",
        "Agent  0:01\nHello\n\nCustomer  0:04\nHi",
    ],
)
def test_a_dialogue_may_be_written_in_many_ways(text: str) -> None:
    assert _lines(text) == [("Agent", "Hello"), ("Customer", "Hi")]


@pytest.mark.parametrize(
    "label",
    [
        "Speaker 1",
        "Unknown Speaker",
        "Sprecher 2",
        "Pembicara 1",
        "Kundin",
        "Pelanggan",
        "+49 30 1234567",
        "Mitarbeiter",
        "SPEAKER_00",
        "Channel 0",
    ],
)
def test_one_label_is_enough_where_it_can_be_nothing_else(label: str) -> None:
    assert _lines(f"{label}: Guten Tag") == [(label, "Guten Tag")]


def test_a_name_counts_where_it_comes_again_or_where_every_line_has_one() -> None:
    assert _lines("Ana Torres: Hello\nJan: Hi") == [("Ana Torres", "Hello"), ("Jan", "Hi")]
    assert _lines("Well\nJan: Hi\nJan: So") == [("", "Well"), ("Jan", "Hi\nSo")]
    assert _lines("Ludwig van Dam: Hello\nJan: Hi")[0][0] == "Ludwig van Dam"


@pytest.mark.parametrize(
    "line",
    [
        "Order ID: 3348917502",
        "https://example.com: down",
        "my number: 12",
        "Name: Ana",
        "P-200: stopped",
        "a: b",
    ],
)
def test_not_everything_before_a_colon_is_a_speaker(line: str) -> None:
    assert _lines(f"Customer: Hello\n{line}\nAgent: Yes") == [
        ("Customer", f"Hello\n{line}"),
        ("Agent", "Yes"),
    ]


def test_words_without_any_label_are_one_voice() -> None:
    assert _lines("Good day,\n\nthe pump stops.") == [("", "Good day,\nthe pump stops.")]


def test_times_are_those_of_the_call() -> None:
    assert [
        turn.start for turn in dialogue("[00:01:02] Agent: a\nCustomer: b\n[00:02] Agent: c")
    ] == [62.0, None, 2.0]
    assert [turn.start for turn in dialogue("14:03:22 Agent: a\n14:04:22 Customer: b")] == [
        0.0,
        60.0,
    ]
    assert [turn.start for turn in dialogue("2:00:00 Agent: a\n1:00:00 Customer: b")] == [0.0, None]
    assert [turn.start for turn in dialogue("Agent (00:09): a")] == [9.0]


def test_what_stands_in_brackets_is_a_speaker_only_where_it_can_be_nothing_else() -> None:
    assert _lines("[SPEAKER_00]: Hello\n[SPEAKER_01]: Hi")[1] == ("SPEAKER_01", "Hi")
    assert _lines("[music] Hello") == [("", "[music] Hello")]
    assert _lines("[Agent]") == []


def test_names_above_their_words_count_once_one_of_them_comes_again() -> None:
    text = "Maria Lopez  0:02\nHello\n\nJan K  0:05\nHi\nBadly.\n\nMaria Lopez  0:11\nOk"

    assert _lines(text) == [
        ("Maria Lopez", "Hello"),
        ("Jan K", "Hi\nBadly."),
        ("Maria Lopez", "Ok"),
    ]
    assert [turn.start for turn in dialogue(text)] == [2.0, 5.0, 11.0]
    assert _lines("[00:01] customer is angry\nBye") == [("", "customer is angry\nBye")]
    assert _lines("See you 10:30\nBye") == [("", "See you 10:30\nBye")]


def test_somebody_else_may_begin_with_a_dash() -> None:
    assert _lines("Agent: Hello\n>> Hi") == [("Agent", "Hello"), ("", "Hi")]
    assert _lines("Agent: Hello\n- Hi") == [("Agent", "Hello"), ("", "Hi")]


def test_nothing_said_is_nothing() -> None:
    assert dialogue("") == []
    assert dialogue("\n \n\t\n") == []
    assert dialogue("Agent:") == []
