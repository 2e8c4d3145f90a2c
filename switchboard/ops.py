"""What operations see of any service: /healthz, /readyz with reasons, /metrics, and logs as JSON lines.

A log line says what happened and to which id, never what somebody wrote: only fields on the list below are
written, and of an exception its kind and place, since its text may quote a customer.
"""

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Final

import orjson
from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from typing_extensions import override

from switchboard.bus.crew import Crew
from switchboard.metrics import Metrics

Reasons = Callable[[], Iterable[str]]
"""Why a part is not ready, a sentence each; none where it is."""
Notes = Callable[[], Iterable[str]]
"""What ails a part that does its other work all the same, a sentence each."""

FIELDS: Final = frozenset(
    {
        "attempts",
        "channel",
        "component",
        "fault",
        "generation",
        "inquiry_id",
        "lane",
        "limit",
        "notice_id",
        "offset",
        "outcome",
        "partition",
        "partitions",
        "position",
        "reason",
        "reference",
        "seconds",
        "service",
        "signal",
        "status",
        "strategy_id",
        "topic",
        "url",
        "version",
        "why",
    }
)
"""What a log line may carry besides its message: ids, closed lists, and `why` for the words of our own faults."""

_QUIET: Final = ("aiokafka", "uvicorn", "httpx", "asyncio", "imapclient")

_SILENT: Final = ("apprise", "urllib3")
"""They quote what they send and where; what came of it stands with the delivery."""


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        line |= {name: value for name, value in vars(record).items() if name in FIELDS}
        if record.exc_info and record.exc_info[0]:
            line["fault"] = record.exc_info[0].__name__
            line["where"] = _places(record.exc_info[2])
        return orjson.dumps(line, default=str).decode()


def _message(record: logging.LogRecord) -> str:
    """Return the message: ours are constant; of others' only the first line, which quotes no payload."""
    return record.getMessage().partition("\n")[0][:300]


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-8:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


def log_to_stderr(level: str) -> None:
    """Have all logs go to standard error as JSON lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def crew_reasons(service: str, crew: Crew) -> Reasons:
    """Return what keeps a crew of partitions from being ready."""

    def reasons() -> Iterable[str]:
        if not crew.joined:
            yield f"{service}: has not joined its group yet"
        for partition in sorted(crew.owned - crew.at_work):
            trouble = crew.troubles.get(partition, "is being restored")
            yield f"{service}: partition {partition}: {trouble}"

    return reasons


def routes(
    metrics: Metrics, parts: Mapping[str, Reasons], notes: Sequence[Notes] = ()
) -> APIRouter:
    """Return the routes that every service has. `parts` and `notes` are asked at each look."""
    router = APIRouter(tags=["operations"])

    @router.get("/healthz", summary="Alive: the process answers")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @router.get(
        "/readyz",
        summary="Ready: every part can do its work; else 503 and the reasons",
        responses={503: {"description": "Not ready, with the reasons"}},
    )
    async def readyz() -> Response:
        reasons = [reason for part in parts.values() for reason in part()]
        noted = [note for told in notes for note in told()]
        body = {
            "ready": not reasons,
            "parts": sorted(parts),
            "reasons": reasons,
            "notes": noted,
        }
        return Response(orjson.dumps(body), 503 if reasons else 200, media_type="application/json")

    @router.get("/metrics", summary="Prometheus metrics", response_class=Response)
    async def figures() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return router
