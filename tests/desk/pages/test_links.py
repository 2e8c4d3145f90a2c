"""The door to the pages: genuine links alone open it, looking changes nothing, and nobody can knock too often."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.desk.pages import limits
from services.desk.pages.draw import drawn_with
from switchboard.contracts.links import Link, LinkTo, path_of, sign
from switchboard.contracts.values import Opinion, Seconds
from switchboard.http.pace import Rate
from tests.desk.matter import ANA, TOKEN_KEYS, case, heard, inquiry, later, stood
from tests.desk.office import Office
from tests.desk.pages.leaf import link, opens, posts

ONLY = inquiry(text="My secret words")
STANDS = case(ONLY)
WHO = {LinkTo.STATUS: ANA, LinkTo.OUTCOME: ANA}
PAGES = [link(to, ONLY.reference, WHO.get(to, "staff:m.hansen")) for to in LinkTo]
PLAIN = "application/x-www-form-urlencoded"
CLAIM = b"do=claim&more="
GENUINE = PAGES[0].rpartition("/")[2]


def broken(token: str) -> list[str]:
    """Return what may become of a link on its way, and what somebody may make of it."""
    foreign = Link(LinkTo.STATUS, ONLY.reference, ANA, later(99))
    last = "A" if token[-1] != "A" else "B"
    return [
        token[:-1] + last,
        token[:-5],
        token[5:],
        token + "AAAA",
        token.swapcase(),
        sign([b"another key"], foreign),
        "A",
        "%00",
        "x" * 601,
        "x" * 8_000,
        "%F0%9F%98%80",
        "..%2f..%2fv1%2fcases",
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    ]


@pytest.mark.parametrize("token", broken(GENUINE))
async def test_a_link_that_is_not_ours_leads_nowhere_and_tells_nothing(
    bureau: Office, token: str
) -> None:
    await bureau.read(heard(ONLY), stood(STANDS))

    looked = await opens(bureau.client, f"/s/{token}")
    pressed = await posts(bureau.client, f"/s/{token}", words="hello")

    for page in (looked, pressed):
        assert (page.status, page.title) == (404, "This link leads nowhere")
        assert "alert(1)" not in page.answer.text
    assert len(await bureau.intake()) == 1


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.text(string.ascii_letters + string.digits + "-_=.~", min_size=1, max_size=700))
async def test_nobody_guesses_a_link(bureau: Office, token: str) -> None:
    bureau.clock.advance(60)  # Nobody is to be too often here.

    assert (await opens(bureau.client, f"/s/{token.strip('.') or 'x'}")).status == 404


@pytest.mark.parametrize("to", LinkTo)
async def test_a_link_opens_no_door_but_its_own(bureau: Office, to: LinkTo) -> None:
    await bureau.read(heard(ONLY), stood(STANDS))
    token = link(to, ONLY.reference).rpartition("/")[2]

    found = {other: (await opens(bureau.client, f"/{other}/{token}")).status for other in LinkTo}

    assert found == {other: 200 if other is to else 404 for other in LinkTo}


@pytest.mark.parametrize("to", LinkTo)
async def test_a_link_that_has_expired_says_so_and_does_nothing(bureau: Office, to: LinkTo) -> None:
    await bureau.read(heard(ONLY), stood(STANDS))
    path = link(to, ONLY.reference, expires=60)
    bureau.clock.advance(60)
    last = await opens(bureau.client, path)
    bureau.clock.advance(0.001)

    looked = await opens(bureau.client, path)
    pressed = await posts(
        bureau.client, path, words="x", opinion=Opinion.SATISFIED, do="claim", other="m.hansen"
    )

    assert last.status == 200
    for page in (looked, pressed):
        assert (page.status, page.title) == (410, "This link has expired")
        assert "secret" not in page.answer.text
    assert len(await bureau.intake()) == 1


async def test_a_link_signed_with_the_key_before_is_good(bureau: Office) -> None:
    await bureau.read(stood(STANDS))
    old = Link(LinkTo.STATUS, ONLY.reference, ANA, later(99))

    assert (await opens(bureau.client, path_of(TOKEN_KEYS[1:], old))).status == 200


@pytest.mark.parametrize("path", PAGES)
async def test_a_scanner_may_look_as_often_as_it_likes_and_nothing_is_changed(
    bureau: Office, path: str
) -> None:
    await bureau.read(heard(ONLY), stood(STANDS))
    before = len(await bureau.intake())

    for _ in range(20):
        assert (await bureau.client.get(path)).status_code == 200
        assert (await bureau.client.head(path)).status_code == 200
        assert (await bureau.client.get(f"{path}?did=x&do=claim&words=x")).status_code == 200

    assert len(await bureau.intake()) == before


@pytest.mark.parametrize("path", [*PAGES, "/s/nothing"])
async def test_every_page_is_kept_by_nobody_framed_by_nobody_and_found_by_no_search(
    bureau: Office, path: str
) -> None:
    await bureau.read(heard(ONLY), stood(STANDS))

    page = await opens(bureau.client, path)

    told = page.answer.headers
    assert told["content-type"] == "text/html; charset=utf-8"
    assert told["content-security-policy"] == drawn_with().policy()
    assert "frame-ancestors 'none'" in told["content-security-policy"]
    assert told["x-frame-options"] == "DENY"
    assert told["cache-control"] == "no-store"
    assert told["referrer-policy"] == "same-origin"
    assert told["x-robots-tag"] == "noindex, nofollow"
    assert told["x-content-type-options"] == "nosniff"
    assert told["content-language"] == "en"
    assert "set-cookie" not in told
    assert not page.all("script, link, img, iframe, [style], [src], a[href^=http]")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
@pytest.mark.parametrize("path", PAGES)
async def test_what_another_website_sends_in_a_visitors_name_is_not_taken(
    bureau: Office, path: str, headers: dict[str, str]
) -> None:
    await bureau.read(stood(STANDS))

    page = await posts(bureau.client, path, headers, words="x", opinion="satisfied", do="claim")

    assert (page.status, page.title) == (403, "Nothing has been done yet")
    assert await bureau.intake() == []


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("", b"", 415),
        ("multipart/form-data", b"x", 400),
        (PLAIN, CLAIM.ljust(limits.FORM_BYTES, b"x"), 303),
        (PLAIN, CLAIM.ljust(limits.FORM_BYTES + 1, b"x"), 413),
        (PLAIN, CLAIM + b"&x=" * (limits.FORM_FIELDS - 2), 303),
        (PLAIN, CLAIM + b"&x=" * (limits.FORM_FIELDS - 1), 413),
    ],
)
async def test_what_is_no_form_of_ours_is_not_taken(
    bureau: Office, kind: str, body: bytes, status: int
) -> None:
    await bureau.read(stood(STANDS))
    path = link(LinkTo.TASK, ONLY.reference, "staff:m.hansen")

    answer = await bureau.client.post(path, content=body, headers={"content-type": kind})

    assert answer.status_code == status
    assert len(await bureau.intake()) == (1 if status == 303 else 0)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_nothing_else_can_be_done_with_a_link(bureau: Office, path: str, method: str) -> None:
    answer = await bureau.client.request(method, path)

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}


async def test_whoever_looks_too_often_is_told_when_to_come_again(bureau: Office) -> None:
    await bureau.read(stood(STANDS))
    for _ in range(limits.LOOKS.at_once):
        assert (await opens(bureau.client, PAGES[0])).status == 200

    page = await opens(bureau.client, PAGES[0])
    bureau.clock.advance(1)
    later_on = await opens(bureau.client, PAGES[0])

    assert (page.status, page.title) == (429, "Too often")
    assert page.answer.headers["retry-after"] == "1"
    assert "Wait 1 seconds" in page.words
    assert later_on.status == 200


async def test_a_customer_who_sends_too_often_waits_and_staff_do_not(bureau: Office) -> None:
    await bureau.read(stood(STANDS))
    bureau.receive(posts=Rate(2, Seconds(3_600.0)))
    taken = [(await posts(bureau.client, PAGES[0], words=f"{n}")).status for n in range(3)]

    staff = await posts(bureau.client, PAGES[2], do="claim")

    assert taken == [303, 303, 429]
    assert staff.status == 303


@pytest.mark.parametrize(
    ("path", "headers", "language"),
    [
        (PAGES[0], {}, "id"),
        (PAGES[0], {"accept_language": "de"}, "id"),
        (f"{PAGES[0]}?lang=de", {"accept_language": "en"}, "de"),
        (f"{PAGES[0]}?lang=xx", {"accept_language": "de"}, "de"),
        (PAGES[1], {"accept_language": "de"}, "id"),
        (PAGES[2], {"accept_language": "de"}, "de"),
        (PAGES[3], {}, "en"),
        ("/s/x", {"accept_language": "id"}, "id"),
    ],
)
async def test_a_page_is_in_the_language_of_whom_it_is_for(
    bureau: Office, path: str, headers: dict[str, str], language: str
) -> None:
    await bureau.read(stood(replace(STANDS, language="id-ID")))

    page = await opens(bureau.client, path, **headers)

    assert (page.language, page.answer.headers["content-language"]) == (language, language)


async def test_behind_a_proxy_with_a_path_of_its_own_every_way_leads_back_to_the_page(
    bureau: Office,
) -> None:
    await bureau.read(stood(STANDS))

    page = await opens(bureau.client, PAGES[0])
    sent = await posts(bureau.client, PAGES[0], words="x")

    ways = [one.attributes["href"] for one in page.all("a")]
    ways += [one.attributes["action"] for one in page.all("form")]
    assert all(way and way.startswith("?") for way in ways)
    assert sent.answer.headers["location"].startswith("?")
