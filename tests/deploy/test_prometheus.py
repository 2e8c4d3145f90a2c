"""Prometheus looks at every service, and each alert leads to a section that says what to do."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from switchboard.metrics import MEANINGS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "prometheus"
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((FOLDER / "rules.yml").read_text())["groups"]
    for rule in group["rules"]
]
COUNTED = re.compile(r"switchboard_[a-z_]+")


def sections() -> set[str]:
    headings = re.findall(r"^#+ (.*)$", (ROOT / "docs/operations.md").read_text(), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_an_alert_says_what_is_wrong_how_urgent_it_is_and_what_to_do(rule: dict[str, Any]) -> None:
    page, _, section = rule["annotations"]["runbook_url"].partition("#")

    assert rule["annotations"]["summary"]
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert page == "docs/operations.md"
    assert section in sections()


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_an_alert_asks_only_for_figures_that_exist(rule: dict[str, Any]) -> None:
    for name in COUNTED.findall(rule["expr"]):
        figure = name.removeprefix("switchboard_").removesuffix("_bucket")
        assert figure in MEANINGS


def test_every_service_of_the_compose_file_is_scraped() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    jobs = yaml.safe_load((FOLDER / "prometheus.yml").read_text())["scrape_configs"]
    scraped = {
        target for job in jobs for each in job["static_configs"] for target in each["targets"]
    }

    assert scraped == {
        f"{name}:{service['environment']['SWITCHBOARD_HTTP_PORT']}"
        for name, service in compose["services"].items()
        if "SWITCHBOARD_HTTP_PORT" in service.get("environment", {})
    }
