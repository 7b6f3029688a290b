"""How the program was called, so that a hint is a command that works where it is read."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

CALLED_AS = "OKONOMI_KALDT_SOM"
"""Set by whoever starts the command line for the user (``start.py``)."""
_COMMANDS = "init|check|report|run-due|batch|servicetjek|udtraek|export|eksempel|lab"
_HINT = re.compile(rf"\bokonomi (?=(?:{_COMMANDS})\b)")


def name() -> str:
    """``okonomi``, or ``python start.py okonomi``, or ``python -m okonomi.cli``."""
    if given := os.environ.get(CALLED_AS):
        return given
    if Path(sys.argv[0]).parts[-3:] == ("okonomi", "cli", "__main__.py"):
        return f"{Path(sys.executable).stem} -m okonomi.cli"
    return "okonomi"


def said(text: str) -> str:
    """The text with every ``okonomi KOMMANDO`` in it as this program is called."""
    return _HINT.sub(lambda _: f"{name()} ", text)
