"""manifest.json: what a report was made of, with what, and when."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from okonomi import __version__
from okonomi.reports.collect import Document
from okonomi.reports.parameters import Value

PACKAGES = (
    "pandas",
    "numpy",
    "pyarrow",
    "python-calamine",
    "matplotlib",
    "statsmodels",
    "papermill",
    "typst",
    "xlsxwriter",
)
PUBLISHED = "udgivet"
PUBLISHED_WITH_ERRORS = "udgivet med fejl sat til side"


def manifest(
    document: Document,
    *,
    report: str,
    municipality: str,
    parameters: Mapping[str, Value],
    made_at: datetime,
    basis: Mapping[str, Any] | None = None,
    edition: str = "intern",
    errors: bool | None = None,
) -> dict[str, Any]:
    """The manifest as JSON values.

    ``inputs`` and the key's fingerprint are those of the reading's bundle; ``made_at``, handed in
    by the command line, is the only time in a report folder that depends on the clock. ``basis``:
    the checksums by which ``run-due`` sees whether the report must be made again. ``errors``:
    whether rows were set aside as errors, where the document's own findings do not say.
    """
    errors = has_errors(document) if errors is None else errors
    fingerprints = [b.fingerprint for b in document.bundles if b.fingerprint]
    return {
        "report": report,
        "title": document.title,
        "edition": edition,
        "period": str(document.period),
        "data_until": document.data_until.isoformat(),
        "municipality": municipality,
        "status": PUBLISHED_WITH_ERRORS if errors else PUBLISHED,
        "made_at": made_at.isoformat(timespec="seconds"),
        "parameters": {name: value for name, value in parameters.items() if name != "workspace"},
        "key_fingerprint": fingerprints[0] if fingerprints else None,
        "basis": dict(basis) if basis else None,
        "inputs": [dict(given) for bundle in document.bundles for given in bundle.inputs],
        "findings": [
            {"code": f.code, "severity": f.severity, "text": f.text} for f in document.findings
        ],
        "versions": {
            "python": platform.python_version(),
            "okonomi": __version__,
            **{name: version(name) for name in PACKAGES},
        },
    }


def has_errors(document: Document) -> bool:
    """Whether rows or files were set aside as errors."""
    return any(finding.severity == "fejl" for finding in document.findings)


def write_manifest(path: Path, content: Mapping[str, Any]) -> None:
    """UTF-8 JSON with the Danish letters as they are."""
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
