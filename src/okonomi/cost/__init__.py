"""What things cost, to the day and the øre, and how many persons they were for.

``ledger`` spreads every bevilling line over the months it touches; ``monthly`` is the same summed
by any columns, fast; ``person_days`` and ``stock`` count persons. The conventions stand in
docs/metode/ledger.md and docs/metode/helaarsperson.md.
"""

from okonomi.cost.effective import Basis
from okonomi.cost.ledger import ledger
from okonomi.cost.measures import gennemsnitligt_antal, helaarspersoner, unit_price
from okonomi.cost.monthly import monthly
from okonomi.cost.net import NetLedger, net
from okonomi.cost.persons import citizens, person_days, stock
from okonomi.cost.price_year import PriceInYear, to_price_year
from okonomi.cost.rate import is_priced
from okonomi.cost.refusion import kept_of_saving
from okonomi.cost.spread import spread
from okonomi.cost.window import days_in_period, days_in_year

__all__ = [
    "Basis",
    "NetLedger",
    "PriceInYear",
    "citizens",
    "days_in_period",
    "days_in_year",
    "gennemsnitligt_antal",
    "helaarspersoner",
    "is_priced",
    "kept_of_saving",
    "ledger",
    "monthly",
    "net",
    "person_days",
    "spread",
    "stock",
    "to_price_year",
    "unit_price",
]
