"""The attacker on committee reports as they are published: he reads tabeller.xlsx, nothing else.

He knows that functions add up to their area and areas to the total, that the same row of two sheets
is the same group, that money is rounded to 0,1 mio. kr. or to 1.000 kr. (where a figure is no
whole 0,1 mio. he knows it is the latter), and that nothing hidden is below 0. The true values, to
judge by, are the workspace's own record of what was published.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from nbformat import v4
from python_calamine import CalamineWorkbook
from scipy.optimize import linprog

from okonomi import (
    eksempel,
    followup,
    forecast,
    load_kontoplan,
    load_rules,
    open_workspace,
    parse_period,
    read,
    refusion,
    reports,
    volume,
)
from okonomi.errors import UserError
from okonomi.reports.collect import Document, Section
from okonomi.reports.committee import Committee
from okonomi.reports.manifest import manifest, write_manifest

REPORT = "maanedsrapport"
MARK = ".."
PRICE = "price"
MEASURES = {
    "Bogført": "booked_oere",
    "Forventet regnskab": "expected_oere",
    "Brutto": "gross_oere",
    "Servicerammen": "service_oere",
    "Gennemsnitligt antal til dato": "average",
    "Forventede helårspersoner": "full_year",
    "Enhedspris pr. år": PRICE,
}
COARSE, FINE = 100_000.0, 1_000.0


def published(folder: Path) -> dict[str, dict[str, float | None]]:
    """Measure → row label → published value (None: hidden); kroner, or persons."""
    book = CalamineWorkbook.from_path(str(folder / "tabeller.xlsx"))
    found: dict[str, dict[str, float | None]] = defaultdict(dict)
    for name in book.sheet_names[1:]:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        heads = [str(head) for head in rows[3]]
        for row in rows[4:]:
            for head, value in zip(heads, row, strict=True):
                if head in MEASURES and value != "":
                    told = None if value == MARK else float(value)
                    before = found[MEASURES[head]].setdefault(str(row[0]), told)
                    assert before == told, (head, row[0])
    return found


def truth(root: Path, report: str, period: str) -> dict[tuple[str, str], float]:
    """(Row label, measure) → the exact value; kroner, or persons."""
    kept = json.loads((root / ".okonomi" / "diskretion" / report / f"{period}.json").read_text())
    return {
        (label_of(cell["key"][1]), name): value / (100 if name.endswith("_oere") else 1)
        for cell in kept["cells"]
        for name, value in cell["values"].items()
    }


def label_of(group: str) -> str:
    area, dot, function = group.partition(" · ")
    return function if dot else area if area == "I alt" else f"{area} i alt"


def attack(folder: Path, root: Path, report: str, period: str) -> tuple[int, list[str]]:
    """How many hidden values were attacked, and those that were pinned too closely."""
    known = truth(root, report, period)
    tried, fell = 0, []
    told = published(folder)
    for measure, rows in told.items():
        if measure == PRICE:
            continue
        labels = list(rows)
        exact = np.array([known[label, measure] for label in labels])
        bounds = [by_price(label, measure, told, reach(rows[label], measure)) for label in labels]
        sums = [*margins(labels)]
        matrix = np.zeros((len(sums), len(labels)))
        for at, (total, parts) in enumerate(sums):
            matrix[at, total] = -1
            matrix[at, parts] = 1
        # A person may be in several rows: he is taken to know how many.
        side = np.zeros(len(sums)) if measure.endswith("_oere") else matrix @ exact
        for at, label in enumerate(labels):
            if rows[label] is not None:
                continue
            tried += 1
            ends = []
            for sign in (1, -1):
                aim = np.zeros(len(labels))
                aim[at] = sign
                made = linprog(aim, A_eq=matrix, b_eq=side, bounds=bounds)
                assert made.status in (0, 3), made.message
                ends.append(np.inf if made.status == 3 else sign * made.fun)
            low, high = min(ends[0], exact[at]), ends[1]
            step = COARSE if measure.endswith("_oere") else 0.1
            up = 1.2 * exact[at] if exact[at] else step
            if low > 0.8 * exact[at] + 1e-6 or high < up - 1e-6 * abs(up):
                fell.append(f"{period} {measure} {label}: {low:.1f}–{high:.1f} of {exact[at]:.1f}")
    return tried, fell


def margins(labels: list[str]):
    """Total and parts, by position, as the rows stand: functions, their area, …, the total."""
    parts: list[int] = []
    areas: list[int] = []
    for at, label in enumerate(labels):
        if label == "I alt":
            yield at, areas
        elif label.endswith(" i alt"):
            yield at, parts
            areas.append(at)
            parts = []
        else:
            parts.append(at)


def by_price(label: str, measure: str, told: dict, known: tuple) -> tuple:
    """The bounds of a shown amount or number of persons, where the price tells more of it."""
    price, persons = told[PRICE].get(label), told["full_year"].get(label)
    gross = told["gross_oere"].get(label)
    if not (price and persons and gross):
        return known
    (p_low, p_high), (g_low, g_high) = reach(persons, "full_year"), reach(gross, "gross_oere")
    least, most = price - FINE / 2, price + FINE / 2
    if measure == "gross_oere":
        return max(g_low, least * p_low), min(g_high, most * p_high)
    if measure == "full_year":
        return max(p_low, g_low / most), min(p_high, g_high / least)
    return known


def reach(told: float | None, measure: str) -> tuple[float | None, float | None]:
    if told is None:
        return 0, None
    if not measure.endswith("_oere"):
        return max(told - 0.05, 0), told + 0.05
    step = COARSE if told % COARSE == 0 else FINE
    return told - step / 2, told + step / 2


def make(root: Path, month: str) -> Path:
    """The committee version of a short month report, made and checked as ``okonomi report`` does.

    In this process and without the notebook, so that fifty of them can be made. ``UserError`` is
    an alarm of the leak check.
    """
    workspace = open_workspace(root)
    period = parse_period(month)
    reading = read(workspace, period)
    chart, rules = load_kontoplan(root), load_rules(workspace)
    outlook = forecast(reading, chart, rules, True, draws=200, with_backtest=False)
    known = followup(reading, chart, rules, True, (), outlook)
    results = (known, outlook, volume(reading, chart), refusion(reading, rules, chart, known))
    sections = [Section(heading=r.title, paragraphs=(), bundles=(r.bundle(),)) for r in results]
    document = Document(title="Månedsrapport", sections=tuple(sections))
    committee = Committee(workspace=workspace, report=REPORT)
    edition = committee.edition(document)
    folder = root / "reports" / month / f"{REPORT}-udvalg"
    folder.mkdir(parents=True)
    node = v4.new_notebook(cells=[v4.new_markdown_cell("# Månedsrapport", id="celle-0")])
    reports._write_all(folder, node, edition.document, workspace.municipality)
    told = manifest(
        edition.document,
        report=REPORT,
        municipality=workspace.municipality,
        parameters={"period": month},
        made_at=datetime(2026, 4, 7, tzinfo=UTC),
        edition="udvalg",
    )
    write_manifest(folder / "manifest.json", told)
    committee.check_and_keep(folder, edition)
    return folder


def municipalities(first: int, last: int, placements: int, months: list[str]) -> None:
    """Make and attack the reports of made-up municipalities, one per seed, and tell the sums."""
    sums = Counter()
    for seed in range(first, last + 1):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            eksempel.write(root, seed=seed, placements=placements, year=2026, drops=tuple(months))
            for month in months:
                try:
                    folder = make(root, month)
                except UserError as alarm:
                    sums.update(alarms=1)
                    print(f"seed {seed} {month}: {alarm}", flush=True)
                    continue
                tried, fell = attack(folder, root, REPORT, month)
                cells = [told for rows in published(folder).values() for told in rows.values()]
                sums.update(reports=1, cells=len(cells), attacked=tried, fell=len(fell))
                for line in fell:
                    print(f"seed {seed}: {line}", flush=True)
        print(f"… seed {seed}: {dict(sums)}", flush=True)
