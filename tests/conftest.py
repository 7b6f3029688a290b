"""What every test shares: a quiet matplotlib, repeatable property tests, and the browser."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "agg")

# A shell that starts the tests in the background lets them, and all they start, ignore Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on every machine and no clock: a red test is red for everyone.
settings.register_profile("okonomi", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("okonomi")

REPOSITORY = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository's folder."""
    return REPOSITORY


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; a test marked ``browser`` is skipped where there is none."""
    found = _browser()
    if found is None:
        pytest.skip("no Chromium on this machine")
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if _browser() is None:
        skip = pytest.mark.skip(reason="no Chromium on this machine")
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(skip)


def _browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)
