"""The filled form of ledelsestilsynet, and the municipality's own milestones."""

from __future__ import annotations

from pathlib import Path

from okonomi.eksempel.drops import View
from okonomi.eksempel.exports.sheet import Physical, Sheet, heading, write_xlsx
from okonomi.eksempel.model import World
from okonomi.eksempel.reviews import INDICATORS, Reviews

COLUMNS = (
    "Sagsnummer", "Gruppe", "Rådgiver", "Indikator id", "Vurdering", "Gennemgået", "Udtrukket",
    "Udtrukket af",
)  # fmt: skip


def build(made: Reviews, view: View) -> Sheet:
    """One row per drawn case and indicator."""
    rows = [
        Physical(
            [
                review.case,
                review.team,
                review.raadgiver,
                review.indicator,
                review.outcome,
                review.day,
                f"{view.day:%Y-%m}",
                review.population,
            ],
            refers=f"{review.case}:{review.indicator}",
        )
        for review in made.reviews
    ]
    return Sheet(
        f"Ledelsestilsyn_{view.day:%Y-%m}.xlsx",
        [heading(*COLUMNS), *rows],
        sheet="Skema",
        widths=(19, 22, 10, 26, 18, 13, 11, 12),
    )


def write(folder: Path, sheet: Sheet) -> None:
    """One workbook."""
    write_xlsx(folder, [sheet])


def milestones(world: World) -> str:
    """regler/ledelsestilsyn.yaml: two milestones in the reporting year for every indicator."""
    lines = [
        "# Eksempel Kommunes milepæle er opdigtede. Resten af hver indikator er den leverede.",
        "indikatorer:",
    ]
    for asked in INDICATORS:
        later = min(100, asked.milestone + 20)
        lines += [
            f"  - id: {asked.id}",
            f"    milepaele: [{{ pct: {asked.milestone}, dato: {world.year}-01 }}, "
            f"{{ pct: {later}, dato: {world.year}-12 }}]",
        ]
    return "\n".join(lines) + "\n"
