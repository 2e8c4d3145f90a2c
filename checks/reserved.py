"""Imports that only the named modules may have: so a new file is pure until somebody lists it.

A contract type of import-linter, as its own `protected`, but a reserved module needs no importer yet.
"""

from collections.abc import Iterable

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from typing_extensions import override


class Reserved(Contract):
    """`modules` may be imported by `importers` alone (both with all that is in them)."""

    type_name = "reserved"

    modules = fields.SetField(subfield=fields.StringField())
    importers = fields.SetField(subfield=fields.StringField())

    @override
    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        reserved, importers = _names(self.modules), _names(self.importers)
        imports = {
            (importer, module)
            for module in graph.modules
            if is_within(module, reserved)
            for importer in graph.find_modules_that_directly_import(module)
            if not is_within(importer, reserved)
        }
        offenders = [
            f"{importer} imports {module}"
            for importer, module in sorted(imports)
            if not is_within(importer, importers)
        ]
        offenders += [
            f"{listed} imports none of them: take it off the list"
            for listed in sorted(importers & graph.modules)
            if not any(is_within(importer, {listed}) for importer, _ in imports)
        ]
        return ContractCheck(kept=not offenders, metadata={"offenders": offenders})

    @override
    def render_broken_contract(self, check: ContractCheck) -> None:
        for offender in check.metadata["offenders"]:
            output.print_error(offender, bold=False)


def is_within(module: str, packages: set[str]) -> bool:
    """Tell whether `module` is one of `packages` or in one."""
    parts = module.split(".")
    return any(".".join(parts[:length]) in packages for length in range(1, len(parts) + 1))


def _names(field: object) -> set[str]:
    return {str(name) for name in field} if isinstance(field, Iterable) else set()
