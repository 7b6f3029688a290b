"""1,000 random pairs of months: both bridges sum to the øre, and end at the follow-up's figure.

Every pair has a function of its own, so one call of the bridge tries some 340 pairs at once: all
that one function has – budget, lines, postings – is drawn apart from the others'.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

import pandas as pd
import pytest
from bridges import holds
from frames import placements, table
from readings import reading

from okonomi.analysis.bridge.result import bridge
from okonomi.analysis.budget_rows import with_areas_of
from okonomi.intake.schema import FREQUENCIES
from okonomi.rules import load, load_kontoplan

PAIRS = 350  # a few of them draw nothing at all
PROVIDERS = ("Huset", "Gården", "Ukendt ApS", None)


def code(n):
    """The function of pair ``n``."""
    return f"7.{n // 100:02d}.{n % 100:02d}"


def day(draw):
    return date(2025, 6, 1) + timedelta(days=draw.randrange(640))


def some_line(draw, name):
    start = day(draw)
    return {
        "line_id": name,
        "placement_id": name,
        "person_id": f"P{name[:-2]}{draw.randrange(2)}",
        "line_kind": draw.choice(("hovedydelse", "hovedydelse", "foelgeydelse")),
        "status": draw.choices(("bevilget", "forventet", "kladde"), (8, 2, 1))[0],
        "start": start,
        "end": draw.choice((None, start + timedelta(days=draw.randrange(400)))),
        "frequency": draw.choices(FREQUENCIES, (3, 1, 1, 6, 1, 1, 1))[0],
        "price_kr": draw.choice((1, 1, 1, -1)) * draw.randrange(1, 900_000) / 100 + 0.0033,
        "quantity": draw.choice((None, 1.0, 2.5)),
        "price_year": draw.choice((None, 2025, 2026)),
        "provider": draw.choice(PROVIDERS[:2]),
    }


def changed(draw, row):
    """The line a month later: mostly as it was."""
    again = some_line(draw, row["line_id"])
    keys = draw.choices(
        ((), ("price_kr",), ("start", "end"), ("end",), ("frequency",), ("status",), tuple(again)),
        (6, 3, 2, 2, 1, 1, 1),
    )[0]
    row = row | {key: again[key] for key in keys}
    if row["end"] is not None and row["end"] < row["start"]:
        row["end"] = None
    return row


def with_replacement(draw, rows):
    """One of them may be an expected change of another."""
    if len(rows) < 2 or draw.random() < 0.6:
        return rows
    return [rows[0], rows[1] | {"status": "forventet", "replaces": rows[0]["line_id"]}, *rows[2:]]


def some_posting(draw, last):
    return {
        "date": date(2026, draw.randrange(1, last + 1), 10),
        "period": draw.choice((None, date(2026, draw.randrange(1, 13), 1), date(2025, 12, 1))),
        "provider": draw.choice(PROVIDERS),
        "amount_oere": draw.choice((1, 1, -1)) * draw.randrange(1, 2_000_000),
    }


@pytest.mark.parametrize("seed", range(3))
def test_both_bridges_sum_to_the_oere(seed):
    draw = random.Random(seed)
    month = draw.randrange(2, 13)
    tables = {name: [] for name in ("old", "new", "budget", "early", "late")}
    for n in range(PAIRS):
        place = {"function": code(n), "area": draw.choice(("boern", "voksne"))}
        old = [some_line(draw, f"{n}-{k}") | place for k in range(draw.randrange(4))]
        new = [changed(draw, row) for row in old if draw.random() < 0.8]
        new += [some_line(draw, f"{n}-{k}") | place for k in range(7, 7 + draw.randrange(3))]
        moved = [row | {"function": code((n + 1) % PAIRS)} for row in new[:1]]
        tables["old"] += with_replacement(draw, old)
        tables["new"] += with_replacement(draw, moved + new[1:] if draw.random() < 0.2 else new)
        early = [some_posting(draw, month - 1) | place for _ in range(draw.randrange(4))]
        tables["early"] += early
        tables["late"] += [*early, some_posting(draw, month) | place]
        if draw.random() < 0.8:
            persons = draw.choice((None, 0.0, 0.5, 2.0))
            amount = draw.randrange(-100, 9_000_000)
            budget = {"year": 2026, "original_oere": amount, "persons": persons}
            tables["budget"].append(place | budget)
    places = pd.DataFrame(tables["late"])[["function", "area"]]
    rules, kontoplan = load(), with_areas_of(load_kontoplan(), places)
    budget = table("budget", *tables["budget"])
    before, now = (
        reading(
            f"2026-{at:02d}",
            placement=placements(*tables[lines]),
            posting=table("posting", *tables[posted]),
            budget=budget,
        )
        for at, lines, posted in ((month - 1, "old", "early"), (month, "new", "late"))
    )
    result = bridge(now, before, kontoplan, rules)
    assert (result.month.functions["row_kind"] == "detail").sum() >= 334
    never = ["prisregulering", "aarsskifte", "moms", "prognose"]
    tried = result.month.functions.drop(columns=never)
    assert (tried != 0).any().all()
    holds(result, now, before, kontoplan, rules)
    assert pd.api.types.is_integer_dtype(result.month.functions["ny"])
