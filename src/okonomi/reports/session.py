"""What a kernel keeps from one report to the next, and how it forgets everything else.

This runs inside the kernel. Kept are the imported packages of others, and the readings of one
workspace as bytes, from which every notebook gets tables of its own. Put back or thrown away are
the notebook's names, the kit's own modules with all they hold, and the usual settings of the
process. Where something else is seen to be changed, ``reset`` says so, and the run goes on in a
new process: see docs/metode/raadgiver.md.
"""

from __future__ import annotations

import builtins
import decimal
import functools
import gc
import os
import pickle
import random
import site
import sys
import sysconfig
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

import numpy as np
import pandas as pd

KIT = "okonomi"
CODE = (FunctionType, BuiltinFunctionType, type, property, classmethod, staticmethod)
"""What a package does not exchange by itself once it is imported."""


def begin() -> None:
    """Take over a new kernel before its first notebook."""
    _shell().okonomi_session = Session()


class Session:
    """The process as it was before the first notebook."""

    def __init__(self) -> None:
        self._readings: dict[tuple[str, ...], bytes] = {}
        self._environ = dict(os.environ)
        self._path = list(sys.path)
        self._warnings = list(warnings.filters)
        self._threads = set(threading.enumerate())
        standard = [sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")]
        # The user's own, and those of the Python that a virtual environment may rest on.
        more = [*site.getsitepackages(), site.getusersitepackages()]
        self._libraries = tuple(f"{folder}{os.sep}" for folder in [*standard, *more])
        self._remember()
        self._code = dict(_code(self._others()))

    def reset(self, folder: str) -> bool:
        """Forget the notebook before; whether the process is now as good as a new one.

        The next notebook runs in ``folder``.
        """
        _shell().reset(new_session=True)
        self._drop_modules()
        self._put_back()
        os.chdir(folder)
        gc.collect()
        if not self._unchanged():
            return False
        self._remember()
        return True

    def _drop_modules(self) -> None:
        """The kit's modules, and those that lie with the notebook, are imported anew."""
        for name, module in list(sys.modules.items()):
            origin = getattr(getattr(module, "__spec__", None), "origin", None) or ""
            elsewhere = origin.endswith(".py") and not origin.startswith(self._libraries)
            if name.split(".")[0] == KIT or (elsewhere and name != "__main__"):
                del sys.modules[name]
        sys.path_importer_cache.clear()  # it may hold a relative folder of the notebook before

    def _put_back(self) -> None:
        os.environ.clear()
        os.environ.update(self._environ)
        sys.path[:] = self._path
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pd.reset_option("all")
            if "matplotlib" in sys.modules:
                sys.modules["matplotlib"].rc_file_defaults()
        warnings.filters[:] = self._warnings  # type: ignore[index]
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
        np.seterr(divide="warn", over="warn", under="ignore", invalid="warn")
        np.random.seed()  # noqa: NPY002 - the old generator is one for the whole process
        random.seed()
        decimal.setcontext(decimal.Context())

    def _unchanged(self) -> bool:
        """Whether no function or class of others was exchanged and no thread is left running.

        A package that the notebook before was the first to import is vouched for from now on.
        """
        # The kernel's own way of sending starts a thread with the first large figure.
        threads = {t for t in threading.enumerate() if not type(t).__module__.startswith("zmq.")}
        if not threads <= self._threads:
            return False
        now = dict(_code(self._others()))
        if any(now.get(place) is not code for place, code in self._code.items()):
            return False
        self._code = now
        return True

    def _others(self) -> list[ModuleType]:
        found = list(sys.modules.items())
        return [m for name, m in found if name.split(".")[0] not in (KIT, "__main__")]

    def _remember(self) -> None:
        """Have ``intake.read`` answer from memory where no file has changed since."""
        from okonomi import intake
        from okonomi.intake import month

        read = month.read

        @functools.wraps(read)
        def remembered(workspace: Any, period: Any) -> Any:
            root = str(workspace.root)
            key = (root, str(period), _signature(workspace))
            if key in self._readings:
                # Bytes cannot be changed: every notebook gets new tables, and only its own.
                return pickle.loads(self._readings[key])
            reading = read(workspace, period)
            if any(other[0] != root for other in self._readings):
                self._readings.clear()  # one municipality at a time
            self._readings[key] = pickle.dumps(reading, protocol=pickle.HIGHEST_PROTOCOL)
            return reading

        intake.read = month.read = remembered


def _shell() -> Any:
    from IPython import get_ipython

    return get_ipython()


def _code(modules: list[ModuleType]) -> Iterator[tuple[tuple[int | str, str], object]]:
    """Every function and class of the modules and their classes, by where it stands."""
    classes: dict[int, type] = {}
    for module in [builtins, *modules]:
        for name, value in list(vars(module).items()):
            if isinstance(value, CODE):
                yield (module.__name__, name), value
                if type(value) is type:
                    classes[id(value)] = value
    for place, kind in classes.items():
        for name, value in list(vars(kind).items()):
            if isinstance(value, CODE):
                yield (place, name), value


def _signature(workspace: Any) -> str:
    """Name, size and times of every file a reading may depend on."""
    root = workspace.root
    reports = workspace.path("filer", "rapporter")
    folders = [root, workspace.path("filer", "profiler")]
    files = {workspace.path("filer", "alias"), workspace.path("personer", "noegle")}
    for top in folders:
        for folder, inner, names in os.walk(top):
            here = Path(folder)
            inner[:] = [n for n in inner if n[0] != "." and (here / n).resolve() != reports]
            files.update(here / name for name in names)
    parts = []
    for file in sorted(files):
        try:
            seen = file.stat()
        except OSError:
            continue
        parts.append(f"{file}|{seen.st_size}|{seen.st_mtime_ns}|{seen.st_ctime_ns}")
    return "\n".join(parts)
