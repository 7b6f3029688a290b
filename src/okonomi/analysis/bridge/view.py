"""One bridge from a start to an end: its rows in total and per function, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from okonomi.analysis.bridge.causes import CAUSES
from okonomi.analysis.bridge.days import LABELS
from okonomi.analysis.bridge.volume import PARTS
from okonomi.analysis.budget_rows import stack_sums
from okonomi.analysis.words import drivers
from okonomi.present import Column, Figure, Table, figures
from okonomi.present.waterfall import waterfall, waterfall_alt, waterfall_height

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BEYOND, OPENING, MOMS, OUTLOOK = "ud_over", "aarsskifte", "moms", "prognose"
STEPS = {
    OPENING: "Bevillingerne ved årsskiftet mod budgettet",
    **CAUSES,
    MOMS: "Momsrefusion af ændringerne",
    BEYOND: "Bogført ud over bevilling",
    OUTLOOK: "Forventet til- og afgang resten af året",
}
SHORT = {
    "start": "Fra",
    OPENING: "Årsskiftet mod budgettet",
    "ny": "Nye",
    "ophoert": "Ophørte",
    "dage": "Dage",
    "prisregulering": "Prisregulering",
    "anden_pris": "Anden pris",
    "tilbagevirkende": "Tilbagevirkende",
    "engang": "Engang",
    "omkonteret": "Anden funktion",
    MOMS: "Momsrefusion",
    BEYOND: "Ud over bevilling",
    OUTLOOK: "Til- og afgang",
    "end": "Til",
}
VOLUME = {
    **PARTS,
    "other_oere": "Følgeydelser og engangsbeløb",
    "beyond_oere": "Bogført ud over bevilling",
    "outlook_oere": "Forventet til- og afgang resten af året",
}
OF_FUNCTION = {
    "quantity_oere": "Mængde",
    "mix_oere": "Heraf mix",
    "price_oere": "Pris",
    "joint_oere": "Samspil",
    "unmeasured_oere": "Kan ikke opgøres",
    "other_oere": "Følgeydelser, engang",
    "beyond_oere": "Ud over bevilling",
    "outlook_oere": "Til- og afgang",
    "change_oere": "Ændring i alt",
}
SELDOM = (OPENING, "omkonteret", MOMS, OUTLOOK)
"""Rows that are only shown where there is something in them."""
NEW_YEAR = (
    " Bevillingerne ved årsskiftet er dem, der var i kraft den 31. december, ført uændret året ud."
)
ALWAYS = ("volume_oere", "mix_oere", "price_oere", "joint_oere")
WORTH = {
    "budget": "Enhedsprisen er alle kroner pr. helårsperson, som i budgettet.",
    "maaneds": "Enhedsprisen er hovedydelsernes kroner pr. helårsperson.",
}
"""What is in the unit price of each bridge."""


@dataclass(frozen=True, eq=False, kw_only=True)
class View:
    """One bridge.

    ``steps``: key, label, row_kind, lines (how many bevilling lines are behind the row, missing
    where it is not made of lines) and oere; the first row is the start, the last one the end, and
    the rows between sum to the difference, to the øre. ``functions``: the same per function, area
    and in all, a column per step (label, row_kind, start, ny, …, end). ``volume``: per function,
    area and in all old_persons and new_persons (helårspersoner) and in øre volume, mix, price,
    joint, unmeasured, other (not from the budget), beyond, outlook (the forecast's net inflow, in
    the budget's bridge where it is given) and change, which is the sum of these;
    and quantity = volume + mix = (Q₁ − Q₀)·P₀.
    """

    name: str
    title: str
    start_label: str
    end_label: str
    steps: pd.DataFrame
    functions: pd.DataFrame
    volume: pd.DataFrame

    @property
    def change(self) -> int:
        """End minus start, in whole øre."""
        return int(self.steps["oere"].iloc[-1] - self.steps["oere"].iloc[0])

    def main_reasons(self) -> str:
        """The largest rows that go the bridge's way, and the largest against it (``drivers``)."""
        rows = self.steps[self.steps["row_kind"] == "detail"]
        return drivers(rows.set_index("label")["oere"], self.change)

    def tables(self) -> list[Table]:
        """The causes in all, per function, and price, volume and mix."""
        return [
            Table(
                name=f"{self.name}bro",
                title=self.title,
                frame=self.steps,
                row_kind="row_kind",
                front=True,
                columns=(
                    Column("label", "Årsag", "text"),
                    Column("lines", "Linjer", "int"),
                    Column("oere", "Beløb", "oere", -3),
                ),
                note="Hver række er regnet for sig, og rækkerne giver forskellen på øren."
                + (NEW_YEAR if OPENING in set(self.steps["key"]) else ""),
            ),
            Table(
                name=f"{self.name}bro_funktioner",
                title=f"Pr. funktion: {self.title}",
                frame=self.functions,
                row_kind="row_kind",
                columns=(
                    Column("label", "Område og funktion", "text"),
                    *_used(self.functions, SHORT, keep=("start", "end")),
                ),
                note=f"Fra: {self.start_label}. Til: {self.end_label}.",
            ),
            Table(
                name=f"{self.name}bro_pris_maengde",
                title=f"Mængde, pris og mix: {self.title}",
                frame=self.volume_steps(),
                row_kind="row_kind",
                columns=(
                    Column("label", "Virkning", "text"),
                    Column("oere", "Beløb", "oere", -3),
                ),
                note=f"{WORTH[self.name]} Mængde er ændringen i helårspersoner gange "
                "gennemsnitsprisen før. Mix er, at ændringen ligger på funktioner, der var dyrere "
                "eller billigere end gennemsnittet.",
            ),
            Table(
                name=f"{self.name}bro_pris_maengde_funktioner",
                title=f"Mængde og pris pr. funktion: {self.title}",
                frame=self.volume,
                row_kind="row_kind",
                paper_rows=0,
                columns=(
                    Column("label", "Område og funktion", "text"),
                    Column("old_persons", "Helårspersoner før", "number", 1),
                    Column("new_persons", "Helårspersoner nu", "number", 1),
                    *_used(self.volume, OF_FUNCTION, keep=("quantity_oere", "price_oere")),
                ),
                note="Q er helårspersoner og P enhedsprisen. Mængde er (Q1 − Q0) · P0, pris "
                "(P1 − P0) · Q0 og samspil (P1 − P0) · (Q1 − Q0). Mix er en del af mængden. "
                "Helårspersoner i en sum er funktionernes lagt sammen.",
            ),
        ]

    def volume_steps(self) -> pd.DataFrame:
        """label, row_kind and oere: from start to end by volume, mix and price."""
        total = self.volume.iloc[-1]
        ends = self.steps["oere"]
        names = [name for name in VOLUME if name in total and (total[name] or name in ALWAYS)]
        rows = [
            (self.start_label, "subtotal", ends.iloc[0]),
            *((VOLUME[name], "detail", total[name]) for name in names),
            (self.end_label, "total", ends.iloc[-1]),
        ]
        steps = pd.DataFrame(rows, columns=["label", "row_kind", "oere"])
        return steps.astype({"oere": "int64"})

    def figure(self) -> Figure:
        """The waterfall of the steps."""
        shown = self.shown()
        return figures.figure(
            self.draw,
            name=f"{self.name}bro",
            title=self.title,
            alt=waterfall_alt(shown, "label", "oere", "row_kind"),
            height=waterfall_height(len(shown)),
        )

    def shown(self) -> pd.DataFrame:
        """The steps that move something, between start and end."""
        between = self.steps["row_kind"] == "detail"
        return self.steps[~between | (self.steps["oere"] != 0)].reset_index(drop=True)

    def draw(self, ax: Axes | None = None) -> Axes:
        """Draw the waterfall on ``ax``."""
        return waterfall(self.shown(), "label", "oere", "row_kind", ax=ax)


def make_view(
    *,
    name: str,
    title: str,
    start_label: str,
    end_label: str,
    start: pd.Series,
    end: pd.Series,
    entries: pd.DataFrame,
    others: dict[str, pd.Series],
    volume: pd.DataFrame,
) -> View:
    """Put a bridge together; ``others`` are the steps that are not made of lines."""
    net = entries.groupby(["cause", "line", *LABELS])["oere"].sum()
    net = net[net != 0].reset_index()
    by_cause = net.pivot_table(index=LABELS, columns="cause", values="oere", aggfunc="sum")
    parts = {"start": start, **{k: by_cause[k] for k in CAUSES if k in by_cause}, **others}
    functions = pd.DataFrame(parts | {"end": end})
    functions = functions.reindex(columns=["start", *STEPS, "end"]).fillna(0).astype("int64")
    functions.index = functions.index.set_names(LABELS)
    total = functions.sum()
    lines = net.groupby("cause")["line"].nunique()
    keys = [key for key in STEPS if key not in SELDOM or total[key] or functions[key].any()]
    steps = pd.DataFrame({"key": ["start", *keys, "end"]})
    kinds = {"start": "subtotal", "end": "total"}
    steps = steps.assign(
        label=steps["key"].map(STEPS | {"start": start_label, "end": end_label}).astype("str"),
        row_kind=steps["key"].map(kinds).fillna("detail").astype("str"),
        lines=[int(lines.get(key, 0)) if key in CAUSES else None for key in steps["key"]],
        oere=total[steps["key"]].to_numpy(),
    ).astype({"lines": "Int64"})
    return View(
        name=name,
        title=title,
        start_label=start_label,
        end_label=end_label,
        steps=steps,
        functions=stack_sums(functions),
        volume=stack_sums(volume),
    )


def _used(frame: pd.DataFrame, labels: dict[str, str], keep: tuple[str, ...]) -> list[Column]:
    """The amounts with something in them, in the order of ``labels``."""
    return [
        Column(name, label, "oere", -3)
        for name, label in labels.items()
        if name in keep or (name in frame and frame[name].any())
    ]
