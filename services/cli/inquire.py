"""Asking the running desk over HTTP: what it answers, or in one line why there is no answer."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import httpx

from services.cli.say import NO, CouldNot, stop
from services.cli.settings import Settings, of_process

_PATIENCE = httpx.Timeout(60.0, connect=10.0)
_MAY_NOT = (401, 403)


class Refused(Exception):
    """The desk doesn't do it; the problem says why."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem.get("detail", "the desk does not say why")))
        self.problem = problem


def url_of(settings: Settings) -> str:
    """Return where the desk is: on this machine, where nothing else is said."""
    return settings.desk_url.rstrip("/") or f"http://127.0.0.1:{settings.http_port}"


@contextmanager
def asking() -> Iterator[httpx.Client]:
    """Give who asks. Whatever stands in the way ends the command in one line."""
    settings = of_process()
    url, key = url_of(settings), settings.api_key.get_secret_value()
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        with httpx.Client(base_url=url, headers=headers, timeout=_PATIENCE) as client:
            yield client
    except httpx.ConnectError:
        raise CouldNot(
            f"{url}: nobody answers; is the desk running? SWITCHBOARD_DESK_URL says where it is"
        ) from None
    except httpx.HTTPError as fault:
        raise CouldNot(f"{url}: {type(fault).__name__}: {fault}") from None
    except httpx.InvalidURL as fault:
        raise CouldNot(f"SWITCHBOARD_DESK_URL: {fault}") from None


def asked(answer: httpx.Response) -> Any:
    """Return what the desk says. Raises Refused, and CouldNot where we may not ask or it can't answer."""
    if answer.is_success:
        return answer.json()
    answer.read()
    problem = _problem(answer)
    if answer.status_code in _MAY_NOT:
        raise CouldNot(f"{problem['detail']} SWITCHBOARD_API_KEY holds the key")
    if answer.is_server_error:
        raise CouldNot(str(problem["detail"]))
    raise Refused(problem)


def _problem(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        told = None
    if isinstance(told, dict) and "detail" in told:
        return told
    return {"detail": f"{answer.url} answered {answer.status_code}: is this the desk?"}


def ask(method: str, path: str, body: Mapping[str, str] | None = None) -> Any:
    """Return the desk's answer to one question; a refusal ends the command with the reason, and exit 1."""
    with asking() as client:
        try:
            return asked(client.request(method, path, json=body))
        except Refused as refused:
            stop(NO, str(refused))


def path(*steps: str) -> str:
    """Return a path in which whatever somebody typed is one step."""
    return "/v1/" + "/".join(quote(step, safe="") for step in steps)
