"""What the commands say, on whatever it is said: nothing said may stop the work.

A Windows console or a redirected log may not be UTF-8, the log's disk may be full, the reader of
a pipe may have gone, and a window-less Python has no streams at all.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any


class _Patient:
    """A stream that goes silent where it can no longer be written to; ``full``: for want of room
    and not because nobody listens any more."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.full = False

    def write(self, text: str) -> int:
        try:
            if self._stream is not None:
                self._stream.write(text)
        except OSError as error:
            self._silence(error)
        return len(text)

    def flush(self) -> None:
        try:
            if self._stream is not None:
                self._stream.flush()
        except OSError as error:
            self._silence(error)

    def isatty(self) -> bool:
        return self._stream is not None and bool(self._stream.isatty())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _silence(self, error: OSError) -> None:
        self.full |= not isinstance(error, BrokenPipeError)
        # What is still in the stream's own memory goes there too, also when Python ends.
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


@contextmanager
def spoken() -> Iterator[Callable[[], bool]]:
    """Streams that may be written to without a fault; whether all that was said found room."""
    before = (sys.stdout, sys.stderr)
    patient = []
    for stream in before:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
        patient.append(_Patient(stream))
    sys.stdout, sys.stderr = patient

    def heard() -> bool:
        for stream in patient:
            stream.flush()
        return not any(stream.full for stream in patient)

    try:
        yield heard
    finally:
        sys.stdout, sys.stderr = before
