"""Many customers at once: all or none, told what changed, and never a surprise."""

from typing import Any

import orjson
import pytest

from services.desk import importing
from services.desk.enrol import NotNow
from switchboard.contracts.customer import CustomerFacts
from switchboard.contracts.topics import DIRECTORY
from switchboard.contracts.values import Identity
from tests.desk.office import Office, until

PATH = "/v1/customers/import"
TABLE = (
    "customer_id,name,tier,email,phone\n"
    "C-1,Ana,gold,ana@example.com,030 901820\n"
    "C-2,Ben,,ben@example.org,\n"
)
OTHER = TABLE.replace("C-2,Ben,", "C-2,Benjamin,")


async def sent(
    office: Office, table: str | bytes, status: int = 200, query: str = "", **headers: str
) -> Any:
    given = {"Content-Type": "text/csv"} | {k.replace("_", "-"): v for k, v in headers.items()}
    answer = await office.client.post(PATH + query, content=table, headers=given)
    assert answer.status_code == status, answer.text
    return answer


async def end(office: Office) -> int:
    return (await office.bus.extent(DIRECTORY))[0].end


async def known(office: Office, *ids: str) -> None:
    await until(lambda: all(office.desk.directory.customer(one) for one in ids))


async def test_a_table_is_taken_over_and_told_of(office: Office) -> None:
    told = (await sent(office, TABLE)).json()

    assert told == {
        "rows": 2,
        "created": 2,
        "changed": 0,
        "unchanged": 0,
        "dry_run": False,
        "notes": [],
    }
    await known(office, "C-1", "C-2")
    facts = office.desk.directory.facts([Identity("mailto:ana@example.com")])
    assert facts == CustomerFacts(customer_id="C-1", name="Ana", tier="gold")


async def test_the_same_table_again_writes_nothing_and_another_only_what_differs(
    office: Office,
) -> None:
    await sent(office, TABLE)
    assert await end(office) == 2

    again = (await sent(office, TABLE)).json()
    other = (await sent(office, TABLE.replace("gold", "vip"))).json()

    assert (again["unchanged"], other["changed"], other["unchanged"]) == (2, 1, 1)
    assert await end(office) == 3
    shown = await office.get("/v1/customers/C-1")
    assert (shown["tier"], shown["version"]) == ("vip", 2)


async def test_a_dry_run_tells_the_same_and_writes_nothing(office: Office) -> None:
    told = (await sent(office, TABLE, query="?dry_run=true")).json()

    assert (told["created"], told["dry_run"]) == (2, True)
    assert await end(office) == 0


async def test_a_table_with_a_fault_changes_nothing_and_names_all_of_them(office: Office) -> None:
    table = TABLE + "C-3,Cec,,cec at example,\nC-1,again,,,\n"

    problem = (await sent(office, table, 422)).json()

    assert problem["type"] == "urn:switchboard:problem:invalid"
    assert [one["pointer"] for one in problem["errors"]] == ["line 4, email", "line 5, customer_id"]
    assert await end(office) == 0


async def test_an_identity_that_will_name_nobody_is_told(office: Office) -> None:
    await office.client.put("/v1/customers/C-9", json={"phone": "030 901820"})
    await known(office, "C-9")

    told = (await sent(office, TABLE + "C-3,Cec,,ana@example.com,\n")).json()

    assert told["notes"] == [
        {
            "line": 2,
            "detail": "tel:+4930901820 is C-9's too: as long as it is, it names nobody",
        },
        {
            "line": 4,
            "detail": "mailto:ana@example.com is C-1's too: as long as it is, it names nobody",
        },
    ]
    assert told["created"] == 3


async def test_who_wants_to_watch_is_told_how_far_it_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    table = "customer_id\n" + "".join(f"C-{n}\n" for n in range(5))

    answer = await sent(office, table, accept="application/x-ndjson")

    lines = [orjson.loads(line) for line in answer.text.splitlines()]
    assert [line["done"] for line in lines[:-1]] == [0, 2, 4, 5]
    assert (lines[-1]["rows"], lines[-1]["created"]) == (5, 5)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
async def test_what_is_no_table_is_not_read(office: Office, kind: str) -> None:
    answer = await office.client.post(PATH, content=TABLE, headers={"Content-Type": kind})

    assert (answer.status_code, answer.headers["accept"]) == (415, "text/csv")


async def test_a_table_has_a_size(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_BYTES", len(TABLE))

    await sent(office, TABLE)
    await sent(office, TABLE + "\n", 413)


async def test_customers_are_listed_page_by_page(office: Office) -> None:
    await sent(office, TABLE)
    await known(office, "C-1", "C-2")

    first = await office.get("/v1/customers", limit="1")
    second = await office.get("/v1/customers", limit="1", after=first["next_after"])

    assert [one["customer_id"] for one in first["customers"]] == ["C-1"]
    assert ([one["name"] for one in second["customers"]], second["next_after"]) == (["Ben"], None)


async def test_the_table_that_goes_out_comes_in_again_and_changes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    await sent(office, TABLE.replace("Ana", "=HYPERLINK(1)"))
    await known(office, "C-1", "C-2")

    answer = await office.client.get("/v1/customers", headers={"Accept": "text/csv"})

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert '"\'=HYPERLINK(1)"' in answer.text
    assert '"\'+4930901820"' in answer.text
    assert (await sent(office, answer.content)).json()["unchanged"] == 2


async def test_an_empty_directory_is_a_table_with_a_heading(office: Office) -> None:
    answer = await office.client.get("/v1/customers", headers={"Accept": "text/csv"})

    assert answer.text.startswith('"customer_id","name"')
    assert (await sent(office, answer.content)).json()["rows"] == 0


async def test_customers_who_count_as_one_may_have_an_identity_together(office: Office) -> None:
    await sent(office, TABLE)
    await known(office, "C-1", "C-2")
    await office.client.post("/v1/customers/C-1/merge", json={"into": "C-2"})
    await until(lambda: office.desk.directory.people.winner("C-1") == "C-2")

    told = (await sent(office, TABLE.replace("ben@example.org", "ana@example.com"))).json()

    assert (told["notes"], told["changed"]) == ([], 1)
    assert (await office.get("/v1/customers/C-1"))["customer_id"] == "C-2"


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
async def test_nothing_is_written_to_who_was_merged_and_the_table_says_where(
    office: Office, query: str
) -> None:
    await sent(office, TABLE)
    await office.client.post("/v1/customers/C-2/merge", json={"into": "C-1", "by": "mia"})
    before = await end(office)
    await sent(office, TABLE, 200, query)  # It says what is known.

    for accept in ("application/json", importing.LINES):
        refused = (await sent(office, OTHER, 409, query, Accept=accept)).json()
        assert refused["errors"] == [
            {
                "pointer": "line 3, customer_id",
                "detail": "C-2 was merged into C-1: write there, or split them first",
            }
        ]
    assert await end(office) == before


async def test_who_is_merged_while_a_table_is_written_is_told_too(office: Office) -> None:
    await sent(office, TABLE)
    await office.client.post("/v1/customers/C-2/merge", json={"into": "C-1", "by": "mia"})
    rows = await importing._read(OTHER.encode(), "DE")

    with pytest.raises(NotNow, match="C-2 was merged into C-1"):
        await importing._take(office.desk, rows, dry=False)


async def test_an_id_has_no_blanks_around_it(office: Office) -> None:
    for name, status in (("C-9%20", 422), ("%20C-9", 422), ("C%209", 201), ("9", 201)):
        answer = await office.client.put(f"/v1/customers/{name}", json={"name": "Cec"})
        assert answer.status_code == status
