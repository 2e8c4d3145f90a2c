"""Every figure that a service shows: declared once, beside its meaning and its remedy.

Base units; closed label sets; nothing that a customer wrote is ever a label. A process makes one `Metrics`
and hands it on.
"""

from typing import Final, NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_FAST: Final = (0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.1)
_SLOW: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)


Total = Counter
"""A figure that only grows."""


class Meaning(NamedTuple):
    """What a figure tells, and what to do when it looks wrong."""

    labels: tuple[str, ...]
    meaning: str
    remedy: str


MEANINGS: Final = {
    "inquiries_received_total": Meaning(
        ("channel",),
        "Inquiries accepted at the door: durable, and promised to end in exactly one case.",
        "Falls to zero: look at /readyz of channels and at the relay, form or system in front of it.",
    ),
    "form_posts_total": Meaning(
        ("ending",),
        "Forms sent by visitors: taken, or shown again (faulty, stale, elsewhere, too_often, too_large, unreadable, unavailable).",
        "Many stale or elsewhere: the proxy in front hides Host or Origin; many too_often: SWITCHBOARD_TRUSTED_PROXIES.",
    ),
    "link_posts_total": Meaning(
        ("page", "ending"),
        "Buttons pressed behind the links of letters (status, outcome, task, alert): taken, refused by the case, or not taken (faulty, gone, unknown, expired, elsewhere, too_often, unreadable, unavailable).",
        "Many elsewhere: the proxy in front hides Host or Origin; many too_often: SWITCHBOARD_TRUSTED_PROXIES; many unknown: SWITCHBOARD_TOKEN_KEYS differ between services.",
    ),
    "inquiries_nature_total": Meaning(
        ("channel", "nature"),
        "Inquiries by what sort of message they are (bounce, auto_reply, ...).",
        "Many auto_reply or bounce: a mail loop or a dead address list; see the cases of that nature.",
    ),
    "inquiries_parked_total": Meaning(
        ("channel", "reason"),
        "Inquiries that could not be read or judged and wait in the default department.",
        "`switchboard parked list`, then open those cases; the original is attached.",
    ),
    "inquiries_settled_total": Meaning(
        ("channel", "how"),
        "Inquiries that came to rest in a case: opened, joined, repeated or parked.",
        "Together they equal inquiries_received_total but for those in flight; else run `switchboard verify`.",
    ),
    "inquiries_in_flight": Meaning(
        ("channel",),
        "Originals that this process has taken from the log and not yet put into intake, 200 in each lane at most.",
        "Stands still above 0: they are slow to read; what waits behind them is bus_lag_records of switchboard.originals.",
    ),
    "originals_waiting": Meaning(
        (),
        "Originals that this process will ask the blob store for again, since it didn't hand them out or took nothing.",
        "Above 0 for minutes: is the store well? One that alone isn't handed out becomes a parked inquiry.",
    ),
    "blobs_swept_total": Meaning(
        (),
        "Stored files deleted because no inquiry that was ever accepted speaks of them, a month after they were put.",
        "Grows by many a day: senders give up in the middle; see the answers that they got.",
    ),
    "mail_connections": Meaning(
        (),
        "Mail servers that are connected to the door for mail (SMTP, LMTP).",
        "Near the limit of 500: somebody holds connections open; see mail_refused_total of crowded.",
    ),
    "mail_refused_total": Meaning(
        ("reason",),
        "What the door for mail did not take: crowded, recipient, size, slow, busy or unavailable.",
        "recipient: is an address of ours missing in SWITCHBOARD_OWN_ADDRESSES? unavailable: the bus or the blobs.",
    ),
    "imap_connected": Meaning(
        (),
        "Mailboxes that this process reads over IMAP and is connected to.",
        "Below the number of mailboxes over all processes: /readyz (`notes`) and the log say why.",
    ),
    "imap_failing": Meaning(
        (),
        "Mailboxes that fall to this process and that it can't read just now.",
        "Above 0 for long: /readyz (`notes`) and the log say which and why; nothing is lost, its mail waits there.",
    ),
    "cases_open": Meaning(
        ("department", "status"),
        "Cases that are not resolved or closed, as the desk sees them.",
        "Grows in one department: staff it, or change its share in the strategy.",
    ),
    "case_events_total": Meaning(
        ("type",),
        "Events that the router has applied.",
        "For comparison; a sudden change of mix shows what happened.",
    ),
    "decisions_total": Meaning(
        ("rule",),
        "Judgements by the rule that decided.",
        "Much `default`: the strategy lacks a rule; try recorded inquiries with `switchboard strategy explain`.",
    ),
    "decision_seconds": Meaning(
        (),
        "Time to decide one event, log and network not counted.",
        "Rises with a new strategy: look at its patterns.",
    ),
    "routing_delay_seconds": Meaning(
        (),
        "From the log's taking an inquiry to its case being durable.",
        "Rises: see bus_lag_records of switchboard.intake; add router instances up to the partition count.",
    ),
    "acknowledgement_delay_seconds": Meaning(
        (),
        "From the log's taking an inquiry to its acknowledgement being sent.",
        "Rises: see notices_owed and delivery_seconds; the relay may be slow.",
    ),
    "sla_due_total": Meaning(
        ("promise", "department"),
        "Promises that ended: met or breached.",
        "For the ratio with sla_breaches_total.",
    ),
    "sla_breaches_total": Meaning(
        ("promise", "department"),
        "Promises that time has broken.",
        "Open `GET /v1/cases?due_before=now` of that department.",
    ),
    "sla_oldest_overdue_seconds": Meaning(
        (),
        "For how long the oldest promise that is broken and still to be kept has been so; 0: none is.",
        "Open `GET /v1/cases?due_before=now`: the first of the list has waited longest.",
    ),
    "notices_owed": Meaning(
        (),
        "Notices that the partitions of this notifier owe and have not settled, digests that wait for their time included.",
        "Grows: a relay, gateway or destination is down or refuses; see deliveries_total and the log.",
    ),
    "deliveries_total": Meaning(
        ("purpose", "medium", "outcome"),
        "Attempts to deliver, by how they ended; exercises are not counted.",
        "failed, deferred, suppressed or unknown: the reason stands in the delivery on the case.",
    ),
    "delivery_seconds": Meaning(
        ("medium",),
        "Time one attempt to deliver took.",
        "Rises: the relay or provider is slow.",
    ),
    "bus_lag_records": Meaning(
        ("topic", "partition"),
        "Records that a partition of ours has not worked off yet.",
        "Grows: the consumer is too slow or stands still; see /readyz and the log.",
    ),
    "bus_transactions_total": Meaning(
        ("outcome",),
        "Transactions of output and position: committed, fenced or failed.",
        "failed: the broker is unwell; fenced again and again: two owners of one identity.",
    ),
    "dead_letters_total": Meaning(
        ("reason",),
        "Records that could not be applied and lie in switchboard.dead-letters.",
        "`switchboard dead-letters list`, mend, `switchboard dead-letters retry`.",
    ),
    "strategy_info": Meaning(
        ("id",),
        "Partitions of this process that judge new cases by this strategy.",
        "Two ids above 0 for long: a partition has not yet seen the activation; see /readyz.",
    ),
    "strategy_reload_failed": Meaning(
        (),
        "1 while the newest strategy file was refused and the one before it is in force.",
        "`switchboard strategy check FILE` says what is wrong.",
    ),
    "build_info": Meaning(("version", "python"), "1; the labels say what runs.", "None."),
}


