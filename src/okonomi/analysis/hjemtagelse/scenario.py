"""A scenario: what is assumed of every move, and what might be opened, closed or renegotiated.

A YAML file with Danish keys, read strictly: an unknown key or a wrong value is a fault, and all
faults are said at once. Every assumption is a number, or ``{lav, sandsynlig, hoej, kilde}``; a
number alone is taken as sure, and without a ``kilde`` it is a skøn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from okonomi.analysis.hjemtagelse.assumptions import ASSUMPTIONS, Assumption
from okonomi.analysis.hjemtagelse.ranges import Range
from okonomi.analysis.hjemtagelse.uncertainty import Doubts
from okonomi.errors import Faults
from okonomi.intake.accounts import clean_paragraf
from okonomi.intake.profile_node import Node, load_yaml
from okonomi.period import is_period
from okonomi.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class NewTilbud:
    """A tilbud that could be opened: ``places`` from ``opens``, at least ``min_to_open`` moves."""

    name: str
    paragraf: str | None
    target_group: str | None
    places: int
    opens: pd.Period
    min_to_open: int
    marginal_kr_per_day: float
    full_kr_per_day: float
    opening_kr: float


@dataclass(frozen=True, kw_only=True)
class LowerPrice:
    """A provider whose price falls by ``share`` from ``start``, if it is renegotiated instead."""

    provider: str
    share: float
    start: pd.Period


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What a plan is made under. ``start`` is the first month anybody can move."""

    name: str
    start: pd.Period
    months: int = 60
    discount: float = 0.03
    most_moves: int | None = None
    assumptions: MappingProxyType[str, Range] = field(
        default_factory=lambda: MappingProxyType({n: a.default for n, a in ASSUMPTIONS.items()})
    )
    new: tuple[NewTilbud, ...] = ()
    closed: tuple[str, ...] = ()
    lower: tuple[LowerPrice, ...] = ()

    def likely(self, name: str) -> float:
        """The likely value of an assumption."""
        return self.assumptions[name].likely

    def doubts(self) -> Doubts:
        """The assumptions' ranges around the plan, which holds the likely values itself."""
        given = self.assumptions
        late = given["forsinkelse_maaneder"]
        return Doubts(
            present=_relative(given["nuvaerende_pris"]),
            local=_relative(given["lokal_pris"]),
            moving=_relative(given["flytning_kr"]),
            opening=_relative(given["etablering"]),
            # Nobody moves before a place opens, so the plan's month is also the earliest.
            delay_months=Range(low=0.0, likely=0.0, high=late.high - late.likely),
            failure=_relative(given["risiko_for_tilbageflytning"]),
        )


def default_scenario(period: pd.Period) -> Scenario:
    """Every assumption at its default, from the fourth month after ``period``."""
    return Scenario(name="Uden scenariefil", start=period + 4)


def scenario_of(workspace: Workspace, name: str, period: pd.Period) -> Scenario:
    """The scenario file ``name``, from the workspace's folder; the default where it is empty."""
    return read_scenario(workspace.root / name, period) if name else default_scenario(period)


def read_scenario(path: Path, period: pd.Period) -> Scenario:
    """The scenario in a YAML file. ``UserError`` with every fault in it."""
    faults = Faults()
    root = Node(load_yaml(path), path.name, "", faults)
    start = _month(root, "start") or period + 4
    if start <= period:
        root.fault("start", f"skal være efter {period}, som er den seneste måned med tal")
    months = int(root.number("horisont_maaneder", 60))
    if not 12 <= months <= 240:
        root.fault("horisont_maaneder", "skal være fra 12 til 240")
        months = 60
    most = root.number("hoejst", -1)
    scenario = Scenario(
        name=root.text("navn") or path.stem,
        start=start,
        months=months,
        discount=root.number("diskontering", 0.03),
        most_moves=int(most) if most >= 0 else None,
        assumptions=_assumptions(root.child("antagelser")),
        new=tuple(_new(node) for node in _list(root, "nye_tilbud", path, faults)),
        closed=tuple(root.texts("lukkede_tilbud")),
        lower=tuple(_lower(node, start) for node in _list(root, "genforhandling", path, faults)),
    )
    root.report_unknown()
    faults.raise_if_any()
    return scenario


