"""The profiles there are: those shipped, and a workspace's own, which win by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from okonomi.errors import Faults, UserError
from okonomi.intake.profile import CodeList, Profile
from okonomi.intake.profile_file import read_code_lists, read_profile

CODE_LISTS = "_kodelister.yaml"
_SUFFIXES = (".yaml", ".yml")


@cache
def standard_code_lists() -> Mapping[str, CodeList]:
    """The shipped code lists by column; a profile's own entries come before them."""
    with resources.as_file(resources.files("okonomi.intake") / "profiles" / CODE_LISTS) as path:
        return read_code_lists(path)


@cache
def shipped_profiles() -> Mapping[str, Profile]:
    """The profiles that come with the kit, by name."""
    with resources.as_file(resources.files("okonomi.intake") / "profiles") as folder:
        return _read_folder(folder, shipped=True)


def load_profiles(folder: Path | None = None) -> Mapping[str, Profile]:
    """Every profile by name; those in ``folder`` (a workspace's own) replace shipped ones.

    Raises ``UserError`` with every fault of every file at once.
    """
    own = _read_folder(folder, shipped=False) if folder is not None and folder.is_dir() else {}
    return MappingProxyType(dict(shipped_profiles()) | dict(own))


def _read_folder(folder: Path, *, shipped: bool) -> Mapping[str, Profile]:
    profiles: dict[str, Profile] = {}
    origin: dict[str, str] = {}
    faults = Faults()
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in _SUFFIXES or path.name.startswith(("_", ".", "~")):
            continue
        try:
            profile = read_profile(path, standard_code_lists(), shipped=shipped)
        except UserError as error:
            for fault in error.faults:
                faults.add(fault)
            continue
        if profile.name in profiles:
            faults.add(
                f"{path.name}: navnet “{profile.name}” bruges også i {origin[profile.name]}. "
                "Giv den ene profil et andet navn."
            )
        profiles[profile.name] = profile
        origin[profile.name] = path.name
    faults.raise_if_any()
    return MappingProxyType(profiles)
