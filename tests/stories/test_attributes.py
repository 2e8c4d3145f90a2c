"""What a customer's system says of an inquiry, beside its words, decides where it goes: from the door to the department."""

from tests.harness.town import Town

ANA = {"email": "ana@example.org", "name": "Ana Prado"}
ORDER = "We would like to order 4 pcs of the shaft seal."


async def test_a_rule_that_asks_for_an_attribute_sends_the_inquiry_where_it_says(
    town: Town,
) -> None:
    await town.opens("channels", "router", "desk")

    part = await town.receives(
        {"from": ANA, "text": ORDER, "attributes": {"product": "spare_part"}}
    )
    pump = await town.receives(
        {"from": {"email": "ben@example.org"}, "text": ORDER, "attributes": {"product": "pump"}}
    )
    (one, other) = [await town.case_of(told) for told in (part, pump)]

    assert (one["kind"], one["department"]) == ("order", "service")
    assert one["decision"]["rule"] == "spare-parts"
    assert "attribute product = spare_part" in one["decision"]["matched"][0]["because"]
    assert (other["kind"], other["department"]) == ("order", "sales")
    assert other["decision"]["rule"] == "orders"
    assert {"rule": "spare-parts", "missing": ["attribute product = spare_part"]} in other[
        "decision"
    ]["nearest_misses"]
