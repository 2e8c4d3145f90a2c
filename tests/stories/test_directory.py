"""Who it is: customers from a table, merged and split; and numbers that belong to nobody in particular."""

from switchboard.contracts.values import Identity
from tests.harness.town import ALL, Town
from tests.stories.post import mail

TABLE = (
    "customer_id,name,tier,email,fax\n"
    "C-1,Ana Prado,gold,ana@example.org,030 901821\n"
    "C-2,Acme,,info@acme-customer.example,\n"
)
ANA, OFFICE = Identity("mailto:ana@example.org"), Identity("mailto:info@acme-customer.example")


async def imported(town: Town) -> None:
    answer = await town.at("desk").post(
        "/v1/customers/import", content=TABLE, headers={"Content-Type": "text/csv"}
    )
    assert answer.status_code == 200, answer.text
    await town.until(lambda: town.knows(ANA) and town.knows(OFFICE))


async def test_what_a_table_says_of_a_customer_is_stamped_on_their_mails_and_calls(
    town: Town,
) -> None:
    await town.opens(*ALL)
    await imported(town)

    by_mail = await town.case_of(await town.receives_mail(mail()))
    by_fax = await town.case_of(
        await town.receives(
            {"from": {"fax": "+49 30 901821"}, "channel": "fax", "text": "Order 20 seals, please."}
        )
    )

    assert [one["customer"]["tier"] for one in (by_mail, by_fax)] == ["gold", "gold"]
    shown = await town.asks("/v1/customers/C-1")
    assert {one["reference"] for one in shown["cases"]} == {
        by_mail["reference"],
        by_fax["reference"],
    }


async def test_a_channel_takes_nothing_before_it_knows_who_is_who(town: Town) -> None:
    await town.opens("desk")
    await town.at("desk").post(
        "/v1/customers/import", content=TABLE, headers={"Content-Type": "text/csv"}
    )

    await town.opens("channels")

    assert town.knows(ANA)
    assert not town.troubles("channels")


async def test_merged_customers_are_one_to_whoever_hears_them_and_split_they_are_two(
    town: Town,
) -> None:
    await town.opens(*ALL)
    await imported(town)

    def counts_as(customer_id: str) -> bool:
        facts = town.people("channels").facts([ANA])
        return facts is not None and facts.customer_id == customer_id

    await town.at("desk").post("/v1/customers/C-1/merge", json={"into": "C-2", "by": "k.vogel"})
    await town.until(lambda: counts_as("C-2"))
    merged = await town.case_of(await town.receives_mail(mail(name="merged")))
    await town.at("desk").post("/v1/customers/C-1/split")
    await town.until(lambda: counts_as("C-1"))
    town.waits(days=3)
    split = await town.case_of(await town.receives_mail(mail(name="split")))

    assert merged["customer"]["customer_id"] == "C-2"
    assert (split["customer"]["customer_id"], split["customer"]["tier"]) == ("C-1", "gold")


async def test_two_who_write_from_a_shared_mailbox_have_a_case_each(town: Town) -> None:
    await town.opens(*ALL)
    await imported(town)
    await town.at("desk").put(f"/v1/identities/{OFFICE}/shared", json={"why": "the front desk"})
    await town.until(lambda: town.people("channels").shared([OFFICE]))

    told = [
        await town.receives_mail(mail(text, name=name, sender=f"{name} <{OFFICE[7:]}>"))
        for name, text in (("ana", "My invoice is wrong."), ("ben", "The pump is broken."))
    ]

    cases = [await town.case_of(one) for one in told]
    assert len({case["reference"] for case in cases}) == 2
    assert [case["customer"] for case in cases] == [None, None]
    assert [case["messages"][0]["from"]["shared"] for case in cases] == [[OFFICE], [OFFICE]]

    await town.at("desk").delete(f"/v1/identities/{OFFICE}/shared")
    await town.until(lambda: town.knows(OFFICE))
    town.waits(days=3)
    own = await town.case_of(
        await town.receives_mail(mail("Again.", name="own", sender=f"cec <{OFFICE[7:]}>"))
    )
    assert own["customer"]["customer_id"] == "C-2"
