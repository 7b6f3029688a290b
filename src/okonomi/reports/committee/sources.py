"""The sources of a committee version, in words: no file of the kit's, no setting, no key."""

from __future__ import annotations

import re
from collections.abc import Sequence

from okonomi.analysis.words import spelt_sources

_METHOD = re.compile(r"Metode: docs/")
_SETTING = re.compile(r" \(okonomi\.toml[^)]*\)")
_SEED = re.compile(r" med frø \d+")
_CHECKSUM = re.compile(r"; hver fils sha256 [^;]*?(?=\.$)")
_FILE = re.compile(r"\b[\w-]+\.(?:ya?ml|csv|toml|json)\b")
_KEY = re.compile(r"([A-ZÆØÅ]?[a-zæøå_]+)(?:\.[\w.-]+)?: (?=\S)")


def public_sources(sources: Sequence[str]) -> tuple[str, ...]:
    """Every source as it may be read by anyone, each once; those that only name a method go."""
    said = (_said(source) for source in spelt_sources(sources) if not _METHOD.match(source))
    return tuple(dict.fromkeys(said))


def _said(source: str) -> str:
    for pattern, instead in (
        (_SETTING, ""),
        (_SEED, ""),
        (_CHECKSUM, ""),
        (_FILE, "kommunens egne regler"),
    ):
        source = pattern.sub(instead, source)
    # What is left of keys are the names of series, such as momsfaktor.
    key = _KEY.match(source)
    return f"{key[1].capitalize()}: {source[key.end() :]}" if key else source
