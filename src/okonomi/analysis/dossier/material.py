"""All that dossiers are made of, computed once for every provider of a month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from okonomi.analysis.buildup import buildup
from okonomi.analysis.contracts.result import contracts
from okonomi.analysis.delivered.result import delivered
from okonomi.analysis.dossier.result import Material
from okonomi.analysis.dossier.trend import trend
from okonomi.analysis.list_prices.result import list_prices
from okonomi.analysis.servicetjek.result import servicetjek
from okonomi.analysis.targets.result import targets
from okonomi.intake import Reading
from okonomi.rules import Rules
from okonomi.workspace import Workspace

Settings = Workspace | Mapping[tuple[str, str], Any]


def material(
    reading: Reading, kontoplan: pd.DataFrame, rules: Rules, settings: Settings
) -> Material:
    """The results, with the settings of okonomi.toml (``settings[section, name]``)."""
    tjek = servicetjek(
        reading,
        rules,
        settings["servicetjek", "grupper"],
        settings["servicetjek", "min_vurdering"],
    )
    register = contracts(
        reading,
        kontoplan,
        rules,
        settings["kontrakter", "mindste_aarsbeloeb_kr"],
        settings["kontrakter", "gennemgang_maaneder"],
        settings["kontrakter", "udloeber_inden_dage"],
    )
    hours = delivered(
        reading,
        rules,
        lowest_share=settings["levering", "mindste_andel"],
        least_months=settings["levering", "mindst_maaneder"],
    )
    return Material(
        reading=reading,
        tjek=tjek,
        contracts=register,
        delivered=hours,
        buildup=buildup(reading, rules),
        list_prices=list_prices(reading, rules),
        targets=targets(
            reading,
            rules,
            tjek,
            register,
            hours,
            maal=settings["maalpris", "maal"],
            mindste_besparelse_kr=settings["maalpris", "mindste_besparelse_kr"],
            lykkes_andel=settings["maalpris", "lykkes_andel"],
        ),
        trend=trend(reading, rules),
        min_vurdering=settings["servicetjek", "min_vurdering"],
    )
