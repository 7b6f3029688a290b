"""One report for each rådgiver or team: which there are, and the folder of each."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from okonomi.analysis.hjemtagelse.scenario import scenario_of
from okonomi.analysis.raadgiver.lines import raadgivere, teams
from okonomi.intake import Reading
from okonomi.workspace import Workspace

EVERYBODY = "alle"
"""The folder of a report whose choices are all left empty."""
CHOICES: MappingProxyType[str, Callable[[Reading], list[str]]] = MappingProxyType(
    {"raadgiver": raadgivere, "team": teams}
)
"""The parameters of a notebook that one report may be made for each value of."""
WORDS = MappingProxyType({"raadgiver": "rådgiver", "team": "team"})
"""What a reader calls them."""
VERSIONS: MappingProxyType[str, Callable[[Workspace, str, pd.Period], str]] = MappingProxyType(
    {"scenario": lambda workspace, file, period: scenario_of(workspace, file, period).name}
)
"""The parameters whose every value makes a version of the report, and what a value is called; the
empty value has a name too. Raises ``UserError`` where a value is no good."""

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_LONGEST = 40
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")


def key_of(value: str) -> str:
    """A folder name that any system takes: ``ÆKT`` → ``aekt``; at most 40 letters."""
    if not value:
        return EVERYBODY
    plain = re.sub(r"[^a-z0-9]+", "-", value.casefold().translate(_LETTERS)).strip("-")
    key = plain[:_LONGEST].strip("-") or "navn"
    return f"{key}-x" if _DEVICES.fullmatch(key) else key


def folder_of(base: Path, name: str, value: str, called: str | None = None) -> Path:
    """The folder of the report whose parameter ``name`` is ``value``, below ``base``.

    Its key is that of ``called`` where the value has another name for a reader.

    Two values may have the same key (``ABC`` and ``abc``): the folder stays with the one whose
    report lies there, and the other's key gets a mark of its own.
    """
    key = key_of(value if called is None else called)
    if _made_for(base / key, name) in (None, value):
        return base / key
    mark = hashlib.sha256(value.encode()).hexdigest()[:8]
    return base / f"{key}-{mark}"


def _made_for(folder: Path, name: str) -> str | None:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return str(manifest["parameters"][name])
    except (OSError, ValueError, KeyError, TypeError):
        return None
