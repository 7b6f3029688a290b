"""The ledger's peers: the same sums as a good DuckDB range join and as pandas by month.

Both follow the conventions of docs/metode/ledger.md with whole-number arithmetic, for prices with
two decimals and quantities with two, one replacement deep, and dates from 2000 on – what the
benchmark's lines have. okonomi itself has none of these limits.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

CHUNK = 250_000
DAY_ONE = int(np.datetime64("2000-01-01", "D").astype(np.int64))

SQL = """
WITH months AS (
  SELECT (row_number() OVER ())::INTEGER AS number, m::DATE AS month, last_day(m::DATE) AS until,
    day(last_day(m::DATE)) AS month_days,
    date_trunc('quarter', m)::DATE AS quarter,
    (date_trunc('quarter', m) + INTERVAL 3 MONTH)::DATE - date_trunc('quarter', m)::DATE
      AS quarter_days,
    date_trunc('year', m)::DATE AS year,
    (date_trunc('year', m) + INTERVAL 1 YEAR)::DATE - date_trunc('year', m)::DATE AS year_days
  FROM range($first::DATE, $last::DATE + 1, INTERVAL 1 MONTH) t(m)),
changes AS (
  SELECT replaces AS line_id, min(start::DATE) - 1 AS cut FROM placement
  WHERE status = 'forventet' AND replaces IS NOT NULL GROUP BY 1),
keys AS (
  SELECT function, provider, (row_number() OVER ())::INTEGER AS key
  FROM (SELECT DISTINCT function, provider FROM placement)),
priced AS (
  SELECT key, start::DATE AS a,
    least(coalesce("end"::DATE, $last), coalesce(cut, $last)) AS stop,
    CASE WHEN frequency = 'engang' THEN a ELSE stop END AS b,
    CASE frequency WHEN 'maaned' THEN 1 WHEN 'kvartal' THEN 2 WHEN 'aar' THEN 3
      WHEN 'engang' THEN 4 ELSE 0 END AS kind,
    CASE frequency WHEN 'uge' THEN 700 WHEN '14 dage' THEN 1400 ELSE 100 END AS share,
    round(round(price_kr * 10000) * coalesce(quantity, 1))::BIGINT AS rate
  FROM placement
  JOIN keys ON keys.function IS NOT DISTINCT FROM placement.function
    AND keys.provider IS NOT DISTINCT FROM placement.provider
  LEFT JOIN changes USING (line_id)
  WHERE status <> 'kladde' AND a <= stop),
sized AS (SELECT *, abs(rate) AS size, sign(rate)::BIGINT AS way FROM priced),
parts AS (
  SELECT key, number, kind, size, way, greatest(a, month) AS a, least(b, until) AS b,
    CASE kind WHEN 1 THEN 100 * month_days WHEN 2 THEN 100 * quarter_days
      WHEN 3 THEN 100 * year_days ELSE share END AS share,
    CASE kind WHEN 0 THEN DATE '2000-01-01' WHEN 1 THEN month WHEN 2 THEN quarter
      WHEN 3 THEN year ELSE a END AS anchor
  FROM sized JOIN months ON a <= until AND b >= month),
