"""A posting's debit or credit: which sign the amount has, and when that cannot be told."""

from __future__ import annotations

import numpy as np

from okonomi.intake.block import Block
from okonomi.intake.text import Frame, Text


def apply_sign(block: Block, frame: Frame, open_rows: np.ndarray) -> None:
    """Take ``sign`` out of the frame and make credits of positive amounts negative.

    An export either writes amounts without a sign, and kredit turns them, or with a sign, and
    debet and kredit only say it again: then no kredit row is above zero. A file with kredit rows
    on both sides of zero may mean either, so its kredit rows are errors; so is a row that has an
    amount and says neither. A file where no row says anything has amounts with signs.
    """
    sign, amount = frame.pop("sign", None), frame.get("amount_oere")
    if not isinstance(sign, Text) or not isinstance(amount, np.ndarray):
        return
    valued = open_rows & ~np.isnan(amount) & (amount != 0)
    silent = sign.missing()
    if silent[open_rows].all():
        return
    faulty = np.zeros(len(silent), dtype=bool)
    for fault in block.faults:
        if fault.column == block.header("sign"):
            faulty[fault.rows] = True
    block.fault(
        np.flatnonzero(valued & silent & ~faulty), block.header("sign"),
        "Rækken har et beløb, men siger hverken debet eller kredit.", "Udfyld feltet i kilden.",
    )  # fmt: skip
    credit = sign.equals("kredit")
    below, above = valued & credit & (amount < 0), valued & credit & (amount > 0)
    if below.any() and above.any():
        block.fault(
            np.flatnonzero(below | above), block.header("sign"),
            "Filens kreditrækker har både positive og negative beløb, så fortegnet er uklart.",
            "Udtræk posteringerne med beløb uden fortegn, eller uden kolonnen debet/kredit.",
        )  # fmt: skip
    elif above.any():
        frame["amount_oere"] = np.where(credit, -amount, amount)
