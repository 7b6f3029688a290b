"""``okonomi batch``: many municipalities, one process for many, one failure that stops no other."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from okonomi.cli import batch, main
from okonomi.errors import UserError
from okonomi.reports.lock import locked

BROKEN = "raise __import__('okonomi').UserError('Filen mangler. Læg den der.')"
PID = "import os, pathlib\npathlib.Path('pid-{name}').write_text(str(os.getpid()))\n"
PLANT = PID.format(name="a") + "plantet = 7\nfrom okonomi.present import numbers\nnumbers.kr = None"
LOOK = (
    PID.format(name="b")
    + "from okonomi.present import numbers\n"
    + "assert 'plantet' not in globals() and numbers.kr is not None"
)
FILES = ("rapport.html", "rapport.pdf", "tabeller.xlsx", "notebook.ipynb")


def plan(folder: Path, text: str) -> Path:
    path = folder / "plan.yaml"
    path.write_text(text, "utf-8")
    return path


def summary(folder: Path) -> list[dict[str, str]]:
    with (folder / "plan-resultat.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def content(workspace: Path, report: str = "kort") -> dict[str, bytes]:
    folder = workspace / "reports" / "2026-03" / report
    return {name: (folder / name).read_bytes() for name in FILES}


def test_many_municipalities_and_one_failure(build, tmp_path, capsys):
    for name in ("a", "b"):
        build(f"by-{name}")
    build("by-x", kort=BROKEN)
    (build("by-y") / "okonomi.toml").write_text("[kommune", "utf-8")
    path = plan(tmp_path, "arbejdsomraader: ['by-*']\nrapporter: [kort]\n")
    code = main(["batch", str(path), "--workers", "2"])
    said = capsys.readouterr()
    assert code == 2
    assert "2  udgivet\n" in said.out and "2  ikke lavet\n" in said.out
    assert "by-x 2026-03 kort: Filen mangler. Læg den der." in said.out
    assert "4/4" in said.err
    rows = {row["kommune"]: row for row in summary(tmp_path)}
    assert {name: row["kode"] for name, row in rows.items()} == {
        "by-a": "0", "by-b": "0", "by-x": "2", "by-y": "2"
    }  # fmt: skip
    assert "okonomi.toml kan ikke læses" in rows["by-y"]["besked"]
    for name in ("a", "b"):
        folder = tmp_path / f"by-{name}" / "reports"
        assert "Udgivet." in (folder / "index.html").read_text("utf-8")
    # A fresh process of its own makes the very same bytes.
    alone = build("alene")
    command = [sys.executable, "-m", "okonomi.cli", "report", "kort", "--workspace", str(alone)]
    subprocess.run(command, check=True, capture_output=True)
    assert content(alone) == content(tmp_path / "by-a") == content(tmp_path / "by-b")


def test_one_process_makes_them_all_and_what_one_plants_the_next_does_not_see(
    build, tmp_path, capsys
):
    workspace = build("by", planter=PLANT, ser=LOOK)
    path = plan(tmp_path, "arbejdsomraader: [by]\nrapporter: [planter, ser]\n")
    assert main(["batch", str(path), "--workers", "1"]) == 0, capsys.readouterr().err
    capsys.readouterr()
    assert (workspace / "pid-a").read_text() == (workspace / "pid-b").read_text()
    assert content(workspace, "ser")["tabeller.xlsx"]


def test_a_process_that_is_killed_takes_no_other_report_with_it(build, tmp_path, capsys):
    # The worker is the kernel's parent; killed, it breaks the whole pool.
    build("by-a", kort="import os, signal; os.kill(os.getppid(), signal.SIGKILL)")
    build("by-b")
    path = plan(tmp_path, "arbejdsomraader: ['by-*']\nrapporter: [kort]\n")
    assert main(["batch", str(path), "--workers", "1"]) == 2
    capsys.readouterr()
    rows = {row["kommune"]: row for row in summary(tmp_path)}
    assert {name: row["kode"] for name, row in rows.items()} == {"by-a": "2", "by-b": "0"}
    assert "gik ned" in rows["by-a"]["besked"]


# The first time both are in their cells when the process dies; then one kills at once.
KILLS = """
import os, pathlib, signal, time
for _ in range(600):
    if pathlib.Path('../by-b/i-gang').exists():
        break
    time.sleep(0.05)