summed AS (
  SELECT key, number,
    sum(way * ((2 * size * (b - anchor + 1) + share) // (2 * share)
      - (2 * size * (a - anchor) + share) // (2 * share)))::BIGINT AS gross_oere,
    sum(CASE WHEN kind = 4 THEN 0 ELSE b - a + 1 END)::BIGINT AS days
  FROM parts GROUP BY key, number)
SELECT function, provider, month, gross_oere, days
FROM summed JOIN keys USING (key) JOIN months USING (number)
ORDER BY function NULLS LAST, provider NULLS LAST, month
"""


def by_duckdb(table: pa.Table, first: pd.Period, last: pd.Period) -> pa.Table:
    """The range join; ``placement`` is the Arrow table by name."""
    with duckdb.connect() as connection:
        connection.register("placement", table)
        days = {"first": first.start_time.date(), "last": last.end_time.date()}
        return connection.sql(SQL, params=days).to_arrow_table()


def by_pandas(frame: pd.DataFrame, first: pd.Period, last: pd.Period) -> pd.DataFrame:
    """Every line repeated by month, then a groupby."""
    months = calendar(first, last)
    counted = frame[frame["status"] != "kladde"]
    changes = counted[(counted["status"] == "forventet") & counted["replaces"].notna()]
    cut = counted["line_id"].map(changes.groupby("replaces")["start"].min())
    first_day, last_day = months["month"].iloc[0], months["until"].iloc[-1]
    end = counted["end"].fillna(last_day)
    end = end.where(cut.isna() | (end < cut), cut - pd.Timedelta(days=1)).clip(upper=last_day)
    inside = (counted["start"] <= last_day) & (end >= counted["start"])
    end = end.mask(counted["frequency"] == "engang", counted["start"])
    inside &= end >= first_day
    counted, end = counted[inside], end[inside]
    start = counted["start"].clip(lower=first_day)
    rate = (counted["price_kr"] * 1e4).round() * counted["quantity"].fillna(1)
    rate = (np.sign(rate) * np.floor(rate.abs() + 0.5)).astype(np.int64)
    keys = counted.groupby(["function", "provider"], dropna=False)
    group = keys.ngroup().to_numpy()
    kind = counted["frequency"].map({"maaned": 1, "kvartal": 2, "aar": 3, "engang": 4}).fillna(0)
    share = counted["frequency"].map({"uge": 700, "14 dage": 1400}).fillna(100)
    lines = pd.DataFrame(
        {
            "group": group,
            "way": np.sign(rate).to_numpy(),
            "size": rate.abs().to_numpy(),
            "kind": kind.astype(np.int64).to_numpy(),
            "share": share.astype(np.int64).to_numpy(),
            "a": day_number(start),
            "b": day_number(end),
            "first": month_number(start) - first.ordinal,
            "months": month_number(end) - month_number(start) + 1,
        }
    )
    parts = [
        pandas_chunk(lines.iloc[begin : begin + CHUNK], months)
        for begin in range(0, len(lines), CHUNK)
    ]
    summed = pd.concat(parts).groupby(level=0).sum()
    names = keys[["function", "provider"]].head(1)
    names = names.set_index(group[counted.index.get_indexer(names.index)]).sort_index()
    at = summed.index.to_numpy()
    result = names.take(at // len(months)).reset_index(drop=True)
    result["month"] = months["month"].to_numpy()[at % len(months)]
    return pd.concat([result, summed.reset_index(drop=True)], axis=1)


def pandas_chunk(lines: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """Øre and days per group × month of some lines, indexed by group × months + month."""
    wide = lines.loc[lines.index.repeat(lines["months"])]
    step = np.arange(len(wide)) - np.repeat(
        lines["months"].cumsum().to_numpy() - lines["months"].to_numpy(), lines["months"]
    )
    number = wide["first"].to_numpy() + step
    at = {name: months[name].to_numpy()[number] for name in months if months[name].dtype == int}
    a = np.maximum(wide["a"].to_numpy(), at["opens"])
    b = np.minimum(wide["b"].to_numpy(), at["closes"])
    kind, share = wide["kind"].to_numpy(), wide["share"].to_numpy()
    calendar_kinds = [kind == 1, kind == 2, kind == 3]
    lengths = ("month_share", "quarter_share", "year_share")
    share = np.select(calendar_kinds, [at[name] for name in lengths], share)
    anchors = [at[name] for name in ("opens", "quarter", "year")]
    anchor = np.select([*calendar_kinds, kind == 4], [*anchors, a], DAY_ONE)
    size = wide["size"].to_numpy()
    oere = (2 * size * (b - anchor + 1) + share) // (2 * share) - (
        2 * size * (a - anchor) + share
    ) // (2 * share)
    cells = pd.DataFrame(
        {
            "gross_oere": wide["way"].to_numpy() * oere,
            "days": np.where(kind == 4, 0, b - a + 1),
        }
    )
    return cells.groupby(wide["group"].to_numpy() * len(months) + number).sum()


def calendar(first: pd.Period, last: pd.Period) -> pd.DataFrame:
    """One row per month: its days, its quarter's and its year's, as day numbers and 100 × days."""
    months = pd.period_range(first, last, freq="M")
    opens, closes = (months.to_timestamp(how=how).normalize() for how in ("start", "end"))
    columns: dict[str, object] = {
        "month": opens.astype("datetime64[s]"),
        "until": closes.astype("datetime64[s]"),
        "opens": day_number(pd.Series(opens)),
        "closes": day_number(pd.Series(closes)),
        "month_share": 100 * months.days_in_month.to_numpy(),
    }
    for name, freq in (("quarter", "Q"), ("year", "Y")):
        periods = months.asfreq(freq)
        starts = day_number(pd.Series(periods.to_timestamp(how="start")))
        columns[name] = starts
        following = day_number(pd.Series((periods + 1).to_timestamp(how="start")))
        columns[f"{name}_share"] = 100 * (following - starts)
    return pd.DataFrame(columns)


def day_number(dates: pd.Series) -> np.ndarray:
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)


def month_number(dates: pd.Series) -> np.ndarray:
    return dates.to_numpy().astype("datetime64[M]").astype(np.int64)
