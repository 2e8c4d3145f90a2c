"""Bytes that were no text are told from words, in whatever script and of whatever trade the words are."""

# ruff: noqa: RUF001 - the letters of other scripts are what it is about

from random import Random

import pytest

from services.channels.email import read_mail
from services.channels.legible import READ, SHORTEST, TORN, is_lost, legibility
from services.channels.mime import UnreadableInput
from services.channels.originals import Envelope, Ours
from services.channels.said import Said
from services.channels.words import clean

POOR = 0.7
"""What a strategy distrusts unless it says otherwise."""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "👍🏽🙏❤️🎉😀😡🔥💧🚰🛠️",
        "Die Pumpe läuft nicht; Öl tropft über die Größe »DN 40« — für 1.200,50 €, bitte prüfen!",
        "¿Qué pasó? ¡Así no! Señor Núñez pidió 3 válvulas, «ya», a 20 €/ud.",
        "Xin chào, máy bơm của chúng tôi không hoạt động. Được không? Ở đường Nguyễn Huệ.",
        "Příliš žluťoučký kůň úpěl ďábelské ódy. ŁÓDŹ, ŻÓŁĆ, ĄĘĆŚŹŻÓŁŃ.",
        "Здравствуйте! Насос ЦНС-38 не работает, А.С. Пушкин, И.И. Иванов, тел. 8-800-555.",
        "Καλημέρα, η αντλία δεν λειτουργεί. Τι ώρα ανοίγετε; Αριθμός ΑΒΓ-12.",
        "您好，我们的水泵CP-40在3月5日停了，请问型号A还有吗？订单号：4711。",
        "ポンプがCP-40で止まりました。3月5日、至急お願いします！",
        "مرحبا، المضخة CP-40 لا تعمل منذ 3 أيام. رقم الطلب: 4711؟",
        "שלום, המשאבה CP-40 לא עובדת 3 ימים.",
        "ปั๊มน้ำ CP-40 เสียตั้งแต่วันที่ 3 ครับ",
        "for(i=0;i<n;i++){a[i]^=0xFF&~b[i%8];}//$x{y}|z@w#q",
        "12,50;13,40;99%|7/8\t1.000\n" * 40,
        '10°C 12°C 15°C 20×30×40mm ±5µm ½" 25€/Stk §3 ' * 20,
        "T2jDtXBlIGluIGJhc2U2NA==ZGFzIGlzdCBrZWluIFRleHQ" * 5,
        "The file said \ufffd for f\ufffdr and B\ufffdro, otherwise it was fine.",
    ],
)
def test_words_code_tables_and_emoji_are_trusted(text: str) -> None:
    assert legibility(text) == (1.0, "")


@pytest.mark.parametrize("charset", ["latin-1", "cp1252", "cp437", "koi8-r", "cp1251", "mac-roman"])
@pytest.mark.parametrize("seed", range(5))
def test_bytes_that_were_no_text_are_not_trusted(charset: str, seed: int) -> None:
    noise = Random(seed).randbytes(3_000).decode(charset, "replace")

    found = legibility(clean(noise))

    assert found.quality < POOR
    assert found.because.endswith("of its characters are misplaced: it is hardly text")


def test_words_in_the_wrong_charset_are_not_trusted() -> None:
    said = "Здравствуйте, наш насос сломался, пришлите мастера".encode().decode("latin-1")

    assert legibility(clean(said)).quality < POOR


def test_lost_characters_count_from_a_quarter_on() -> None:
    lost, kept = "\ufffd", "a"

    assert legibility(lost * 24 + kept * 76).quality == 1.0
    assert legibility(lost * 25 + kept * 75) == (
        1.0 - 2 * TORN,
        "25% of its characters are misplaced: it is hardly text",
    )
    assert legibility(lost * 80 + kept * 20).quality == 0.0


def test_fewer_characters_than_sixteen_tell_nothing() -> None:
    mixed = "ÄäßÖ1ö§ÜüéÈ2è¶áÁ3¿"

    assert legibility(mixed[: SHORTEST - 1]).quality == 1.0
    assert legibility(mixed[:SHORTEST]).quality < POOR


def test_only_the_beginning_is_looked_at() -> None:
    assert legibility("word " * (READ // 5) + "\ufffd" * READ * 3).quality == 1.0


def test_what_is_lost_altogether_is_known() -> None:
    assert is_lost("\ufffd \ufffd\n\ue000")
    assert not any(map(is_lost, ["", " \n", "?", "\ufffda", "🙏", "水"]))


def test_garbage_posted_as_mail_is_for_people_to_look_at() -> None:
    said = _read(Random(7).randbytes(3_000))

    assert said.quality < POOR
    assert said.quality_because


def test_a_mail_of_which_nothing_can_be_read_is_parked() -> None:
    body = "\ufffd\ufffd \ufffd".encode()
    head = b"From: ana@example.org\nContent-Type: text/plain; charset=utf-8\n"

    with pytest.raises(UnreadableInput, match="no text"):
        _read(head + b"\n" + body)
    assert _read(head + b"Subject: Hello\n\n" + body).quality == 0.0


def test_an_empty_mail_has_nothing_bad_in_it() -> None:
    assert _read(b"From: ana@example.org\n\n").quality == 1.0


def _read(mail: bytes) -> Said:
    return read_mail(mail, Envelope(), Ours())
