"""A small figure without text: where a provider's prices lie among the comparable ones.

Drawn as svg by hand, since hundreds are drawn in one go. It is black and white: a grey box from the
lower to the upper quartile with the median as its line, a short stroke for every other placement, a
black triangle for each of the provider's, and an open diamond for the expected price.
"""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT = 600, 44
LEGEND = "Boks: kvartiler, streg: median · små streger: de andre · ▲ denne leverandør · ◇ forventet"
_MARGIN = 8


def strip(
    others: Sequence[float],
    ours: Sequence[float],
    quartiles: tuple[float, float, float] | None,
    expected: float | None,
) -> str:
    """The svg text; prices in kroner per day. At least one price of ours is given."""
    box = list(quartiles or ())
    every = [*others, *ours, *box, *([] if expected is None else [expected])]
    low, high = min(every), max(every)
    span = high - low or 1.0

    def x(price: float) -> str:
        return f"{_MARGIN + (price - low) / span * (WIDTH - 2 * _MARGIN):.1f}"

    parts = [f'<line x1="0" y1="22" x2="{WIDTH}" y2="22" stroke="#767676" stroke-width="1"/>']
    if quartiles:
        lower, median, upper = quartiles
        wide = f"{max(float(x(upper)) - float(x(lower)), 1.0):.1f}"
        parts.append(
            f'<rect x="{x(lower)}" y="11" width="{wide}" height="22" fill="#d9d9d9" '
            'stroke="#595959"/>'
            f'<line x1="{x(median)}" y1="8" x2="{x(median)}" y2="36" stroke="#000" '
            'stroke-width="2.5"/>'
        )
    parts += [
        f'<line x1="{x(price)}" y1="17" x2="{x(price)}" y2="27" stroke="#595959"/>'
        for price in others
    ]
    parts += [
        f'<path d="M{x(price)} 24 l-6 14 h12 z" fill="#000" stroke="#fff" stroke-width="0.8"/>'
        for price in ours
    ]
    if expected is not None:
        parts.append(
            f'<path d="M{x(expected)} 2 l7 9 l-7 9 l-7 -9 z" fill="#fff" stroke="#000" '
            'stroke-width="2"/>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">{"".join(parts)}</svg>'
    )
