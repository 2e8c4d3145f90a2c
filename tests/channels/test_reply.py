"""What the customer wrote now."""

import sys
from types import FrameType

import pytest

from services.channels.reply import said_now
from tests.channels.histories import ATTRIBUTIONS, FORWARDS, HEADS, SIGNATURES

QUOTED = "\n> Is it blue?\n>\n> Bo\n"
PLAIN = "\n\nIs it blue?\n\nBo\n"


@pytest.mark.parametrize("below", [QUOTED, PLAIN], ids=["quoted", "plain"])
@pytest.mark.parametrize("program", ATTRIBUTIONS)
def test_what_is_led_into_is_left_out(program: str, below: str) -> None:
    assert said_now(f"Yes, it is.\n\n{ATTRIBUTIONS[program]}{below}") == "Yes, it is."


@pytest.mark.parametrize("program", HEADS)
def test_what_stands_below_a_copied_head_is_left_out(program: str) -> None:
    assert said_now(f"Yes, it is.\n\n{HEADS[program]}{PLAIN}") == "Yes, it is."


def test_a_lead_without_a_colon_is_known_by_the_quotes_below() -> None:
    lead = "2026/11/2 Acme Pumps <s@acme.example>"

    assert said_now(f"Yes, it is.\n\n{lead}\n\n> Is it blue?") == "Yes, it is."
    assert said_now(f"Yes, it is.\n\n{lead}\n\nIs it blue?").endswith("Is it blue?")


def test_what_customers_say_of_themselves_above_a_quote_is_kept() -> None:
    text = "I wrote this last week:\n> Is it blue?\nNobody answered."

    assert said_now(text) == "I wrote this last week:\nNobody answered."


def test_quotes_alone_are_left_out() -> None:
    assert said_now("Yes, it is.\n\n> Is it blue?\n> Or red?") == "Yes, it is."


def test_what_a_program_broke_off_a_quoted_line_goes_with_it() -> None:
    long = "> Would you please be so kind as to tell us whether the pump that you have is"
    lead = "On 2 Nov 2026, Acme <s@acme.example> wrote:"

    assert said_now(f"Yes.\n\n{lead}\n{long}\nblue or red?\n> Bo") == "Yes."


@pytest.mark.parametrize("kind", SIGNATURES)
def test_the_signature_is_left_out(kind: str) -> None:
    assert said_now(f"Yes, it is.\n\n{SIGNATURES[kind]}") == "Yes, it is."


def test_a_signature_above_the_history_is_left_out_too() -> None:
    below = "\n\n".join([SIGNATURES["farewell"], HEADS["English"], "Is it blue?"])

    assert said_now(f"Yes, it is.\n\n{below}") == "Yes, it is."


def test_answers_between_the_quotes_are_kept() -> None:
    text = "On Monday, Acme <a@acme.example> wrote:\n> Is it blue?\nYes.\n> Does it turn?\nNo."

    assert said_now(text) == "Yes.\nNo."


def test_an_answer_below_the_quotes_is_kept() -> None:
    text = "Hi,\nOn Tue, 2026-11-03 at 18:02 +0530, Acme wrote:\n> Is it blue?\n\nYes, it is."

    assert said_now(text) == "Hi,\n\nYes, it is."


@pytest.mark.parametrize(
    "line",
    [
        "##- Please type your reply above this line -##",
        "--- Reply above this line ---",
        "Bitte oberhalb dieser Zeile antworten",
        "=== Balas di atas baris ini ===",
    ],
)
def test_what_stands_below_the_line_of_a_helpdesk_is_history(line: str) -> None:
    assert said_now(f"Yes, it is.\n\n{line}\n\nYour request was updated.") == "Yes, it is."


def test_where_quotes_stood_one_empty_line_stays() -> None:
    text = "See below.\n\n> Is it blue?\n\nYes.\n\n> Does it turn?\n\nNo."

    assert said_now(text) == "See below.\n\nYes.\n\nNo."


@pytest.mark.parametrize("marker", FORWARDS)
def test_a_forwarded_mail_is_the_inquiry(marker: str) -> None:
    text = f"Can you help?\n\n{marker}\nFrom: Bo\nDate: Monday\nSubject: Pump\nTo: Ana\n\nIt stops."

    assert said_now(text) == text


