"""What things cost, to the day and the øre, and how many persons they were for.

``ledger`` spreads every bevilling line over the months it touches; ``monthly`` is the same summed
by any columns, fast; ``person_days`` and ``stock`` count persons. The conventions stand in
docs/metode/ledger.md and docs/metode/helaarsperson.md.
"""

from okonomi.cost.effective import Basis
from okonomi.cost.ledger import ledger
from okonomi.cost.measures import gennemsnitligt_antal, helaarspersoner, unit_price
from okonomi.cost.monthly import monthly
from okonomi.cost.persons import person_days, stock
from okonomi.cost.rate import is_priced
from okonomi.cost.spread import spread
from okonomi.cost.window import days_in_period, days_in_year

__all__ = [
    "Basis",
    "days_in_period",
    "days_in_year",
    "gennemsnitligt_antal",
    "helaarspersoner",
    "is_priced",
    "ledger",
    "monthly",
    "person_days",
    "spread",
    "stock",
    "unit_price",
]
