"""A made-up municipality's year 2022 and the slow count of it, for tests.

The count is fed from the facit alone – the lines as the month shows them, births, households,
refunded VAT, own payment – and shares nothing with okonomi.cost.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from importlib import resources
from pathlib import Path

import pandas as pd
from cost import slow, slow_net
from cost.slow_net import Place, round_half_away

from okonomi import eksempel, rules
from okonomi.intake import read
from okonomi.intake.pseudonym import load_key
from okonomi.intake.reading import Reading
from okonomi.rules import Rules
from okonomi.workspace import open_workspace

DECEMBER = pd.Period("2022-12", "M")
Payer = tuple[str, str]
"""The scheme's group, and the payer as the net ledger names it."""


def without_thresholds(workspace: Path) -> None:
    """Take away what the made-up municipality has entered: invented figures, marked skøn."""
    settings = workspace / "okonomi.toml"
    text, entries = re.subn(
        r"^graenser = \[.*?^\]\n", "", settings.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    assert entries == 1 and "aar =" not in text
    settings.write_text(text, "utf-8", newline="\n")


@dataclass(frozen=True, eq=False)
class Municipality:
    """The workspace, without entered thresholds, and its facit."""

    workspace: Path
    truth: Path

    @staticmethod
    def made(folder: Path, seed: int) -> Municipality:
        workspace, truth = folder / "arbejde", folder / "facit"
        eksempel.write(
            workspace, seed=seed, placements=60, year=2022, drops=("2022-12",), truth=truth
        )
        without_thresholds(workspace)
        return Municipality(workspace, truth)

    def facit(self, name: str) -> list[dict[str, str]]:
        return table(self.truth / f"{name}.csv", ",")

    @cached_property
    def known(self) -> list[dict[str, str]]:
        """The lines as the month shows them, one per price; a draft counts nowhere."""
        return [row for row in self.facit("kendt_2022-12") if row["status"] != "kladde"]

    @cached_property
    def places(self) -> list[Place]:
        """``known``, with persons and households by the workspace's key."""
        key = load_key(open_workspace(self.workspace))
        births = {p["cpr"]: date.fromisoformat(p["birth_date"]) for p in self.facit("borgere")}
        factors = {p["provider"]: Decimal(p["momsfaktor"]) for p in self.facit("leverandoerer")}
        counts = shares()
        lines = [line(row, key.person(row["cpr"])) for row in self.known]
        expected = [one for one in lines if one.status == "forventet"]
        return [
            Place(
                line=until_replaced(one, expected),
                paragraf=row["paragraf"],
                share=share(row["paragraf"], counts),
                birth=births[row["cpr"]],
                household=key.household(row["household"]) if row["household"] else None,
                momsfaktor=factors[row["provider"]],
                egenbetaling=Decimal(row["egenbetaling_oere"] or 0) / 100,
            )
            for row, one in zip(self.known, lines, strict=True)
        ]

    @cached_property
    def slow(self) -> slow_net.Year:
        return slow_net.year_of(self.places, 2022)

    @cached_property
    def slow_parts(self) -> list[tuple[Place, Payer, str, int]]:
        """The year's parts: place, payer, stage of life and gross."""
        return [
            (self.places[at], payer(self.places[at], life), life, gross)
            for at, _, life, gross, _ in slow_net.parts(self.places, 2022)
        ]

    def read(self) -> Reading:
        return read(open_workspace(self.workspace), DECEMBER)

    @cached_property
    def reading(self) -> Reading:
        return self.read()

    def rules(self) -> Rules:
        return rules.load(open_workspace(self.workspace))


def per_payer(year: slow_net.Year) -> dict[Payer, tuple[int, int]]:
    """Payer → what counts and the refund, in øre."""
    return {who: (round_half_away(all_), year.refund[who]) for who, all_ in year.counted.items()}


def table(path: Path, separator: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def shares() -> dict[str, Fraction]:
    """Paragraf → the share that counts: the shipped data, read as text."""
    with resources.as_file(resources.files("okonomi.rules") / "paragraf.csv") as path:
        rows = table(path, ";")
    return {row["paragraf"]: Fraction(row["refusion_counts"].replace(",", ".")) for row in rows}


def share(paragraf: str, counts: dict[str, Fraction]) -> Fraction:
    """By the section's own row, else by that of what it lies below, else by its law's."""
    steps = re.split(r"(?=[-.])", paragraf)
    above = ("".join(steps[:n]) for n in range(len(steps), 0, -1))
    return next(counts[part] for part in above if part in counts)


def line(row: dict[str, str], person: str) -> slow.Line:
    return slow.Line(
        start=date.fromisoformat(row["start"]),
        end=date.fromisoformat(row["end"]) if row["end"] else None,
        price=Decimal(row["price_kr"]),
        frequency=row["frequency"],
        quantity=Decimal(row["quantity"]),
        line_id=row["line_id"],
        status=row["status"],
        replaces=row["replaces"] or None,
        person_id=person,
        function=row["function"],
    )


def until_replaced(one: slow.Line, expected: list[slow.Line]) -> slow.Line:
    """The line as it counts: to the day before an expected one takes its place."""
    ends = [start - slow.ONE_DAY for start in slow.takeovers(one.line_id, expected)]
    return replace(one, end=min([*ends, one.end or date.max])) if ends else one


def payer(place: Place, life: str) -> Payer:
    if life != "barn":
        return "voksne", f"borger {place.who}"
    return "boern", f"husstand {place.household}" if place.household else f"barn {place.who}"
