"""Sources of a committee version: words for a citizen, nothing of the machine."""

from __future__ import annotations

import re

import pytest

from okonomi.analysis.words import spelt_sources
from okonomi.reports.committee.sources import public_sources


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Metode: docs/metode/kvartal.md.", None),
        (
            "refusion.SEL-176.p25: skøn (opdigtet)",
            "Beløbsgrænser for statsrefusion (SEL § 176): skøn (opdigtet)",
        ),
        ("momsfaktor.Ærø: skøn", "Momsfaktor: skøn"),
        ("momsfaktor.paragraf.BL-46: skøn", "Momsfaktor: skøn"),
        ("momsfaktor: OS2bos: pr. leverandør", "Momsfaktor: OS2bos: pr. leverandør"),
        (
            "Prisudvikling 0,0 % om året: skøn (okonomi.toml, [scenarier]).",
            "Prisudvikling 0,0 % om året: skøn.",
        ),
        (
            "1.000 trækninger med frø 2026; samme data giver samme tal.",
            "1.000 trækninger; samme data giver samme tal.",
        ),
        ("Indikatorer: ledelsestilsyn.yaml.", "Indikatorer: kommunens egne regler."),
        (
            "Filerne i månedens mappe; hver fils sha256 står i manifest.json.",
            "Filerne i månedens mappe.",
        ),
        ("PL-eksempel: skøn", "PL-eksempel: skøn"),
        ("Vejledende sagstal (socialraadgiverne.dk): 20–30", None),
        ("Bevillinger i månedens udtræk.", None),
    ],
)
def test_a_source_in_words(source: str, said: str | None) -> None:
    expected = () if source.startswith("Metode") else (said or source,)
    assert public_sources([source]) == expected
    assert public_sources(spelt_sources([source])) == expected  # as an analysis gives it
    assert not any(re.search(r"\.(md|toml|ya?ml|json)\b", text) for text in expected)


def test_what_says_the_same_stands_once() -> None:
    assert public_sources(["momsfaktor.A: skøn", "momsfaktor.B: skøn"]) == ("Momsfaktor: skøn",)
