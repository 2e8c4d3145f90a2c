"""A customer contacts us for the first time, and again."""

from tests.harness.town import ALL, Town

ANA = {"email": "ana@example.org", "name": "Ana Prado"}
BROKEN = "Die Pumpe startet nicht mehr, wir haben einen Ausfall in der ganzen Anlage."


async def test_a_fault_reaches_the_technical_service_and_the_customer_hears_of_it(
    town: Town,
) -> None:
    await town.opens(*ALL)

    told = await town.receives({"from": ANA, "subject": "Pumpe", "text": BROKEN})
    case = await town.case_of(told)

    assert case["reference"] == told["reference"]
    assert (case["kind"], case["language"], case["department"]) == ("incident", "de", "service")
    assert case["decision"]["rule"] == "faults"
    await town.until(town.letters)
    (letter,) = town.letters()
    assert letter["To"] == "ana@example.org"
    assert letter["Auto-Submitted"] == "auto-replied"
    assert told["reference"] in letter.as_string()
