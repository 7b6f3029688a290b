"""Packages for a machine without internet: what the lock comes down to, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from okonomi.cli import pack
from okonomi.errors import UserError

LOCK = """\
# made by a tool
always==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via other
console==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:cc
old==3.0 ; python_full_version < '3.11.5' \\
    --hash=sha256:dd
new==3.1 ; python_full_version >= '3.11.5' \\
    --hash=sha256:ee
"""


def needed(platform: str, python: str, patch: str) -> list[str]:
    markers = pack.PLATFORMS[platform].markers(python, patch)
    lines = pack.requirements(LOCK, markers).splitlines()
    return [line.split("==")[0] for line in lines if not line.startswith(" ")]


@pytest.mark.parametrize(
    ("platform", "python", "patch", "names"),
    [
        ("windows", "3.11", "0", ["always", "console", "old"]),
        ("windows", "3.12", "0", ["always", "console", "new"]),
        ("linux", "3.11", "0", ["always", "old"]),
        ("linux", "3.11", "99", ["always", "new"]),
        ("mac-arm", "3.13", "0", ["always", "new"]),
    ],
)
def test_lock_is_reduced_to_the_other_machine(
    platform: str, python: str, patch: str, names: list[str]
):
    assert needed(platform, python, patch) == names


def test_hashes_stay_and_markers_go():
    text = pack.requirements(LOCK, pack.PLATFORMS["windows"].markers("3.12", "1"))
    assert text == (
        "always==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
        "console==2.0 \\\n    --hash=sha256:cc\n"
        "new==3.1 \\\n    --hash=sha256:ee\n"
    )


def test_pythons_and_own_platform_are_known():
    assert pack.here() in pack.PLATFORMS


def test_folder_with_other_things_is_refused(tmp_path: Path):
    (tmp_path / "budget.xlsx").touch()
    with pytest.raises(UserError, match=r"budget\.xlsx"):
        pack.pack(tmp_path / "requirements.lock", tmp_path, "linux", "3.12")


def test_no_index_is_one_danish_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    for name, value in (("NO_INDEX", "1"), ("CONFIG_FILE", "/dev/null")):
        monkeypatch.setenv(f"PIP_{name}", value)
    lock = tmp_path / "requirements.lock"
    lock.write_text("always==1.0 \\\n    --hash=sha256:aa\n", encoding="utf-8")
    assert pack.main([str(lock), str(tmp_path / "pakker"), "--platform", "linux"]) == 2
    said = capsys.readouterr().err
    assert "Pakkerne kunne ikke hentes" in said and "Traceback" not in said


def test_mistakes_are_told_in_danish(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lock, file = tmp_path / "lock", tmp_path / "fil"
    lock.write_text(LOCK, "utf-8")
    file.write_text("", "utf-8")
    assert pack.main([str(lock), str(file)]) == 2
    assert f"{file} kan ikke bruges: den findes allerede." in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        pack.main([str(lock)])
    assert stopped.value.code == 2
    err = capsys.readouterr().err
    assert "der mangler: MAPPE" in err and "start.py pack -h" in err
