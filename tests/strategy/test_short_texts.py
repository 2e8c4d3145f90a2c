"""Two or three words tell their language too: by their letters, and by the words that the strategy declares."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from services.cli.bundles import gather
from switchboard.contracts.customer import CustomerFacts
from switchboard.strategy.compile import compile_bundle
from switchboard.strategy.judge import judge
from switchboard.strategy.language import SLIGHT, SURE, leading, ranked
from switchboard.strategy.program import Program
from tests.strategy.small import MONDAY_NINE, inquiry, program

EXAMPLE = Path(__file__).parents[2] / "deploy/strategies/example/strategy.yaml"
SHORT = {
    "de": """Die Pumpe steht still, Ausfall!|Die Pumpe steht still.|Pumpe defekt|Ausfall!|Pumpe kaputt|Motor läuft nicht|
        Anlage steht|Totalausfall Halle 3|Störung an Pumpe 4|Rechnung falsch|Mahnung erhalten|Rechnung fehlt|
        Rückruf erbeten|Angebot gesucht|Angebot CP-40|Bestellung 4711|Lieferung unvollständig|Lieferschein fehlt|
        Reklamation|Kündigung|Ersatzteil gesucht|Wartung fällig|Wartungstermin|Preisliste|Dichtung undicht|
        Fehlermeldung E12|Beschwerde|Wasser im Keller|Öl tropft|Alles steht still!|Pumpe brennt|Gasgeruch im Keller!""",
    "en": """Pump broken|Pump is down|Outage!|Breakdown in hall 3|Motor not working|Leak|Water leaking|Wrong invoice|
        Invoice missing|Reminder received|Call me back|Quote wanted|Quote CP-40|Order 4711|Delivery incomplete|
        Delivery note missing|Complaint|Cancellation|Spare part wanted|Maintenance due|Service appointment|Price list|
        Seal leaking|Error message E12|Error 500|Everything stands still!|Oil dripping|Technician urgently|Broken again|
        Gas smell in the basement|Password forgotten|Help!""",
    "id": """Pompa rusak|Pompa mati|Pompa mati total|Mesin rusak|Mesin tidak jalan|Pompa bocor|Air bocor|Bocor lagi|
        Faktur salah|Tagihan salah|Tagihan dobel|Minta penawaran|Minta harga CP-40|Pesanan 4711|Pengiriman kurang|
        Barang kurang|Keluhan|Batal pesan|Cari suku cadang|Perawatan rutin|Jadwal servis|Daftar harga|Segel bocor|
        Kode error E12|Oli menetes|Butuh teknisi segera|Rusak lagi|Bau gas|Lupa kata sandi|Gangguan!|Listrik padam|
        Pompa macet""",
}


@pytest.mark.parametrize("language", SHORT)
def test_a_message_of_a_few_words_is_in_the_language_that_it_is_in(language: str) -> None:
    example = compile_bundle(gather(EXAMPLE))

    heard = {
        text.strip(): judge(example, inquiry(text.strip(), language=""), MONDAY_NINE).language
        for text in SHORT[language].split("|")
    }

    assert heard == dict.fromkeys(heard, language)
    assert len(heard) > 30


def test_a_declared_word_decides_where_letters_say_too_little() -> None:
    said = inquiry("Xkcd", language="")

    assert judge(program(), said, MONDAY_NINE).language == "en"
    assert judge(_knowing("de: [kaputt, xkcd]"), said, MONDAY_NINE).language == "de"


def test_a_word_that_several_languages_declare_tells_none() -> None:
    shared = program(
        ('en: [broken, "does not start"]', "en: [xkcd]"), ("de: [kaputt]", "de: [xkcd]")
    )

    assert judge(shared, inquiry("Xkcd", language=""), MONDAY_NINE).language == "en"
    assert set(shared.spoken) <= {"", "en"}


def test_a_declared_word_of_another_language_outweighs_no_sentence() -> None:
    borrowed = _knowing("de: [kaputt, upgrade]")
    said = inquiry("When will you send us the upgrade that we ordered?", language="")

    assert judge(borrowed, said, MONDAY_NINE).language == "en"


def test_a_language_that_letters_cannot_tell_is_known_by_its_declared_words() -> None:
    french = program(
        ("languages: [en, de]", "languages: [en, de, fr]"), ("de: [kaputt]", "fr: [zzyx]")
    )

    assert judge(french, inquiry("zzyx 12", language=""), MONDAY_NINE).language == "fr"
    assert judge(french, inquiry("zzyx 12, is broken", language=""), MONDAY_NINE).language == "en"


def test_the_customers_language_outranks_a_slight_likelihood_but_no_clear_one() -> None:
    anna = CustomerFacts(customer_id="C-1", tier="gold", relationship="plain", language="en")
    brief, clear = inquiry("filter", language=""), inquiry("Sie startet nicht", language="")

    assert judge(program(), brief, MONDAY_NINE).language == "de"
    assert [
        judge(program(), replace(said, customer=anna), MONDAY_NINE).language
        for said in (brief, clear)
    ] == ["en", "de"]


def test_a_lead_counts_from_where_it_is_large_enough() -> None:
    assert leading(((1.0 + SLIGHT, "de"), (1.0, "en")), SLIGHT) == "de"
    assert leading(((1.0 + SLIGHT, "de"), (1.0, "en")), SURE) is None
    assert leading((), SLIGHT) is None
    assert ranked("12345", ("en", "de")) == ()


def _knowing(words: str) -> Program:
    return program(("de: [kaputt]", words))
