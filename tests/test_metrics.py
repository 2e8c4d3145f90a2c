"""The figures: named as promised, in base units, with closed labels, each declared beside its meaning."""

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from switchboard.metrics import MEANINGS, Meaning, Metrics

PROMISED = {
    "inquiries_received_total": ("channel",),
    "form_posts_total": ("ending",),
    "link_posts_total": ("page", "ending"),
    "inquiries_nature_total": ("channel", "nature"),
    "inquiries_parked_total": ("channel", "reason"),
    "inquiries_settled_total": ("channel", "how"),
    "inquiries_in_flight": ("channel",),
    "mail_connections": (),
    "originals_waiting": (),
    "mail_refused_total": ("reason",),
    "imap_connected": (),
    "imap_failing": (),
    "blobs_swept_total": (),
    "cases_open": ("department", "status"),
    "case_events_total": ("type",),
    "decisions_total": ("rule",),
    "decision_seconds": (),
    "routing_delay_seconds": (),
    "acknowledgement_delay_seconds": (),
    "sla_due_total": ("promise", "department"),
    "sla_breaches_total": ("promise", "department"),
    "sla_oldest_overdue_seconds": (),
    "notices_owed": (),
    "deliveries_total": ("purpose", "medium", "outcome"),
    "delivery_seconds": ("medium",),
    "bus_lag_records": ("topic", "partition"),
    "bus_transactions_total": ("outcome",),
    "dead_letters_total": ("reason",),
    "strategy_info": ("id",),
    "strategy_reload_failed": (),
}
"""What users of Switchboard can rely on: renaming one breaks somebody's alert."""


@pytest.mark.parametrize("name", sorted(MEANINGS))
def test_a_figure_keeps_its_promised_name_and_labels(name: str) -> None:
    if name == "build_info":
        assert "version" in MEANINGS[name].labels
    else:
        assert MEANINGS[name].labels == PROMISED[name]


@pytest.mark.parametrize(("name", "told"), MEANINGS.items())
def test_a_figure_says_what_it_means_and_what_to_do(name: str, told: Meaning) -> None:
    assert told.meaning.endswith((".", "what runs.")) or told.meaning[0] == "1"
    assert told.remedy.endswith(".")
    assert name.endswith(("_total", "_seconds", "_records", "_info")) or name in {
        "inquiries_in_flight",
        "mail_connections",
        "originals_waiting",
        "imap_connected",
        "imap_failing",
        "cases_open",
        "notices_owed",
        "strategy_reload_failed",
    }


def test_every_declared_figure_is_shown_and_nothing_else() -> None:
    metrics = Metrics()
    shown = {
        family.name: family.documentation
        for family in text_string_to_metric_families(generate_latest(metrics.registry).decode())
        if not family.name.endswith("_created")  # the library's own, when each was first shown
    }

    declared = {
        f"switchboard_{name}".removesuffix("_total"): told.meaning
        for name, told in MEANINGS.items()
    }
    assert {name.removesuffix("_total") for name in shown} == set(declared)
    assert {text for name, text in shown.items()} == set(declared.values())


def test_two_processes_in_one_test_share_no_figures() -> None:
    one, other = Metrics(), Metrics()
    one.inquiries_received.labels("web").inc()

    name = "switchboard_inquiries_received_total"
    assert one.registry.get_sample_value(name, {"channel": "web"}) == 1
    assert other.registry.get_sample_value(name, {"channel": "web"}) is None
