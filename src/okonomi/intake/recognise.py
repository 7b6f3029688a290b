"""Which profile a file belongs to: all its required headers are there, the most specific wins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from okonomi.intake.profile import Profile, matches, plain, plain_wildcard


@dataclass(frozen=True)
class Match:
    """The profile of a file; ``rivals`` are equally specific ones (then ``profile`` is None)."""

    profile: Profile | None
    rivals: tuple[Profile, ...] = ()


def recognise(header: Sequence[str], file_name: str, profiles: Iterable[Profile]) -> Match:
    """The most specific profile whose headers and file name fit.

    A profile of the workspace wins over a shipped one that asks exactly as much of the file. Of
    several that ask as much, the one that knows most of the file's headers wins: a contract list
    may tell of its providers, and is none of them.
    """
    fits = [p for p in profiles if _file_fits(p, file_name) and headers_fit(p, header)]
    if not fits:
        return Match(None)
    ranks = [(*p.specificity, not p.shipped, known_headers(p, header)) for p in fits]
    winners = [p for p, rank in zip(fits, ranks, strict=True) if rank == max(ranks)]
    if len(winners) == 1:
        return Match(winners[0])
    return Match(None, tuple(sorted(winners, key=lambda p: p.name)))


def header_test(profiles: Iterable[Profile]) -> Callable[[list[str]], bool]:
    """A test of one row: are all required headers of some profile in it?

    Used to find the header below title rows.
    """
    candidates = tuple(profiles)

    def is_header(cells: list[str]) -> bool:
        return any(headers_fit(profile, cells) for profile in candidates)

    return is_header


def headers_fit(profile: Profile, header: Sequence[str]) -> bool:
    """Whether every required header pattern of the profile is among the names."""
    names = [plain(name) for name in header]
    return all(any(plain_wildcard(p).fullmatch(name) for name in names) for p in profile.headers)


def known_headers(profile: Profile, header: Sequence[str]) -> int:
    """How many of the names the profile has a column for."""
    known = {
        plain(one.name)
        for table in profile.tables
        for column in table.columns.values()
        for one in column.headers
    }
    return len(known.intersection(map(plain, header)))


def nearest(header: Sequence[str], profiles: Iterable[Profile]) -> tuple[Profile, list[str]] | None:
    """The profile that lacks least of its headers, and those headers; None where nothing is near.

    At least half of its headers must be there: it is a help for the reader of the message.
    """
    names = [plain(name) for name in header]
    best: tuple[Profile, list[str]] | None = None
    for profile in profiles:
        wanted = {p: plain_wildcard(p) for p in profile.headers}
        missing = [p for p, of in wanted.items() if not any(map(of.fullmatch, names))]
        near = missing and len(missing) * 2 <= len(profile.headers)
        share = len(missing) / len(profile.headers)
        if near and (best is None or share < len(best[1]) / len(best[0].headers)):
            best = (profile, missing)
    return best


def _file_fits(profile: Profile, file_name: str) -> bool:
    return profile.file_name is None or matches([profile.file_name], file_name)
