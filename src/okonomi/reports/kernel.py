"""The kernel of a run: this interpreter, encrypted where it can be, with no profile of a user.

Nothing is registered anywhere. An installed kernel named ``python3`` may belong to another
Python, so none is looked up. Import only from ``runner``: Jupyter is imported here.
"""

from __future__ import annotations

from pathlib import Path

import zmq
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager, KernelManager
from traitlets.config import Config


def kernel_manager(own_folder: Path) -> type[AsyncKernelManager]:
    """A manager that starts ipykernel under ``sys.executable``.

    ``own_folder`` takes the place of the user's IPython folder, so that a start-up file or a
    history of theirs neither changes nor records a report.
    """
    spec = get_kernel_dict(extra_arguments=["--HistoryManager.enabled=False"])
    spec["env"] = {"IPYTHONDIR": str(own_folder)}

    class ThisPython(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(resource_dir="", **spec)

    return ThisPython


def encrypted() -> Config:
    """The talk with the kernel is encrypted where both ends can: others may share the machine."""
    supported = get_kernel_dict().get("metadata", {}).get("supported_encryption")
    if not (supported and zmq.has("curve") and hasattr(KernelManager, "transport_encryption")):
        return Config()
    return Config({"KernelManager": {"transport_encryption": "required"}})
