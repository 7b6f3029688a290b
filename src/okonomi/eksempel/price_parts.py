"""What a contract says that its price is built of: a price per hour, night cover, housing.

Half of the contracts for a place to live say it; their parts add up to the price but for øre.
"""

from __future__ import annotations

from dataclasses import dataclass

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.exact import PRICE_PARTS, half_away
from okonomi.eksempel.kinds import BY_KEY, NIGHT_KR
from okonomi.eksempel.model import Line

SAYS = 0.5
_OERE = PRICE_PARTS // 100
_DAYS = {"doegn": 1.0, "maaned": 365 / 12, "aar": 365.0}


@dataclass(frozen=True)
class Parts:
    """Ten-thousandths of a krone, in whole øre.

    ``hourly`` is per hour; ``night`` and ``housing`` are per unit of the contract.
    """

    hourly: int
    night: int
    housing: int


def price_parts(seed: int, line: Line, price: int, unit: str) -> Parts | None:
    """The parts of an agreed price per ``unit``; None when the contract does not say."""
    stay, kind = line.stay, BY_KEY[line.stay.kind]
    draw = Draw(seed, "prisdele", line.line_id)
    if not (kind.residential and stay.hours and stay.law and unit in _DAYS and draw.chance(SAYS)):
        return None
    days = _DAYS[unit]
    # Premium, noise and later changes lie evenly on every part.
    scale = price / days / stay.law.fair
    night = round(NIGHT_KR[stay.night or "ingen"] * scale * days / _OERE) * _OERE
    housing = round(kind.base * draw.between(0.6, 0.8) * scale * days / _OERE) * _OERE
    weekly = stay.hours / 100
    hourly = half_away(round((price - night - housing) / days * 7 / weekly), _OERE) * _OERE
    return Parts(hourly, night, housing)
