"""What the customer wrote now."""

import time

import pytest

from services.channels.reply import said_now

HISTORY = {
    "English": "On Mon, 2 Nov 2026 at 10:00, Acme Pumps <support@acme.example> wrote:\n> Is it blue?",
    "over two lines": "On Mon, 2 Nov 2026 at 10:00, Acme Pumps\n<support@acme.example> wrote:\n> Is it blue?",
    "German": "Am 02.11.2026 um 10:00 schrieb Acme Pumpen <support@acme.example>:\n> Ist sie blau?",
    "Indonesian": "Pada Sen, 2 Nov 2026 10.00 Acme Pompa <support@acme.example> menulis:\n> Biru?",
    "French": "Le lun. 2 nov. 2026 à 10:00, Acme <support@acme.example> a écrit :\n> Bleu ?",
    "without quote marks": "On Mon, 2 Nov 2026, Acme wrote:\n\nIs it blue?",
    "Outlook": "________________________________\nFrom: Acme <support@acme.example>\nSent: Monday\nTo: Ana\nSubject: Pump\n\nIs it blue?",
    "Outlook in German": "Von: Acme\nGesendet: Montag\nAn: Ana\nBetreff: Pumpe\n\nIst sie blau?",
    "Outlook in Indonesian": "Dari: Acme\nDikirim: Senin\nKepada: Ana\nSubjek: Pompa\n\nBiru?",
    "original message": "-----Original Message-----\nFrom: Acme\n\nIs it blue?",
    "original message in German": "-----Ursprüngliche Nachricht-----\nVon: Acme\n\nIst sie blau?",
    "original message in Indonesian": "----- Pesan Asli -----\nDari: Acme\n\nBiru?",
    "quotes alone": "> Is it blue?\n> Or red?",
}


@pytest.mark.parametrize("program", HISTORY)
def test_the_history_is_left_out(program: str) -> None:
    assert said_now(f"Yes, it is.\n\n{HISTORY[program]}\n") == "Yes, it is."


SIGNATURES = {
    "delimiter": "-- \nAna Torres\n+49 30 901820",
    "delimiter without its space": "--\nAna Torres",
    "telephone": "Sent from my iPhone",
    "telephone in German": "Von meinem iPhone gesendet",
    "telephone in Indonesian": "Dikirim dari Yahoo Mail",
    "telephone that advertises": "Get Outlook for iOS",
}


@pytest.mark.parametrize("kind", SIGNATURES)
def test_the_signature_is_left_out(kind: str) -> None:
    assert said_now(f"Yes, it is.\n\n{SIGNATURES[kind]}") == "Yes, it is."


def test_answers_between_the_quotes_are_kept() -> None:
    text = "On Monday, Acme <a@acme.example> wrote:\n> Is it blue?\nYes.\n> Does it turn?\nNo."

    assert said_now(text) == "Yes.\nNo."


@pytest.mark.parametrize(
    "marker",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "---- Weitergeleitete Nachricht ----",
    ],
)
def test_a_forwarded_mail_is_the_inquiry(marker: str) -> None:
    text = f"Can you help?\n\n{marker}\nFrom: Bo\nDate: Monday\nSubject: Pump\nTo: Ana\n\nIt stops."

    assert said_now(text) == text


@pytest.mark.parametrize(
    "text", ["> all of it\n> is quoted", "-- \nonly a signature", "Sent from my iPhone"]
)
def test_where_nothing_would_be_left_all_is_kept(text: str) -> None:
    assert said_now(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "On Monday the pump stopped.\nWe wrote: nothing.",
        "From: here to there it is a mile.",
        "I am sent from my boss to ask you about the pump that we bought in May.\nPlease answer.",
        "The list:\n- one\n- two",
        "5 > 3, and so on",
    ],
)
def test_ordinary_sentences_stay(text: str) -> None:
    assert said_now(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "On " * 60_000,
        "On x\n" * 40_000,
        "On Monday, A <a@b> wrote:\n> q\nanswer\n" * 5_000,
        "From: a\n" * 25_000,
        "-" * 200_000,
        "--\n" * 60_000,
        "> \n" * 60_000,
        "a" * 40_000 + "\n" + "b" * 40_000,
        "<a@b> " * 30_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    begin = time.process_time()
    said_now(text)

    assert time.process_time() - begin < 5.0
