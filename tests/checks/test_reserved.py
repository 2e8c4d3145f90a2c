"""A module is pure until it is listed."""

from collections.abc import Iterable
from pathlib import Path

import grimp
import pytest
from importlinter import ContractCheck

from checks.reserved import Reserved, is_within


def check(folder: Path, importers: Iterable[str]) -> ContractCheck:
    graph = grimp.build_graph(folder.name, include_external_packages=True, cache_dir=None)
    options = {"modules": ["asyncio", "nobody_has_it_yet"], "importers": list(importers)}
    contract = Reserved("pure", {"root_packages": [folder.name]}, options)
    return contract.check(graph, verbose=False)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shop_of_test"
    (folder / "doors").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "doors" / "__init__.py").touch()
    (folder / "doors" / "front.py").write_text("import asyncio\n")
    (folder / "sums.py").write_text("from asyncio import sleep\n")
    monkeypatch.syspath_prepend(tmp_path)
    return folder


def test_who_is_not_listed_may_not_import(shop: Path) -> None:
    found = check(shop, ["shop_of_test.doors"])

    assert not found.kept
    assert found.metadata == {"offenders": ["shop_of_test.sums imports asyncio"]}


def test_who_is_listed_may_and_so_may_what_is_in_it(shop: Path) -> None:
    assert check(shop, ["shop_of_test.doors", "shop_of_test.sums", "shop_of_test.later"]).kept


def test_who_is_listed_and_needs_it_no_more_comes_off_the_list(shop: Path) -> None:
    (shop / "sums.py").write_text("")

    found = check(shop, ["shop_of_test.doors", "shop_of_test.sums"])

    told = "shop_of_test.sums imports none of them: take it off the list"
    assert found.metadata == {"offenders": [told]}


def test_a_package_holds_what_begins_with_its_name_and_a_dot() -> None:
    assert is_within("switchboard.bus.kafka.writer", {"switchboard.bus.kafka"})
    assert is_within("switchboard.bus.kafka", {"switchboard.bus.kafka"})
    assert not is_within("switchboard.bus.kafkaesque", {"switchboard.bus.kafka"})
