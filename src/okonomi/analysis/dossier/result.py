"""One page per provider: what we buy, what we pay, against whom, and what to ask for.

Everything is computed once for all providers; a dossier only picks its rows and puts them in words.
It is taken to a visit, so it holds counts and kroner and never a case or a citizen: the rows behind
stand in the workbook. There is none for a plejefamilie or another private person, nor for an own
tilbud. Contents and rules: ``docs/metode/maalpris.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.buildup import Buildup, by_provider
from okonomi.analysis.contracts.names import as_paid
from okonomi.analysis.contracts.result import Contracts
from okonomi.analysis.delivered.result import Delivered
from okonomi.analysis.dossier.trend import Trend
from okonomi.analysis.list_prices.result import ListPrices
from okonomi.analysis.provider_facts import provider_fact
from okonomi.analysis.servicetjek.result import Servicetjek
from okonomi.analysis.targets.result import Targets
from okonomi.intake import Reading
from okonomi.period import last_day
from okonomi.present import Figure
from okonomi.present.sorting import danish_key

LATEST_MONTHS = 12
COLUMNS = {
    "tjek": ["group", "provider", "placements", "n", "paid_kr", "expected_kr", "premium", "low",
             "high", "verdict", "spend_oere"],
    "placements": ["provider", "provider_id", "tilbud", "places", "stoettebehov",
                   "base_kr_per_day", "extra_kr_per_day"],
    "targets": ["provider", "group", "basis", "why", "contract", "deal", "counted", "walk_kr",
                "target_kr", "paid_kr", "service_full_oere", "outlook", "facts", "first_day",
                "compared", "compared_providers"],
    "gaps": ["provider", "kind", "service_oere", "claim_oere"],
    "overpaid": ["provider", "claim_oere"],
    "list_prices": ["provider", "service", "level", "price_year", "net_day_kr", "newest"],
}  # fmt: skip
"""What a page uses of the wide frames: many small cuts of few columns are quick."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Lines:
    """A heading and labelled texts below it."""

    heading: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Grid:
    """A small table of texts; ``right`` says which columns are numbers."""

    heading: str
    heads: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Dossier:
    """The page of one provider, all in Danish: ``who`` (number, kind, place), ``boxes`` (label and
    value), ``verdict`` (one sentence), ``position`` (prices against targets, per group), a figure
    with its caption, ``facts``, ``gaps``, ``effect`` and three ``questions``."""

    provider: str
    period: pd.Period
    who: str
    verdict: str
    boxes: tuple[tuple[str, str], ...]
    position: Grid
    figures: tuple[Figure, ...]
    facts: tuple[Lines, ...]
    gaps: Grid
    effect: Lines
    questions: tuple[str, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Material:
    """The results that dossiers are made of, all of one reading."""

    reading: Reading
    tjek: Servicetjek
    contracts: Contracts
    delivered: Delivered
    buildup: Buildup
    list_prices: ListPrices
    targets: Targets
    trend: Trend
    min_vurdering: int = 2


@dataclass(frozen=True, eq=False, kw_only=True)
class Own:
    """One provider's rows of every frame; a frame without any is empty, never missing."""

    name: str
    period: pd.Period
    min_vurdering: int
    tjek: pd.DataFrame
    placements: pd.DataFrame
    targets: pd.DataFrame
    saving: pd.DataFrame
    gaps: pd.DataFrame
    overpaid: pd.DataFrame
    register: pd.DataFrame
    delivered: pd.DataFrame
    buildup: pd.DataFrame
    list_prices: pd.DataFrame
    table: pd.DataFrame
    one_off: pd.DataFrame
    trend: pd.Series
    index: float
    groups: pd.DataFrame
    of_group: dict[str, pd.DataFrame]
    refund_known: bool
    smallest_kr: float


def providers(material: Material) -> list[str]:
    """Who gets a dossier, in Danish order: others' firms with a running placement."""
    rows = material.tjek.providers
    return sorted(rows.loc[~rows["own"], "provider"].unique().tolist(), key=danish_key)


def dossiers(material: Material, only: str | None = None) -> list[Dossier]:
    """A dossier for each of ``providers``, or for the one named."""
    from okonomi.analysis.dossier.page import page

    names = [name for name in providers(material) if only in (None, name)]
    return [page(own) for own in map(_picker(material), names)]


def _picker(material: Material) -> Callable[[str], Own]:
    """Every frame cut by provider once, so that each dossier costs only its own rows."""
    reading = material.reading
    contract = reading["contract"].reset_index(drop=True)
    register = material.contracts.register.join(
        contract[["index_series", "absence_rule"]], on="contract"
    )
    parts = material.buildup.rows
    parts = parts.assign(provider=as_paid(parts["provider"], reading))
    frames = {
        "tjek": material.tjek.providers,
        "placements": material.tjek.placements,
        "targets": material.targets.rows,
        "saving": material.targets.providers,
        "gaps": material.contracts.gaps,
        "overpaid": material.contracts.overpaid,
        "register": _of_providers(register, material),
        "delivered": material.delivered.providers,
        "buildup": by_provider(parts),
        "list_prices": material.list_prices.rows,
        "table": _table(material),
        "one_off": _one_off(reading),
    }
    frames = {name: frame[[*COLUMNS.get(name, frame)]] for name, frame in frames.items()}
    cut = {name: dict(iter(frame.groupby("provider"))) for name, frame in frames.items()}
    placements = material.tjek.placements
    inside = placements[placements["reason"].isna() & ~placements["own"]]
    of_group = dict(iter(inside[["group", "provider", "base_kr_per_day"]].groupby("group")))

    def pick(name: str) -> Own:
        rows = {key: cut[key].get(name, frame.iloc[:0]) for key, frame in frames.items()}
        return Own(
            name=name,
            period=reading.period,
            min_vurdering=material.min_vurdering,
            trend=material.trend.of(name),
            index=material.trend.index,
            groups=material.tjek.groups.set_index("group"),
            of_group=of_group,
            refund_known=not material.targets.missing,
            smallest_kr=material.targets.smallest_kr,
            **rows,
        )

    return pick


def _of_providers(register: pd.DataFrame, material: Material) -> pd.DataFrame:
    """The register by the provider whose places stand under a contract, else by its own name."""
    places = material.targets.rows[["contract", "provider"]].dropna().drop_duplicates()
    other = register[~register["contract"].isin(places["contract"])]
    other = other.assign(provider=as_paid(other["provider"], material.reading))
    those = pd.concat([places, other[["contract", "provider"]]])
    return register.drop(columns="provider").merge(those, on="contract")


def _table(material: Material) -> pd.DataFrame:
    """What the provider list says of each provider, whatever the list calls it."""
    rows = material.tjek.placements[["provider", "provider_id"]]
    names = rows.sort_values("provider_id", kind="stable").drop_duplicates("provider")
    facts = ("kind", "location_municipality", "tilsyn_score", "tilsyn_date")
    known = material.reading["provider"]
    found = names.assign(**{fact: provider_fact(names, known, fact) for fact in facts})
    numbers = known.dropna(subset=["provider_id"]).set_index("provider")["provider_id"]
    listed = names["provider"].map(numbers[~numbers.index.duplicated()]).astype("str")
    return found.assign(provider_id=names["provider_id"].fillna(listed))


def _one_off(reading: Reading) -> pd.DataFrame:
    """What is paid once, with its start in the last twelve months: provider and kr."""
    last = last_day(reading.period)
    lines = reading["placement"]
    recent = lines["start"].between(last - pd.DateOffset(months=LATEST_MONTHS), last)
    once = lines[recent & (lines["frequency"] == "engang") & (lines["status"] == "bevilget")]
    return once.assign(kr=once["price_kr"] * once["quantity"].fillna(1.0))[["provider", "kr"]]
