"""Every setting of ``okonomi.toml``: its type, what it is when left out, and what it means.

The meanings are what ``okonomi init`` writes into a new ``okonomi.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from okonomi.errors import Faults


@dataclass(frozen=True)
class Setting:
    """One setting of ``okonomi.toml``: its type, its value when left out, and what it means.

    ``items`` is the type of a list's entries. A text is one of ``words`` where there are any; a
    number, or each number of a list, is from ``least`` to ``most``, both included.
    """

    kind: type | tuple[type, ...]
    default: Any
    meaning: str
    items: type | tuple[type, ...] = object
    words: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None

    def allows(self, value: Any) -> bool:
        """Whether a value of the right type is one of those it may have."""
        if isinstance(value, list | tuple):
            # Of no ages at all there is nothing to watch; other lists may be empty.
            return all(map(self.allows, value)) and bool(value or self.least is None)
        if isinstance(value, str):
            return not self.words or value in self.words
        # Not a number is neither.
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )

    @property
    def must(self) -> str:
        """What is asked of a value, in Danish: ``fra 2 til 4``."""
        if self.words:
            return f"en af: {', '.join(self.words)}"
        least, most = (None if n is None else f"{n:g}" for n in (self.least, self.most))
        if most is None:
            return f"mindst {least}"
        return f"fra {least} til {most}"


SETTINGS: dict[str, dict[str, Setting]] = {
    "kommune": {
        "navn": Setting(str, None, "Kommunens navn, som det skal stå i rapporterne."),
        "kode": Setting(
            str, None, 'Kommunens kode med foranstillet nul i anførselstegn, f.eks. "0101".'
        ),
    },
    "personer": {
        "noegle": Setting(
            str, "noegle.txt", "Sti til nøglen, der gør CPR-numre til pseudonymer. Del den ikke."
        ),
        "noegle_fingeraftryk": Setting(
            str, "", "Nøglens fingeraftryk. Ændrer det sig, standser programmet."
        ),
    },
    "egne": {
        "cvr": Setting(list, [], "CVR-numre på kommunens egne tilbud.", (str, int)),
        "leverandoerer": Setting(
            list, [], "Navne på kommunens egne tilbud, når en fil kun har navnet.", str
        ),
    },
    "filer": {
        "rapporter": Setting(str, "reports", "Mappen, som rapporterne skrives i."),
        "profiler": Setting(str, "profiler", "Mappen med jeres egne profiler (.yaml)."),
        "alias": Setting(
            str, "leverandoer_alias.csv", "Leverandørnavne, der er den samme leverandør."
        ),
        "tidligere_maaneder": Setting(
            list,
            [],
            "Profiler, hvis filer i tidligere måneders mapper skal læses med (delta).",
            str,
        ),
    },
    "bogfoering": {
        "posteringer_med_moms": Setting(
            bool, True, "true, hvis posteringer er med moms; false, hvis de er uden."
        ),
    },
    "opmaerksomhed": {
        "dage": Setting(
            int, 90, "Så mange dage før slutdatoen kommer en bevilling på listen.", least=1
        ),
        "aldre": Setting(
            list, [18, 23], "Aldre, som en ung skal vises for, før de nås.", int, least=1
        ),
        "alder_maaneder": Setting(
            int, 12, "Så mange måneder før en alder kommer den unge med.", least=1
        ),
    },
    "prognose": {
        "tidligere_maaneder": Setting(
            int,
            15,
            "Så mange måneder tilbage lærer prognosen af, hvad mapperne viste dengang.",
            least=0,
        ),
    },
    "frister": {
        "lokale": Setting(
            list, [], 'Egne mål: en liste af { haendelse = "Partshøring", dage = 14 }.', dict
        ),
    },
    "scenarier": {
        "budgetaar": Setting(
            int, 3, "Så mange budgetår viser kvartalsrapporten (2–4).", least=2, most=4
        ),
        "prisudvikling": Setting(
            (int, float),
            0.0,
            "Et skøn: årlig prisudvikling i budgetårene som andel, f.eks. 0.03; 0: faste priser.",
            least=-0.2,
            most=0.2,
        ),
    },
    "diskretion": {
        "min_offentlig": Setting(
            int,
            5,
            "Færre personer end så mange vises ikke i det, der offentliggøres (mindst 3: af to kan "
            "den ene regne den anden ud).",
            least=3,
        ),
        "dominans": Setting(
            (int, float),
            0.75,
            "Står én sag eller leverandør for mere end denne andel af et beløb, vises det ikke.",
            least=0.5,
            most=1,
        ),
    },
    "levering": {
        "mindste_andel": Setting(
            (int, float),
            0.8,
            "Under denne andel af de aftalte timer er en ydelse leveret for lidt.",
            least=0,
            most=1,
        ),
        "mindst_maaneder": Setting(
            int,
            3,
            "Så mange dokumenterede måneder skal der til, før noget siges om levering.",
            least=1,
        ),
    },
    "behov": {
        "mindst_antal": Setting(
            int,
            8,
            "Så mange med samme behov skal der til, før en placering holdes op mod dem.",
            least=2,
        ),
    },
    "kontrakter": {
        "mindste_aarsbeloeb_kr": Setting(
            int,
            25000,
            "En følgeydelse, der koster mindre om året, behøver ingen kontrakt.",
            least=0,
        ),
        "gennemgang_maaneder": Setting(
            int, 12, "Så mange måneder må der gå, mellem en kontrakt gennemgås.", least=1
        ),
        "udloeber_inden_dage": Setting(
            int, 180, "Så mange dage før udløb tælles en kontrakt som snart udløbet.", least=1
        ),
    },
    "refusion": {
        "graenser": Setting(
            list,
            [],
            "Beløbsgrænser for særligt dyre enkeltsager, som kommunen selv indtaster: en liste af "
            '{ aar = 2026, hjemmel = "...", p25 = 0, p50 = 0, p75 = 0, kilde = "..." }.',
        ),
    },
    "servicetjek": {
        "grupper": Setting(
            list,
            [],
            "Grupper, hvis priser sammenlignes, ud over område og ydelse: en liste af "
            '{ navn = "...", ydelser = ["..."], paragraffer = ["..."], funktioner = ["..."] }, '
            "hvor mindst en af listerne er med.",
            dict,
        ),
        "min_vurdering": Setting(
            int, 2, "Det mindste antal placeringer bag en vurdering af en leverandør.", least=1
        ),
    },
    "maalpris": {
        "maal": Setting(
            str,
            "nedre kvartil",
            "Det, der bedes om: “nedre kvartil” eller “forventet” (pris for ydelsen).",
            words=("nedre kvartil", "forventet"),
        ),
        "mindste_besparelse_kr": Setting(
            int, 25000, "En aftale, der kan spare mindre om året, er ikke med.", least=0
        ),
        "lykkes_andel": Setting(
            (int, float),
            0.5,
            "Et skøn: den andel af forhandlingerne, der lykkes (0–1).",
            least=0,
            most=1,
        ),
    },
    "ledelsestilsyn": {
        "maaneder": Setting(
            int,
            3,
            "Så mange måneders gennemgåede sager måles indikatorerne på ad gangen.",
            least=1,
        ),
        "antal": Setting(int, 12, "Så mange sager udtrækkes til gennemgang hver måned.", least=0),
        "froe": Setting(
            int, 1, "Et tal, der styrer lodtrækningen: samme tal og samme udtræk, samme sager."
        ),
        "gruppe": Setting(
            str,
            "team",
            "Sagerne udtrækkes forholdsmæssigt af hver gruppe: “team” eller “område”.",
            words=("team", "område"),
        ),
        "omraade": Setting(
            str,
            "boern",
            "Sagerne, der udtrækkes af: “boern”, “voksne” eller “alle”.",
            words=("boern", "voksne", "alle"),
        ),
        "sager": Setting(
            str,
            "aktive",
            "“aktive”: alle løbende sager; “nye”: sager, der er oprettet i måneden.",
            words=("aktive", "nye"),
        ),
    },
    "drift": {
        "rapporter": Setting(
            list,
            ["maanedsrapport", "datakvalitet"],
            "Rapporter, som “okonomi run-due” laver for hver måned; navn-udvalg er udvalgets.",
            str,
        ),
        "kvartalsrapporter": Setting(
            list,
            ["kvartalsrapport"],
            "Rapporter, som den kun laver for marts, juni, september og december.",
            str,
        ),
        "fra": Setting(
            str, "", "Ældste måned, den laver rapporter for, f.eks. 2026-01; tom: alle måneder."
        ),
        "ved_succes": Setting(
            list,
            [],
            "Jeres egen kommando, når rapporter er lavet: program og argumenter hver for sig.",
            str,
        ),
        "ved_fejl": Setting(
            list, [], "Jeres egen kommando, når noget gik galt, skrevet på samme måde.", str
        ),
    },
}
"""Every setting the kit knows. ``okonomi init`` writes them all, explained."""


def setting_fault(section: str, name: str, value: Any) -> str | None:
    """The Danish fault of a value that a setting may not have; None where it may."""
    setting = SETTINGS[section][name]
    if setting.allows(value):
        return None
    shown = f"“{value}”" if isinstance(value, str) else f"{value}"
    return (
        f"okonomi.toml: “{name}” i [{section}] er {shown}, og det skal være {setting.must}. "
        f"{setting.meaning}"
    )


def require(section: str, **values: Any) -> None:
    """``UserError`` with every one of the values that the section's settings may not have: for
    functions that are also called with a value of the user's own."""
    faults = Faults()
    for name, value in values.items():
        if fault := setting_fault(section, name, value):
            faults.add(fault)
    faults.raise_if_any()
