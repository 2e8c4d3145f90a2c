"""What a call says: the customer's words, the whole dialogue, who called whom, and how far it can be trusted."""

import pytest

from services.channels.limits import LIMITS
from services.channels.mime import UnreadableInput
from services.channels.phone.formats import FORM
from tests.channels.phone.calls import ANA, US, read, read_json, vtt

PUMP = vtt(
    "<v Agent>Acme, how can I help you?",
    "<v Ana Torres>The pump",
    "<v Ana Torres>stops. [hold music]",
    "<v Agent>Since when?",
    "<v Ana Torres>Since Monday.",
)


def test_the_text_is_what_the_customer_said_and_the_full_text_is_all_of_it() -> None:
    said = read(PUMP, "text/vtt", caller=ANA, called=US)

    assert said.text == "The pump stops.\nSince Monday."
    assert said.full_text == (
        "[00:00] Agent: Acme, how can I help you?\n"
        "[00:01] Customer (Ana Torres): The pump stops. [hold music]\n"
        "[00:03] Agent: Since when?\n"
        "[00:04] Customer (Ana Torres): Since Monday."
    )
    assert (said.sender, said.to, said.duration) == (
        ("tel:+49301234567",),
        ("tel:+4989112233",),
        5.0,
    )
    assert (said.quality, said.quality_because, said.warnings) == (1.0, "", ())


def test_the_same_call_says_the_same_in_every_form() -> None:
    dialogue = [("Agent", "Acme, how can I help you?"), ("Customer", "The pump stops."), ("Agent", "Since when?"), ("Customer", "Since Monday.")]  # fmt: skip
    plain = "\n".join(f"{who}: {says}" for who, says in dialogue)
    srt = "\n\n".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{who}: {says}"
        for n, (who, says) in enumerate(dialogue)
    )
    own = {"turns": [{"role": who.lower(), "text": says} for who, says in dialogue]}
    turns = [{"speaker": f"Speaker {who[0]}", "text": says} for who, says in dialogue]

    texts = [read(plain).text, read(srt, "application/x-subrip").text, read_json(own).text, read_json(turns).text, read_json(dialogue).text]  # fmt: skip
    assert texts == ["The pump stops.\nSince Monday."] * 5


def test_our_own_json_tells_everything() -> None:
    said = read_json({
        "call_id": "c-1", "caller": "030 1234567", "caller_name": "Ana Torres", "called": US, "duration": 95,
        "started_at": "2026-11-22T11:00:00Z", "language": "de-DE", "outcome": "answered",
        "turns": [
            {"role": "agent", "speaker": "Jan", "text": "Acme.", "start": 0.5, "end": 1},
            {"role": "customer", "text": "Sie steht.", "start": 61, "words": [{"text": "Sie", "confidence": 1}, {"text": "steht.", "confidence": 0.2}]},
        ],
    })  # fmt: skip

    assert (said.name, said.sender, said.to) == (
        "Ana Torres",
        ("tel:+49301234567",),
        (f"tel:{US}",),
    )
    assert said.full_text == "[00:00] Agent (Jan): Acme.\n[01:01] Customer: Sie steht.[?]"
    assert (said.language, said.duration, said.quality) == ("de-DE", 95.0, 0.6)


def test_when_nobody_can_tell_who_is_who_all_words_are_the_text() -> None:
    said = read(vtt("<v Ana>Good day.", "<v Jan>Hello."))

    assert said.text == "Good day.\nHello."
    assert said.warnings == (
        "who is the customer could not be told: all words are taken for theirs",
    )


def test_where_only_the_agent_speaks_nothing_is_lost() -> None:
    said = read("Agent: Hello?\nSupervisor: Nobody there.")

    assert said.text == "Hello?\nNobody there."
    assert "could not be told" in said.warnings[0]


def test_who_cannot_be_told_apart_counts_as_the_customer() -> None:
    said = read("Agent: Hello\nCustomer: It stops.\nSpeaker 3: And it smells.")

    assert said.text == "It stops.\nAnd it smells."
    assert "some speakers" in said.warnings[0]


def test_whoever_is_called_by_their_role_is_called_so_once() -> None:
    said = read("Agent (Maria): Hello\nKunde: It stops.\nCustomer: So.")

    assert said.full_text == "Agent (Maria): Hello\nCustomer (Kunde): It stops.\nCustomer: So."


def test_announcements_are_nobodys_words() -> None:
    said = read("IVR: Press 1 for service.\nCustomer: One.\nAgent: Hello\nCustomer: It stops.")

    assert said.text == "One.\nIt stops."


def test_voices_that_were_not_told_apart_are_warned_of() -> None:
    assert read("Acme, how can I help you? My pump stops.").warnings == (
        "voices are not told apart: the text has the agent's words as well",
    )
    assert read("My pump stops. Call me back, please.").warnings == ()


def test_a_voicemail_is_what_its_one_voice_says() -> None:
    said = read(b"CallSid=CA1&From=%2B49301234567&TranscriptionText=It+stops.&TranscriptionStatus=completed&RecordingUrl=x", FORM)  # fmt: skip

    assert (said.subject, said.text, said.sender) == (
        "Voicemail",
        "It stops.",
        ("tel:+49301234567",),
    )


