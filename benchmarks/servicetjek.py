"""How long does the servicetjek take? ``python benchmarks/servicetjek.py [--placements N] …``.

A month of 50.000 placement lines, of which 5.000 run with a contract each, and 300 providers in six
like-for-like groups, made as typed tables (not timed). Each part in seconds: every analysis that a
dossier needs (priced, price model, contracts, gaps, delivery, targets, portfolio), the pages in
words, and the html and pdf of all 300 dossiers with index and workbook.

Beside it, in the same process: a bare statsmodels ``MixedLM`` of the same covariates with a random
provider effect, per group, and the bare rendering of the same pages from texts already made (typst
and Jinja alone). The ratio is the whole servicetjek over those two together.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from _servicetjek_month import month

from okonomi.analysis.dossier.material import material
from okonomi.analysis.dossier.result import Material, dossiers
from okonomi.analysis.servicetjek.pricemodel.design import design
from okonomi.reports.dossiers import Writer, publish
from okonomi.rules import load, load_kontoplan
from okonomi.settings import SETTINGS

MADE_AT = datetime(2026, 4, 7, tzinfo=UTC)


def timed(name: str, work: Callable[[], Any], taken: dict[str, float]) -> Any:
    """Run ``work`` and note its seconds."""
    begin = time.perf_counter()
    result = work()
    taken[name] = time.perf_counter() - begin
    print(f"{name:<46}{taken[name]:>9.1f} s", flush=True)
    return result


def bare_fits(facts: Material) -> None:
    """A random provider effect and the same covariates, per group, and nothing else."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    rows = facts.tjek.placements
    rows = rows[rows["reason"].isna() & rows["expected_kr"].notna()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _, group in rows.groupby("group"):
            x = design(group).matrix(group)
            MixedLM(np.log(group["base_kr_per_day"].to_numpy()), x, group["provider"]).fit()


def main() -> None:
    """Measure and print a table."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--placements", type=int, default=50_000)
    given.add_argument("--running", type=int, default=5_000)
    given.add_argument("--contracts", type=int, default=5_000)
    given.add_argument("--providers", type=int, default=300)
    asked = given.parse_args()
    reading = month(asked.placements, asked.running, asked.contracts, asked.providers)
    rules, kontoplan = load(), load_kontoplan()
    settings = {
        (section, name): setting.default
        for section, names in SETTINGS.items()
        for name, setting in names.items()
    }
    taken: dict[str, float] = {}
    print(f"{platform.platform()}, Python {platform.python_version()}")
    facts = timed("analyses", lambda: material(reading, kontoplan, rules, settings), taken)
    made = timed("pages in words", lambda: dossiers(facts), taken)
    with tempfile.TemporaryDirectory() as folder:
        timed(
            "dossiers published (words, html, pdf, xlsx)",
            lambda: publish(
                facts, Path(folder) / "ud", municipality="Prøve Kommune", made_at=MADE_AT
            ),
            taken,
        )
    timed("bare: MixedLM per group", lambda: bare_fits(facts), taken)
    write = Writer("Prøve Kommune")
    timed(
        "bare: html and pdf of the texts",
        lambda: [(write.html(d), write.pdf(d)) for d in made],
        taken,
    )
    ours = taken["analyses"] + taken["dossiers published (words, html, pdf, xlsx)"]
    bare = taken["bare: MixedLM per group"] + taken["bare: html and pdf of the texts"]
    print(f"\n{len(facts.tjek.placements)} running placements, {len(made)} dossiers")
    print(f"whole servicetjek {ours:.1f} s, bare {bare:.1f} s: ratio {ours / bare:.1f}")


if __name__ == "__main__":
    main()
