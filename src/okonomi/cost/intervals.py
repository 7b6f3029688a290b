"""Unions and overlaps of many sets of closed intervals at once, each set with its own number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Spans:
    """Closed integer intervals ``a``…``b``, each belonging to the set numbered ``key``."""

    key: np.ndarray
    a: np.ndarray
    b: np.ndarray

    def take(self, rows: np.ndarray | slice) -> Spans:
        """The entries at ``rows``."""
        return Spans(self.key[rows], self.a[rows], self.b[rows])


def union(spans: Spans) -> Spans:
    """Per set the same whole numbers, each once: disjoint spans sorted by set, then start."""
    spans = _sorted(spans)
    reach = _reach(spans)
    opens = np.ones(len(reach), dtype=bool)
    opens[1:] = (spans.key[1:] != spans.key[:-1]) | (spans.a[1:] > reach[:-1])
    first = np.flatnonzero(opens)
    last = np.append(first[1:], len(reach))[: len(first)] - 1
    return Spans(spans.key[first], spans.a[first], reach[last])


def overlaps(spans: Spans) -> Spans:
    """Per set the whole numbers that at least two of its spans cover, each once."""
    spans = _sorted(spans)
    reach = _reach(spans)
    # A span meets those before it, up to where the farthest of them reaches.
    meets = np.zeros(len(reach), dtype=bool)
    meets[1:] = (spans.key[1:] == spans.key[:-1]) & (spans.a[1:] <= reach[:-1])
    rows = np.flatnonzero(meets)
    common = np.minimum(spans.b[rows], reach[rows - 1])
    return union(Spans(spans.key[rows], spans.a[rows], common))


def _sorted(spans: Spans) -> Spans:
    return spans.take(np.lexsort((spans.a, spans.key)))


def _reach(spans: Spans) -> np.ndarray:
    """The last number reached so far within the set; ``spans`` sorted, numbers not negative."""
    stride = int(spans.b.max(initial=0)) + 1
    return np.maximum.accumulate(spans.key * stride + spans.b) - spans.key * stride
