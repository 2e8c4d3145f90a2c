"""Twilio's signature: what its own libraries sign is known, and nothing else is."""

import json
from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest

from switchboard.http.signatures import signed
from switchboard.http.twilio import is_form_signed, is_json_signed
from tests.channels.phone.calls import TESTDATA

VECTORS = TESTDATA / "security" / "twilio_signature.json"
URL = "https://support.acme.example/v1/phone/twilio"
TOKEN = b"the account's token"
FIELDS = [("CallSid", "CA1"), ("From", "+49301234567")]


def _sign(text: str, token: bytes = TOKEN) -> str:
    return b64encode(signed(token, text.encode(), "sha1")).decode()


def _vectors() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(VECTORS.read_text()) if VECTORS.is_file() else []
    return found


@pytest.mark.skipif(not _vectors(), reason="the vectors lie beside the working tree, not in it")
@pytest.mark.parametrize("vector", _vectors(), ids=lambda one: str(one["name"]))
def test_others_vectors_are_judged_as_they_say(vector: dict[str, Any]) -> None:
    tokens, url, given = [vector["auth_token"].encode()], vector["uri"], vector["signature"]
    if "body" in vector:
        judged = is_json_signed(tokens, url, vector["body"].encode(), given)
    else:
        fields = vector.get("params_list") or list(vector["params"].items())
        judged = is_form_signed(tokens, url, [(name, value) for name, value in fields], given)

    assert judged is vector["ok"]


def test_a_form_is_signed_with_its_address_and_each_of_its_fields() -> None:
    given = _sign(f"{URL}CallSidCA1From+49301234567")

    assert is_form_signed([TOKEN], URL, FIELDS, given)
    assert is_form_signed([b"its successor", TOKEN], URL, FIELDS[::-1], given)
    assert not is_form_signed([TOKEN], URL, FIELDS[:1], given)
    assert not is_form_signed([TOKEN], f"{URL}?caller=1", FIELDS, given)
    assert not is_form_signed([TOKEN], URL, FIELDS, given.lower())


def test_without_a_token_nothing_is_signed() -> None:
    assert not is_form_signed([], URL, FIELDS, _sign(f"{URL}CallSidCA1From+49301234567", b""))
    assert not is_form_signed([], URL, FIELDS, "")


@pytest.mark.parametrize("spelled", ["https://support.acme.example:443/v1/phone/twilio", URL])
def test_a_port_written_out_or_left_out_is_the_same_address(spelled: str) -> None:
    assert is_form_signed([TOKEN], URL, [], _sign(spelled))
    assert is_form_signed(
        [TOKEN], "https://support.acme.example:443/v1/phone/twilio", [], _sign(spelled)
    )


def test_json_is_signed_by_its_digest_in_the_address() -> None:
    body = b'{"sentences": []}'
    url = f"{URL}?bodySHA256={sha256(body).hexdigest()}"

    assert is_json_signed([TOKEN], url, body, _sign(url))
    assert not is_json_signed([TOKEN], url, body + b" ", _sign(url))
    assert not is_json_signed([TOKEN], URL, body, _sign(URL))
    assert not is_json_signed([TOKEN], url, body, "")


@pytest.mark.parametrize(
    "url", ["", "x" * 5_000, "https://[", "https://a:b/", "https://a:99999/", "\ud800", "//"]
)
def test_no_address_breaks_it(url: str) -> None:
    assert not is_form_signed([TOKEN], url, FIELDS, "no")
    assert not is_json_signed([TOKEN], url, b"{}", "no")
