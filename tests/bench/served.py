"""A process with an HTTP application in it: the product's own services and wiring, and a constant answer beside them.

`python -m tests.bench.served NAME…` with settings in the environment; says on its standard output where it listens.
"""

import sys
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from services.cli.house import House
from services.cli.parts import PARTS, Part
from services.cli.running import _checked, _loop, settle
from services.cli.serve import serve
from services.cli.settings import of_process
from switchboard import ops

CONSTANT: Final = "/v1/constant"
_ANSWER: Final = (
    b'{"inquiry_id":"01j8m3vt5c9w2r7k4xq6zn0p8ab3d6","reference":"K7Q2-M9XD-4RT",'
    b'"status_url":"/v1/inquiries/01j8m3vt5c9w2r7k4xq6zn0p8ab3d6"}'
)


async def constant(house: House) -> Part:
    """A service that reads nothing, does nothing and always answers the same."""
    del house  # it needs nothing of it
    router = APIRouter()

    @router.post(CONSTANT, status_code=202)
    async def answer() -> Response:
        return Response(_ANSWER, 202, media_type="application/json")

    return Part(name="constant", tasks=(), reasons=list, routers=(router,))


def _announce(_house: House, url: str) -> None:
    print(url, flush=True)


def main(names: list[str]) -> None:
    """Serve until told to stop."""
    settings = of_process()
    ops.log_to_stderr(settings.log_level)
    bundle = _checked(settings.strategy) if "router" in names else None
    settle()
    with _loop() as runner:
        runner.run(serve(settings, names, bundle, _announce))


if __name__ == "__main__":
    PARTS["constant"] = constant
    main([*sys.argv[1:], "constant"])
