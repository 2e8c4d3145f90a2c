"""Recognizers' own JSON: speakers, times, languages and confidences, each from where it stands there."""

import pytest

from services.channels.mime import UnreadableInput
from tests.channels.phone.calls import read, read_json


def _word(
    text: str, speaker: int | str, confidence: float = 0.9, start: float = 0.0
) -> dict[str, object]:
    return {"word": text.lower(), "punctuated_word": text, "text": text, "speaker": speaker, "confidence": confidence,
            "start": start, "end": start + 1}  # fmt: skip


HELP = "How can I help you?"


def test_contact_lens_tells_roles_times_language_and_what_was_redacted() -> None:
    said = read_json({
        "Version": "1.1.0", "Channel": "VOICE", "LanguageCode": "en-US", "CustomerMetadata": {"ContactId": "c-1"},
        "Participants": [{"ParticipantId": "X", "ParticipantRole": "CUSTOMER"}, {"ParticipantId": "Y", "ParticipantRole": "AGENT"}],
        "ConversationCharacteristics": {"TotalConversationDurationMillis": 32110},
        "Transcript": [
            {"BeginOffsetMillis": 0, "EndOffsetMillis": 4640, "Content": "Acme.", "Id": "1", "ParticipantId": "Y", "Sentiment": "NEUTRAL"},
            {"BeginOffsetMillis": 65000, "EndOffsetMillis": 66000, "Content": "I am [PII]. It stops.", "ParticipantId": "X",
             "Redaction": {"RedactedTimestamps": [{"BeginOffsetMillis": 1, "EndOffsetMillis": 2}]}},
        ],
    })  # fmt: skip

    assert said.text == "I am [PII]. It stops."
    assert said.full_text == "[00:00] Agent (Y): Acme.\n[01:05] Customer (X): I am [PII]. It stops."
    assert (said.language, said.duration) == ("en-US", 32.11)
    assert said.warnings == ("parts of it were made unrecognizable at its source",)


def test_contact_lens_segments_of_a_running_call_are_read_too() -> None:
    segments = [
        {
            "Transcript": {
                "Content": HELP,
                "ParticipantRole": "AGENT",
                "ParticipantId": "A",
                "BeginOffsetMillis": 0,
            }
        },
        {
            "Transcript": {
                "Content": "It stops.",
                "ParticipantRole": "CUSTOMER",
                "ParticipantId": "C",
            }
        },
        {"Categories": {"MatchedCategories": []}},
    ]

    assert read_json({"Channel": "VOICE", "Segments": segments}).text == "It stops."


def test_call_analytics_tells_how_surely_it_heard_each_word() -> None:
    items = [
        {"Content": "It", "Confidence": "0.25"},
        {"Content": "stops.", "Confidence": 0.75},
        {"Content": "x"},
    ]
    said = read_json(
        {"Transcript": [{"ParticipantRole": "CUSTOMER", "Content": "It stops.", "Items": items}]}
    )

    assert (said.quality, said.full_text) == (0.5, "Customer: It[?] stops.")


def test_deepgrams_words_are_gathered_by_speaker() -> None:
    words = [_word("How", 0), _word("can", 0), _word("I", 0), _word("help", 0), _word("you?", 0), _word("It", 1, 0.4), _word("stops.", 1, 0.8)]  # fmt: skip
    said = read_json({"metadata": {"duration": 7.5}, "results": {"channels": [{"detected_language": "en", "alternatives": [{"words": words}]}]}})  # fmt: skip

    assert said.text == "It stops."
    assert (
        said.full_text
        == "[00:00] Agent (Speaker 0): How can I help you?\n[00:00] Customer (Speaker 1): It[?] stops."
    )
    assert (said.quality, said.duration, said.language) == (0.6, 7.5, "en")


def test_deepgrams_utterances_and_channels_are_voices() -> None:
    utterances = [
        {"start": 0, "end": 1, "channel": 0, "transcript": HELP, "confidence": 0.9, "words": []},
        {"start": 2, "end": 3, "channel": 1, "transcript": "It stops.", "confidence": 0.9},
    ]
    said = read_json({"results": {"channels": [{}, {}], "utterances": utterances}})

    assert (
        said.full_text
        == f"[00:00] Agent (Channel 0): {HELP}\n[00:02] Customer (Channel 1): It stops."
    )


def test_deepgrams_two_channels_are_put_in_the_order_of_time() -> None:
    here = {"alternatives": [{"words": [_word("It", 0, start=3), _word("stops.", 0, start=4)]}]}
    there = {"alternatives": [{"words": [_word(word, 0, start=0) for word in HELP.split()]}]}

    assert read_json({"results": {"channels": [here, there]}}).full_text.startswith(
        "[00:00] Agent (Channel 1)"
    )
    assert (
        read_json({"results": {"channels": [{"alternatives": [{"transcript": "It stops."}]}]}}).text
        == "It stops."
    )


