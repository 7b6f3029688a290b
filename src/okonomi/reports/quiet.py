"""What must happen before any Jupyter package is imported."""

from __future__ import annotations

import sys


def quiet_jupyter() -> None:
    """Keep jsonschema from building its grammars for web addresses: 1.5 s of every run.

    jsonschema itself suppresses the ImportError, and no schema of Jupyter's uses that format.
    Without effect where the package is imported already.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
