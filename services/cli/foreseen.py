"""What lies ahead of a case for people in the terminal: who is told of it, when time runs out, what is to be done."""

from collections.abc import Iterator
from itertools import groupby

from rich.table import Table
from rich.text import Text

from services.cli.ledgers import length, shown
from switchboard.contracts.judgement import Judgement
from switchboard.strategy.notation import spelled
from switchboard.strategy.playbooks import Task
from switchboard.strategy.program import Program
from switchboard.strategy.prospect import Ahead, ahead, tasks, together_every, told_of_case


def foreseen(program: Program, judged: Judgement, zone: str) -> Iterator[Table | Text]:
    """Yield what is printed of it, part by part."""
    following = program.strategy.sla[judged.sla].next_response
    if following:
        yield Text(f"Each later message is answered within {spelled(following)}")
    told, every = told_of_case(program, judged), together_every(program, judged)
    if told:
        when = f", together with others every {length(every)}" if every else ""
        yield Text(f"Told of it: {', '.join(told)}{when}")
    stages = [one for one in ahead(program, judged) if one.to]
    if stages:
        yield _stages(stages, zone)
    for task in tasks(program, judged):
        yield Text(f"  ☐ {task.do}{_demanded(task)}")


def _stages(stages: list[Ahead], zone: str) -> Table:
    table = Table(box=None, pad_edge=False, title="Unless it is answered", title_justify="left")
    for heading in ("at", "of"):
        table.add_column(heading, no_wrap=True)
    table.add_column("who is told", overflow="fold")
    for at, found in groupby(stages, key=lambda one: one.told_at):
        for number, one in enumerate(found):
            moment = "" if number else shown(at, zone)[:-6]
            table.add_row(moment, f"{one.clock.replace('_', ' ')}, {one.stage}", _said(one))
    return table


def _said(one: Ahead) -> str:
    repeated = f", again every {length(one.every)}, {one.times} times" if one.every else ""
    until = " until somebody has seen it" if one.until_acknowledged else ""
    raised = f"; priority {one.raise_to} from then on" if one.raise_to else ""
    return f"{', '.join(one.to)}{repeated}{until}{raised}"


def _demanded(task: Task) -> str:
    if task.by_customer:
        return " (for the customer to say)"
    return " (with a word on it, before it is resolved)" if task.record else ""
