"""``okonomi lab``: which notebooks are opened, and that nobody's work is written over."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import nbformat
import pytest

from okonomi import cli, new_workspace
from okonomi.cli import lab
from okonomi.period import parse_period

MARCH = "2026-03"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "Ærø Kommune"
    new_workspace.create(folder, name="Ærø Kommune", code="0492", period=parse_period(MARCH))
    return folder


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """The commands that would have started JupyterLab."""
    commands: list[list[str]] = []

    popen = subprocess.Popen

    def start(command: list[str]) -> subprocess.Popen[bytes]:
        commands.append(command)
        return popen([sys.executable, "-c", ""])

    monkeypatch.setattr(lab.subprocess, "Popen", start)
    # Signing the notebooks leaves a trace in the user's home.
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    return commands


def parameters(path: Path) -> str:
    book = nbformat.read(path, as_version=4)
    return next(c.source for c in book.cells if "parameters" in c.metadata.get("tags", []))


def test_a_workspace_gets_copies_set_to_it_and_to_the_month(
    workspace: Path, started: list[list[str]], repository: Path
):
    assert cli.main(["lab", "--workspace", str(workspace), "--", "--no-browser"]) == 0
    folder = workspace / "udforsk" / MARCH
    names = {path.name for path in (repository / "notebooks").glob("*.ipynb")}
    assert {path.name for path in folder.iterdir()} == {*names, "start.md"}
    for name in names:
        assert 'workspace = "../.."' in parameters(folder / name)
        assert f'period = "{MARCH}"' in parameters(folder / name)
        book = nbformat.read(folder / name, as_version=4)
        assert not any(c.get("outputs") for c in book.cells)
    assert "Ærø Kommune i marts 2026" in (folder / "start.md").read_text("utf-8")
    (command,) = started
    assert command[1:3] == ["-m", "jupyterlab"] and command[-1] == "--no-browser"
    assert f"--ServerApp.root_dir={workspace}" in command
    assert f"--LabApp.default_url=/lab/tree/udforsk/{MARCH}/start.md" in command


def test_what_somebody_has_changed_is_kept_and_said(
    workspace: Path, started: list[list[str]], capsys: pytest.CaptureFixture[str]
):
    own = workspace / "notebooks"
    own.mkdir()
    cell = nbformat.v4.new_code_cell('period = "2025-01"\nx = 1')
    cell.metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), own / "hjemmelavet.ipynb")
    folder = workspace / "udforsk" / MARCH
    folder.mkdir(parents=True)
    (folder / "servicetjek.ipynb").write_text("mit eget", "utf-8")
    assert cli.main(["lab", "--workspace", str(workspace), "--period", MARCH]) == 0
    assert (folder / "servicetjek.ipynb").read_text("utf-8") == "mit eget"
    assert "ikke ændret: servicetjek.ipynb" in capsys.readouterr().out
    # The workspace's own notebook comes along; the original is as it was.
    assert parameters(folder / "hjemmelavet.ipynb") == f'period = "{MARCH}"\nx = 1'
    assert parameters(own / "hjemmelavet.ipynb") == 'period = "2025-01"\nx = 1'


def test_without_a_workspace_the_sample_is_opened(
    started: list[list[str]], repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    before = {p: p.read_bytes() for p in (repository / "notebooks").glob("*.ipynb")}
    assert cli.main(["lab"]) == 0
    assert f"--ServerApp.root_dir={repository}" in started[0]
    assert "--LabApp.default_url=/lab/tree/notebooks/start.md" in started[0]
    assert {p: p.read_bytes() for p in before} == before


def test_a_month_that_is_not_there_is_said(
    workspace: Path, started: list[list[str]], capsys: pytest.CaptureFixture[str]
):
    assert cli.main(["lab", "--workspace", str(workspace), "--period", "2025-01"]) == 2
    assert "Der er ingen mappe med udtræk for 2025-01" in capsys.readouterr().err
    assert started == []


def test_the_start_page_leads_to_every_notebook(repository: Path):
    folder = repository / "notebooks"
    text = (folder / lab.START).read_text("utf-8")
    assert lab.SAMPLE in text
    assert [p.name for p in folder.glob("*.ipynb") if f"({p.name})" not in text] == []


def test_nothing_is_fetched_and_the_start_page_is_shown_as_a_page(tmp_path: Path):
    settings = json.loads((lab.SETTINGS / "overrides.json").read_text("utf-8"))
    news = settings["@jupyterlab/apputils-extension:notification"]
    assert news == {"fetchNews": "false", "checkForUpdates": False}
    shown = settings["@jupyterlab/docmanager-extension:plugin"]["defaultViewers"]
    assert shown == {"markdown": "Markdown Preview"}
    command = lab.command(tmp_path, tmp_path / "a", [])
    assert f"--LabApp.app_settings_dir={lab.SETTINGS}" in command
    assert "--LabApp.extension_manager=readonly" in command


def test_ctrl_c_lets_jupyterlab_end_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    class Jupyter:
        """It has heard Ctrl-C too, and takes its time."""

        waits: ClassVar[list[int | None]] = [None, None, 0]

        def __init__(self, command: list[str]) -> None:
            assert "--ServerApp.answer_yes=True" in command

        def __enter__(self) -> Jupyter:
            return self

        def __exit__(self, *_: object) -> None: ...

        def wait(self) -> int:
            if (code := self.waits.pop(0)) is None:
                raise KeyboardInterrupt
            return code

    monkeypatch.setattr(lab.subprocess, "Popen", Jupyter)
    monkeypatch.setattr(lab, "_trust", lambda folder: None)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["lab"]) == 0
    assert Jupyter.waits == []
