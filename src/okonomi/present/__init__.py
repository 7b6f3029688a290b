"""Tidy frame → Danish numbers, tables, figures and workbook. Knows no analysis."""

from okonomi.present.table import MIME, Bundle, Column, Figure, Table

__all__ = ["MIME", "Bundle", "Column", "Figure", "Table"]
