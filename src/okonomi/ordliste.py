"""The glossary: one meaning per word, the same in every report."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def glossary() -> dict[str, dict[str, str]]:
    """``ordliste.csv`` by term: identifier, label, unit, definition and source."""
    text = (resources.files("okonomi") / "ordliste.csv").read_text(encoding="utf-8")
    return {row["term"]: row for row in csv.DictReader(text.splitlines(), delimiter=";")}


def define(*terms: str) -> list[tuple[str, str]]:
    """Label and definition of each term; an unknown term raises ``KeyError``."""
    return [(glossary()[term]["label"], glossary()[term]["definition"]) for term in terms]
