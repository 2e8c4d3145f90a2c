"""`switchboard parked`: what could not be read is never out of sight."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.outside.installation import Installation, until

NESTED = (
    b"From: ana@customer.example\r\nContent-Type: multipart/mixed; boundary=x0\r\n\r\n"
    + b"".join(
        b"--x%d\r\nContent-Type: multipart/mixed; boundary=x%d\r\n\r\n" % (n, n + 1)
        for n in range(5_000)
    )
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    own = Installation(tmp_path)
    try:
        own.start()
        yield own
    finally:
        own.end()


def listed(house: Installation) -> list[dict[str, str]]:
    lines = house.command("parked", "list", "--json").stdout.splitlines()
    return [json.loads(line) for line in lines]


def test_a_mail_that_cannot_be_read_is_listed_with_its_case_and_the_reason(
    house: Installation,
) -> None:
    assert house.command("parked", "list").stdout == "Nothing is parked.\n"

    house.post("/v1/inquiries", {"from": {"email": "ben@customer.example"}, "text": "Hello."})
    answer = house.send("POST", "/v1/email", NESTED, Content_Type="message/rfc822")
    promised = answer.json()["inquiry_id"]
    until(lambda: listed(house))
    [waiting] = listed(house)

    assert (waiting["inquiry_id"], waiting["channel"]) == (promised, "email")
    assert "nested" in waiting["why"]
    people = house.command("parked", "list").stdout
    assert waiting["case"] in people
    assert "nested" in people
    until(lambda: len(house.get("/v1/cases").json()["cases"]) == 2)
    [shown] = house.get("/v1/cases?parked=true").json()["cases"]
    assert shown["reference"] == waiting["case"]
