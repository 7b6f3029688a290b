"""The small municipality that the tests of this room look at."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from okonomi import eksempel

SEED, PLACEMENTS, YEAR = 7, 90, 2026
DROPS = ("2026-01", "2026-02", "2026-03")


@dataclass(frozen=True)
class Written:
    """The folders of a written example."""

    folder: Path
    truth: Path

    def table(self, name: str) -> list[dict[str, str]]:
        """A table of the truth."""
        with (self.truth / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def lines(self, file: str, encoding: str) -> list[str]:
        """A text file's lines."""
        return (self.folder / file).read_bytes().decode(encoding).splitlines()


def write(folder: Path, truth: Path | None = None, drops: tuple[str, ...] = DROPS) -> None:
    """Write the small municipality."""
    eksempel.write(folder, seed=SEED, placements=PLACEMENTS, year=YEAR, drops=drops, truth=truth)
