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
ROWS_ASIDE = "raekker-med-fejl"
"""The finding of rows set aside; every other error is of a file, or of what files say together."""
FEW_OF_ALL, FEW_OF_FILE = 0.01, 0.10
"""Rows set aside are few where they are no more than these shares of all rows and of each file."""


def manifest(
    document: Document,
    *,
    report: str,
    municipality: str,
    parameters: Mapping[str, Value],
    made_at: datetime,
    basis: Mapping[str, Any] | None = None,
    edition: str = "intern",
    aside: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The manifest as JSON values.

    ``inputs`` and the key's fingerprint are those of the reading's bundle; ``made_at``, handed in
    by the command line, is the only time in a report folder that depends on the clock. ``basis``:
    the checksums by which ``run-due`` sees whether the report must be made again. ``aside``:
    what was set aside, where the document itself does not say.
    """
    aside = set_aside(document) if aside is None else aside
    fingerprints = [b.fingerprint for b in document.bundles if b.fingerprint]
    return {
        "report": report,
        "title": document.title,
        "edition": edition,
        "period": str(document.period),
        "data_until": document.data_until.isoformat(),
        "municipality": municipality,
        "status": PUBLISHED_WITH_ERRORS if aside["errors"] else PUBLISHED,
        "set_aside": dict(aside),
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


def set_aside(document: Document) -> dict[str, Any]:
    """How bad the errors are, as JSON values.

    ``errors`` whether there are any · ``few`` whether they are only rows, and few of them ·
    ``rows`` set aside as errors ``of`` all rows read.
    """
    inputs = [given for bundle in document.bundles for given in bundle.inputs if "error" in given]
    rows, of = (sum(int(given[name]) for given in inputs) for name in ("error", "rows"))
    errors = {finding.code for finding in document.findings if finding.severity == "fejl"}
    few = rows <= FEW_OF_ALL * of and all(
        given["error"] <= FEW_OF_FILE * given["rows"] for given in inputs
    )
    known = errors <= {ROWS_ASIDE} and (rows > 0 or not errors)
    return {"errors": bool(errors), "few": bool(errors) and few and known, "rows": rows, "of": of}


def without_counts(aside: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a committee version, in which no number stands that is not protected."""
    return {name: aside[name] for name in ("errors", "few")}


def write_manifest(path: Path, content: Mapping[str, Any]) -> None:
    """UTF-8 JSON with the Danish letters as they are."""
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
