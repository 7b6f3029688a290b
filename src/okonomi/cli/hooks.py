"""The user's own commands after a run: ``[drift] ved_succes`` and ``ved_fejl``."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from okonomi.intake.cprlike import hide_in_text

SECONDS = 600
SAID = 300
"""Characters of what a failing command said that are repeated."""


def run(setting: str, command: Sequence[str], folder: Path, told: Mapping[str, str]) -> list[str]:
    """Run a command in ``folder`` and return Danish sentences about what went wrong, if anything.

    No shell sees it: the program is the first text, its arguments are the others as they stand.
    ``told`` are environment variables.
    """
    if not command:
        return []
    where = f"Kommandoen “{command[0]}” ({setting} under [drift] i okonomi.toml)"
    try:
        done = subprocess.run(
            list(command),
            cwd=folder,
            env={**os.environ, **told},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [f"{where} blev standset: den tog mere end {SECONDS // 60} minutter."]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return [f"{where} kan ikke startes ({reason}). Skriv programmets fulde sti."]
    if done.returncode == 0:
        return []
    # It is the user's own program, and may have read anything: no CPR number goes into the log.
    said = hide_in_text(" ".join((done.stderr or done.stdout).split()))[:SAID]
    return [
        f"{where} fejlede med kode {done.returncode}." + (f" Den sagde: {said}" if said else "")
    ]
