"""`python -m tests.bench [NAME…]`: measure; print a table, write build/bench.json. Exit 1 where a goal is missed.

Ratios are taken within one run, by turns, since machines differ and are shared.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path
from typing import Final

import uvloop
from rich.console import Console

from services.cli.running import settle
from tests.bench.figures import Figure, keep, table

Measure = Callable[[], Awaitable[list[Figure]]]

BENCHMARKS: Final = {
    "judge": "judging:alone",
    "rules": "rules:run",
    "fold": "folding:cases",
    "deadlines": "deadlines:promises",
    "waiting": "waiting:promises",
    "doors": "doors:single_and_batch",
    "router": "routing:over_kafka",
    "sqlite": "routing:over_sqlite",
    "acknowledge": "answering:accepted_to_handed_over",
    "hostile": "hostile:others_beside_hostile_input",
    "formats": "formats:a_second",
}
OUTPUT: Final = Path("build/bench.json")


def main(names: list[str]) -> int:
    """Run the benchmarks of these names, all of them where none is given."""
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(
            f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}", file=sys.stderr
        )
        return 2
    settle()
    figures: list[Figure] = []
    with Console(stderr=True).status("") as status:
        for name in names or BENCHMARKS:
            status.update(f"measuring: {name}")
            figures += uvloop.run(_measured(name))
            keep(figures, OUTPUT)  # what is measured is measured, whatever becomes of the next one
    Console().print(table(figures))
    return 0 if all(figure.holds for figure in figures) else 1


async def _measured(name: str) -> list[Figure]:
    module, _, function = BENCHMARKS[name].partition(":")
    measure: Measure = getattr(import_module(f"tests.bench.{module}"), function)
    async with asyncio.timeout(600):
        return await measure()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
