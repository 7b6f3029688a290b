"""What is left of the process of a run that is broken off."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from okonomi.reports.kernel import Kernel
from okonomi.reports.runner import read_notebook, run_notebook

WAITS = "import os, pathlib, time; pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(60)"


@pytest.mark.skipif(sys.platform == "win32", reason="asks for a process by its number")
@pytest.mark.parametrize("task", ["_async_poll_for_reply", "_async_poll_output_msg"])
def test_ctrl_c_in_the_middle_of_the_talk_with_the_kernel(
    notebook: Callable[..., NotebookNode],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    task: str,
) -> None:
    pid = tmp_path / "pid"
    real = getattr(NotebookClient, task)

    async def struck(self: object, message: str, cell: NotebookNode, *rest: object) -> object:
        if cell.source != WAITS:
            return await real(self, message, cell, *rest)
        while not (pid.exists() and pid.read_text()):
            await asyncio.sleep(0.01)
        raise KeyboardInterrupt

    monkeypatch.setattr(NotebookClient, task, struck)
    nbformat.write(notebook("# Titel", WAITS), tmp_path / "n.ipynb")
    with Kernel(keeps=True) as kernel, pytest.raises(KeyboardInterrupt):
        run_notebook(
            read_notebook(tmp_path / "n.ipynb"),
            {},
            folder=tmp_path,
            failed=tmp_path / "n-fejlet.ipynb",
            kernel=kernel,
        )
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
    gc.collect()  # what asyncio says of a task nobody asked
    assert capfd.readouterr().err == ""
