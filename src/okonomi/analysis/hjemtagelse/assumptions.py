"""What a plan assumes of every move, with a default that is a skøn until somebody knows better."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from okonomi.analysis.hjemtagelse.ranges import Range


@dataclass(frozen=True)
class Assumption:
    """One assumption: its value when the scenario says nothing, its unit, and what it means."""

    default: Range
    unit: str
    meaning: str
    least: float = 0.0
    most: float = float("inf")


def _range(low: float, likely: float, high: float) -> Range:
    return Range(low=low, likely=likely, high=high)


ASSUMPTIONS: MappingProxyType[str, Assumption] = MappingProxyType(
    {
        "nuvaerende_pris": Assumption(
            _range(0.97, 1.0, 1.03), "faktor", "nuværende pris i forhold til i dag (faktor)"
        ),
        "lokal_pris": Assumption(
            _range(0.95, 1.0, 1.15), "faktor", "lokal omkostning i forhold til det oplyste (faktor)"
        ),
        "etablering": Assumption(
            _range(0.9, 1.0, 1.3), "faktor", "udgift til at åbne et nyt tilbud (faktor)"
        ),
        "dobbelt_betaling_maaneder": Assumption(Range.sure(1.0), "måneder", "begge tilbud betales"),
        "forsinkelse_maaneder": Assumption(
            _range(0.0, 1.0, 4.0), "måneder", "en flytning sker senere end planlagt"
        ),
        "flytning_kr": Assumption(
            _range(30_000.0, 50_000.0, 90_000.0), "kr.", "flytning, overlap og oplæring, én gang"
        ),
        "anlaeg_kr": Assumption(Range.sure(0.0), "kr.", "anlæg pr. flytning"),
        "lokale_foelgeudgifter_kr_pr_doegn": Assumption(
            Range.sure(0.0), "kr. pr. døgn", "nyt lokalt dagtilbud, transport og skole"
        ),
        "foelgeudgifter_fortsaetter": Assumption(
            Range.sure(1.0),
            "andel",
            "følgeydelser hos andre, som fortsætter (andel)",
            most=1.0,
        ),
        "skole_og_dagtilbud_lokalt": Assumption(
            Range.sure(1.0),
            "faktor",
            "skole, dagtilbud og kørsel hos stedet selv: lokal pris i forhold til i dag (faktor)",
        ),
        "sandsynlighed_for_salg": Assumption(
            Range.sure(0.0),
            "andel",
            "en ledig plads var ellers solgt til taksten (andel)",
            most=1.0,
        ),
        "egenbetaling_kr_pr_maaned": Assumption(
            Range.sure(0.0),
            "kr. pr. måned",
            "ændring i egenbetaling; plus er mere",
            least=float("-inf"),
        ),
        "risiko_for_tilbageflytning": Assumption(
            _range(0.05, 0.1, 0.2), "andel", "flytninger, der mislykkes (andel)", most=1.0
        ),
        "tilbage_efter_maaneder": Assumption(
            Range.sure(6.0), "måneder", "en mislykket flytning varer", least=1.0
        ),
        "tilbageflytning_kr": Assumption(
            Range.sure(75_000.0), "kr.", "en mislykket flytning koster"
        ),
    }
)
"""Every assumption of the plan; none is a legal fact, and each default is a skøn."""
