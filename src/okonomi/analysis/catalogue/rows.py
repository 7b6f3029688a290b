"""The rows of the ydelseskatalog: placements, own capacity and price lists brought together."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.private import PRIVATE, is_private

KEYS = ["paragraf", "service", "provider", "tilbud"]
_PLACES = ["places", "vacant", "waiting"]
_COSTS = ["full_cost_kr", "marginal_cost_kr"]
COLUMNS = [
    *KEYS, "own", "owner", "placements", "paid_day_kr", *_PLACES, *_COSTS, "open_from",
    "provider_places", "list_low_kr", "list_high_kr", "list_prices",
]  # fmt: skip


def catalogue_rows(
    prices: pd.DataFrame, capacity: pd.DataFrame, listed: pd.DataFrame, provider: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The catalogue's rows, and the rows of ``capacity`` that name no provider.

    ``prices`` is ``priced.Priced.frame``, ``listed`` ``list_prices.ListPrices.rows``. Private
    persons are one row per service and paragraf. A tilbud's places stand once, on its service with
    most placements. A listed service without a placement is a row of its own.
    """
    paid = _paid(prices)
    homes = _homes(capacity)
    rows = _with_homes(paid, homes)
    rows = _with_lists(rows, listed[listed["newest"] & ~is_private(listed, provider)])
    known = provider.drop_duplicates("provider").set_index("provider")
    own = rows["own"].astype("boolean").fillna(rows["provider"].map(known["own"]))
    own = own.fillna(False).astype(bool)
    rows = rows.assign(
        own=own,
        owner=own.map({True: "egen", False: "ekstern"}).astype("str"),
        placements=rows["placements"].fillna(0).astype("int64"),
        provider_places=rows["provider"].map(known["places"]).astype("float64"),
        **{name: rows[name].astype("float64").round().astype("Int64") for name in _PLACES},
    )
    rows["provider_places"] = rows["provider_places"].round().astype("Int64")
    rows = rows.sort_values([*KEYS[:2], "own", "paid_day_kr"], ascending=[True, True, False, True])
    return rows[COLUMNS].reset_index(drop=True), capacity.loc[
        capacity["provider"].isna(), ["tilbud", "paragraf", "places", "source", "line"]
    ]


def _paid(prices: pd.DataFrame) -> pd.DataFrame:
    """Running placements per row of the catalogue: how many, and their mean price."""
    private = is_private(prices)
    kind = prices["provider"].str.extract(PRIVATE, expand=False).fillna("Plejefamilie")
    plural = {"Plejefamilie": "Plejefamilier", "Privatperson": "Privatpersoner"}
    rows = prices.assign(
        provider=prices["provider"].mask(private, kind.map(plural)),
        tilbud=prices["tilbud"].mask(private),
    )
    groups = rows.groupby(KEYS, dropna=False)
    return groups.agg(
        placements=("total_kr_per_day", "size"),
        paid_day_kr=("total_kr_per_day", "mean"),
        own=("own", "max"),
    ).reset_index()


def _homes(capacity: pd.DataFrame) -> pd.DataFrame:
    """Places per provider, tilbud and paragraf, summed over target groups; costs by places."""
    weighted = capacity.assign(
        provider=capacity["provider"].fillna(capacity["tilbud"]),
        **{name: capacity[name] * capacity["places"] for name in _COSTS},
        **{f"{name}_of": capacity["places"].where(capacity[name].notna()) for name in _COSTS},
    )
    groups = weighted.groupby(["provider", "tilbud", "paragraf"], dropna=False)
    sums = groups[[*_PLACES, *_COSTS, *(f"{name}_of" for name in _COSTS)]].sum(min_count=1)
    for name in _COSTS:
        sums[name] = sums[name] / sums.pop(f"{name}_of").where(lambda places: places > 0)
    return sums.assign(open_from=groups["open_from"].min()).reset_index()


def _with_homes(paid: pd.DataFrame, homes: pd.DataFrame) -> pd.DataFrame:
    """Places beside the tilbud's largest service; a tilbud nobody lives in gets its own row."""
    key = ["provider", "tilbud", "paragraf"]
    paid = paid.sort_values("placements", ascending=False, kind="stable")
    # A tilbud of the capacity file is our own, whatever the provider list says.
    homes = homes.assign(at_home=True)
    first = ~paid.duplicated(key)
    both = paid[first].merge(homes, on=key, how="outer")
    both["own"] = both["own"].where(both["at_home"].isna(), True)
    return pd.concat([both, paid[~first]], ignore_index=True)


def _with_lists(rows: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """The range of the provider's list prices for each row; what no row matches is added.

    A list price is for a row of the same provider, and of the same tilbud where both name one, when
    it names the same paragraf, or names none and the same service.
    """
    listed = listed.rename_axis("at").reset_index()
    pairs = rows.rename_axis("row").reset_index()[["row", *KEYS]]
    pairs = pairs.merge(listed[["at", *KEYS, "net_day_kr"]], on="provider", suffixes=("", "_list"))
    here = (pairs["tilbud"] == pairs["tilbud_list"]) | pairs[["tilbud", "tilbud_list"]].isna().any(
        axis=1
    )
    same_law = pairs["paragraf"] == pairs["paragraf_list"]
    same_service = pairs["service"].str.casefold() == pairs["service_list"].str.casefold()
    pairs = pairs[here & (same_law | (pairs["paragraf_list"].isna() & same_service))]
    rows = rows.join(_range(pairs.groupby("row")))
    rest = listed[~listed["at"].isin(pairs["at"])]
    groups = rest.groupby(["provider", "tilbud", "ladder", "paragraf"], dropna=False)
    added = _range(groups).join(groups[["service"]].first())
    added = added.reset_index(["provider", "tilbud", "paragraf"]).reset_index(drop=True)
    return pd.concat([rows, added.assign(placements=0)], ignore_index=True)


def _range(groups: pd.api.typing.DataFrameGroupBy) -> pd.DataFrame:
    return groups.agg(
        list_low_kr=("net_day_kr", "min"),
        list_high_kr=("net_day_kr", "max"),
        list_prices=("net_day_kr", "size"),
    )
