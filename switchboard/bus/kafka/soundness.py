"""What must hold of this installation before a single record is moved. Looks, changes nothing."""

from aiokafka.record.default_records import DefaultRecordBatch


class BrokenInstallation(Exception):
    """This Python can't be trusted with the log. Ours to repair: refuse to start."""


def require_soundness() -> None:
    """Raise BrokenInstallation where aiokafka would be slow or blind."""
    if not __debug__:
        raise BrokenInstallation(
            "python -O (or PYTHONOPTIMIZE) takes out the assertions that keep aiokafka's"
            " transactions honest; start without it"
        )
    if "_crecords" not in DefaultRecordBatch.__module__:
        raise BrokenInstallation(
            "aiokafka runs without its compiled extension, ten times slower; install its wheel"
            " for this platform and unset AIOKAFKA_NO_EXTENSIONS"
        )
