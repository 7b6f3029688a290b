"""What an analysis says of a table or a figure, so that it may stand in a committee version.

Declared, never guessed: a table without ``Public``, a column that is not named, and a figure
without ``Drawn`` are left out of what is published. The method: docs/metode/diskretionering.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from okonomi.present.table import Table

How = Literal["minus", "share", "word"]
Unit = Literal["oere", "number", "share"]


@dataclass(frozen=True, kw_only=True)
class Group:
    """The group of persons that each row tells of, and the columns that tell of it.

    All are names of frame columns, shown or not. ``key``: the group's name; the same name in two
    tables or figures is the same group, of the same number of persons. ``n``: how many persons.
    ``sums``: amounts (``…_oere``) and numbers of persons that add up over groups; the same column
    in two tables is the same measure. ``part_of``: keys of groups that the table's rows with that
    key add up to, here or in another table of the report; ``some_of``: likewise, where there are
    others beside them (a list of the largest). ``made_of``: keys, one a line, of groups that this
    row is the sum of, told of here or in another report; nothing is asked of them where they are
    not. ``needs``: keys, one a line, of groups without which the row is hidden too, for it tells of
    them although it does not add up to them. ``top_share``: the largest single case's or
    provider's share of the amount, 0–1. ``counts``: whole numbers of persons that the row's
    measures are of, shown or not: one of them below the least hides the row. ``other``: amounts,
    prices, numbers and words that do not add up. ``worked``: ``(column, how, a, b)``, worked out
    anew from a and b as they are published (a budget exactly): ``"minus"`` a − b, ``"share"``
    a ÷ b, ``"word"`` what a deviation a is called (b as a).
    ``price``: ``(column, amount, persons)``, the kroner per helårsperson of two of ``sums``.
    ``moment``: what time the row is about; the same group and moment in the next report is the
    same cell. Without it the figures are as known in the report's period. ``change``: a change
    between two moments, that may be negative and is about no group of its own.
    """

    key: str
    n: str
    sums: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    some_of: tuple[str, ...] = ()
    made_of: str | None = None
    needs: str | None = None
    top_share: str | None = None
    counts: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    worked: tuple[tuple[str, How, str, str], ...] = ()
    price: tuple[str, str, str] | None = None
    moment: str | None = None
    change: bool = False

    def __post_init__(self) -> None:
        if any(how not in get_args(How) for _, how, _, _ in self.worked):
            raise ValueError(f"a column is worked out by one of {get_args(How)}")
        if self.price and not set(self.price[1:]) <= set(self.sums):
            raise ValueError("a price is of an amount and persons among the sums")

    @property
    def tells(self) -> tuple[str, ...]:
        """Every column that tells of the group: all are hidden where one must be."""
        price = () if self.price is None else self.price[:1]
        return (self.n, *self.sums, *self.other, *(w[0] for w in self.worked), *price)

    @property
    def unseen(self) -> dict[str, str]:
        """The columns needed whether or not they are shown, each with its kind."""
        texts = [self.key, *self.part_of, *self.some_of]
        texts += [name for name in (self.made_of, self.needs, self.moment) if name]
        amounts = {name: "oere" if name.endswith("_oere") else "number" for name in self.sums}
        shares = {self.top_share: "share"} if self.top_share else {}
        whole = dict.fromkeys((self.n, *self.counts), "int")
        return dict.fromkeys(texts, "text") | whole | amounts | shares


@dataclass(frozen=True, kw_only=True)
class Public:
    """How a table stands in a committee version.

    ``groups``: one per group of persons that a row tells of (one per column of quarters, say).
    ``facts``: columns that are about no person and are always shown: label, budget, year. Other
    columns are left out. ``only``: a column of whole numbers, 0 in the rows that are left out.
    ``note`` is the line below it there, without numbers from the data.
    """

    groups: tuple[Group, ...] = ()
    facts: tuple[str, ...] = ()
    only: str | None = None
    note: str = ""

    def __post_init__(self) -> None:
        told = [name for group in self.groups for name in group.tells]
        if twice := sorted({n for n in told if told.count(n) > 1} | set(told) & set(self.facts)):
            raise ValueError(f"columns that tell of several groups, or are facts too: {twice}")

    @property
    def columns(self) -> frozenset[str]:
        """The columns that may be shown."""
        return frozenset(self.facts).union(*(group.tells for group in self.groups))

    @property
    def unseen(self) -> dict[str, str]:
        """The frame's columns that are needed beside the shown ones, each with its kind."""
        only = {self.only: "int"} if self.only else {}
        return only | {name: kind for g in self.groups for name, kind in g.unseen.items()}

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Public:
        groups = (
            Group(
                **{name: tuple(v) if isinstance(v, list) else v for name, v in group.items()}
                | {"worked": tuple(tuple(one) for one in group["worked"])}
            )
            for group in given["groups"]
        )
        return cls(**{**given, "groups": tuple(groups), "facts": tuple(given["facts"])})


@dataclass(frozen=True, eq=False, kw_only=True)
class Drawn:
    """How a figure is drawn anew from what may be published.

    ``table`` holds the figure's values and its own ``public``; it need not be shown. ``label``
    names the rows of ``bars``, or is the column of months of ``lines``; ``values`` maps each
    column to its Danish name in the key.
    """

    kind: Literal["bars", "lines"]
    table: Table
    label: str
    values: Mapping[str, str]
    unit: Unit = "oere"

    def to_json(self) -> dict[str, Any]:
        rest = {"kind": self.kind, "label": self.label, "unit": self.unit}
        return rest | {"values": dict(self.values), "table": self.table.to_json()}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Drawn:
        from okonomi.present.table import Table

        return cls(**{**given, "table": Table.from_json(given["table"])})
