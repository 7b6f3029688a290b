"""From the blocks of a month to the typed tables: judged, joined, named and checked together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

from okonomi.findings import Finding
from okonomi.intake import rowhash
from okonomi.intake.accounts import clean_cvr, fill_area
from okonomi.intake.block import Block
from okonomi.intake.citizens import Citizens
from okonomi.intake.classify import classify
from okonomi.intake.crosscheck import check_placement
from okonomi.intake.expected import find_replaced, unknown_replaced
from okonomi.intake.hiding import hide_in
from okonomi.intake.ids import part_lists, part_systems
from okonomi.intake.lineid import made_ids
from okonomi.intake.mainline import fill_placement_id
from okonomi.intake.names import normalise_name
from okonomi.intake.payees import private_persons
from okonomi.intake.paymentlines import collapse
from okonomi.intake.pricejoin import join_prices
from okonomi.intake.providers import (
    apply_aliases,
    gather_names,
    hide_names,
    hide_private_persons,
    labels,
)
from okonomi.intake.providertable import provider_table
from okonomi.intake.pseudonym import PersonKey
from okonomi.intake.rings import reject_rings
from okonomi.intake.schema import TABLES
from okonomi.intake.sourcejoin import join_system
from okonomi.intake.tables import gather, typed_frame
from okonomi.intake.text import Frame, Text, concat, take
from okonomi.intake.twice import one_extract_per_case
from okonomi.intake.used import Used

_NAMED = (
    "placement", "contract", "provider", "posting", "price_list", "capacity", "delivery", "absence",
)  # fmt: skip
"""Tables with provider names."""


@dataclass(frozen=True, kw_only=True)
class Municipality:
    """What the workspace says about the municipality that the files do not."""

    name: str
    code: str
    own_ids: tuple[str, ...]
    own_names: tuple[str, ...]


def assemble(
    blocks: Sequence[Block],
    file_of: Callable[[int], str],
    key: PersonKey,
    aliases: Mapping[str, str],
    municipality: Municipality,
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Every typed table of the schema, and the findings on the way. Blocks get their row classes.

    ``blocks`` stand in reading order, oldest first; ``file_of`` names a source.
    """
    findings: list[Finding] = []
    for family in _by(blocks, lambda block: block.profile.family):
        findings += classify(family, file_of)
    findings += one_extract_per_case(blocks, file_of)
    used: dict[str, list[Used]] = defaultdict(list)
    citizens = Citizens.of(block.citizens for block in blocks)
    for block in blocks:
        for table in block.frames:
            part = Used.of(block, table)
            findings += hide_in(part, file_of(block.source), key, citizens)
            used[table].append(part)
    own = frozenset(map(normalise_name, municipality.own_names))
    _hide_payees_in_texts(used, key, citizens, own)
    for system in {block.profile.system: None for block in blocks}:
        findings += _join(used, system, key)
    findings += _finish_lines(used["placement"])
    part_systems(used)
    reject_rings(used["placement"])
    frames = {name: gather(used[name]) for name in TABLES if used[name] and name != "person"}
    frames["person"] = _persons(used)
    _areas(frames)
    private = _name_providers(frames, aliases, key, citizens, own, findings)
    own_ids = [clean_cvr(cvr) for cvr in municipality.own_ids]
    providers, more = provider_table(frames, own_ids, municipality.own_names, private)
    findings += more
    if "placement" in frames:
        _places(frames["placement"], municipality, providers)
    tables = {name: typed_frame(name, frames.get(name, {})) for name in TABLES}
    tables["provider"] = _as_schema("provider", providers)
    return tables, findings


def _join(used: Mapping[str, list[Used]], system: str, key: PersonKey) -> Iterable[Finding]:
    def of(table: str) -> list[Used]:
        return [part for part in used[table] if part.block.profile.system == system]

    for part in of("placement"):
        table = part.block.profile.table("placement")
        if table is not None and table.one_row_per and len(part):
            collapse(part, table.one_row_per)
    yield from join_prices(of("placement"), of("line_price"))
    yield from join_system(of("placement"), of("case"), of("citizen"), of("provider"), key)


def _finish_lines(parts: Sequence[Used]) -> Iterable[Finding]:
    """Ids, main lines and replaced lines; a price where the workspace knows none."""
    part_lists(parts)
    for part in parts:
        part.frame["end"] = part.array("end", np.datetime64("NaT", "s"))
    filled = [part for part in parts if len(part)]
    families = _by(filled, lambda part: part.block.profile.family)
    for family in families:
        _make_ids(family)
    for system in _by(filled, lambda part: part.block.profile.system):
        fill_placement_id(system)
    for family in families:
        for part in family:
            end = np.asarray(part.frame["end"])
            last_day = part.block.month.end_time.to_datetime64().astype("datetime64[s]")
            part.frame["runs"] = (np.isnat(end) | (end >= last_day)).astype(float)
        yield from find_replaced(family)
    unpriced = [p for p in parts if len(p) and "price_kr" not in p.frame]
    mixed = len(unpriced) < len([p for p in parts if len(p)])
    for part in unpriced:
        # The ledger takes no line without a price beside lines with one: such a line counts
        # days and 0 kr., and a Finding has said that the price is unknown.
        part.frame["price_kr"] = np.full(len(part), 0.0 if mixed else np.nan)
        part.fill_text("frequency", Text.constant("dag", len(part)))