class Metrics:
    """The figures of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.inquiries_received = self._counter("inquiries_received_total")
        self.form_posts, self.link_posts = map(
            self._counter, ("form_posts_total", "link_posts_total")
        )
        self.inquiries_nature = self._counter("inquiries_nature_total")
        self.inquiries_parked = self._counter("inquiries_parked_total")
        self.inquiries_settled = self._counter("inquiries_settled_total")
        self.inquiries_in_flight = self._gauge("inquiries_in_flight")
        self.originals_waiting = self._gauge("originals_waiting")
        self.mail_connections = self._gauge("mail_connections")
        self.mail_refused = self._counter("mail_refused_total")
        self.imap_connected, self.imap_failing = map(
            self._gauge, ("imap_connected", "imap_failing")
        )
        self.cases_open = self._gauge("cases_open")
        self.case_events = self._counter("case_events_total")
        self.decisions = self._counter("decisions_total")
        self.decision_seconds = self._histogram("decision_seconds", _FAST)
        self.routing_delay = self._histogram("routing_delay_seconds", _SLOW)
        self.acknowledgement_delay = self._histogram("acknowledgement_delay_seconds", _SLOW)
        self.sla_due = self._counter("sla_due_total")
        self.sla_breaches = self._counter("sla_breaches_total")
        self.sla_oldest_overdue = self._gauge("sla_oldest_overdue_seconds")
        self.notices_owed = self._gauge("notices_owed")
        self.deliveries = self._counter("deliveries_total")
        self.delivery_seconds = self._histogram("delivery_seconds", _SLOW)
        self.bus_lag = self._gauge("bus_lag_records")
        self.blobs_swept = self._counter("blobs_swept_total")
        self.bus_transactions = self._counter("bus_transactions_total")
        self.dead_letters = self._counter("dead_letters_total")
        self.strategy_info = self._gauge("strategy_info")
        self.strategy_reload_failed = self._gauge("strategy_reload_failed")
        self.build_info = self._gauge("build_info")

    def _counter(self, name: str) -> Counter:
        labels, meaning, _ = MEANINGS[name]
        return Counter(f"switchboard_{name}", meaning, labels, registry=self.registry)

    def _gauge(self, name: str) -> Gauge:
        labels, meaning, _ = MEANINGS[name]
        return Gauge(f"switchboard_{name}", meaning, labels, registry=self.registry)

    def _histogram(self, name: str, buckets: tuple[float, ...]) -> Histogram:
        labels, meaning, _ = MEANINGS[name]
        return Histogram(
            f"switchboard_{name}", meaning, labels, registry=self.registry, buckets=buckets
        )
