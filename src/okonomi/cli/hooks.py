"""The user's own commands after a run: ``[drift] ved_succes`` and ``ved_fejl``."""

from __future__ import annotations

import locale
import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from okonomi.intake.cprlike import hide_in_text

SECONDS = 600
SAID = 300
"""Characters of what a failing command said that are repeated."""
KEPT = 20_000
"""Bytes of what it said that are kept."""
LAST_WORDS = 2.0
"""Seconds in which what a command has said must have arrived once it has ended."""


def run(setting: str, command: Sequence[str], folder: Path, told: Mapping[str, str]) -> list[str]:
    """Run a command in ``folder`` and return Danish sentences about what went wrong, if anything.

    No shell sees it: the program is the first text, its arguments are the others as they stand.
    ``told`` are environment variables.
    """
    if not command:
        return []
    where = f"Kommandoen “{command[0]}” ({setting} under [drift] i okonomi.toml)"
    try:
        code, out, err = _run(command, folder, {**os.environ, **told})
    except subprocess.TimeoutExpired:
        return [f"{where} blev standset: den tog mere end {SECONDS // 60} minutter."]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return [f"{where} kan ikke startes ({reason}). Skriv programmets fulde sti."]
    if code == 0:
        return []
    # It is the user's own program, and may have read anything: no CPR number goes into the log.
    said = hide_in_text(" ".join((err or out).split()))[:SAID]
    return [f"{where} fejlede med kode {code}." + (f" Den sagde: {said}" if said else "")]


def _run(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> tuple[int, str, str]:
    """The exit code and the beginning of what was said on both streams.

    Only the command itself is waited for: what it leaves running may hold its streams open for as
    long as it likes. However much is said, no more is kept than is needed.
    """
    heard: tuple[list[bytes], list[bytes]] = ([], [])
    process = subprocess.Popen(
        list(command),
        cwd=folder,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    listeners = [
        threading.Thread(target=_listen, args=(stream, kept), daemon=True)
        for stream, kept in zip((process.stdout, process.stderr), heard, strict=True)
    ]
    for listener in listeners:
        listener.start()
    try:
        code = process.wait(SECONDS)
    except BaseException:
        process.kill()
        process.wait()
        raise
    for listener in listeners:
        listener.join(LAST_WORDS)
    encoding = locale.getpreferredencoding(False)  # on Windows it is not UTF-8
    out, err = (b"".join(kept).decode(encoding, errors="replace") for kept in heard)
    return code, out, err


def _listen(stream: Any, kept: list[bytes]) -> None:
    with stream:
        while piece := stream.read1():
            if sum(map(len, kept)) < KEPT:
                kept.append(piece[:KEPT])
