"""Whether a request was signed with a secret of ours, and signed just now."""

import json
from base64 import b64encode
from pathlib import Path

import pytest

from switchboard.contracts.values import UnixSeconds
from switchboard.http.problems import Problem
from switchboard.http.signatures import signed
from switchboard.http.standard_webhooks import Signer, is_signed, secret, signer_of

VECTORS = Path("../shared/testdata/security/standard_webhooks.json")
NOW = UnixSeconds(1_795_348_800.0)
OLD_KEY, NEW_KEY = b"an older secret!", b"a newer secret !!"
SHOP = Signer("shop", (NEW_KEY, OLD_KEY))
BODY = b'{"text": "The pump stops"}'


def headers(
    key: bytes = NEW_KEY, *, body: bytes = BODY, at: float = NOW, name: str = "msg_1"
) -> dict[str, str]:
    signature = b64encode(signed(key, b"%s.%d.%s" % (name.encode(), int(at), body))).decode()
    return {
        "webhook-id": name,
        "webhook-timestamp": f"{int(at)}",
        "webhook-signature": f"v1,{signature}",
    }


@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not here")
def test_the_published_vectors_come_out_as_they_say() -> None:
    wrong = []
    for vector in json.loads(VECTORS.read_text()):
        try:
            signer = Signer("x", (secret(vector["secret"]),))
            at = UnixSeconds(vector["now"])
            signer_of(vector["headers"], vector["body"].encode(), [signer], at)
            passed = True
        except (Problem, ValueError):
            passed = False
        if passed is not vector.get("ok", False):
            wrong.append(vector["name"])

    assert wrong == []


@pytest.mark.parametrize("key", [OLD_KEY, NEW_KEY])
def test_while_a_secret_is_replaced_either_one_signs(key: bytes) -> None:
    assert signer_of(headers(key), BODY, [Signer("other", (b"x" * 16,)), SHOP], NOW) == SHOP


@pytest.mark.parametrize("late", [-300, 300])
def test_five_minutes_are_still_just_now(late: int) -> None:
    assert signer_of(headers(at=NOW + late), BODY, [SHOP], NOW) == SHOP


@pytest.mark.parametrize(
    ("given", "body"),
    [
        (headers(b"nobody's secret!"), BODY),
        (headers(), BODY + b" "),
        (headers(at=NOW - 301), BODY),
        (headers(at=NOW + 301), BODY),
        (headers() | {"webhook-id": "msg_2"}, BODY),
        (headers() | {"webhook-id": ""}, BODY),
        (headers() | {"webhook-id": "a b"}, BODY),
        (headers() | {"webhook-id": "m" * 201}, BODY),
        (headers() | {"webhook-timestamp": "nan"}, BODY),
        (headers() | {"webhook-timestamp": "-1"}, BODY),
        (headers() | {"webhook-signature": ""}, BODY),
        (headers() | {"webhook-signature": "v1,"}, BODY),
        (headers() | {"webhook-signature": headers()["webhook-signature"][3:]}, BODY),
        (headers() | {"webhook-signature": "v1,\ud800"}, BODY),
    ],
)
def test_whatever_else_is_refused(given: dict[str, str], body: bytes) -> None:
    with pytest.raises(Problem) as refused:
        signer_of(given, body, [SHOP], NOW)

    assert refused.value.kind.status == 401


def test_the_right_one_among_twenty_signatures_counts_and_no_more_are_looked_at() -> None:
    right = headers()["webhook-signature"]
    nineteen, twenty = " ".join(["v1,AAAA"] * 19), " ".join(["v1,AAAA"] * 20)

    assert signer_of(headers() | {"webhook-signature": f"{nineteen} {right}"}, BODY, [SHOP], NOW)
    with pytest.raises(Problem):
        signer_of(headers() | {"webhook-signature": f"{twenty} {right}"}, BODY, [SHOP], NOW)


@pytest.mark.parametrize("size", [16, 128])
def test_a_secret_is_read_with_and_without_its_prefix(size: int) -> None:
    written = b64encode(b"k" * size).decode()

    assert secret(written) == secret(f"whsec_{written}") == b"k" * size


@pytest.mark.parametrize("written", ["", "whsec_", "whsec_!", "whsec_AAAA", "A" * 200, "whsec_é"])
def test_a_secret_that_is_none_is_refused_without_being_shown(written: str) -> None:
    with pytest.raises(ValueError, match="a webhook's secret") as refused:
        secret(written)

    assert written == "" or written not in str(refused.value)


def test_only_who_sends_a_signature_wants_to_be_known_by_it() -> None:
    assert is_signed(headers())
    assert not is_signed({"webhook-id": "msg_1"})
