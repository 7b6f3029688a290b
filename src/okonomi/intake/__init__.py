"""Reading a municipality's exports: any file of a month → typed tables, and nothing lost.

``read(workspace, period)`` is the whole room. ``read_file`` tries one file with one profile.
"""

from __future__ import annotations

from okonomi.intake.month import (
    read,
    read_earlier,
    read_file,
    read_previous,
    read_quarter,
)
from okonomi.intake.quarantine import exit_code, overview, write_quarantine
from okonomi.intake.reading import Reading

__all__ = [
    "Reading",
    "exit_code",
    "overview",
    "read",
    "read_earlier",
    "read_file",
    "read_previous",
    "read_quarter",
    "write_quarantine",
]
