"""What an owner says of the form."""

import pytest

from services.cli.say import Wrong
from services.cli.settings import read_settings
from switchboard.contracts.values import Seconds
from switchboard.http.visitor import networks


def test_without_a_word_everybody_may_write_and_nobody_may_frame_it() -> None:
    settings = read_settings({})

    assert settings.form == "on"
    assert (settings.manners.frames, settings.manners.topics) == ((), ())
    assert settings.manners.proxies == ()
    assert settings.manners.rate.every == Seconds(30.0)


def test_lists_are_written_with_commas() -> None:
    settings = read_settings(
        {},
        form_frames="https://www.acme.example, http://*.acme.example:8080",
        form_topics="returns,billing ",
        form_rate=3_600,
        trusted_proxies="10.0.0.0/8, 2001:db8::7",
    )

    assert settings.manners.frames == ("https://www.acme.example", "http://*.acme.example:8080")
    assert settings.manners.topics == ("returns", "billing")
    assert settings.manners.rate.every == Seconds(1.0)
    assert settings.manners.proxies == networks("10.0.0.0/8,2001:db8::7")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("form", "maybe"),
        ("form_frames", "https://a.example; script-src *"),
        ("form_frames", "https://a.example/path"),
        ("form_frames", "'unsafe-inline'"),
        ("form_frames", "a.example"),
        ("form_frames", "https://a.example\r\nX: y"),
        ("form_topics", "two words"),
        ("form_topics", "a" * 65),
        ("form_rate", "0"),
        ("trusted_proxies", "proxy.example"),
        ("trusted_proxies", "10.0.0.1/8"),
    ],
)
def test_what_makes_no_sense_stops_the_start_and_is_named(name: str, text: str) -> None:
    with pytest.raises(Wrong, match=f"SWITCHBOARD_{name.upper()}: "):
        read_settings({}, **{name: text})
