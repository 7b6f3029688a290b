"""Progress while a notebook runs: one moving line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TextIO

WIDTH = 30


def progress(stream: TextIO) -> Callable[[int, int, str], None]:
    """A callback ``(done, total, what)``; ``done == total`` ends the line."""

    def on_terminal(done: int, total: int, what: str) -> None:
        filled = WIDTH * done // max(total, 1)
        bar = "█" * filled + "·" * (WIDTH - filled)
        # One line and no more, or it cannot be written over; and no control codes but this, which
        # an older Windows console would show as they are.
        room = shutil.get_terminal_size().columns - 1
        stream.write("\r" + f"{bar} {done}/{total} {what}"[:room].ljust(room))
        if done >= total:
            stream.write("\n")
        stream.flush()

    def on_lines(done: int, total: int, what: str) -> None:
        stream.write(f"{done}/{total} {what}\n")
        stream.flush()

    return on_terminal if stream.isatty() else on_lines
