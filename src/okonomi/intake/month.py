"""The month's reading: from a workspace and a period to a ``Reading``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from okonomi.errors import UserError
from okonomi.findings import Finding
from okonomi.intake.ages import unlikely_ages
from okonomi.intake.assemble import Municipality, assemble
from okonomi.intake.files import DropFile, month_files
from okonomi.intake.library import load_profiles, standard_code_lists
from okonomi.intake.names import read_aliases
from okonomi.intake.oddprices import unlikely_prices
from okonomi.intake.oddrows import unlikely_rows
from okonomi.intake.profile import Profile
from okonomi.intake.profile_file import read_profile
from okonomi.intake.pseudonym import PersonKey, load_key
from okonomi.intake.reading import Reading, files_frame, set_aside_frame, without_cpr
from okonomi.intake.sources import Opened, open_files, undated
from okonomi.workspace import Workspace

_TRIAL_KEY = PersonKey(b"only for trying a profile on one file")


LINES = frozenset({"placement", "line_price", "case", "citizen", "provider"})
"""Tables that grants are made of."""


def read(workspace: Workspace, period: pd.Period) -> Reading:
    """Read every file in the month's folder (and earlier months' deltas where asked for).

    Raises ``UserError`` for what makes the whole month unreadable: no folder, no files, no key,
    faults in a profile or in the alias table. Everything else is in the reading's findings.
    """
    return _read(workspace, period)


def _read(workspace: Workspace, period: pd.Period, tables: frozenset[str] | None = None) -> Reading:
    """The month's reading; ``tables``: only of files that fill one of these."""
    key = load_key(workspace)
    profiles = load_profiles(workspace.path("filer", "profiler"))
    aliases = read_aliases(workspace.path("filer", "alias"))
    files = month_files(workspace, period)
    opened = _earlier(workspace, period, profiles, key)
    wanted = None
    if tables is not None:
        wanted = {p.name for p in profiles.values() if tables & {t.name for t in p.tables}}
    current = open_files(files, profiles, key, wanted)
    for source in current.sources:
        if source.block is not None:
            source.block.source += len(opened.sources)
    opened.sources += current.sources
    opened.findings += current.findings
    municipality = Municipality(
        name=workspace.municipality,
        code=workspace.municipality_code,
        own_ids=tuple(str(cvr) for cvr in workspace["egne", "cvr"]),
        own_names=tuple(workspace["egne", "leverandoerer"]),
    )
    return _finish(period, opened, key, aliases, municipality)


def read_previous(workspace: Workspace, period: pd.Period) -> Reading | None:
    """The reading of the month before, or None where that month has no folder or no files."""
    before = period - 1
    if before not in workspace.months() or not _files_or_none(workspace, before):
        return None
    return read(workspace, before)


def read_quarter(workspace: Workspace, period: pd.Period) -> tuple[Reading, ...]:
    """The whole readings of the three months before, of those with files, oldest first."""
    months = [month for month in workspace.months() if period - 3 <= month < period]
    return tuple(read(workspace, month) for month in months if _files_or_none(workspace, month))


def read_earlier(
    workspace: Workspace, period: pd.Period, *known: Reading | None
) -> tuple[Reading, ...]:
    """The grants as every earlier month's folder showed them, oldest first.

    No other tables are read than those that grants are made of. At most as many months back as
    ``[prognose] tidligere_maaneder`` in okonomi.toml says; ``known`` are readings of earlier months
    that there are already.
    """
    there = {reading.period: reading for reading in known if reading is not None}
    back = workspace["prognose", "tidligere_maaneder"]
    months = [month for month in workspace.months() if period - back <= month < period]
    return tuple(
        there[month] if month in there else _read(workspace, month, LINES)
        for month in months
        if _files_or_none(workspace, month)
    )


def read_file(
    path: Path | str, profile: Profile | Path | str, period: pd.Period, key: PersonKey = _TRIAL_KEY
) -> Reading:
    """Try one file with one profile, without a workspace.

    ``profile`` is a profile, the path of a YAML file, or the name of a shipped one. Pseudonyms
    made with the default key protect nobody: the result is for looking at, not for keeping.
    """
    path = Path(path)
    if isinstance(profile, Path) or (isinstance(profile, str) and profile.endswith(".yaml")):
        profile = read_profile(Path(profile), standard_code_lists())
    elif isinstance(profile, str):
        profiles = load_profiles()
        if profile not in profiles:
            raise UserError(
                f"Profilen {profile} findes ikke. Brug en af: {', '.join(sorted(profiles))}."
            )
        profile = profiles[profile]
    opened = open_files([DropFile(path, period, path.name)], {profile.name: profile}, key)
    nobody = Municipality(name="", code="", own_ids=(), own_names=())
    return _finish(period, opened, key, {}, nobody)


def _earlier(
    workspace: Workspace, period: pd.Period, profiles: Mapping[str, Profile], key: PersonKey
) -> Opened:
    """Earlier months' files of the profiles whose deltas go on from month to month."""
    named = workspace["filer", "tidligere_maaneder"]
    unknown = [name for name in named if name not in profiles]
    if unknown:
        raise UserError(
            *(f"okonomi.toml: profilen “{name}” under tidligere_maaneder findes ikke. Brug en af: "
              f"{', '.join(sorted(profiles))}." for name in unknown)
        )  # fmt: skip
    wanted = {*named, *(p.name for p in profiles.values() if p.earlier_drops == "join")}
    opened = Opened()
    if not wanted:
        return opened
    files: list[DropFile] = []
    for month in workspace.months():
        if month < period:
            files += _files_or_none(workspace, month)
    return open_files(files, profiles, key, wanted)


def _files_or_none(workspace: Workspace, month: pd.Period) -> Sequence[DropFile]:
    try:
        return month_files(workspace, month)
    except UserError:  # an earlier month may be empty
        return ()


def _finish(
    period: pd.Period,
    opened: Opened,
    key: PersonKey,
    aliases: dict[str, str],
    municipality: Municipality,
) -> Reading:
    blocks = [source.block for source in opened.sources if source.block is not None]
    names = [source.file for source in opened.sources]
    tables, findings = assemble(blocks, names.__getitem__, key, aliases, municipality)
    everything: list[Finding] = [*opened.findings, *findings, *undated(opened)]
    everything += unlikely_ages(tables, period)
    everything += unlikely_prices(tables, period, names)
    ours = (municipality.name, municipality.code)
    everything += unlikely_rows(tables, period, names, ours)
    return Reading(
        period=period,
        tables=tables,
        files=files_frame(opened.sources),
        set_aside=set_aside_frame(opened.sources),
        findings=tuple(without_cpr(finding) for finding in everything),
        key_fingerprint=key.fingerprint,
    )
