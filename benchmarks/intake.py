"""How fast is the reading of a large BSDUBU extract, all checks included, beside a bare read?

    python benchmarks/intake.py [--rows 1000000] [--rounds 3]

Makes a seeded UTF-8 file in a temporary folder and reads it in subprocesses, turn by turn:
``okonomi.intake.read`` (encoding, numbers, dates, code lists, duplicates, row classes, typed
tables, findings, checksum) and DuckDB's ``read_csv`` into a table of text, which checks nothing.
Row count, sum of Takst in øre and first and last start must be equal on both sides. Memory is
the peak above the interpreter with its imports.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

COLUMNS = (
    "Dato", "Ydelse startdato", "Ydelse slutdato", "Antal", "Takst", "Pris pr stk", "Pris pr dag",
    "Pris pr måned", "Beregnet pris pr dag", "Beregnet total", "M0", "Status", "Ydelsesvariant",
    "Ydelsestype", "Tilbudstype", "Lovhjemmel", "Funktion", "Leverandør",
    "Leverandør beliggenhedskommune", "Tilbudsbeskrivelse", "Frekvens", "Sag rækkeID",
    "Sag status", "Sagstype", "Tvang", "Afdeling",
)  # fmt: skip
MONTH = "2026-03"
FILE = "DUBU_2026-03.csv"


def make_file(folder: Path, rows: int) -> Path:
    """A workspace with one BSDUBU file of ``rows`` lines; returns the file."""
    import pyarrow as pa
    import pyarrow.csv

    draw = np.random.default_rng(20260331)

    def pick(texts: list[str], weights: list[float] | None = None) -> pa.Array:
        codes = draw.choice(len(texts), rows, p=weights).astype(np.int32)
        return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(texts)).cast(pa.string())

    def kroner(oere: np.ndarray) -> list[str]:
        whole = np.char.mod("%d", oere // 100)
        return [
            f"{int(w):,}".replace(",", ".") + f",{c:02d}"
            for w, c in zip(whole, oere % 100, strict=True)
        ]

    first = np.datetime64("2018-01-01")
    days = [np.datetime_as_string(first + n) for n in range(3000)]
    dates = [f"{d[8:]}-{d[5:7]}-{d[:4]}" for d in days]
    start = draw.integers(0, 2900, rows)
    end = start + draw.integers(1, 900, rows)
    ends = np.array([dates[n] if n < 3000 else "" for n in range(3900)], dtype=object)
    prices = draw.integers(200_00, 9_000_00, 60_000)
    price = draw.integers(0, len(prices), rows)
    shown = np.array(kroner(prices), dtype=object)
    totals = np.array(kroner(draw.integers(1_000_00, 2_000_000_00, 200_000)), dtype=object)
    cases = np.array([f"{200_000 + n:07d}" for n in range(max(rows // 5, 1))], dtype=object)
    providers = [f"Opholdsstedet {chr(65 + n % 26)}{n:04d} ApS" for n in range(900)]
    columns = {
        "Dato": pick(["31-03-2026"]),
        "Ydelse startdato": pa.array(np.array(dates, dtype=object)[start], pa.string()),
        "Ydelse slutdato": pa.array(ends[end], pa.string()),
        "Antal": pick(["1,00"]),
        "Takst": pa.array(shown[price], pa.string()),
        "Pris pr stk": pick([""]),
        "Pris pr dag": pa.array(shown[price], pa.string()),
        "Pris pr måned": pick([""]),
        "Beregnet pris pr dag": pa.array(shown[price], pa.string()),
        "Beregnet total": pa.array(totals[draw.integers(0, len(totals), rows)], pa.string()),
        "M0": pa.array(totals[draw.integers(0, len(totals), rows)], pa.string()),
        "Status": pick(["Bevilget", "Forventet", "Kladde"], [0.94, 0.04, 0.02]),
        "Ydelsesvariant": pick(["Opholdssted", "Plejefamilie", "Ekstra støttetimer", "Befordring"]),
        "Ydelsestype": pick(["Anbringelse", "Foranstaltning", "Følgeydelse"]),
        "Tilbudstype": pick(["Opholdssted", "Døgninstitution", "Forebyggende"]),
        "Lovhjemmel": pick([f"Barnets Lov § {n}" for n in (30, 32, 43, 46, 47)]),
        "Funktion": pick(["5.28.20", "5.28.21", "5.28.23", "5.28.25"]),
        "Leverandør": pick(providers),
        "Leverandør beliggenhedskommune": pick([f"Kommune {n}" for n in range(98)]),
        "Tilbudsbeskrivelse": pick([f"Afdeling {n}" for n in range(300)]),
        "Frekvens": pick(["Daglig"]),
        "Sag rækkeID": pa.array(cases[draw.integers(0, len(cases), rows)], pa.string()),
        "Sag status": pick(["Aktiv", "Afsluttet"]),
        "Sagstype": pick(["Barn/ung"]),
        "Tvang": pick(["Nej", "Ja"], [0.9, 0.1]),
        "Afdeling": pick(["Familie Øst", "Familie Vest", "Ungeteamet"]),
    }
    (folder / MONTH).mkdir()
    (folder / "noegle.txt").write_text("kun til maaling af hastighed\n", encoding="utf-8")
    (folder / "okonomi.toml").write_text(
        '[kommune]\nnavn = "Måling"\nkode = "999"\n', encoding="utf-8"
    )
    path = folder / MONTH / FILE
    pa.csv.write_csv(
        pa.table({name: columns[name] for name in COLUMNS}),
        path,
        pa.csv.WriteOptions(delimiter=";", quoting_style="needed"),
    )
    return path


def child_okonomi(folder: Path) -> dict[str, object]:
    """Read with the kit; used and set aside rows together are the file's."""
    import pandas as pd

    from okonomi import intake
    from okonomi.workspace import open_workspace

    base = peak_bytes()
    began = time.perf_counter()
    reading = intake.read(open_workspace(folder), pd.Period(MONTH, "M"))
    seconds = time.perf_counter() - began
    peak = peak_bytes() - base
    placement, file = reading["placement"], reading.files.iloc[0]
    return {
        "seconds": seconds,
        "bytes": peak,
        "rows": int(file["rows"] - file["heading"]),
        "used": len(placement),
        "takst_oere": int(np.rint(placement["price_kr"] * 100).sum()),
        "first": str(placement["start"].min().date()),
        "last": str(placement["start"].max().date()),
    }


