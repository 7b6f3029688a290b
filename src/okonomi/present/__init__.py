"""Tidy frame → Danish numbers, tables, figures and workbook. Knows no analysis."""

from okonomi.present.column import Column
from okonomi.present.public import Drawn, Group, Public
from okonomi.present.table import MIME, Bundle, Figure, Table

__all__ = ["MIME", "Bundle", "Column", "Drawn", "Figure", "Group", "Public", "Table"]
