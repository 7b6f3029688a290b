"""One run at a time, by a lock that goes with its process and leaves nothing behind."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from okonomi.errors import UserError
from okonomi.reports import lock
from okonomi.reports.lock import locked

# Holds the lock, and has a child that outlives it, as a kernel may for a moment.
HOLD = """
import subprocess, sys, time
from pathlib import Path
from okonomi.reports.lock import locked
with locked(Path(sys.argv[1])):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(20)"])
    print(child.pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "okonomi.toml").write_text("")
    return tmp_path


def test_a_folder_that_knows_no_locks_is_no_other_run(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take(root: Path) -> int:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_take", take)
    with pytest.raises(UserError, match="kan ikke låses") as caught, locked(root):
        pass
    assert not isinstance(caught.value, lock.Busy)


def test_a_second_one_in_the_same_process_too_is_refused(root: Path) -> None:
    with locked(root), pytest.raises(UserError, match="En anden kørsel er i gang"), locked(root):
        pass
    with locked(root):
        assert {path.name for path in root.iterdir()} == {"okonomi.toml"}


def test_an_error_lets_go(root: Path) -> None:
    with pytest.raises(KeyError), locked(root):
        raise KeyError
    with locked(root):
        pass


def test_it_dies_with_its_process_whatever_its_children_do(root: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        child = int(holder.stdout.readline())  # type: ignore[union-attr]
        try:
            with pytest.raises(UserError), locked(root):
                pass
            holder.kill()
            holder.wait()
            with locked(root):
                assert {path.name for path in root.iterdir()} == {"okonomi.toml"}
        finally:
            holder.kill()
            _end(child)


def _end(pid: int) -> None:

    os.kill(pid, signal.SIGTERM)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks the file at once")
def test_a_disk_that_locks_no_folders(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flock = lock._flock

    def only_files(path: Path, flags: int) -> int:
        if path.is_dir():
            raise OSError(95, "Operation not supported")
        return flock(path, flags)

    monkeypatch.setattr(lock, "_flock", only_files)
    with locked(root), pytest.raises(UserError), locked(root):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no flock")
def test_a_network_disk_that_says_no_access_to_what_another_run_holds(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(handle: int, how: int) -> None:
        handles.append(handle)
        raise PermissionError(errno.EACCES, "Permission denied")

    handles: list[int] = []
    monkeypatch.setattr("fcntl.flock", flock)
    with pytest.raises(lock.Busy, match="En anden kørsel er i gang"), locked(root):
        pass
    (handle,) = handles
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(handle)