def test_a_forwarded_mail_is_kept_with_its_own_quotes_and_signature() -> None:
    text = f"Can you help?\n\n{FORWARDS[0]}\nFrom: Bo\n\nIt stops.\n> Does it?\n-- \nBo"

    assert said_now(text) == text


@pytest.mark.parametrize("lead", [HEADS["English"], ATTRIBUTIONS["Gmail"]])
def test_what_was_forwarded_before_is_history(lead: str) -> None:
    text = f"It works.\n\n{lead}\n\n{FORWARDS[0]}\nFrom: Bo\n\nIt stops."

    assert said_now(text) == "It works."


@pytest.mark.parametrize("subject", ["Fwd: Pump", "FW: Pump", "WG: Pumpe", "TR : Pompe", "Fwd:"])
def test_a_subject_tells_too_that_a_mail_was_passed_on(subject: str) -> None:
    text = f"Can you help?\n\n{HEADS['English']}\n\nIt stops."

    assert said_now(text, subject) == text


@pytest.mark.parametrize("subject", ["Re: Fwd: Pump", "Forward gear", ""])
def test_an_answer_to_what_was_passed_on_is_an_answer(subject: str) -> None:
    assert said_now(f"It works.\n\n{HEADS['English']}\n\nIt stops.", subject) == "It works."


@pytest.mark.parametrize(
    "text", ["> all of it\n> is quoted", "-- \nonly a signature", "Sent from my iPhone"]
)
def test_where_nothing_would_be_left_all_is_kept(text: str) -> None:
    assert said_now(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "On Monday the pump stopped.\nWe wrote: nothing.",
        "On 3 May at 10:00 I wrote to you:\n1. the pump\n2. the valve\nNo answer.",
        "Hello\nOn 3 May I sent a mail to support@acme.example:\nnothing came.",
        "Hallo\nAm 3. Mai 2026 schrieb ich Ihnen:\nnichts kam.",
        "As the manual of 2024 said:\n1. turn it off",
        "Our meeting on 3 May 2026 at 10:00:\n- the pump",
        "From: here to there it is a mile.",
        "A trip, please.\nFrom: Berlin\nTo: Hamburg\nDate: 12 May\nThanks",
        "I am sent from my boss to ask you about the pump that we bought in May.\nPlease answer.",
        "It was\nsent from the warehouse in Berlin but\nnever came.\nWhat\nnow\nthen?",
        "The list:\n- one\n- two",
        "It breaks in\n\nOutlook for Windows 11\n\nWhat can I do?\nIt is urgent\nPlease",
        "Order:\n- 3 pumps\n--\n- 2 valves\n--\n- 1 hose\n--\nThat is all.",
        "5 > 3, and so on",
        "Kind regards to your team.\nBut the pump stops.",
        "The pump stops.\n\nBest regards\nAna Torres\n\nP.S. Is the valve in stock?",
        "Hi,\nthis email was intended only for Bo, but: is it blue?",
        "The original message was lost.\nPlease send it again.",
    ],
)
def test_ordinary_sentences_stay(text: str) -> None:
    assert said_now(text) == text


HOSTILE = [
    "On ",
    "On x\n",
    "On Monday 2 May, A <a@b> wrote:\n> q\nanswer\n",
    "On 2 May 2026\n",
    "wrote:\n",
    "From: a\n",
    "From: a@b sent: to: ",
    "From: a\nSent: b\n",
    "-",
    "--\n",
    "Kind regards\n",
    "___________________________\n",
    "> \n",
    "> a long line that a program on the way may well have broken somewhere near\nhere\n",
    "a",
    " ",
    "\n",
    "<a@b> ",
    "-----Original Message ",
    "Begin forwarded message: ",
    "\u202a:\n",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_the_text_is_no_more_than_about_twice_the_work(piece: str) -> None:
    once, twice = (_work(piece * (size // len(piece))) for size in (8_000, 16_000))

    assert twice <= 2.5 * once + 1_000


def test_no_line_is_looked_at_beyond_a_bound() -> None:
    assert _work("a" * 40_000 + ":") <= _work("a" * 1_000 + ":") + 100


def _work(text: str) -> int:
    """Count the calls of functions, those of patterns among them: each works on a bounded line."""
    calls = 0

    def count(_frame: FrameType, event: str, _detail: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        said_now(text)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("piece", ["From: a\nSent: b\n", "wrote:\n", "a", "\n"])
def test_a_text_of_the_largest_size_is_read(piece: str) -> None:
    assert said_now(piece * (250_000 // len(piece))) is not None
