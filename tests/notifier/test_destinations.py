"""Destinations are written once, in the settings, and what is wrong with them is told without a secret."""

import pytest

from services.notifier.destinations import (
    Chat,
    Hook,
    Mailto,
    NotADestination,
    destinations,
    secrets_in,
)
from switchboard.http.whereabouts import private

OLD, NEW = "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZA==", "whsec_bmV3LW5ldy1uZXctbmV3LW5ldw=="
OLD_BYTES, NEW_BYTES = b"old-old-old-old-old", b"new-new-new-new-new"


def test_destinations_may_stand_in_one_line() -> None:
    written = f"erp=https://erp.example/hook?a=b,c=d#{NEW},duty=ntfy://ntfy.example/duty, boss=mailto:b@x.example"

    assert destinations(written) == {
        "erp": Hook("https://erp.example/hook?a=b,c=d", (NEW_BYTES,)),
        "duty": Chat("ntfy://ntfy.example/duty"),
        "boss": Mailto("b@x.example"),
    }


def test_or_each_in_a_line_of_its_own_with_notes_between() -> None:
    written = f"""
        # on duty
        duty = slack://T1/B2/c3,#on-duty

        erp = https://erp.example/#{NEW};{OLD}
    """

    assert destinations(written) == {
        "duty": Chat("slack://T1/B2/c3,#on-duty"),
        "erp": Hook("https://erp.example/", (NEW_BYTES, OLD_BYTES)),
    }


def test_a_webhook_without_a_secret_of_its_own_is_signed_with_ours() -> None:
    assert destinations("erp=https://erp.example/", own_secrets=(OLD_BYTES,)) == {
        "erp": Hook("https://erp.example/", (OLD_BYTES,))
    }


def test_without_encryption_goes_only_what_stays_at_home() -> None:
    written = f"erp=http://10.0.0.7/hook#{NEW}"

    assert set(destinations(written, private("10.0.0.0/8"))) == {"erp"}
    with pytest.raises(NotADestination, match="SWITCHBOARD_PRIVATE_HOSTS"):
        destinations(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("erp", "NAME=URL"),
        ("Erp=https://erp.example", "small letters"),
        ("=https://erp.example", "small letters"),
        (f"{'e' * 64}=https://erp.example", "small letters"),
        ("a=ntfy://x/y,a=ntfy://x/z", "a is there twice"),
        ("erp=https://erp.example", "#whsec_"),
        ("erp=https://erp.example#geheim", "whsec_"),
        ("erp=https://erp.example#whsec_a2V5", "16 to 128 bytes"),
        (f"erp=https://erp.example#{';'.join([NEW] * 6)}", "at most 5"),
        (f"erp=https://#{NEW}", "no address"),
        (f"erp=https://[#{NEW}", "no address"),
        ("boss=mailto:nobody", "can't be mailed"),
        ("duty=ntfy", "write https"),
        ("duty=javascript:alert(1)", "write https"),
    ],
)
def test_what_is_wrong_is_told(written: str, why: str) -> None:
    with pytest.raises(NotADestination, match=why) as told:
        destinations(written)

    assert "geheim" not in str(told.value)


def test_no_destination_shows_its_secrets() -> None:
    written = f"erp=https://erp.example/token-1#{NEW}\nduty=slack://tok/en/2"

    shown = repr(destinations(written))

    assert "tok" not in shown
    assert "new-new" not in shown


def test_secrets_are_read_the_newest_first() -> None:
    assert secrets_in(f"{NEW}, {OLD}") == (NEW_BYTES, OLD_BYTES)
    assert secrets_in("") == ()
