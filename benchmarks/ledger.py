"""How fast is the ledger? ``python benchmarks/ledger.py [--lines N] [--months M] [--runs R]``.

The same synthetic lines, already in memory, summed by function × provider × month:

- ``okonomi monthly``: the function the report calls;
- ``duckdb range join``: lines joined with months, all cores, reading an Arrow table, grouped by
  numbers instead of texts (in 2.0 the fastest of several ways tried to write it);
- ``pandas by month``: every line repeated by month, then one groupby on a number; vectorised
  throughout, 250,000 lines at a time so that it stays within 1–2 GB;
- ``okonomi ledger``: one row per line × month, which none of the others hands back.

All sides use the same whole-øre rounding and must give the same øre and days, or the run fails.
They take turns, round by round, in one process (about 5 GB at full size); seconds are medians.
DuckDB (development only) is asked for its answer as Arrow; okonomi and pandas give frames.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import time
from collections.abc import Callable

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from _ledger_peers import by_duckdb, by_pandas

from okonomi.cost import ledger, monthly

FREQUENCIES = {
    "maaned": 0.60,
    "dag": 0.27,
    "uge": 0.04,
    "14 dage": 0.02,
    "kvartal": 0.02,
    "aar": 0.02,
    "engang": 0.03,
}


def lines(count: int, months: int) -> pd.DataFrame:
    """Placement lines: 15 functions, 300 providers, skewed; a fifth open, others 1½ years in mean.

    2 % drafts, 4 % expected (half of them replace a granted line), 3 % credits, a tenth with a
    quantity, 1 % without function or provider.
    """
    draw = np.random.default_rng(2026)
    first = np.datetime64(f"{2026 - months // 12}-01-01")
    start = first - 700 + draw.integers(0, 700 + int(months * 30.4), count)
    end = (start + draw.exponential(550, count).astype(np.int64)).astype("datetime64[s]")
    end[draw.random(count) < 0.2] = np.datetime64("NaT")
    line_id = np.array([f"L{number:07d}" for number in range(count)], dtype=object)
    status = draw.choice(["bevilget", "forventet", "kladde"], count, p=[0.94, 0.04, 0.02])
    replaces = np.full(count, None, dtype=object)
    changing = np.flatnonzero(status == "forventet")[::2]
    granted = np.flatnonzero(status == "bevilget")
    replaces[changing] = line_id[draw.choice(granted, len(changing), replace=False)]
    price = np.round(draw.lognormal(8.5, 1.2, count), 2) * np.where(
        draw.random(count) < 0.03, -1, 1
    )
    some = draw.choice([2.0, 3.0, 7.5, 12.0, 0.25], count)
    providers = (300 * draw.random(count) ** 2).astype(np.int64)
    functions = [f"5.28.{number}" for number in range(20, 35)]
    text = {
        "line_id": line_id,
        "status": status,
        "replaces": replaces,
        "frequency": draw.choice(list(FREQUENCIES), count, p=list(FREQUENCIES.values())),
        "function": draw.choice([*functions, None], count, p=[0.99 / 15] * 15 + [0.01]),
        "provider": np.where(
            draw.random(count) < 0.01,
            None,
            np.array([f"Leverandør {p:03d}" for p in range(300)])[providers],
        ),
    }
    return pd.DataFrame(
        {name: pd.array(values, dtype="str") for name, values in text.items()}
        | {
            "start": start.astype("datetime64[s]"),
            "end": end,
            "price_kr": price,
            "quantity": np.where(draw.random(count) < 0.1, some, np.nan),
        }
    )


def refuse_difference(results: dict[str, object], frame: pd.DataFrame) -> None:
    """Every side has the same keys, øre and days, row by row."""
    expected = results["okonomi monthly"]
    parts = results["okonomi ledger"]
    keys = frame[["function", "provider"]].take(parts["line"]).reset_index(drop=True)
    grouped = (
        pd.concat([keys, parts[["month", "gross_oere", "days"]]], axis=1)
        .groupby(["function", "provider", "month"], dropna=False, as_index=False)
        .sum()
    )
    duck = results["duckdb range join"].to_pandas()
    duck["month"] = duck["month"].astype("datetime64[s]")
    for name, found in (
        ("okonomi ledger", grouped),
        ("duckdb range join", duck.astype({"function": "str", "provider": "str"})),
        ("pandas by month", results["pandas by month"]),
    ):
        try:
            pd.testing.assert_frame_equal(found, expected)
        except AssertionError as difference:
            raise SystemExit(f"{name} differs from okonomi monthly:\n{difference}") from None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=120)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    last = pd.Period("2025-12", "M")
    first = last - (given.months - 1)
    frame = lines(given.lines, given.months)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    sides: dict[str, Callable[[], object]] = {
        "okonomi monthly": lambda: monthly(frame, first, last),
        "duckdb range join": lambda: by_duckdb(table, first, last),
        "pandas by month": lambda: by_pandas(frame, first, last),
        "okonomi ledger": lambda: ledger(frame, first, last),
    }
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    results: dict[str, object] = {}
    for _ in range(given.runs):
        for name, side in sides.items():
            results.pop(name, None)
            gc.collect()
            began = time.perf_counter()
            results[name] = side()
            seconds[name].append(time.perf_counter() - began)
    refuse_difference(results, frame)

    rows = len(results["okonomi ledger"])
    print(
        f"{given.lines:,} lines × {given.months} months = {rows:,} line months, "
        f"{len(results['okonomi monthly']):,} rows of function × provider × month"
    )
    print(
        f"Python {platform.python_version()}, pandas {pd.__version__}, numpy {np.__version__}, "
        f"DuckDB {duckdb.__version__}, {os.cpu_count()} cores; every side gives the same øre"
    )
    ours = statistics.median(seconds["okonomi monthly"])
    print(f"{'':<20}{'median s':>9}{'fastest':>9}{'slowest':>9}{'ratio':>8}")
    for name, taken in seconds.items():
        median = statistics.median(taken)
        print(f"{name:<20}{median:>9.2f}{min(taken):>9.2f}{max(taken):>9.2f}{median / ours:>7.1f}×")


if __name__ == "__main__":
    main()
