"""CPR numbers that stand where none should: hidden in text, replaced in codes, and told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pyarrow as pa

from okonomi.findings import Finding
from okonomi.intake.fields import field_of
from okonomi.intake.pseudonym import (
    CPR_IN_CODE,
    CPR_IN_TEXT,
    PersonKey,
    hide_cpr_in,
    holds_cpr,
    is_cpr_code,
)
from okonomi.intake.text import Text
from okonomi.intake.used import Used

_PSEUDONYMS = ("person_id", "household_id")


def hide_in(used: Used, file: str, key: PersonKey) -> Iterator[Finding]:
    """Hide CPR-like numbers in every text column of the rows, in place.

    In free text the number becomes ``[cpr skjult]``. A whole code that can be a CPR number (a
    case number, say) becomes a keyed code, so that it still ties rows together.
    """
    for column, values in used.frame.items():
        if not isinstance(values, Text) or column in _PSEUDONYMS:
            continue
        known = field_of(used.table, column)
        if known is not None and known.values is not None:
            continue
        coded = known is not None and known.kind == "code"
        pattern = CPR_IN_CODE if coded else CPR_IN_TEXT
        hit = holds_cpr(values.values, pattern)[values.codes]
        if not hit.any():
            continue
        if coded:
            values = _coded(values, key)
        used.frame[column] = values.per_value(partial(hide_cpr_in, pattern=pattern))
        yield Finding(
            code="cpr-i-kode" if coded else "cpr-i-tekst",
            severity="advarsel",
            text=f"{file}: kolonnen “{used.block.header(column)}” har CPR-lignende numre i "
            f"{int(hit.sum())} {'række' if hit.sum() == 1 else 'rækker'}; de er skjult i tabeller "
            "og rapporter.",
            remedy="Fjern CPR-numre fra feltet i kildesystemet.",
        )


def _coded(values: Text, key: PersonKey) -> Text:
    texts, whole = values.values.to_pylist(), is_cpr_code(values.values)
    new = [key.code(text) if is_cpr else text for text, is_cpr in zip(texts, whole, strict=True)]
    return Text(values.codes, pa.array(new, pa.string()))
