"""How much of a change is persons, how much is price? Price, volume and mix per function.

Q is helårspersoner, P is kroner per helårsperson. Everything is exact fractions until each
function's parts are rounded to whole øre together, by largest remainder, so that they sum to the
function's change and the functions' parts to the total's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

PARTS = {
    "volume_oere": "Mængde",
    "mix_oere": "Mix mellem funktioner",
    "price_oere": "Pris",
    "joint_oere": "Samspil af mængde og pris",
    "unmeasured_oere": "Mængden kan ikke opgøres",
}


def price_volume_mix(frame: pd.DataFrame) -> pd.DataFrame:
    """One row per function (the index of ``frame``), with the columns of ``PARTS`` in whole øre.

    ``frame`` has old_oere, new_oere and old_persons, new_persons (exact ``Fraction``, or None
    where nobody says how many). With average price A = Σ P₀Q₀ ÷ Σ Q₀ over the functions measured:

    - volume (Q₁ − Q₀)·A and mix (Q₁ − Q₀)·(P₀ − A), together (Q₁ − Q₀)·P₀;
    - price (P₁ − P₀)·Q₀; joint (P₁ − P₀)·(Q₁ − Q₀);
    - unmeasured: the whole change of a function with kroner and no persons on one of the sides.

    A function that is empty on one side has the other side's price. The five sum to new − old.
    """
    records = frame.to_dict("records")
    sides = {name: _sides(row) for name, row in zip(frame.index, records, strict=True)}
    measured = [side for side in sides.values() if side]
    persons = sum((side[0] for side in measured), Fraction(0))
    kroner = sum((side[0] * side[2] for side in measured), Fraction(0))
    if not persons and measured:  # nobody before: the average price is the one now
        persons = sum((side[1] for side in measured), Fraction(0))
        kroner = sum((side[1] * side[3] for side in measured), Fraction(0))
    average = kroner / persons if persons else Fraction(0)
    rows = []
    for name, row in zip(frame.index, records, strict=True):
        change = int(row["new_oere"]) - int(row["old_oere"])
        side = sides[name]
        if side is None:
            rows.append([0, 0, 0, 0, change])
            continue
        q0, q1, p0, p1 = side
        exact = [
            (q1 - q0) * average,
            (q1 - q0) * (p0 - average),
            (p1 - p0) * q0,
            (p1 - p0) * (q1 - q0),
        ]
        rows.append([*rounded_together(exact), 0])
    return pd.DataFrame(rows, index=frame.index, columns=list(PARTS)).astype("int64")


def _sides(row: dict[Any, Any]) -> tuple[Fraction, Fraction, Fraction, Fraction] | None:
    """Q₀, Q₁, P₀ and P₁; None where they cannot be told."""
    persons = [row["old_persons"], row["new_persons"]]
    kroner = [int(row["old_oere"]), int(row["new_oere"])]
    if not any(isinstance(count, Fraction) and count for count in persons):
        return None
    prices: list[Any] = []
    for count, oere in zip(persons, kroner, strict=True):
        if not isinstance(count, Fraction) or (not count and oere):
            return None
        prices.append(oere / count if count else None)
    old, new = prices
    return (
        persons[0], persons[1],
        new if old is None else old, old if new is None else new,
    )  # fmt: skip


def rounded_together(exact: Sequence[Fraction]) -> list[int]:
    """Exact parts with a whole sum as whole numbers with that sum, by largest remainder.

    >>> rounded_together([Fraction(1, 2), Fraction(-1, 2), Fraction(1, 3), Fraction(2, 3)])
    [1, -1, 0, 1]
    """
    whole = [math.floor(part) for part in exact]
    left = sum(exact, Fraction(0)) - sum(whole)
    if left.denominator != 1:
        raise ValueError("the parts do not sum to a whole number")
    order = sorted(range(len(exact)), key=lambda part: whole[part] - exact[part])
    for part in order[: int(left)]:
        whole[part] += 1
    return whole
