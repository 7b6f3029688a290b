"""One column of a table: which frame column, its Danish label, and what kind of value it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["text", "int", "oere", "kr", "number", "share", "days", "date", "month"]
KINDS: tuple[Kind, ...] = get_args(Kind)
DECIMALS: dict[Kind, int] = {"int": 0, "oere": 2, "kr": 2, "number": 1, "share": 1, "days": 0}


@dataclass(frozen=True)
class Column:
    """One column of a table: the frame's column ``key``, its Danish ``label`` and its ``kind``.

    Kinds: ``text`` · ``int`` whole number · ``oere`` an amount in whole øre, shown as kr. ·
    ``kr`` a price in kroner · ``number`` · ``share`` (0.12 is shown as 12,0 %) · ``days`` ·
    ``date`` · ``month``. ``decimals`` None means the kind's usual number of decimals. An amount
    may have 2 or 0 decimals, or −3 for whole 1.000 kr., or −6 for mio. kr. with one decimal.
    A column with ``paper`` False stands on screen and in the workbook, not on paper.
    """

    key: str
    label: str
    kind: Kind
    decimals: int | None = None
    paper: bool = True

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"column {self.key!r}: unknown kind {self.kind!r}")
        if self.decimals is None:
            return
        if self.kind not in DECIMALS or self.kind == "int":
            raise ValueError(f"column {self.key!r}: kind {self.kind!r} has no decimals")
        if self.decimals not in ((2, 0, -3, -6) if self.kind == "oere" else range(7)):
            raise ValueError(f"column {self.key!r}: decimals {self.decimals} make no sense")

    @property
    def places(self) -> int:
        """Decimals in effect (0 for kinds without)."""
        return DECIMALS.get(self.kind, 0) if self.decimals is None else self.decimals

    @property
    def numeric(self) -> bool:
        """Whether the cells are quantities: right-aligned, and numbers in the workbook."""
        return self.kind in DECIMALS
