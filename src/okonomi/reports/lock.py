"""One run at a time in a workspace, by the operating system's own lock.

Nothing is written for it: locked is the workspace's folder itself (on Windows a byte far behind
the end of ``okonomi.toml``). The lock goes with the process, whatever ends it.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from okonomi.errors import UserError
from okonomi.workspace import SETTINGS_FILE


class Busy(UserError):
    """Another run holds the workspace; nothing is wrong with it."""


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold a workspace for this process alone; ``Busy`` where another run has it."""
    try:
        handle = _take(root)
    except OSError as error:
        if error.errno not in _HELD:
            raise UserError(
                f"Mappen {root} kan ikke låses for andre kørsler ({error.strerror}). Få adgang til "
                f"den og til {SETTINGS_FILE} i den, eller læg den på en anden disk. "
                "Intet er ændret."
            ) from None
        raise Busy(
            f"En anden kørsel er i gang i {root}. Vent, til den er færdig, og kør igen. "
            "Intet er ændret."
        ) from None
    try:
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    _BEHIND = 0x7FFF0000
    _HELD = (errno.EACCES, errno.EDEADLK)

    def _take(root: Path) -> int:
        handle = os.open(root / SETTINGS_FILE, os.O_RDONLY | os.O_BINARY)
        try:
            os.lseek(handle, _BEHIND, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            os.close(handle)
            raise
        return handle
else:
    import fcntl

    _HELD = (errno.EAGAIN, errno.EWOULDBLOCK)

    def _take(root: Path) -> int:
        """The folder; where a network disk locks no folders, the settings' file."""
        try:
            return _flock(root, os.O_RDONLY)
        except BlockingIOError:
            raise
        except OSError:
            return _flock(root / SETTINGS_FILE, os.O_RDWR)

    def _flock(path: Path, flags: int) -> int:
        handle = os.open(path, flags)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except PermissionError as error:
            os.close(handle)
            # So a network disk says that somebody else has it.
            raise BlockingIOError(errno.EAGAIN, error.strerror) from None
        except OSError:
            os.close(handle)
            raise
        return handle