os.kill(os.getppid(), signal.SIGKILL)
"""
SLOW = "import pathlib, time; pathlib.Path('i-gang').touch(); time.sleep(3)"


def test_of_two_side_by_side_only_the_one_that_kills_dies(build, tmp_path, capsys):
    build("by-a", kort=KILLS)
    build("by-b", kort=SLOW)
    path = plan(tmp_path, "arbejdsomraader: ['by-*']\nrapporter: [kort]\n")
    assert main(["batch", str(path), "--workers", "2"]) == 2
    capsys.readouterr()
    rows = {row["kommune"]: row for row in summary(tmp_path)}
    assert {name: row["kode"] for name, row in rows.items()} == {"by-a": "2", "by-b": "0"}
    assert "gik ned" in rows["by-a"]["besked"]


def test_a_batch_that_is_killed_leaves_no_process_and_no_lock(build, tmp_path):
    wait = "import pathlib, time; pathlib.Path('i-gang').touch(); time.sleep(60)"
    workspace = build("by", kort=wait)
    path = plan(tmp_path, "arbejdsomraader: [by]\nrapporter: [kort]\n")
    command = [sys.executable, "-m", "okonomi.cli", "batch", str(path), "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=-1, text=True) as run:
        while not (workspace / "i-gang").exists():
            assert run.poll() is None
        with pytest.raises(UserError), locked(workspace):
            pass
        run.kill()
        _, err = run.communicate(timeout=50)  # until its processes too have let go of the pipe
    assert "shutting down" not in err
    for _ in range(200):  # the worker notices at once; a busy machine takes its time
        with suppress(UserError), locked(workspace):
            return
        time.sleep(0.1)
    pytest.fail("the worker lives on")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C to one process alone")
def test_ctrl_c_ends_what_is_running_at_once(build, tmp_path):
    wait = "import pathlib, time; pathlib.Path('i-gang').touch(); time.sleep(60)"
    workspace = build("by", kort=wait)
    path = plan(tmp_path, "arbejdsomraader: [by]\nrapporter: [kort]\n")
    command = [sys.executable, "-m", "okonomi.cli", "batch", str(path), "--workers", "2"]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True) as run:
        while not (workspace / "i-gang").exists():
            assert run.poll() is None
        begin = time.monotonic()
        for _ in range(2):  # the second by one who does not believe the first
            run.send_signal(signal.SIGINT)
            time.sleep(0.2)
        _, err = run.communicate(timeout=50)
    assert (run.returncode, err) == (2, "Afbrudt. Det, der ikke blev færdigt, er uændret.\n")
    assert time.monotonic() - begin < 30
    with locked(workspace):
        assert not list((workspace / "reports" / "2026-03").iterdir())


def test_a_folder_with_brackets_and_a_report_named_twice(build, tmp_path, capsys):
    build("øst [1] (2)/by-a")
    build("øst [1] (2)/by-[b]")
    build("øst [1] (2)/by-b?")
    path = plan(tmp_path / "øst [1] (2)", "arbejdsomraader: ['by-*', 'by-[b*', by-a]\n"
                "rapporter: [kort, kort]\n")  # fmt: skip
    assert main(["batch", str(path), "--workers", "1"]) == 0
    capsys.readouterr()
    rows = summary(tmp_path / "øst [1] (2)")
    assert [row["kommune"] for row in rows] == ["by-[b]", "by-a", "by-b?"]


def test_a_machine_of_very_many_cores(build, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("okonomi.cli.batch.os.cpu_count", lambda: 128)
    asked = []

    def pool(workers: int):
        asked.append(workers)
        return workers_pool(1)

    workers_pool = batch.pool
    monkeypatch.setattr(batch, "pool", pool)
    build("by")
    path = plan(tmp_path, "arbejdsomraader: [by]\nrapporter: [kort]\n")
    assert main(["batch", str(path)]) == 0
    assert asked == [60]
    capsys.readouterr()


def test_a_number_of_workers_that_makes_no_sense(build, tmp_path, capsys):
    build("by")
    path = plan(tmp_path, "arbejdsomraader: [by]\nrapporter: [kort]\n")
    assert main(["batch", str(path), "--workers", "0"]) == 2
    assert "vælg mellem 1 og 60" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "er tom"),
        ("a: [", "kan ikke læses"),
        ("arbejdsomraader: [x]\nrapporter: kort\n", "“rapporter” skal være en liste"),
        ("arbejdsomraader: ['x*']\nrapporter: [kort]\n", "er ingen mapper med en okonomi.toml"),
        ("arbejdsomraader: [x]\nrapporter: [k]\nperioder: ['marts']\n", "skrives som 2026-03"),
        ("arbejdsomraader: [x]\nrapporter: [k]\nfarve: blå\n", "“farve” kendes ikke"),
    ],
)
def test_a_plan_that_makes_no_sense(text, words, tmp_path, capsys):
    assert main(["batch", str(plan(tmp_path, text))]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "plan-resultat.csv").exists()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory) -> Iterator[str]:
    """A scheduler and two worker processes, as an operator starts them."""
    pytest.importorskip("distributed")
    folder = tmp_path_factory.mktemp("dask")
    file = folder / "scheduler.json"
    common = ["--no-dashboard", "--scheduler-file", str(file)]
    begin = [sys.executable, "-m"]
    commands = [
        [*begin, "distributed.cli.dask_scheduler", *common, "--host", "127.0.0.1", "--port", "0"],
        [*begin, "distributed.cli.dask_worker", *common, "--nworkers", "2", "--nthreads", "1",
         "--local-directory", str(folder)],
    ]  # fmt: skip
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen(command, env=dict(os.environ), **quiet) for command in commands]
    try:
        while not file.exists() or not file.read_text():
            assert started[0].poll() is None
        yield json.loads(file.read_text())["address"]
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(30)


@pytest.mark.filterwarnings("default")
def test_a_cluster_makes_the_very_same_reports(build, tmp_path, capsys, scheduler):
    for name in ("a", "b"):
        build(f"by-{name}")
    build("by-x", kort=BROKEN)
    path = plan(tmp_path, "arbejdsomraader: ['by-*']\nrapporter: [kort]\n")
    assert main(["batch", str(path), "--scheduler", scheduler]) == 2
    assert {row["kommune"]: row["kode"] for row in summary(tmp_path)} == {
        "by-a": "0", "by-b": "0", "by-x": "2"
    }  # fmt: skip
    far = content(tmp_path / "by-a")
    here = plan(tmp_path, "arbejdsomraader: [by-a]\nrapporter: [kort]\n")
    main(["batch", str(here), "--workers", "1"])
    assert content(tmp_path / "by-a") == far
    capsys.readouterr()


@pytest.mark.filterwarnings("default")
def test_no_scheduler_answers(build, tmp_path, capsys, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("okonomi.cli.workers.CONNECT_SECONDS", 1)
    build("by-a")
    path = plan(tmp_path, "arbejdsomraader: [by-a]\nrapporter: [kort]\n")
    assert main(["batch", str(path), "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "Der er ingen Dask-scheduler" in capsys.readouterr().err