def child_duckdb(folder: Path, *, measure: bool = True) -> dict[str, object]:
    """Read the same file as text with DuckDB; the casts for the comparison are not timed."""
    import duckdb

    path = str(folder / MONTH / FILE).replace("'", "''")
    base = peak_bytes()
    began = time.perf_counter()
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE t AS SELECT * FROM "
        f"read_csv('{path}', delim=';', header=true, all_varchar=true)"
    )
    seconds = time.perf_counter() - began
    peak = peak_bytes() - base
    rows = connection.execute("SELECT count(*) FROM t").fetchone()[0]
    used, takst, first, last = connection.execute(
        """
        WITH rows AS (
            SELECT DISTINCT * EXCLUDE ("Dato", "M0", "Sag status", "Tvang", "Pris pr dag",
                "Pris pr stk", "Pris pr måned", "Beregnet total")
            FROM t WHERE "Status" <> 'Kladde'
        )
        SELECT count(*),
            sum(CAST(replace(replace(replace("Takst", '.', ''), ',', ''), ' ', '') AS BIGINT)),
            min(strptime("Ydelse startdato", '%d-%m-%Y')::DATE),
            max(strptime("Ydelse startdato", '%d-%m-%Y')::DATE)
        FROM rows
        """
    ).fetchone()
    return {
        "seconds": seconds,
        "bytes": peak,
        "rows": rows,
        "used": used,
        "takst_oere": int(takst),
        "first": str(first),
        "last": str(last),
    }


def peak_bytes() -> int:
    """The process's peak memory; 0 where the platform does not tell."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would start from the parent's peak
        found = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(found[0].split()[1]) * 1024
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def run(kind: str, folder: Path) -> dict[str, object]:
    """One measurement in a process of its own."""
    out = subprocess.run(
        [sys.executable, __file__, "--child", kind, "--folder", str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(out.stdout.splitlines()[-1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", choices=("okonomi", "duckdb"))
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.child:
        child = child_okonomi if options.child == "okonomi" else child_duckdb
        print(json.dumps(child(options.folder)))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = make_file(folder, options.rows).stat().st_size
        print(f"intake: {options.rows:,} rows, {size / 1e6:.0f} MB, {options.rounds} rounds")
        results: dict[str, list[dict[str, object]]] = {"okonomi": [], "duckdb": []}
        for _ in range(options.rounds):
            for kind, found in results.items():
                found.append(run(kind, folder))
    compared = ("rows", "used", "takst_oere", "first", "last")
    ours, theirs = ({k: found[0][k] for k in compared} for found in results.values())
    seconds = {k: statistics.median(r["seconds"] for r in v) for k, v in results.items()}
    memory = {k: statistics.median(r["bytes"] for r in v) / size for k, v in results.items()}
    for kind in results:
        print(f"  {kind:8} {seconds[kind]:6.2f} s   peak {memory[kind]:4.1f} x the file")
    print(f"  ratio    {seconds['okonomi'] / seconds['duckdb']:6.2f}   (aim <= 3); equal: "
          f"{ours == theirs}  {ours}")  # fmt: skip
    if ours != theirs:
        print(f"  DIFFERENT: {theirs}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
