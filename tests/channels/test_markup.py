"""HTML to the text that its reader saw, with the earlier mail marked as what it is."""

import pytest

from services.channels.markup import as_text
from services.channels.reply import said_now

LEAD = "On Mon, 2 Nov 2026 at 10:00, Acme &lt;s@acme.example&gt; wrote:"
QUOTED = {
    "Gmail": f'<div class="gmail_quote"><div class="gmail_attr">{LEAD}<br></div><blockquote class="gmail_quote">Blue?</blockquote></div>',
    "Thunderbird": f'<div class="moz-cite-prefix">{LEAD}</div><blockquote type="cite"><p>Blue?</p></blockquote>',
    "Apple": f'<br><div><blockquote type="cite"><div>{LEAD}</div><br>Blue?</blockquote></div>',
    "Yahoo": f'<div id="yahoo_quoted_1" class="yahoo_quoted"><div>{LEAD}</div><div>Blue?</div></div>',
    "Yahoo in another language": '<div class="ydp1 yahoo_quoted"><div>Ar 2 Samhain scríobh Acme</div><p>Gorm?</div>',
    "Proton": f'<div class="protonmail_quote">{LEAD}<blockquote class="protonmail_quote">Blue?</blockquote></div>',
    "Outlook": '<hr><div id="divRplyFwdMsg"><b>From:</b> Acme &lt;s@acme.example&gt;<br><b>Sent:</b> Monday<br>'
    "<b>To:</b> Ana<br><b>Subject:</b> Pump</div><div>Blue?</div>",
    "Outlook on a telephone": '<div class="ms-outlook-mobile-reference-message"><hr>Acme, Montag<p>Blau?</p></div>',
    "Outlook for the web": '<div id="mail-editor-reference-message-container">Acme<br>Blue?</div>',
}


@pytest.mark.parametrize("program", QUOTED)
def test_the_earlier_mail_is_left_out(program: str) -> None:
    full = as_text(f"<div>Yes, it is.</div>{QUOTED[program]}")

    assert said_now(full) == "Yes, it is."
    assert len(full.splitlines()) > 1


@pytest.mark.parametrize("kind", ['class="gmail_quote"', 'class="yahoo_quoted"'])
def test_a_mail_that_is_passed_on_stays(kind: str) -> None:
    marker = "---------- Forwarded message ---------<br>From: Bo<br>Subject: Pump"
    text = said_now(as_text(f"<p>Help?</p><div {kind}><div>{marker}</div><p>It stops.</p></div>"))

    assert text.startswith("Help?")
    assert text.endswith("It stops.")


@pytest.mark.parametrize(
    "kind", ['class="gmail_signature"', 'id="Signature"', 'id="ms-outlook-mobile-signature"']
)
def test_the_signature_is_told_by_its_place(kind: str) -> None:
    assert said_now(as_text(f"<p>Yes.</p><div {kind}>Ana Torres<br>Acme</div>")) == "Yes."


def test_answers_between_quotes_stay() -> None:
    page = "<blockquote>Blue?</blockquote><p>Yes.</p><blockquote>Turns?</blockquote><p>No.</p>"

    assert said_now(as_text(page)).split() == ["Yes.", "No."]


def test_quotes_in_quotes_are_marked_twice() -> None:
    page = "<blockquote>a<blockquote>b</blockquote>c</blockquote>d"

    assert as_text(page) == "> a\n>> b\n> c\nd"


def test_set_text_keeps_its_lines() -> None:
    assert as_text("<pre>one\n  two\n\nthree</pre>") == "one\ntwo\n\nthree"


def test_many_quotations_side_by_side_are_each_looked_at_once() -> None:
    page = '<div class="yahoo_quoted">Blue?</div>' * 5_000

    assert as_text(page) == "\n".join(["> Blue?"] * 5_000)