def test_assemblyais_utterances_are_turns_and_its_times_milliseconds() -> None:
    utterances = [
        {"speaker": "A", "text": HELP, "start": 250, "end": 900, "confidence": 0.97, "words": [_word("How", "A", 0.9, 250)]},
        {"speaker": "B", "text": "It stops.", "start": 61_000, "end": 62_000, "confidence": 0.5, "words": []},
    ]  # fmt: skip
    said = read_json({"id": "t", "status": "completed", "audio_duration": 62, "language_code": "en_us", "utterances": utterances, "text": "all"})  # fmt: skip

    assert said.text == "It stops."
    assert (
        said.full_text
        == f"[00:00] Agent (Speaker A): {HELP}\n[01:01] Customer (Speaker B): It stops."
    )
    assert (said.quality, said.language, said.duration) == (0.5, "en-us", 62.0)


def test_assemblyais_words_and_text_do_where_there_are_no_utterances() -> None:
    common = {"audio_duration": 3, "utterances": None}

    assert (
        read_json({**common, "words": [_word("It", "A"), _word("stops.", "A")]}).text == "It stops."
    )
    assert read_json({**common, "text": "It stops.", "confidence": 0.3}).quality == 0.3


def test_what_assemblyai_could_not_transcribe_says_why() -> None:
    with pytest.raises(UnreadableInput, match="not transcribed: Download error"):
        read_json({"audio_url": "x", "status": "error", "error": "Download error"})


def test_whispers_segments_are_trusted_as_far_as_they_are_likely() -> None:
    segments = [{"id": 0, "start": 0.0, "end": 4.0, "text": " The pump stops.", "avg_logprob": -0.6931, "no_speech_prob": 0.01, "compression_ratio": 1.2}]  # fmt: skip
    said = read_json({"task": "transcribe", "language": "english", "duration": 4.2, "text": " The pump stops.", "segments": segments})  # fmt: skip

    assert (said.text, said.language, said.duration, said.quality) == (
        "The pump stops.",
        "en",
        4.2,
        0.5,
    )
    assert said.quality_because.endswith("at 00:00 only 0.50: The pump stops.")


@pytest.mark.parametrize("oddity", [{"no_speech_prob": 0.61}, {"compression_ratio": 2.41}])
def test_what_whisper_is_known_to_make_up_is_hardly_trusted(oddity: dict[str, float]) -> None:
    segment = {"start": 0, "end": 1, "text": "Thank you for watching.", "avg_logprob": -0.1}

    assert read_json({"segments": [segment | oddity]}).quality == 0.2
    assert read_json({"segments": [segment | dict.fromkeys(oddity, 0.6)]}).quality > 0.9


def test_whispers_kin_are_read_as_well() -> None:
    cpp = {
        "result": {"language": "de"},
        "transcription": [{"offsets": {"from": 0, "to": 2500}, "text": " Hallo"}],
    }
    diarized = {"segments": [{"start": 0, "end": 1, "text": "Hallo", "speaker": "SPEAKER_00", "words": [{"word": "Hallo", "score": 0.4}]}]}  # fmt: skip

    assert (read_json(cpp).text, read_json(cpp).duration, read_json(cpp).language) == (
        "Hallo",
        2.5,
        "de",
    )
    assert read_json(diarized).full_text == "[00:00] SPEAKER_00: Hallo[?]"
    assert read_json({"text": "Hallo", "segments": []}).text == "Hallo"


def test_twilios_sentences_have_channels_and_confidences() -> None:
    sentences = [
        {"media_channel": 2, "sentence_index": 0, "start_time": "0.5", "end_time": "1.5", "transcript": HELP, "confidence": "0.9"},
        {"media_channel": 1, "sentence_index": 1, "start_time": "2", "end_time": "3", "transcript": "It stops.", "confidence": "0.75", "words": None},
    ]  # fmt: skip
    participants = {
        "participants": [
            {"channel_participant": 1, "role": "Customer"},
            {"channel_participant": 2, "role": "Agent"},
        ]
    }
    said = read_json(
        {
            "sid": "GT1",
            "sentences": sentences,
            "channel": participants,
            "language_code": "en-US",
            "duration": 3,
        }
    )

    assert (
        said.full_text
        == f"[00:00] Agent (Channel 2): {HELP}\n[00:02] Customer (Channel 1): It stops."
    )
    assert (said.text, said.quality) == ("It stops.", 0.75)
    assert read_json({"sentences": sentences}).text == "It stops."


def test_twilios_transcription_of_a_recording_is_a_voicemail() -> None:
    said = read_json({"transcription_text": "Please call me back.", "sid": "TR1"})

    assert (said.subject, said.text) == ("Voicemail", "Please call me back.")


def test_json_that_only_has_a_text_is_that_text() -> None:
    assert read_json({"text": "It stops."}).text == "It stops."
    assert read_json({"transcript": "It stops.", "x": [1]}).text == "It stops."


@pytest.mark.parametrize(
    "body",
    [
        '{"a": 1}',
        '[{"a": 1}]',
        "[1]",
        '[["a", 1]]',
        "[1" * 2_000,
        '"It"',
        "{",
        "3",
        "null",
        '{"text": ""}',
    ],
)
def test_json_without_a_transcript_says_so(body: str) -> None:
    with pytest.raises(UnreadableInput, match="JSON"):
        read(body, "application/json")
