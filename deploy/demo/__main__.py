"""Sends the demo's inquiries, waits until each has its case, and shows what became of them."""

import argparse
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple

import httpx
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from deploy.demo import calls, customers, faxes
from deploy.demo.door import SUPPRESSED, Accepted, Acknowledgement, Decision, Door, State

PATIENCE = 60.0
"""Seconds until an inquiry that has no case yet is shown as it is."""
_KEY_HINT = "; give a key in SWITCHBOARD_API_KEY, or: make demo ARGS='--key sbk_...'"


class Sent(NamedTuple):
    """One inquiry that the door has taken, and what the table calls it."""

    what: str
    accepted: Accepted


Step = Callable[[], list[Sent]]


def instance(settings: Mapping[str, str]) -> str:
    """Return where an instance of these settings is reached from this machine."""
    host = settings.get("SWITCHBOARD_HTTP_HOST", "")
    near = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - all of them: also this one
    port = settings.get("SWITCHBOARD_HTTP_PORT") or "8080"
    return f"http://{f'[{near}]' if ':' in near else near}:{port}"


def _given() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(
        prog="make demo",
        description=__doc__,
        epilog="SWITCHBOARD_HTTP_HOST, SWITCHBOARD_HTTP_PORT and SWITCHBOARD_API_KEY say the same, where nothing is given.",
    )
    arguments.add_argument("url", nargs="?", default=instance(os.environ), help="the instance")
    arguments.add_argument(
        "--key",
        default=os.environ.get("SWITCHBOARD_API_KEY"),
        help="an API key, where the instance asks for one",
    )
    return arguments.parse_args()


def main() -> int:
    given = _given()
    url, headers = given.url, {"Authorization": f"Bearer {given.key}"} if given.key else {}
    try:
        with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
            client.get("/healthz")  # before any bar is drawn: does anybody listen?
            show(Door(client), Console(), url)
    except httpx.ConnectError:
        sys.stderr.write(
            f"demo: nothing listens at {url}; start it with `make up` in another terminal\n"
        )
        return 3
    except httpx.HTTPStatusError as refused:
        answer = refused.response
        hint = _KEY_HINT if answer.status_code == httpx.codes.UNAUTHORIZED else ""
        sys.stderr.write(
            f"demo: {answer.url} said {answer.status_code}{hint}: {answer.text[:300]}\n"
        )
        return 3
    except httpx.HTTPError as broken:
        sys.stderr.write(f"demo: lost {url}: {type(broken).__name__} {broken}\n")
        return 3
    return 0


def show(door: Door, console: Console, url: str) -> None:
    """Play the whole demo."""
    run = secrets.token_hex(3)
    with Progress(console=console) as progress:
        first = [
            one
            for step in progress.track(steps(door, run), description="Sending")
            for one in step()
        ]
        sent = [*first, follow_up(door, run, first[0].accepted)]
        states = [
            settled(door, one.accepted.inquiry_id)
            for one in progress.track(sent, description="Routing")
        ]
    console.print(table(door, sent, states))
    for line in legend(states):
        console.print(line, highlight=False)
    console.print(
        f"Cases:   {url}/v1/cases, one of them {url}/v1/cases/{states[0].case}", soft_wrap=True
    )
    console.print(f"Letters: {url}/v1/outbox", soft_wrap=True)


def steps(door: Door, run: str) -> list[Step]:
    """Return everything but the follow-up, a request each."""
    return [
        *(partial(_form, door, letter, run, None) for letter in customers.FORM),
        *(partial(_form, door, customers.RESENT, run, f"ruth-{run}") for _ in ("first", "again")),
        partial(_batch, door, run),
        *(partial(_mail, door, letter.subject, letter.mail(run)) for letter in customers.MAILS),
        partial(
            _mail,
            door,
            customers.ABSENT.subject,
            customers.ABSENT.mail(run, Auto_Submitted="auto-replied"),
        ),
        *(partial(_call, door, call, run) for call in calls.CALLS),
        *(partial(_fax, door, fax, run) for fax in faxes.FAXES),
    ]


def follow_up(door: Door, run: str, first: Accepted) -> Sent:
    """Send a word to a matter that has a case by now, naming its reference."""
    settled(door, first.inquiry_id)
    body = customers.FOLLOW_UP.body(run) | {"reference": first.reference}
    return Sent(f"{customers.FOLLOW_UP.subject} (follow-up)", door.post(body))


def _form(door: Door, letter: customers.Letter, run: str, key: str | None) -> list[Sent]:
    return [Sent(letter.subject, door.post(letter.body(run), key))]


def _batch(door: Door, run: str) -> list[Sent]:
    subjects = [f"{letter.subject} (burst)" for letter in customers.BURST]
    answers = door.post_batch(customers.BURST, run)
    return [Sent(*pair) for pair in zip(subjects, answers, strict=True)]


def _mail(door: Door, subject: str, mail: bytes) -> list[Sent]:
    return [Sent(f"{subject} (mail)", door.post_mail(mail))]


def _call(door: Door, call: calls.Call, run: str) -> list[Sent]:
    return [Sent(f"{call.subject} (call)", door.post_call(call, run))]


def _fax(door: Door, fax: faxes.Fax, run: str) -> list[Sent]:
    return [Sent(f"{fax.subject} (fax)", door.post_fax(fax, run))]


def settled(door: Door, inquiry_id: str) -> State:
    """Return where the inquiry came to rest and what became of its acknowledgement, or what is known by then."""
    deadline = time.monotonic() + PATIENCE
    state = door.state(inquiry_id)
    while not state.is_final and time.monotonic() < deadline:
        time.sleep(0.05)
        state = door.state(inquiry_id)
    return state


def table(door: Door, sent: Iterable[Sent], states: Iterable[State]) -> Table:
    """Return one row an inquiry: where it went, by which rule, and whether the customer knows."""
    rows = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False)
    rows.add_column("Inquiry", min_width=12)
    rows.add_column("Case", no_wrap=True)
    rows.add_column("Department", no_wrap=True)
    rows.add_column("Kind", min_width=10)
    rows.add_column("Rule", no_wrap=True)
    rows.add_column("Letter", no_wrap=True)
    for one, state in zip(sent, states, strict=True):
        case = door.case(state.case) if state.case else None
        decision = (case.decision if case else None) or Decision()
        kind = ((case.kind if case else None) or "").replace("_", " ")
        told = state.acknowledgement
        rows.add_row(
            one.what,
            state.case or state.state,
            state.department or "",
            f"{kind}?" if decision.triage else kind,
            decision.rule,
            _letter(told) if told else "",
        )
    return rows


def _letter(told: Acknowledgement) -> str:
    return "none" if told.state == SUPPRESSED else told.state


def legend(states: Iterable[State]) -> list[str]:
    """Return what the signs of the table mean, and why some have no letter."""
    told = [state.acknowledgement for state in states if state.acknowledgement]
    reasons = Counter(one.because.replace("_", " ") for one in told if one.state == SUPPRESSED)
    why = ", ".join(f"{reason} ({count})" for reason, count in reasons.most_common())
    return [
        "",
        "? = the kind is in doubt: people look (triage); shown is the best guess.",
        *([f"Letter none = {why}."] if why else []),
        "",
    ]


if __name__ == "__main__":
    sys.exit(main())
