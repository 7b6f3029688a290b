"""One place in a YAML file: hands out its values with their types, and collects its faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from okonomi.errors import Faults, UserError


class _TextLoader(yaml.BaseLoader):
    """Every scalar is the text it is written as, and a key may stand only once."""


def _mapping(loader: yaml.Loader, node: yaml.MappingNode) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"“{key}” står to gange", key_node.start_mark
            )
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_TextLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_yaml(path: Path) -> dict[str, Any]:
    """The file's mapping, all scalars as text; ``UserError`` where it is not one."""
    try:
        loader = _TextLoader(path.read_text(encoding="utf-8-sig"))
        try:
            value = loader.get_single_data()
        finally:
            loader.dispose()
    except UnicodeDecodeError:
        raise UserError(f"{path.name} er ikke gemt som UTF-8. Gem filen som UTF-8.") from None
    except FileNotFoundError:
        raise UserError(f"{path.name} findes ikke. Kontrollér navnet og mappen.") from None
    except OSError:
        raise UserError(f"{path.name} kan ikke åbnes. Luk filen i andre programmer.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", linje {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "ikke gyldig YAML"
        raise UserError(
            f"{path.name}{where}: filen kan ikke læses ({problem}). Ret indrykning og "
            "anførselstegn."
        ) from None
    if not isinstance(value, dict):
        raise UserError(f"{path.name}: filen er tom eller ikke en profil. Se docs/profiler.")
    return value


class Node:
    """A mapping in the file. Every value asked for counts as known; the rest is a fault."""

    def __init__(self, value: Any, file: str, place: str, faults: Faults) -> None:
        self._file, self._place, self._faults = file, place, faults
        self._known: set[str] = set()
        self._children: dict[str, Node] = {}
        self._value: dict[str, Any] = {}
        if isinstance(value, dict):
            self._value = value
        elif value not in (None, ""):
            self.fault("", "her skal stå en liste af “navn: værdi”")

    def __iter__(self) -> Iterator[str]:
        return iter(self._value)

    def __contains__(self, key: str) -> bool:
        return key in self._value

    def fault(self, key: str, text: str) -> None:
        """Report what is wrong at ``key`` (or at the place itself)."""
        place = ".".join(part for part in (self._place, key) if part)
        self._faults.add(f"{self._file}: {place}: {text}." if place else f"{self._file}: {text}.")

    def known(self, key: str, names: tuple[str, ...]) -> bool:
        """Whether ``key`` is one of ``names``; reports it otherwise."""
        self._known.add(key)
        if key in names:
            return True
        self.fault(key, f"kendes ikke. Brug en af: {', '.join(names)}")
        return False

    def report_unknown(self) -> None:
        """Report every key that nobody asked for. Call it last."""
        for key in self._value:
            if key not in self._known:
                self.fault(key, f"kendes ikke. Brug en af: {', '.join(sorted(self._known))}")

    def take(self, key: str) -> Any:
        """The value as it stands, or None."""
        self._known.add(key)
        return self._value.get(key)

    def child(self, key: str) -> Node:
        """The mapping under ``key`` (empty where there is none); the same one every time."""
        if key not in self._children:
            place = f"{self._place}.{key}" if self._place else key
            self._children[key] = Node(self.take(key), self._file, place, self._faults)
        return self._children[key]

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.take(key)
        if value is not None and not isinstance(value, str):
            self.fault(key, "her skal stå én tekst")
            return ""
        if required and not (value or "").strip():
            self.fault(key, "mangler")
        return (value or "").strip()

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; one text counts as a list of one."""
        value = self.take(key)
        values = [value] if isinstance(value, str) else value or []
        if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            self.fault(key, "her skal stå en liste af tekster")
            return ()
        if required and not values:
            self.fault(key, "mangler")
        return tuple(v.strip() for v in values)

    def choice(self, key: str, options: tuple[str, ...]) -> Any:
        """One of ``options``, or None where the key is left out."""
        value = self.text(key)
        if value and value not in options:
            self.fault(key, f"“{value}” kendes ikke. Brug en af: {' '.join(options)}")
            return None
        return value or None

    def number(self, key: str, default: float) -> float:
        value = self.text(key)
        if not value:
            return default
        try:
            return float(value)
        except ValueError:
            self.fault(key, f"“{value}” er ikke et tal; skriv for eksempel 1000 eller -1")
            return default

    def pairs(self) -> dict[str, str]:
        """The mapping as text → text."""
        return {key: self.text(key) for key in self._value}
