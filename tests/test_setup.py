"""The set-up holds together: pyproject.toml is the source, everything else agrees with it."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import okonomi

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))

BASE = {"jupyterlab", "pandas", "matplotlib", "seaborn", "statsmodels", "papermill", "nbval"}
NOT_ON_CONDA = {"typst", "playwright"}
# For the notebooks alone: no module of the kit need import it.
NOT_IMPORTED = BASE | {"ipywidgets", "anywidget"}
IMPORTED_AS = {"ipython": "IPython", "pyyaml": "yaml", "pyzmq": "zmq"}

PYTHONS = {"3.11": "3.11.7", "3.12": "3.12.1", "3.13": "3.13.0"}
SYSTEMS = {
    "linux": {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
    "windows": {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
    "macos": {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
}


def requirements(group: str | None = None) -> dict[str, Requirement]:
    """pyproject's dependencies, or those of one dependency group, by name."""
    listed = PROJECT["dependency-groups"][group] if group else PROJECT["project"]["dependencies"]
    found = [Requirement(text) for text in listed]
    return {canonicalize_name(r.name): r for r in found}


def pins(name: str) -> list[tuple[str, str, Marker | None, int]]:
    """A lock's pins: name, version, marker, and how many hashes stand below it."""
    found = []
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"([\w.-]+)==(\S+)(?: ; (.+?))? \\", line):
            package, version, marker = match.groups()
            found.append([package, version, Marker(marker) if marker else None, 0])
        elif re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line):
            found[-1][3] += 1
        else:
            assert re.fullmatch(r"    #[ \w().,:<>=-]*", line), f"unexpected line: {line}"
    return [tuple(pin) for pin in found]


def machine(python: str, system: str) -> dict[str, str]:
    """The marker environment of one machine."""
    return {
        "python_version": python,
        "python_full_version": PYTHONS[python],
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "platform_machine": "x86_64",
        **SYSTEMS[system],
    }


# ---- pyproject, environment.yml and the lock ---------------------------------------------------


def test_version_is_said_once():
    assert PROJECT["project"]["version"] == okonomi.__version__


def test_base_packages_are_everywhere():
    locked = {name for name, *_ in pins("requirements.lock")}
    conda = {Requirement(s).name for s in ENVIRONMENT["dependencies"] if isinstance(s, str)}
    assert requirements().keys() >= BASE
    assert locked >= BASE
    assert conda >= BASE


def test_environment_repeats_pyproject():
    assert ENVIRONMENT["name"] == PROJECT["project"]["name"]
    assert ENVIRONMENT["channels"] == ["conda-forge", "nodefaults"]
    *conda, last = ENVIRONMENT["dependencies"]
    *by_pip, kit = last["pip"]
    assert kit == "-e ."
    specs = {canonicalize_name(r.name): r.specifier for r in map(Requirement, conda)}
    assert specs.pop("python") == SpecifierSet(PROJECT["project"]["requires-python"])
    assert specs.pop("pip") == SpecifierSet()
    from_pip = {r.name: r.specifier for r in map(Requirement, by_pip)}
    assert from_pip.keys() == NOT_ON_CONDA
    wanted = requirements() | requirements("test")
    assert specs | from_pip == {name: r.specifier for name, r in wanted.items()}


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_lock_satisfies_pyproject(python: str, system: str):
    here = machine(python, system)
    applying = [p for p in pins("requirements.lock") if p[2] is None or p[2].evaluate(here)]
    versions = {name: version for name, version, *_ in applying}
    assert len(versions) == len(applying), "a package is pinned twice for one machine"
    for name, wanted in (requirements() | requirements("test") | requirements("build")).items():
        assert wanted.specifier.contains(versions[name]), f"{wanted} is locked at {versions[name]}"
    for name, held in requirements("held").items():
        assert held.specifier.contains(versions[name])
    assert requirements("bench").keys().isdisjoint(versions)
    assert ("colorama" in versions) == (system == "windows")


def test_bench_lock_satisfies_pyproject():
    versions = {name: version for name, version, *_ in pins("requirements-bench.lock")}
    for name, wanted in requirements("bench").items():
        assert wanted.specifier.contains(versions[name])


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-bench.lock"])
def test_lock_is_hashed_and_names_no_address(lock: str):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert set(re.findall(r"(?m)^\s*(-[\w-]*)", text)) == {"--hash"}, "no option but the hashes"
    assert all(hashes >= 1 for *_, hashes in pins(lock))
    # A package with compiled parts has a file per system and Python: fewer hashes than that mean
    # that the lock was made from one machine's own files.
    compiled = {"numpy", "pandas", "scipy", "matplotlib", "pyarrow", "duckdb"}
    assert all(hashes >= 10 for name, *_, hashes in pins(lock) if name in compiled)


# ---- what is imported and what is declared ------------------------------------------------------


def imported(path: Path) -> set[str]:
    """The top-level names that a file imports, also inside functions."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module.partition(".")[0])
    return names


def test_every_import_is_declared():
    used = set().union(*(imported(path) for path in (ROOT / "src").rglob("*.py")))
    used -= {"okonomi"} | set(sys.stdlib_module_names)
    declared = {IMPORTED_AS.get(n, n.replace("-", "_")): n for n in requirements()}
    extras = PROJECT["project"]["optional-dependencies"].values()
    optional = {Requirement(text).name for listed in extras for text in listed}
    assert optional <= requirements("test").keys(), "what is optional is tested all the same"
    used -= optional
    assert used <= declared.keys()
    assert {declared[name] for name in used} >= requirements().keys() - NOT_IMPORTED


def test_ruff_finds_nothing():
    ruff = [sys.executable, "-m", "ruff", "check", "--quiet", "--output-format=concise", "."]
    found = subprocess.run(ruff, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert found.returncode == 0, found.stdout + found.stderr


# ---- what git keeps -----------------------------------------------------------------------------


@pytest.mark.skipif(
    not (ROOT / ".git").exists() or shutil.which("git") is None, reason="not a git clone"
)
@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        (".venv/pyvenv.cfg", True),
        ("data/raw/2026-03/udtraek.csv", True),
        ("data/andet/2026-03/udtraek.csv", True),
        ("data/eksempel/2026-03/udtraek.csv", False),
        ("data/eksempel/noegle.txt", False),
        ("noegle.txt", True),
        ("arbejde/noegle-2026.txt", True),
        ("reports/2026-03/maanedsrapport/rapport.html", True),
        ("reports/README-billede.png", False),
        ("src/okonomi/reports/publish.py", False),
        ("tests/reports/test_publish.py", False),
        ("notebooks/.ipynb_checkpoints/a.ipynb", True),
    ],
)
def test_git_ignores(path: str, ignored: bool):
    asked = subprocess.run(["git", "check-ignore", "-q", "--no-index", path], cwd=ROOT, check=False)
    assert asked.returncode == (0 if ignored else 1)


def test_ci_runs_the_tests():
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert text.splitlines()[-1] == 'exec python3 start.py test "$@"'
    assert os.name == "nt" or os.access(ROOT / ".ci" / "run", os.X_OK)
