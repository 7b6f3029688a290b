"""start.py: what it installs and when, and what it says when it cannot."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def start() -> ModuleType:
    """start.py as a module of its own for each test, so that its constants can be moved."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def steps(start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The installing steps that ``prepare`` takes, in a copy of the repository without packages."""
    for name in ("pyproject.toml", "requirements.lock", "requirements-bench.lock"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(start, "HERE", tmp_path)
    for name in ("VENV", "PROGRAMS", "PYTHON", "STAMP", "BENCH_STAMP", "LOG", "LOCK", "BENCH_LOCK"):
        moved = tmp_path / getattr(start, name).relative_to(ROOT)
        monkeypatch.setattr(start, name, moved)
    taken: list[str] = []

    def make_venv() -> None:
        taken.append("venv")
        start.PROGRAMS.mkdir(parents=True, exist_ok=True)
        start.PYTHON.touch()

    monkeypatch.setattr(start, "make_venv", make_venv)
    monkeypatch.setattr(start, "install_lock", lambda lock: taken.append(lock.name))
    monkeypatch.setattr(start, "install_kit", lambda: taken.append("kit"))
    return taken


# ---- the file itself ----------------------------------------------------------------------------


def test_old_pythons_can_read_it_and_it_needs_no_package():
    tree = ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 6))
    names = {
        alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in (node.names if isinstance(node, ast.Import) else [ast.alias(node.module)])
    }
    assert names <= set(sys.stdlib_module_names)


def test_pythons_are_those_of_pyproject(start: ModuleType):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    allowed = SpecifierSet(project["requires-python"])
    minors = range(start.OLDEST[1], start.NEWEST[1] + 1)
    assert [m for m in range(30) if allowed.contains(f"3.{m}")] == list(minors)


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ((3, 10, 13), "kræver Python 3.11 eller nyere, og dette er Python 3.10"),
        ((3, 14, 0), "endnu ikke afprøvet på Python 3.14"),
    ],
)
def test_other_pythons_are_refused(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...], said: str
):
    monkeypatch.setattr(start.sys, "version_info", version)
    with pytest.raises(start.Stop, match=said):
        start.refuse_python()


# ---- installing ---------------------------------------------------------------------------------


def test_second_call_installs_nothing(start: ModuleType, steps: list[str]):
    start.prepare()
    assert steps == ["venv", "requirements.lock", "kit"]
    start.prepare()
    assert steps == ["venv", "requirements.lock", "kit"]


def test_changed_pyproject_installs_the_kit_alone(start: ModuleType, steps: list[str]):
    start.prepare()
    steps.clear()
    (start.HERE / "pyproject.toml").write_text("changed", encoding="utf-8")
    start.prepare()
    assert steps == ["kit"]


@pytest.mark.parametrize("key", ["python", "place", "lock"])
def test_anything_else_changed_builds_anew(start: ModuleType, steps: list[str], key: str):
    start.prepare()
    stamp = json.loads(start.STAMP.read_text(encoding="utf-8"))
    start.STAMP.write_text(json.dumps(stamp | {key: "changed"}), encoding="utf-8")
    steps.clear()
    start.prepare()
    assert steps == ["venv", "requirements.lock", "kit"]


def test_interruption_is_repaired(
    start: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch
):
    start.prepare()
    (start.HERE / "pyproject.toml").write_text("changed", encoding="utf-8")

    def interrupted() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(start, "install_kit", interrupted)
        start.prepare()
    steps.clear()
    start.prepare()
    assert steps == ["venv", "requirements.lock", "kit"]


def test_broken_stamp_counts_as_none(start: ModuleType, steps: list[str]):
    start.prepare()
    start.STAMP.write_text('{"python": ', encoding="utf-8")
    steps.clear()
    start.prepare()
    assert steps == ["venv", "requirements.lock", "kit"]


def test_kit_is_found_from_a_folder_with_danish_letters(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    here = tmp_path / "Søren på Økonomi"
    monkeypatch.setattr(start, "HERE", here)
    monkeypatch.setattr(start, "VENV", here / ".venv")
    monkeypatch.setattr(start, "pip", lambda *arguments: None)
    packages = Path(start.sysconfig.get_path("purelib", "venv", {"base": str(here / ".venv")}))
    packages.mkdir(parents=True)
    start.install_kit()
    way = (packages / "okonomi.pth").read_bytes().decode("ascii").strip()
    assert (packages / way).resolve() == here / "src"


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("ERROR: No matching distribution found for pandas==3.1.1\n", "netforbindelse"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM …\n", "ikke den, som requirements"),
        ("ERROR: [Errno 28] No space left on device\n", "Disken er fuld"),
    ],
)
def test_failed_pip_is_one_danish_sentence(start: ModuleType, output: str, said: str):
    reason = start.reason("Collecting pandas\n" + output)
    assert said in reason
    assert output.removeprefix("ERROR: ").strip() in reason
    assert str(start.LOG) in reason


