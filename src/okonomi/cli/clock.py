"""The one place that knows what time it is: figures know only the period."""

from __future__ import annotations

from datetime import datetime


def now() -> datetime:
    """The time of this run, with the machine's time zone."""
    return datetime.now().astimezone()
