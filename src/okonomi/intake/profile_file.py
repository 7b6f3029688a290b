"""Reads a profile from YAML, strictly: every fault of the file is reported at once, in Danish.

All values are read as the text they are written as. YAML's own guesses (``0101`` → 65,
``no`` → false, dates) would change codes silently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from okonomi.errors import Faults
from okonomi.intake.fields import ALL, columns_of, field_of
from okonomi.intake.needs import needs_value
from okonomi.intake.profile import CodeList, Column, Header, Newest, Profile, TableMap
from okonomi.intake.profile_node import Node, load_yaml

_TABLES = tuple(name for name in ALL if name != "person")
_MONTH = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_NAME = re.compile(r"[a-z0-9_]+")


def read_profile(
    path: Path, code_lists: Mapping[str, CodeList] | None = None, *, shipped: bool = False
) -> Profile:
    """The profile in a YAML file. ``code_lists`` are the standard lists by column.

    Raises ``UserError`` with every fault, each naming the file and the place in it.
    """
    faults = Faults()
    root = Node(load_yaml(path), path.name, "", faults)
    recognise = root.child("recognise")
    profile = Profile(
        name=root.text("name", required=True),
        title=root.text("title", required=True),
        description=root.text("description"),
        headers=recognise.texts("headers", required=True),
        file_name=recognise.text("file_name") or None,
        system=root.text("system") or root.text("name"),
        family=root.text("family") or root.text("name"),
        decimal=root.choice("decimal", (",", ".")),
        date_order=root.choice("date_order", ("dmy", "mdy")),
        sentinels=root.texts("sentinels"),
        end_day=root.choice("end_day", ("last_paid", "first_unpaid")) or "last_paid",
        total_row=root.texts("total_row"),
        amount=_column(root, "amount") if "amount" in root else None,
        identifying=root.texts("identifying"),
        ignore=root.texts("ignore"),
        skip_rows=MappingProxyType(
            {header: root.child("skip_rows").texts(header) for header in root.child("skip_rows")}
        ),
        key=root.texts("key"),
        newest=_newest(root),
        rows_per_key=root.choice("rows_per_key", ("one", "many")) or "one",
        repeated_rows=root.choice("repeated_rows", ("duplicate", "keep")) or "duplicate",
        prices=root.choice("prices", ("own", "joined", "none")) or "own",
        person_from=root.text("person_from") or None,
        earlier_drops=root.choice("earlier_drops", ("ignore", "join")) or "ignore",
        replaces_by=root.texts("replaces_by"),
        tables=tuple(
            _table(root.child("tables").child(name), name, code_lists or {})
            for name in root.child("tables")
            if root.child("tables").known(name, _TABLES)
        ),
        shipped=shipped,
    )
    recognise.report_unknown()
    root.report_unknown()
    _check(profile, root)
    faults.raise_if_any()
    return profile


def read_code_lists(path: Path) -> Mapping[str, CodeList]:
    """The standard code lists: column → their values → ours."""
    faults = Faults()
    root = Node(load_yaml(path), path.name, "", faults)
    lists = {name: CodeList.of(root.child(name).pairs()) for name in root}
    faults.raise_if_any()
    return MappingProxyType(lists)


def _table(node: Node, name: str, code_lists: Mapping[str, CodeList]) -> TableMap:
    known = columns_of(name)
    columns_node, constants_node, codes_node = (
        node.child("columns"),
        node.child("constants"),
        node.child("codes"),
    )
    columns = {
        target: _column(columns_node, target)
        for target in columns_node
        if columns_node.known(target, known)
    }
    constants = {
        target: constants_node.text(target)
        for target in constants_node
        if constants_node.known(target, known)
    }
    codes = {}
    for target in codes_node:
        if codes_node.known(target, known):
            pairs = codes_node.child(target).pairs()
            _check_code_values(codes_node, name, target, pairs)
            standard = code_lists.get(target) if _is_coded(name, target) else None
            codes[target] = CodeList.of(pairs, standard)
    for target in columns:
        if target not in codes and target in code_lists and _is_coded(name, target):
            codes[target] = code_lists[target]
    one_row_per = node.texts("one_row_per")
    node.report_unknown()
    return TableMap(
        name=name,
        columns=MappingProxyType(columns),
        constants=MappingProxyType(constants),
        codes=MappingProxyType(codes),
        one_row_per=one_row_per,
    )


def _column(parent: Node, target: str) -> Column:
    """A column is a header, a list of headers, or a map with ``headers`` and how to read it."""
    value = parent.take(target)
    if not isinstance(value, Mapping):
        return Column(target, headers=_headers(parent, target, value))
    node = parent.child(target)
    pattern = node.text("pattern") or None
    if pattern is not None and not _is_pattern(pattern):
        node.fault("pattern", f"“{pattern}” er ikke et regulært udtryk med en parentes ( )")
        pattern = None
    column = Column(
        target,
        headers=_headers(node, "headers", node.take("headers")),
        made_of=node.texts("made_of"),
        pattern=pattern,
        join=node.text("join"),
        times=node.number("times", 1.0),
        decimal=node.choice("decimal", (",", ".")),
        date_order=node.choice("date_order", ("dmy", "mdy")),
    )
    node.report_unknown()
    if not column.headers and not column.made_of:
        node.fault("", "skriv “headers” (kolonnens navn i filen) eller “made_of”")
    return column


def _headers(node: Node, key: str, value: Any) -> tuple[Header, ...]:
    if value is None:
        return ()
    headers = []
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, str) and entry.strip():
            headers.append(Header(entry.strip()))
        elif (
            isinstance(entry, Mapping)
            and entry.keys() <= {"header", "from", "until"}
            and (isinstance(entry.get("header"), str))
        ):
            headers.append(
                Header(
                    entry["header"].strip(),
                    _month(node, key, entry.get("from")),
                    _month(node, key, entry.get("until")),
                )
            )
        else:
            node.fault(
                key, "skriv kolonnens navn, eller {header: navn, from: 2024-01-01, until: …}"
            )
    return tuple(headers)


def _month(node: Node, key: str, text: Any) -> pd.Period | None:
    if text is None:
        return None
    if isinstance(text, str) and _MONTH.fullmatch(text):
        try:
            return pd.Period(text, "M")
        except ValueError:
            pass
    node.fault(key, f"“{text}” er ikke en dato; skriv for eksempel 2024-01-01")
    return None


def _newest(root: Node) -> Newest:
    value = root.take("newest")
    if value in (None, "file"):
        return Newest()
    if isinstance(value, str):
        root.fault("newest", f"“{value}” kendes ikke; skriv file eller {{header: …, kind: …}}")
        return Newest()
    node = root.child("newest")
    newest = Newest(
        header=node.text("header", required=True) or None,
        kind=node.choice("kind", ("number", "date", "text")) or "number",
    )
    node.report_unknown()
    return newest


def _is_pattern(pattern: str) -> bool:
    try:
        return re.compile(pattern).groups > 0
    except re.error:
        return False


def _is_coded(table: str, target: str) -> bool:
    """Whether the column holds one of a few values: then the standard code list applies."""
    known = field_of(table, target)
    return known is not None and (known.values is not None or known.kind == "flag")


def _check_code_values(node: Node, table: str, target: str, pairs: Mapping[str, str]) -> None:
    allowed = field_of(table, target)
    if allowed is None or allowed.values is None:
        return
    for theirs, ours in pairs.items():
        if ours and ours not in allowed.values:
            node.fault(
                target,
                f"“{theirs}” oversættes til “{ours}”, som ikke findes; brug en af: "
                f"{', '.join(allowed.values)} (eller intet for “ikke oplyst”)",
            )


def _check(profile: Profile, root: Node) -> None:
    """What only the whole profile shows: names, keys, and that required columns are there."""
    if profile.name and not _NAME.fullmatch(profile.name):
        root.fault("name", f"“{profile.name}” må kun bestå af a-z, 0-9 og _")
    if not profile.tables:
        root.fault("tables", "profilen skal have mindst én tabel")
        return
    primary = profile.primary
    placement = profile.table("placement") or primary
    for key, names, table in (
        ("key", profile.key, primary),
        ("replaces_by", profile.replaces_by, placement),
    ):
        for name in names:
            if name not in table.columns and name not in table.constants:
                root.fault(key, f"“{name}” er ikke en kolonne i tabellen {table.name}")
    if profile.person_from and profile.person_from not in placement.columns:
        root.fault("person_from", f"“{profile.person_from}” er ikke en kolonne i placement")
    for table in profile.tables:
        given = table.columns.keys() | table.constants.keys()
        for name, needed in table.schema.fields.items():
            if needs_value(profile, table.name, name) and name not in given:
                root.fault(f"tables.{table.name}", f"kolonnen “{name}” ({needed.meaning}) mangler")
        for name in (*table.one_row_per, *(p for c in table.columns.values() for p in c.made_of)):
            if name not in given:
                root.fault(f"tables.{table.name}", f"“{name}” er ikke en af tabellens kolonner")
