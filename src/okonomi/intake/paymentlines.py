"""Bevillingslinjer from dated payments: one row per line and price, with the days it held."""

from __future__ import annotations

import numpy as np

from okonomi.intake import rowhash
from okonomi.intake.text import Text
from okonomi.intake.used import Used

_DAY = np.timedelta64(1, "D")


def complete_payment_lines(frame: dict, rows: int) -> None:
    """Before the rows are checked: a fixed price where there is none per unit, and a start.

    A payment with a fixed price has no units; a one-off payment has no period but its own day.
    """
    fixed, price = frame.pop("fixed_price_kr", None), frame.get("price_kr")
    if isinstance(fixed, np.ndarray):
        price = price if isinstance(price, np.ndarray) else np.full(rows, np.nan)
        no_price = np.isnan(price)
        frame["price_kr"] = np.where(no_price, fixed, price)
        quantity = frame.get("quantity")
        if isinstance(quantity, np.ndarray):
            frame["quantity"] = np.where(no_price | np.isnan(quantity), 1.0, quantity)
    paid_on = frame.get("paid_on")
    if not isinstance(paid_on, np.ndarray):
        return
    frequency = frame.get("frequency")
    once = frequency.equals("engang") if isinstance(frequency, Text) else np.zeros(rows, dtype=bool)
    frame["start"] = np.where(np.isnat(frame["start"]) | once, paid_on, frame["start"])
    frame["end"] = np.where(once, paid_on, frame["end"])


def collapse(used: Used, one_row_per: tuple[str, ...]) -> None:
    """Keep one row for each run of payments that say the same in these columns, in place.

    Where a line had several prices, each holds from its first payment until the next price's
    first payment; the first one from the line's start and the last one until its end. A price
    that comes back is a run of its own. What is paid once is a row for each payment. A price that
    would hold for no day is an error: two prices of one day, or a payment after the line's end.
    """
    rows = np.arange(len(used))
    paid_on = used.array("paid_on", np.datetime64("NaT", "s"))
    columns = [used.frame[name] for name in one_row_per if name in used.frame]
    number = rowhash.groups(columns, rows)
    line = rowhash.groups([used.frame["line_id"], used.frame["status"]], rows)
    order = np.lexsort((rows, paid_on, line))
    begins = np.ones(len(rows), dtype=bool)
    begins[1:] = (number[order][1:] != number[order][:-1]) | (line[order][1:] != line[order][:-1])
    frequency = used.frame["frequency"]
    if isinstance(frequency, Text):
        begins |= frequency.equals("engang")[order]
    kept = np.sort(order[begins])
    used.keep(kept)
    paid_on = paid_on[kept]
    frequency = used.frame["frequency"]
    once = frequency.equals("engang") if isinstance(frequency, Text) else np.zeros(len(kept), bool)
    running = np.flatnonzero(~once)
    line = rowhash.groups([used.frame["line_id"], used.frame["status"]], running)
    order = np.lexsort((paid_on[running], line))
    same = line[order][1:] == line[order][:-1]
    earlier, later = running[order[:-1][same]], running[order[1:][same]]
    start, end = np.array(used.frame["start"]), np.array(used.frame["end"])
    start[later] = np.fmax(start[later], paid_on[later])  # never before the line, nor after it
    end[earlier] = np.fmin(end[earlier], paid_on[later] - _DAY)
    used.frame["start"], used.frame["end"] = start, end
    used.reject(
        end < start, "price_kr",
        "Prisen gælder ingen dag: linjen har en anden pris fra samme dag, eller betalingen ligger "
        "uden for linjens dage.",
        "Se efter i kildesystemet, hvilken pris der gælder.",
    )  # fmt: skip