def test_children_compile_and_speak_utf8(start: ModuleType, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("PIP_INDEX_URL", "the user's own")
    env = start.environment()
    assert "PYTHONDONTWRITEBYTECODE" not in env
    assert "PYTHONPATH" not in env
    assert env["PYTHONUTF8"] == "1"
    assert env["PIP_INDEX_URL"] == "the user's own"
    assert env["PATH"].startswith(str(start.PROGRAMS))


# ---- commands -----------------------------------------------------------------------------------


@pytest.fixture
def called(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands that would have been run in .venv, all of them with success."""
    calls: list[tuple[str, ...]] = []

    def run(*arguments: object, cwd: str = "") -> int:
        calls.append(tuple(str(a) for a in arguments))
        return 0

    monkeypatch.setattr(start, "run", run)
    monkeypatch.setattr(start, "prepare", lambda: None)
    return calls


REPORT = ("-P", "-m", "okonomi.cli", "report", "maanedsrapport")


def test_report_is_of_the_synthetic_municipality(start: ModuleType, called: list):
    assert start.main(["report"]) == 0
    assert start.main(["report", "--period", "2026-03"]) == 0
    sample = ("--workspace", str(ROOT / "data" / "eksempel"))
    assert called == [(*REPORT, *sample), (*REPORT, *sample, "--period", "2026-03")]


def test_report_of_another_workspace(start: ModuleType, called: list):
    start.main(["report", "--workspace", "min mappe"])
    start.main(["report", "--workspace=min mappe"])
    assert called == [(*REPORT, "--workspace", "min mappe"), (*REPORT, "--workspace=min mappe")]


def test_other_commands_are_passed_on(start: ModuleType, called: list):
    assert start.main(["okonomi", "check", "--json"]) == 0
    assert called == [("-P", "-m", "okonomi.cli", "check", "--json")]


def test_notebooks_are_run_even_when_tests_fail(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "a.ipynb").touch()
    monkeypatch.setattr(start, "HERE", tmp_path)
    codes = iter([1, 0, 0, 1, 0, 0])
    calls = []
    monkeypatch.setattr(start, "run", lambda *a: calls.append(a) or next(codes))
    assert [start.test(["-k", "cost"]), start.test([]), start.test([])] == [1, 1, 0]
    assert calls[0] == ("-m", "pytest", "-k", "cost")
    assert "--nbval-lax" in calls[1]
    assert len(calls) == 6


def test_unknown_command_shows_the_usage(
    start: ModuleType, called: list, capsys: pytest.CaptureFixture[str]
):
    assert start.main(["rapport"]) == 2
    assert start.main(["--help"]) == 0
    assert capsys.readouterr().out.count("Brug: python start.py KOMMANDO") == 2
    assert called == []


# ---- without internet ---------------------------------------------------------------------------


def test_packages_come_from_the_given_folder_alone(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    wheels = tmp_path / "med hjem"
    wheels.mkdir()
    wheel = wheels / "prikken-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("prikken.py", "over_i = True\n")
        file.writestr(
            "prikken-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: prikken\nVersion: 1.0\n"
        )
        file.writestr("prikken-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        file.writestr("prikken-1.0.dist-info/RECORD", "")
    lock = tmp_path / "requirements.lock"
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock.write_text(f"prikken==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    for name in ("VENV", "PROGRAMS", "PYTHON", "LOG"):
        monkeypatch.setattr(start, name, tmp_path / getattr(start, name).relative_to(ROOT))
    for name in ("INDEX_URL", "CONFIG_FILE"):
        monkeypatch.setenv(f"PIP_{name}", "/dev/null")
    start.make_venv()
    with pytest.raises(start.Stop):
        start.install_lock(lock)
    assert start.take_wheels(["--wheels", str(wheels), "report"]) == ["report"]
    start.install_lock(lock)
    asked = [str(start.PYTHON), "-c", "import prikken; print(prikken.over_i)"]
    assert subprocess.run(asked, capture_output=True, text=True).stdout.strip() == "True"


def test_wheels_may_be_said_in_one_word(start: ModuleType, tmp_path: Path):
    (tmp_path / "a.whl").touch()
    assert start.take_wheels([f"--wheels={tmp_path}", "okonomi", "check"]) == ["okonomi", "check"]
    assert ["--no-index", "--find-links", tmp_path] == start.WHEELS


@pytest.mark.parametrize("arguments", [["--wheels"], ["--wheels", "findes ikke", "report"]])
def test_folder_without_packages_is_refused(
    start: ModuleType, called: list, capsys: pytest.CaptureFixture[str], arguments: list[str]
):
    assert start.main(arguments) == 2
    assert "Der er ingen pakker (.whl)" in capsys.readouterr().err
    assert called == []


# ---- a disk that is full or read-only -----------------------------------------------------------


def test_a_folder_that_cannot_be_written_is_one_danish_sentence(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def full() -> None:
        raise OSError(28, "No space left on device", "okonomi-stamp.json")

    monkeypatch.setattr(start, "prepare", full)
    assert start.main(["report"]) == 2
    err = capsys.readouterr().err
    assert "okonomi-stamp.json kan ikke bruges" in err and "plads på disken" in err
    assert len(err.strip().splitlines()) == 1