def _make_ids(family: Sequence[Used]) -> None:
    placement = family[0].block.profile.table("placement")
    column = placement.columns.get("line_id") if placement is not None else None
    if column is None or not column.made_of:
        return
    ids = made_ids(concat([part.frame for part in family]), column.made_of)
    at = 0
    for part in family:
        part.frame["line_id"] = ids.take(np.arange(at, at + len(part)))
        at += len(part)


def _persons(used: Mapping[str, list[Used]]) -> Frame:
    """One row per citizen whose CPR number was read: birth date and household, in memory only."""
    parts = []
    for table in ("citizen", "case", "placement"):
        for part in used[table]:
            person, birth = part.text("person_id"), part.frame.get("birth_date")
            if person is None or not isinstance(birth, np.ndarray) or not len(part):
                continue
            frame: Frame = {"person_id": person, "birth_date": birth}
            household = part.text("household_id")
            frame["household_id"] = household or Text.constant(None, len(part))
            said = rowhash.groups(frame.values(), np.arange(len(part)))
            once = ~rowhash.repeats(said) & ~np.isnat(birth)
            parts.append(Used(part.block, "person", take(frame, once), part.row[once]))
    if not parts:
        return {}
    frame = gather(parts)
    rows = pd.DataFrame(
        {name: v.to_series() if isinstance(v, Text) else v for name, v in frame.items()}
    )
    rows = rows.groupby("person_id", as_index=False).first()
    return {
        name: Text.of(rows[name]) if name.endswith("_id") else rows[name].to_numpy()
        for name in frame
    }


def _areas(frames: Mapping[str, Frame]) -> None:
    """The area from the function where the export does not say it, in place."""
    for name in ("placement", "budget"):
        if name in frames:
            fill_area(frames[name])


def _places(placement: Frame, municipality: Municipality, providers: pd.DataFrame) -> None:
    """Where the tilbud lies: the line's own word, else the provider's, else – for a line that
    runs – the municipality the citizen lives in. The own municipality's number is its name."""
    provider, residence = placement.get("provider"), placement.get("residence_municipality")
    location = placement.get("location_municipality")
    rows = len(np.asarray(placement["line"]))
    if not isinstance(location, Text):
        location = Text.constant(None, rows)
    if isinstance(provider, Text) and len(providers):
        location = location.fill(provider.map(_lies_in(providers).get))
    if isinstance(residence, Text):
        location = location.fill(residence.where(np.asarray(placement["runs"]) > 0))
    code = municipality.code.lstrip("0")
    placement["location_municipality"] = location.map(
        lambda text: municipality.name if text.lstrip("0") == code else text
    )


def _lies_in(providers: pd.DataFrame) -> dict[str, str]:
    """Name → municipality: the name's own, else the only one of its CVR number."""
    place = providers["location_municipality"]
    by_number = place.groupby(providers["provider_id"])
    one = by_number.first().where(by_number.nunique() == 1)
    place = place.where(place.notna(), providers["provider_id"].map(one))
    known = place.notna()
    return dict(zip(providers.loc[known, "provider"], place[known], strict=True))


def _hide_payees_in_texts(
    used: Mapping[str, list[Used]], key: PersonKey, citizens: Citizens, own: frozenset[str]
) -> None:
    """Private payees' names out of the texts, in place, before an id is made of a text."""
    frames = {
        f"{name} {n}": part.frame
        for name, some in used.items()
        for n, part in enumerate(some)
        if len(part)
    }
    hide_names(frames, labels(private_persons(frames, citizens, own), key))


def _name_providers(
    frames: Mapping[str, Frame],
    aliases: Mapping[str, str],
    key: PersonKey,
    citizens: Citizens,
    own: frozenset[str],
    findings: list[Finding],
) -> dict[str, str]:
    """One name per provider and none of a private person, in place; shown name → kind."""
    named = {name: frames[name] for name in _NAMED if name in frames}
    apply_aliases(named, aliases)
    private = private_persons(named, citizens, own)
    shown = hide_private_persons(named, private, key)
    findings += gather_names(named)
    placement = frames.get("placement")
    if placement is not None and len(np.asarray(placement["line"])):
        findings += check_placement(placement)
        findings += unknown_replaced(placement)
    return shown


def _as_schema(name: str, table: pd.DataFrame) -> pd.DataFrame:
    frame: Frame = {}
    for column in table.columns:
        kind = TABLES[name].fields.get(column)
        if kind is not None and kind.kind in ("text", "code"):
            frame[column] = Text.of(table[column].astype("str"))
        elif kind is not None and kind.kind == "date":
            frame[column] = table[column].to_numpy(dtype="datetime64[s]")
        else:
            frame[column] = table[column].to_numpy(dtype=float, na_value=np.nan)
    return typed_frame(name, frame if len(table) else {})


_Item = TypeVar("_Item")


def _by(items: Sequence[_Item], name: Callable[[_Item], str]) -> list[list[_Item]]:
    groups: dict[str, list[_Item]] = {}
    for item in items:
        groups.setdefault(name(item), []).append(item)
    return list(groups.values())
