"""Publish a report folder whole or not at all.

The new folder is written beside the old one (``.<name>.ny-…``), the old one moved aside
(``.<name>.gammel``), the new one renamed in, and the old one removed. Whatever step a run is cut
off at, ``repair`` finds either the old report or the new one whole. Only one run at a time may work
in a workspace: its lock (``lock.py``) is the caller's to hold.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from okonomi.errors import UserError


@contextmanager
def publishing(target: Path) -> Iterator[Path]:
    """A new empty folder; it takes ``target``'s place when the block ends without an error.

    A target that cannot be moved, because a file in it is open, raises ``UserError``. The old
    report is untouched until the new one is complete.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _repair(target)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}.ny-", dir=target.parent))
    except OSError:
        raise _no_access(target.parent) from None
    # mkdtemp shuts others out; a report is for all who may read the folder around it.
    with suppress(OSError):  # a network disk may know no such rights
        work.chmod(target.parent.stat().st_mode & 0o777)
    try:
        yield work
        _swap(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def repair(reports: Path) -> None:
    """Put right every report under a folder whose publishing was cut off. Quiet where none was."""
    if not reports.is_dir():
        return
    names = {
        left.parent / _name_of(left)
        for pattern in (".*.gammel", ".*.ny-*")
        for left in reports.rglob(pattern)
        if left.is_dir()
    }
    for target in sorted(names):
        _repair(target)


def _name_of(left: Path) -> str:
    return left.name[1:].removesuffix(".gammel").rsplit(".ny-", 1)[0]


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.gammel")


def _repair(target: Path) -> None:
    aside = _aside(target)
    if aside.is_dir() and not target.exists():
        aside.rename(target)
    _discard(target)
    for left in target.parent.glob(f".{_literal(target.name)}.ny-*"):
        shutil.rmtree(left, ignore_errors=True)


def _literal(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)


def _swap(work: Path, target: Path) -> None:
    aside = _aside(target)
    had_old = target.exists()
    try:
        if had_old:
            target.rename(aside)
    except OSError:
        raise _in_use(target) from None
    try:
        work.rename(target)
    except OSError:
        if had_old:
            aside.rename(target)
        raise _in_use(target) from None
    _discard(target)


def _discard(target: Path) -> None:
    """Remove the old report, under another name first: half of it must never be restored."""
    aside = _aside(target)
    if aside.is_dir():
        with suppress(OSError):
            doomed = aside.rename(target.with_name(f".{target.name}.ny-slettes"))
            shutil.rmtree(doomed, ignore_errors=True)


def _in_use(target: Path) -> UserError:
    return UserError(
        f"Rapporten er ikke udgivet: mappen {target} kan ikke skiftes ud, fordi en fil i den er "
        "åben, eller fordi du ikke må skrive der. Luk rapporten i Excel, PDF-læser og Stifinder, "
        "og kør igen. Den gamle rapport ligger uændret."
    )


def _no_access(folder: Path) -> UserError:
    return UserError(
        f"Der kan ikke skrives i mappen {folder}. Få skriveadgang, eller vælg en anden mappe til "
        "rapporterne med “rapporter” under [filer] i okonomi.toml."
    )
