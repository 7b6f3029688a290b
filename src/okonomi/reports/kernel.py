"""The kernel of a run: this interpreter, encrypted where it can be, with no profile of a user.

Nothing is registered anywhere. An installed kernel named ``python3`` may belong to another
Python, so none is looked up. Import only from ``runner``: Jupyter is imported here.
"""

from __future__ import annotations

import asyncio
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import zmq
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager, KernelManager
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import DeadKernelError
from traitlets.config import Config

START_SECONDS = 120
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""The matrices are small; with one thread sums are added in the same order on every machine, and
kernels side by side do not fight for the cores."""
_BEGIN = "__import__('okonomi.reports.session', fromlist=['begin']).begin()"
_RESET = "assert __import__('IPython').get_ipython().okonomi_session.reset({folder!r})"


class Kernel:
    """One process for one notebook, or with ``keeps`` for one notebook after the other.

    Between two notebooks the process forgets the first (``session.py``); where it cannot vouch
    for that, it is ended and a new one started.
    """

    def __init__(self, *, keeps: bool = False) -> None:
        self._keeps = keeps
        self._first: Any = None
        self._process = ExitStack()
        self._own = TemporaryDirectory(prefix="okonomi-", ignore_cleanup_errors=True)

    def execute(self, notebook_manager: Any, *, folder: Path, **settings: Any) -> Any:
        """Run papermill's notebook in ``folder``. After an error the caller must ``close``.

        ``settings`` are the client's: ``timeout`` of a cell in seconds, ``on_cell_start``.
        """
        client = self._client(notebook_manager, folder, settings)
        if self._first is not None and not self._forget(client, folder):
            self.close()
            client = self._client(notebook_manager, folder, settings)
        if self._first is None:
            self._process.enter_context(client.setup_kernel(cleanup_kc=True))
            self._first = client
            if self._keeps and not _ask(client, _BEGIN):
                raise RuntimeError("the session could not begin")
        return client.execute(cleanup_kc=False)

    def close(self) -> None:
        """End the process, if one is running; the next notebook gets a new one."""
        self._first = None
        _give_up_talk()
        self._process.close()

    def __enter__(self) -> Kernel:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self._own.cleanup()

    def _client(self, notebook_manager: Any, folder: Path, settings: dict[str, Any]) -> Any:
        from papermill.clientwrap import PapermillNotebookClient

        client = PapermillNotebookClient(
            notebook_manager,
            km=self._first and self._first.km,
            kernel_name="python3",
            startup_timeout=START_SECONDS,
            shutdown_kernel="immediate",
            kernel_manager_class=_manager_class(Path(self._own.name)),
            config=_encrypted(),
            resources={"metadata": {"path": str(folder)}},
            **settings,
        )
        client.kc = self._first and self._first.kc
        return client

    def _forget(self, client: Any, folder: Path) -> bool:
        try:
            return _ask(client, _RESET.format(folder=str(folder)))
        except (DeadKernelError, RuntimeError):
            return False


def _give_up_talk() -> None:
    """Forget what was waited for when a run was broken off.

    An interrupt that strikes inside a task of the event loop is kept there, and would be raised
    once more by the loop's next turn: in the middle of ending the process.
    """
    with suppress(RuntimeError):
        asyncio.get_running_loop()
        return  # a notebook's own loop, with tasks of others; it ran ours to the end
    loop = ensure_event_loop()
    if talk := asyncio.all_tasks(loop):
        for task in talk:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*talk, return_exceptions=True))


def _ask(client: Any, code: str) -> bool:
    """Run a line of our own; whether it went well."""
    said = client.wait_for_reply(client.kc.execute(code, silent=True, store_history=False))
    return bool(said and said["content"]["status"] == "ok")


def _manager_class(own_folder: Path) -> type[AsyncKernelManager]:
    """A manager that starts ipykernel under ``sys.executable``.

    ``own_folder`` takes the place of the user's IPython folder, so that a start-up file or a
    history of theirs neither changes nor records a report.
    """
    # When a run is killed, its kernel ends too, and has nothing to say of it.
    arguments = ["--HistoryManager.enabled=False", "--log-level=ERROR"]
    spec = get_kernel_dict(extra_arguments=arguments)
    # No session of a Jupyter server, also when the run was started from a notebook in one.
    spec["env"] = {"IPYTHONDIR": str(own_folder), "JPY_SESSION_NAME": "", **ONE_THREAD}

    class ThisPython(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(resource_dir="", **spec)

    return ThisPython


def _encrypted() -> Config:
    """The talk with the kernel is encrypted where both ends can: others may share the machine."""
    supported = get_kernel_dict().get("metadata", {}).get("supported_encryption")
    if not (supported and zmq.has("curve") and hasattr(KernelManager, "transport_encryption")):
        return Config()
    return Config({"KernelManager": {"transport_encryption": "required"}})
