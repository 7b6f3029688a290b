"""The shipped rules with a workspace's own on top.

A workspace keeps its own files in the folder ``regler``, by the same names, and its thresholds for
refusion there or in okonomi.toml. What it states itself replaces the shipped value of the same
series from the same day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from okonomi.errors import Faults
from okonomi.rules.dated import check_index, check_momsfaktor, read_values, refuse_duplicates
from okonomi.rules.frister import FILE as FRISTER_FILE
from okonomi.rules.frister import Frist, joined, read_frister, read_local
from okonomi.rules.lookup import FOLDER, Rules
from okonomi.rules.paragraf import FILE as PARAGRAF_FILE
from okonomi.rules.paragraf import Paragraf, Paragraffer, read_paragraffer
from okonomi.rules.refusion import Scheme, hjemmel_text
from okonomi.rules.refusion_file import FILE as REFUSION_FILE
from okonomi.rules.refusion_file import list_entries, read_refusion, read_thresholds
from okonomi.rules.value import Value
from okonomi.workspace import SETTINGS_FILE, Workspace

MOMSFAKTOR_FILE = "momsfaktor.csv"
INDEX_FILE = "price_index.csv"


@dataclass(kw_only=True)
class _Layer:
    """What one folder states: the shipped one, or the workspace's."""

    indices: list[Value] = field(default_factory=list)
    others: list[Value] = field(default_factory=list)
    schemes: list[Scheme] = field(default_factory=list)
    paragraffer: dict[str, Paragraf] = field(default_factory=dict)
    frister: list[Frist] = field(default_factory=list)


def load(workspace: Workspace | None = None) -> Rules:
    """All rules as they hold for a workspace; ``None``: as shipped.

    Raises ``UserError`` with every fault of every file: a figure without a source, two figures of
    a series from the same day, a date or number that cannot be read.
    """
    faults = Faults()
    with resources.as_file(resources.files("okonomi.rules")) as folder:
        shipped = _read_layer(Path(folder), [], faults)
    own = _Layer()
    if workspace is not None:
        settings = _from_settings(workspace, faults)
        own = _read_layer(workspace.root / FOLDER, settings, faults)
        own.frister += _local_targets(workspace, faults)
    faults.raise_if_any()
    indices = _override(shipped.indices, own.indices)
    check_index(indices, faults)
    _refuse_unused(own.others, [*shipped.schemes, *own.schemes], faults)
    frister = joined(shipped.frister, own.frister, faults)
    faults.raise_if_any()
    series: dict[str, list[Value]] = defaultdict(list)
    for value in indices + _override(shipped.others, own.others):
        series[value.name].append(value)
    replaced = {(scheme.group, scheme.valid_from) for scheme in own.schemes}
    return Rules(
        values={
            name: tuple(sorted(found, key=lambda v: v.valid_from)) for name, found in series.items()
        },
        paragraffer=Paragraffer(rows=shipped.paragraffer | own.paragraffer),
        schemes=(
            *(s for s in shipped.schemes if (s.group, s.valid_from) not in replaced),
            *own.schemes,
        ),
        frister=frister,
        root=workspace.root if workspace else None,
    )


def _read_layer(folder: Path, settings: list[Value], faults: Faults) -> _Layer:
    """The rule files in a folder (none is required) and the thresholds of okonomi.toml."""
    layer = _Layer(others=settings)
    if (path := folder / INDEX_FILE).is_file():
        layer.indices = read_values(path, faults)
        check_index(layer.indices, faults)
    if (path := folder / MOMSFAKTOR_FILE).is_file():
        factors = read_values(path, faults)
        check_momsfaktor(factors, faults)
        layer.others += factors
    if (path := folder / REFUSION_FILE).is_file():
        layer.schemes, thresholds = read_refusion(path, faults)
        layer.others += thresholds
    if (path := folder / PARAGRAF_FILE).is_file():
        layer.paragraffer = read_paragraffer(path, faults)
    if (path := folder / FRISTER_FILE).is_file():
        layer.frister = read_frister(path, faults)
    refuse_duplicates(layer.indices + layer.others, faults)
    _refuse_two_schemes(layer.schemes, faults)
    return layer


def _from_settings(workspace: Workspace, faults: Faults) -> list[Value]:
    where = f"{SETTINGS_FILE}, [refusion] graenser"
    return [
        value
        for place, entry in list_entries(workspace["refusion", "graenser"], where, faults)
        for value in read_thresholds(entry, place, faults)
    ]


def _local_targets(workspace: Workspace, faults: Faults) -> list[Frist]:
    where = f"{SETTINGS_FILE}, [frister] lokale"
    return read_local(list_entries(workspace["frister", "lokale"], where, faults), faults)


def _override(shipped: list[Value], own: list[Value]) -> list[Value]:
    """Own values, and the shipped ones of other series or from other days."""
    replaced = {(value.name, value.valid_from) for value in own}
    return [v for v in shipped if (v.name, v.valid_from) not in replaced] + own


def _refuse_unused(values: list[Value], schemes: list[Scheme], faults: Faults) -> None:
    """A threshold under a section that no scheme has would be ignored in silence."""
    used = dict.fromkeys(scheme.hjemmel for scheme in schemes)
    known = ", ".join(map(hjemmel_text, used))
    unused: dict[str, str] = {}
    for value in values:
        series, _, code = value.name.rpartition(".")[0].partition(".")
        if series == "refusion" and code not in used:
            unused[value.where] = hjemmel_text(code)
    for where, section in unused.items():
        faults.add(f"{where}: {section} hører ikke til en ordning. Skriv en af: {known}.")


def _refuse_two_schemes(schemes: list[Scheme], faults: Faults) -> None:
    seen: dict[tuple[str, object], str] = {}
    for scheme in schemes:
        key = (scheme.group, scheme.valid_from)
        if key in seen:
            faults.add(
                f"{scheme.where}: gruppe og fra er de samme som i {seen[key]}. Slet den ene."
            )
        seen.setdefault(key, scheme.where)