def test_a_voicemail_that_nobody_wrote_down_says_so_and_cannot_be_trusted() -> None:
    said = read(b"CallSid=CA1&From=%2B49301234567&RecordingUrl=https%3A%2F%2Fx&RecordingDuration=12&TranscriptionStatus=failed", FORM)  # fmt: skip

    assert said.text == "Voicemail of 12 seconds from +49301234567, not written down"
    assert (said.quality, said.quality_because) == (
        0.0,
        "the voicemail was not written down: listen to it",
    )


def test_a_missed_call_is_told_in_neutral_words() -> None:
    form = (
        b"CallSid=CA1&CallStatus=no-answer&From=%2B49301234567&To=%2B4989112233&Timestamp="
        b"Sun%2C+22+Nov+2026+11%3A00%3A00+%2B0000"
    )

    said = read(form, FORM)
    assert said.subject == "Missed call"
    assert said.text == "Missed call from +49301234567 to +4989112233 at 2026-11-22T11:00:00+00:00"
    assert (said.quality, said.full_text) == (1.0, said.text)


def test_a_missed_call_may_come_as_our_own_json() -> None:
    assert (
        read_json({"outcome": "missed", "caller": "anonymous"}).text
        == "Missed call from a withheld number"
    )
    assert read_json({"outcome": "voicemail", "caller": ANA}).subject == "Voicemail"


@pytest.mark.parametrize(
    "transcript", ["", "WEBVTT\n\n", "\n\n", "[music]\n[inaudible]", "Agent:", '{"turns": []}']
)
def test_a_call_without_words_is_an_inquiry_that_says_so(transcript: str) -> None:
    said = read(transcript, caller=ANA)

    assert said.text == f"Call from {ANA}, no words of it were written down"
    assert (said.quality, said.quality_because) == (0.0, "no words of the call were written down")


def test_nobody_is_said_to_withhold_what_was_not_told() -> None:
    assert read("").text == "Call from an unknown number, no words of it were written down"
    assert read("", caller="anonymous").text.startswith("Call from a withheld number")


def test_who_withholds_their_number_has_no_identity() -> None:
    said = read("It stops.", caller="anonymous")

    assert (said.sender, said.name, said.warnings) == (
        (),
        "",
        ("the caller withheld their number",),
    )


def test_a_number_that_is_none_stays_visible() -> None:
    assert read("It stops.", caller="1001").warnings == ("not a telephone number: 1001",)
    assert read("It stops.", caller="client:ana").name == "ana"
    assert read("It stops.", called="sales desk").to == ("sales desk",)


def test_a_caller_without_country_is_of_the_country_that_was_called() -> None:
    assert read("Halo", caller="021 5551234", called="+62215550000").sender == ("tel:+62215551234",)
    assert read("Hallo", caller="030 1234567", called="089 112233").sender == ("tel:+49301234567",)


def test_labels_that_are_numbers_tell_who_is_who() -> None:
    said = read("+49 30 1234567: It stops.\n+49 89 112233: Since when?", caller=ANA, called=US)

    assert said.text == "It stops."


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.7 x", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "recording"),
        (b"ID3\x03", "recording"),
        (bytes(range(256)) * 4, "no text"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
    ],
)
def test_what_is_no_transcript_says_what_it_is(data: bytes, why: str) -> None:
    with pytest.raises(UnreadableInput, match=why):
        read(data, "text/vtt")


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_transcript_may_be_written_in_many_codings(coding: str) -> None:
    assert read("Kunde: Die Pumpe läuft heiß.".encode(coding)).text == "Die Pumpe läuft heiß."


def test_what_a_transcript_is_counts_more_than_what_it_is_called() -> None:
    assert read(PUMP, "text/plain").text == read(PUMP, "text/vtt").text
    assert read('{"turns": [["Customer", "It stops."]]}', "text/plain").text == "It stops."
    assert read("{ well, it stops", "text/plain").text == "{ well, it stops"
    lame = read("00:01.000 --> 00:02.000\nIt stops.", "text/vtt")
    assert (lame.text, lame.warnings) == ("It stops.", ("it does not begin with WEBVTT",))
    garbled = read("WEBVTTx\n\nNOTE no words\n\n00:01.000 --> 00:02.000\nIt stops.")
    assert (garbled.text, garbled.warnings) == ("It stops.", ("it does not begin with WEBVTT",))
    assert read("1\n00:00:01,000 --> 00:00:02,000\nIt stops.", "text/vtt").text == "It stops."
    assert read("It stops.", "application/x-subrip").warnings == (
        "nothing in it says when it was said",
    )


def test_a_transcript_takes_what_its_limits_say_and_no_more() -> None:
    fits = [["Customer", "a"]] * LIMITS.transcript_turns
    assert read_json(fits).warnings == ()
    assert read_json([*fits, ["Customer", "b"]]).warnings == ("1 more turns were left out",)
    assert read(b"a" * LIMITS.transcript_bytes).text
    with pytest.raises(UnreadableInput, match="10,000,000"):
        read(b"a" * (LIMITS.transcript_bytes + 1))


def test_a_dialogue_has_as_many_lines_as_its_limit_says() -> None:
    fits = "a\n" * (LIMITS.transcript_lines - 1) + "last"

    assert read(fits).text.endswith("last")
    assert read(fits).warnings == ()
    assert read(fits + "\nand another").warnings == ("1 more lines were left out",)