def _assumptions(node: Node) -> MappingProxyType[str, Range]:
    found = {name: known.default for name, known in ASSUMPTIONS.items()}
    for name in node:
        if not node.known(name, tuple(ASSUMPTIONS)):
            continue
        known = ASSUMPTIONS[name]
        if isinstance(node.take(name), dict):
            inner = node.child(name)
            likely = inner.number("sandsynlig", known.default.likely)
            low, high = inner.number("lav", likely), inner.number("hoej", likely)
            source = inner.text("kilde") or "skøn"
            inner.report_unknown()
        else:
            likely = low = high = node.number(name, known.default.likely)
            source = "skøn"
        if not known.least <= low <= likely <= high <= known.most:
            node.fault(name, "skriv lav ≤ sandsynlig ≤ hoej, i " + _limits(known))
            continue
        found[name] = Range(low=low, likely=likely, high=high, source=source)
    return MappingProxyType(found)


def _limits(known: Assumption) -> str:
    if known.most == 1.0:
        return "andele fra 0 til 1"
    return known.unit + (" og ikke negativt" if known.least == 0 else "")


def _list(root: Node, key: str, path: Path, faults: Faults) -> list[Node]:
    value: Any = root.take(key) or []
    if not isinstance(value, list):
        root.fault(key, "her skal stå en liste, hvor hver linje begynder med “- ”")
        return []
    return [Node(item, path.name, f"{key}[{n}]", faults) for n, item in enumerate(value, 1)]


def _new(node: Node) -> NewTilbud:
    full = _cost(node, "fuld_kr_pr_doegn")
    places = int(node.number("pladser", 0))
    if places < 1:
        node.fault("pladser", "skal være mindst 1")
    marginal = _cost(node, "marginal_kr_pr_doegn", full)
    if marginal > full:
        node.fault("marginal_kr_pr_doegn", "kan ikke være større end den fulde omkostning")
    least = int(node.number("mindst", 1))
    if least > places:
        node.fault("mindst", f"er større end de {places} pladser")
    found = NewTilbud(
        name=node.text("navn", required=True),
        paragraf=clean_paragraf(node.text("paragraf")) or None,
        target_group=node.text("maalgruppe") or None,
        places=places,
        opens=_month(node, "fra", required=True) or pd.Period("2000-01", "M"),
        min_to_open=least,
        marginal_kr_per_day=marginal,
        full_kr_per_day=full,
        opening_kr=_cost(node, "etablering_kr", 0.0),
    )
    node.report_unknown()
    return found


def _lower(node: Node, start: pd.Period) -> LowerPrice:
    percent = node.number("fald_procent", 0)
    if not 0 < percent < 100:
        node.fault("fald_procent", "skriv et tal mellem 0 og 100, f.eks. 5")
    found = LowerPrice(
        provider=node.text("leverandoer", required=True),
        share=percent / 100,
        start=_month(node, "fra") or start,
    )
    node.report_unknown()
    return found


def _cost(node: Node, key: str, default: float | None = None) -> float:
    if default is None and not node.text(key):
        node.fault(key, "mangler")
        return 0.0
    cost = node.number(key, default or 0.0)
    if cost < 0:
        node.fault(key, f"{cost:g} er negativt; skriv udgiften uden minus")
        return 0.0
    return cost


def _month(node: Node, key: str, *, required: bool = False) -> pd.Period | None:
    text = node.text(key, required=required)
    if not text:
        return None
    if not is_period(text):
        node.fault(key, f"“{text}” er ikke en måned; skriv for eksempel 2027-01")
        return None
    return pd.Period(text, "M")


def _relative(value: Range) -> Range:
    """A range as a factor on its likely value."""
    if not value.likely:
        return Range.sure(1.0, value.source)
    low, high = value.low / value.likely, value.high / value.likely
    return Range(low=low, likely=1.0, high=high, source=value.source)
