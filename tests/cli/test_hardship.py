"""A full disk, a log that cannot be written, Ctrl-C at once: a code that says so, no traceback."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from xlsxwriter.exceptions import FileCreateError

from okonomi import cli
from okonomi.cli import main
from okonomi.cli.faults import told
from okonomi.cli.progress import progress

FULL = Path("/dev/full")
COMMAND = [sys.executable, "-m", "okonomi.cli"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileCreateError(OSError(errno.ENOSPC, "No space left on device")),
         "Filen eller mappen kan ikke bruges: disken er fuld. Gør plads, og kør igen."),
        (PermissionError(errno.EACCES, "Permission denied", "a.xlsx"),
         "Filen eller mappen a.xlsx kan ikke bruges: adgangen er nægtet. Luk den, hvis den er "
         "åben i et andet program, eller få adgang, og prøv igen."),
        (MemoryError(), "Maskinen løb tør for hukommelse. Luk andre programmer, og kør igen."),
    ],
)  # fmt: skip
def test_what_the_system_says_is_said_in_danish(error: Exception, said: str) -> None:
    assert told(error) == [said]


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
def test_a_log_that_is_full_stops_no_report_and_is_no_success(build) -> None:
    workspace = build(drift='rapporter = ["kort"]\n')
    with FULL.open("w") as log:
        run = [*COMMAND, "run-due", "--workspace", str(workspace)]
        code = subprocess.run(run, stdout=log, stderr=log, check=False).returncode
    assert code == 1  # published, but something is wrong
    assert (workspace / "reports" / "2026-03" / "kort" / "rapport.html").is_file()


def test_a_reader_that_goes_away_is_no_fault(build) -> None:
    workspace = build()
    reading, writing = os.pipe()
    os.close(reading)
    run = [*COMMAND, "report", "kort", "--workspace", str(workspace)]
    done = subprocess.run(run, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert done.returncode == 0
    assert "Exception" not in done.stderr and "Error" not in done.stderr


def test_no_streams_at_all(build, monkeypatch: pytest.MonkeyPatch) -> None:
    # As pythonw.exe has it, and a task that runs without a window.
    workspace = build()
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    code = main(["report", "kort", "--workspace", str(workspace)])
    monkeypatch.undo()
    assert code == 0 and (workspace / "reports" / "2026-03" / "kort").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="a signal to one process alone")
def test_ctrl_c_while_the_packages_are_read() -> None:
    code = (
        "import sys, okonomi.cli as c; print('nu', flush=True); sys.exit(c.main(['check', '-h']))"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "nu\n"  # nothing heavy is read before main is called
    time.sleep(0.1)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate()
    assert (child.returncode, err) == (2, "Afbrudt. Det, der ikke blev færdigt, er uændret.\n")


def test_the_command_line_itself_reads_no_heavy_package() -> None:
    code = "import sys, okonomi.cli; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_that_is_written_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    stream = Terminal()
    step = progress(stream)
    step(0, 2, "En meget lang overskrift, som ikke kan stå på en linje for sig selv")
    step(2, 2, "Færdig")
    first, second = stream.getvalue().removesuffix("\n").split("\r")[1:]
    assert len(first) == len(second) == 59
    assert first.endswith("0/2 En meget lang overskrift") and second.rstrip().endswith("2/2 Færdig")
    assert "\033" not in stream.getvalue()


def test_json_is_json_whatever_the_console_and_whatever_goes_wrong(build, capsys) -> None:
    workspace = build("Ærø by")
    assert main(["check", "--json", "--workspace", str(workspace)]) == 2  # there is no key
    out = capsys.readouterr().out
    given = json.loads(out)
    assert out.isascii() and given["exit_code"] == 2
    assert "Ærø by" in given["faults"][0] and "noegle.txt" in given["faults"][0]


def test_a_month_parameter_may_not_disagree_with_the_folder(build, capsys) -> None:
    workspace = build(months=("2026-02", "2026-03"))
    command = ["report", "kort", "--workspace", str(workspace), "--parameter", "period=2026-02"]
    assert main(command) == 2
    assert "brug --period i stedet" in capsys.readouterr().err
    assert not (workspace / "reports").exists()


@pytest.mark.parametrize("name", ["../notebooks/kort", "under/kort", "..\\kort", "c:kort", ""])
def test_a_report_is_named_and_not_pointed_at(name: str, build, capsys) -> None:
    workspace = build()
    assert main(["report", name, "--workspace", str(workspace)]) == 2
    assert "findes ikke. Vælg en af: " in capsys.readouterr().err


def test_a_status_page_that_cannot_be_written_takes_no_report(build, capsys) -> None:
    workspace = build(drift='rapporter = ["kort"]\n')
    (workspace / "reports" / "index.html").mkdir(parents=True)
    assert main(["report", "kort", "--workspace", str(workspace)]) == 0
    spoken = capsys.readouterr()
    assert "Rapporten ligger i" in spoken.out and "Oversigten" in spoken.err
    assert (workspace / "reports" / "2026-03" / "kort" / "rapport.html").is_file()
    # Of run-due the page is one of the things that were to be made.
    assert main(["run-due", "--workspace", str(workspace)]) == 2
    assert "Oversigten" in capsys.readouterr().err


def test_arguments_that_are_cut_short(capsys) -> None:
    for given, said in (
        (["report", "x", "--pe=1", "--pa", "2", "--p", "3"], "--p kan være --period, --parameter"),
        (["check", "--json=1"], "--json tager ingen værdi"),
    ):
        with pytest.raises(SystemExit) as stopped:
            main(given)
        assert stopped.value.code == 2
        assert said in capsys.readouterr().err


def test_the_streams_are_given_back(capsys) -> None:
    before = (sys.stdout, sys.stderr)
    with pytest.raises(SystemExit):
        cli.main(["check", "--forkert"])
    assert (sys.stdout, sys.stderr) == before
