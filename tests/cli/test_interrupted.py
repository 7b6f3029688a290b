"""A run killed at any moment leaves no half report, no lock, and the next one makes it good.

``benchmarks/interruption.py`` does the same many times over with the monthly report.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from okonomi.cli import main

FILES = {"rapport.html", "rapport.pdf", "tabeller.xlsx", "notebook.ipynb", "manifest.json"}
WAIT = "import pathlib, time\npathlib.Path('kerne').touch()\nif pathlib.Path('vent').exists(): "
WAIT += "time.sleep(60)"
SECONDS = (0.3, 0.9, 1.5, 2.1)


def content(folder: Path) -> dict[str, bytes]:
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert files.keys() == FILES
    json.loads(files.pop("manifest.json"))
    return files


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="the kernel is found in /proc")
def test_killed_at_any_moment(build, capsys):
    workspace = build(kort=WAIT)
    command = ["report", "kort", "--workspace", str(workspace)]
    assert main(command) == 0
    folder = workspace / "reports" / "2026-03"
    old = content(folder / "kort")
    (workspace / "kerne").unlink()
    for seconds in (*SECONDS, None):
        if seconds is None:  # in the very cell, with certainty
            (workspace / "vent").touch()
        run = subprocess.Popen(
            [sys.executable, "-m", "okonomi.cli", *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if seconds is None:
            while not (workspace / "kerne").exists():
                assert run.poll() is None
        else:
            with suppress(subprocess.TimeoutExpired):
                run.wait(seconds)
        kill(run)
        assert content(folder / "kort") == old
    (workspace / "vent").unlink()
    assert main(command) == 0
    capsys.readouterr()
    assert content(folder / "kort") == old
    assert {path.name for path in folder.iterdir()} == {"kort"}
    assert {path.name for path in folder.parent.iterdir()} == {"2026-03", "index.html"}


def kill(run: subprocess.Popen[bytes]) -> None:
    """The process and its kernel."""
    below = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # gone meanwhile
            if entry.read_text().rpartition(")")[2].split()[1] == str(run.pid):
                below.append(int(entry.parent.name))
    run.kill()
    run.wait()
    for pid in below:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
