"""The ready-made units for systemd, cron and Windows: as far as this machine can read them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from okonomi.cli.arguments import parser
from okonomi.cli.due import run_due
from okonomi.settings import SETTINGS

TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


@pytest.fixture(scope="module")
def units(repository: Path) -> Path:
    return repository / "docs" / "drift"


def holds(line: str) -> None:
    """The line runs start.py, and what stands after is a command the kit knows."""
    words = shlex.split(line)
    start = next(n for n, word in enumerate(words) if word.endswith("start.py"))
    assert words[start + 1] == "okonomi"
    assert parser().parse_args(words[start + 2 :]).run is run_due


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_the_units(units: Path, tmp_path: Path) -> None:
    files = [str(units / name) for name in ("okonomi.service", "okonomi.timer")]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *files],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_service_runs_what_is_due(units: Path) -> None:
    text = (units / "okonomi.service").read_text("utf-8")
    (line,) = re.findall(r"(?m)^ExecStart=(.*)$", text)
    holds(line)
    known = set(re.findall(r'(?m)^Environment="(\w+)=[^"]+"$', text))
    assert set(re.findall(r"\$\{(\w+)\}", line)) == known


def test_cron_takes_the_line(units: Path) -> None:
    lines = (units / "okonomi.cron").read_text("utf-8").splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    *settings, job = lines
    assert all(re.fullmatch(r"[A-Z]+=\S+", line) for line in settings)
    *when, command = job.split(maxsplit=5)
    for field, (least, most) in zip(when, RANGES, strict=True):
        numbers = re.findall(r"\d+", field)
        assert re.fullmatch(r"\*|\d+(-\d+)?", field)
        assert all(least <= int(number) <= most for number in numbers)
    assert "%" not in command  # a new line to cron
    holds(command.partition(">>")[0])
    shell = shutil.which("sh")
    if shell:
        subprocess.run([shell, "-n", "-c", command], check=True)


def test_windows_can_read_the_task(units: Path) -> None:
    data = (units / "okonomi-opgave.xml").read_bytes()
    assert data.isascii()  # whatever encoding Windows takes it for
    task = ET.fromstring(data)
    # The order of the schema, in which Windows insists.
    assert [part.tag.removeprefix(TASK) for part in task] == [
        "RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"
    ]  # fmt: skip
    (principal,) = task.iter(f"{TASK}Principal")
    assert task.find(f"{TASK}Actions").get("Context") == principal.get("id")  # type: ignore[union-attr]
    (execute,) = task.iter(f"{TASK}Exec")
    assert [part.tag.removeprefix(TASK) for part in execute] == [
        "Command", "Arguments", "WorkingDirectory"
    ]  # fmt: skip
    assert execute[0].text == "py"
    holds(str(execute[1].text).replace("\\", "/"))


def test_the_page_names_every_setting(repository: Path) -> None:
    text = (repository / "docs" / "drift.md").read_text("utf-8")
    for name in SETTINGS["drift"]:
        assert f"`{name} = " in text
