"""The port over Apache Kafka 4, and the only place that imports aiokafka.

Promises what `switchboard.bus.port` promises, also where the broker freezes, answers late, or answers
somebody else: every wait is our own. Membership and reading are two consumers; see
docs/adr/0002-membership-and-reading-are-separate.md. Trusts no committed offset.
"""

from switchboard.bus.kafka.bus import KafkaBus
from switchboard.bus.kafka.soundness import BrokenInstallation
from switchboard.bus.kafka.terms import Terms
from switchboard.bus.kafka.topics import Stamps

__all__ = ["BrokenInstallation", "KafkaBus", "Stamps", "Terms"]
