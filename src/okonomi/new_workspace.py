"""Make a workspace: okonomi.toml with every setting explained, the key, and an empty month."""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from typing import Any

import pandas as pd

from okonomi.errors import UserError
from okonomi.settings import SETTINGS
from okonomi.workspace import SETTINGS_FILE

ALIAS_HEADER = "navn;samles_under\n"
KEY_NOTE = (
    "# Nøglen gør CPR-numre til pseudonymer. Gem en kopi et sikkert sted, og del den ikke:\n"
    "# uden den kan en borger ikke følges fra måned til måned.\n"
)
GITIGNORE = "# Udtræk, nøgle og rapporter hører ikke hjemme i et versionslager.\n*\n"


def create(folder: Path, *, name: str, code: str, period: pd.Period) -> Path:
    """Write a new workspace in ``folder`` and return it; an existing one is never touched.

    The key is 32 random bytes as 64 hex digits, the last line of ``noegle.txt``; its fingerprint
    is entered in ``okonomi.toml``. The folder may exist but may not hold a file of these names.
    """
    files = (SETTINGS_FILE, "noegle.txt", "leverandoer_alias.csv", ".gitignore")
    taken = [file for file in files if (folder / file).exists()]
    if taken:
        raise UserError(
            f"{folder} har allerede {', '.join(taken)}. Vælg en anden mappe; intet er ændret."
        )
    key = secrets.token_hex(32)
    given = {
        ("kommune", "navn"): name,
        ("kommune", "kode"): code,
        ("personer", "noegle_fingeraftryk"): hashlib.sha256(key.encode()).hexdigest()[:12],
    }
    try:
        (folder / str(period)).mkdir(parents=True, exist_ok=True)
        key_file = folder / "noegle.txt"
        key_file.touch(mode=0o600)
        key_file.write_text(KEY_NOTE + key + "\n", encoding="utf-8")
        # Excel opens a CSV file with æøå correctly only when it begins with a byte-order mark.
        alias = folder / "leverandoer_alias.csv"
        alias.write_text(ALIAS_HEADER, encoding="utf-8-sig", newline="\r\n")
        (folder / ".gitignore").write_text(GITIGNORE, encoding="utf-8")
        (folder / SETTINGS_FILE).write_text(settings_text(given), encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"Der kan ikke skrives i {folder} ({error.strerror}). Vælg en mappe, du må skrive i."
        ) from None
    return folder


def settings_text(given: dict[tuple[str, str], Any]) -> str:
    """okonomi.toml with every setting, its explanation, and the given or default value."""
    lines = ["# Indstillinger for okonomi. Linjer med # er forklaringer."]
    for section, names in SETTINGS.items():
        lines += ["", f"[{section}]"]
        for name, setting in names.items():
            value = given.get((section, name), setting.default)
            lines += [f"# {setting.meaning}", f"{name} = {_toml(value)}"]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return str(value)
