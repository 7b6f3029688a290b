"""A workspace's own rules for tests: files in its folder ``regler`` and text in okonomi.toml."""

from __future__ import annotations

from pathlib import Path

from okonomi.rules import Rules, load
from okonomi.workspace import Workspace, open_workspace

KOMMUNE = '[kommune]\nnavn = "Prøve"\nkode = "0999"\n'


def workspace(folder: Path, settings: str = "", **files: str) -> Workspace:
    """A workspace with these rule files: ``refusion_yaml="…"`` is ``regler/refusion.yaml``."""
    (folder / "regler").mkdir(exist_ok=True)
    (folder / "okonomi.toml").write_text(KOMMUNE + settings, "utf-8")
    for name, text in files.items():
        path = folder / "regler" / ".".join(name.rsplit("_", 1))
        path.write_text(text, "utf-8")
    return open_workspace(folder)


def own_rules(folder: Path, settings: str = "", **files: str) -> Rules:
    """The rules of such a workspace."""
    return load(workspace(folder, settings, **files))
