"""A workspace: a folder with ``okonomi.toml`` and one folder of exports per month.

``okonomi.toml`` is read strictly: an unknown setting or a wrong type is a fault, and all faults
are reported at once, because a misspelled setting that is silently ignored gives a plausible
wrong report.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from okonomi.errors import Faults, UserError
from okonomi.period import is_period
from okonomi.settings import SETTINGS, Setting, setting_fault

SETTINGS_FILE = "okonomi.toml"


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """A municipality's folder: its settings and where its months of exports lie.

    ``settings`` holds every setting of ``SETTINGS`` (defaults filled in), by section and name.
    """

    root: Path
    settings: MappingProxyType[str, MappingProxyType[str, Any]] = field(repr=False)

    def __getitem__(self, key: tuple[str, str]) -> Any:
        section, name = key
        return self.settings[section][name]

    @property
    def municipality(self) -> str:
        return self["kommune", "navn"]

    @property
    def municipality_code(self) -> str:
        return self["kommune", "kode"]

    def path(self, section: str, name: str) -> Path:
        """A setting that is a path, resolved from the workspace's folder."""
        return (self.root / self[section, name]).resolve()

    def months(self) -> tuple[pd.Period, ...]:
        """The months that have a folder, oldest first."""
        names = sorted(p.name for p in self.root.iterdir() if p.is_dir() and is_period(p.name))
        return tuple(pd.Period(name, "M") for name in names)

    def month_folder(self, period: pd.Period) -> Path:
        """The folder of exports for a month; a ``UserError`` where there is none."""
        folder = self.root / str(period)
        if not folder.is_dir():
            months = ", ".join(str(m) for m in self.months()) or "ingen"
            raise UserError(
                f"Der er ingen mappe med udtræk for {period} i {self.root}. Opret mappen {period} "
                f"og læg månedens udtræk i den, eller vælg en måned, der findes (her er: {months})."
            )
        return folder


def find_workspace(start: Path | str | None = None) -> Path:
    """The nearest folder with ``okonomi.toml``, from ``start`` (default: here) and upwards."""
    here = Path(start or ".").resolve()
    for folder in (here, *here.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise UserError(
        f"Der er ingen {SETTINGS_FILE} i {here} eller i mapperne over den. "
        "Angiv mappen med --workspace, eller lav et arbejdsområde med: okonomi init MAPPE"
    )


def open_workspace(path: Path | str | None = None) -> Workspace:
    """Open the workspace at ``path``, or the nearest one upwards from the current folder.

    Raises ``UserError`` with every fault in ``okonomi.toml`` at once.
    """
    if path is None:
        root = find_workspace()
    else:
        root = Path(path).resolve()
        if not root.is_dir():
            raise UserError(f"Mappen {root} findes ikke. Angiv en mappe med en {SETTINGS_FILE}.")
        if not (root / SETTINGS_FILE).is_file():
            raise UserError(
                f"Der er ingen {SETTINGS_FILE} i {root}. Angiv en anden mappe med --workspace, "
                "eller lav et arbejdsområde med: okonomi init MAPPE"
            )
    return Workspace(root=root, settings=_read_settings(root / SETTINGS_FILE))


def _read_settings(path: Path) -> MappingProxyType[str, MappingProxyType[str, Any]]:
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise UserError(f"{path} er ikke gemt som UTF-8. Gem filen som UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise UserError(
            f"{path} kan ikke læses: {error}. Ret linjen; tekst skal stå i anførselstegn."
        ) from None
    faults = Faults()
    for section, names in given.items():
        if section not in SETTINGS or not isinstance(names, dict):
            faults.add(
                f"{path.name}: afsnittet [{section}] findes ikke. "
                f"Brug et af: {', '.join(SETTINGS)}."
            )
            continue
        for name in names.keys() - SETTINGS[section].keys():
            faults.add(
                f"{path.name}: indstillingen “{name}” i [{section}] findes ikke. "
                f"Brug en af: {', '.join(SETTINGS[section])}."
            )
    settings = {
        section: MappingProxyType(
            {
                name: _value(path, section, name, setting, given, faults)
                for name, setting in names.items()
            }
        )
        for section, names in SETTINGS.items()
    }
    _check_folders(path, settings, faults)
    faults.raise_if_any()
    return MappingProxyType(settings)


def _value(
    path: Path, section: str, name: str, setting: Setting, given: dict[str, Any], faults: Faults
) -> Any:
    section_given = given.get(section, {})
    if not isinstance(section_given, dict) or name not in section_given:
        if setting.default is None:
            faults.add(f"{path.name}: “{name}” mangler i [{section}]. {setting.meaning}")
        return setting.default
    value = section_given[name]
    # bool is an int in Python; a number where true/false is meant is still a fault.
    if not isinstance(value, setting.kind) or (
        isinstance(value, bool) and setting.kind is not bool
    ):
        faults.add(
            f"{path.name}: “{name}” i [{section}] er skrevet som {value!r}. {setting.meaning}"
        )
        return setting.default
    strange = [
        entry
        for entry in (value if isinstance(value, list) else ())
        if not isinstance(entry, setting.items) or isinstance(entry, bool)
    ]
    for entry in strange:
        faults.add(
            f"{path.name}: “{name}” i [{section}] har {entry!r} i listen; skriv teksten i "
            f"anførselstegn. {setting.meaning}"
        )
    if not strange and (fault := setting_fault(section, name, value)):
        faults.add(fault)
    return value


def _check_folders(
    path: Path, settings: dict[str, MappingProxyType[str, Any]], faults: Faults
) -> None:
    for name in ("rapporter", "profiler", "alias"):
        if not settings["filer"][name].isprintable():
            faults.add(
                f"{path.name}: “{name}” i [filer] har en \\ i stien, som læses som et andet tegn. "
                "Skriv / i stedet."
            )
    reports = settings["filer"]["rapporter"]
    inside = () if Path(reports).is_absolute() else Path(reports).parts
    if is_period(Path(reports).name) or Path(reports) == Path() or any(map(is_period, inside)):
        faults.add(
            f"{path.name}: “rapporter” er “{reports}”, og der læses udtræk i arbejdsområdet og i "
            "mapper med en måneds navn. Vælg et andet navn, f.eks. reports."
        )
