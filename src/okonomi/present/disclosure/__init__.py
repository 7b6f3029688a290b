"""What may be published of small numbers: hidden cells, and rounding.

The method stands in docs/metode/diskretionering.md.
``protect(cells, policy, earlier=...)`` decides which cells of a report are hidden, so that none of
them can be worked out from the rest of the report or from the one published before it.
"""

from okonomi.present.disclosure.cells import Cells, Key, Sum, grid, price_of
from okonomi.present.disclosure.protect import Protected, protect
from okonomi.present.disclosure.rules import MARK, Policy

__all__ = ["MARK", "Cells", "Key", "Policy", "Protected", "Sum", "grid", "price_of", "protect"]
