"""Persons: a keyed pseudonym for each CPR number, and no CPR number or name anywhere else.

The key is a secret file that ``okonomi init`` makes; the same key gives the same pseudonym month
after month. Without the key a pseudonym cannot be made from a CPR number by trying them all.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from okonomi.errors import UserError
from okonomi.workspace import SETTINGS_FILE, Workspace

CPR_HIDDEN = "[cpr skjult]"
_DATE = "(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])(?:0[1-9]|1[0-2])[0-9]{2}"
"""The date of a CPR number; an administrative number has 60 added to its day."""
CPR_IN_TEXT = f"(^|[^0-9])(?:{_DATE}[- ]?[0-9]{{4}}|[0-9]{{6}}-[0-9]{{4}})([^0-9]|$)"
"""RE2. Six digits, hyphen, four digits is always hidden; ten digits where they can be a date."""
CPR_IN_CODE = f"(^|[^0-9])(?:{_DATE}-?[0-9]{{4}})([^0-9]|$)"
"""RE2. In a code only what can be a date: a case number may be six digits, hyphen, four."""
CPR_AS_CODE = f"^{_DATE}-?[0-9]{{4}}$"
"""RE2. A whole code that can be a CPR number; a case number 202603-0012 cannot."""
_MINIMUM_KEY = 16


@dataclass(frozen=True)
class PersonKey:
    """The workspace's secret key. ``fingerprint`` tells keys apart without showing them."""

    secret: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """The first 12 hexadecimal digits of the key's SHA-256."""
        return hashlib.sha256(self.secret).hexdigest()[:12]

    def person(self, cpr: str) -> str:
        """``"P"`` and 12 hexadecimal digits for ten digits of CPR (with leading zero)."""
        return "P" + self._hex(cpr)

    def household(self, text: str) -> str:
        """``"H"`` and 12 hexadecimal digits for a household's number, however written."""
        return "H" + self._hex("husstand:" + text.strip().casefold())

    def stand_ins(self, kind: str, texts: Sequence[str | None]) -> list[str | None]:
        """Person pseudonyms for citizens known only by a case or citizen id of a system."""
        secret, digest, start = self.secret, hmac.digest, f"{kind}:".encode()

        def made(text: str) -> str:
            return "P" + digest(secret, start + text.encode(), "sha256").hex()[:12]

        return [None if text is None else made(text) for text in texts]

    def code(self, text: str) -> str:
        """What stands for a code that is a CPR number: the same wherever it is written."""
        return "K" + self._hex(text.replace("-", "").replace(" ", ""))

    def name(self, normalised: str) -> str:
        """Six letters and digits for a private person's name (already normalised)."""
        return base64.b32encode(self._digest("navn:" + normalised)).decode("ascii")[:6]

    def _hex(self, text: str) -> str:
        return self._digest(text).hex()[:12]

    def _digest(self, text: str) -> bytes:
        return hmac.digest(self.secret, text.encode("utf-8"), "sha256")


def load_key(workspace: Workspace) -> PersonKey:
    """The workspace's key, checked against the fingerprint in ``okonomi.toml`` where it is set.

    The key is the file's text but for lines that begin with ``#``.

    Raises ``UserError`` where the key is missing, too short, or another one than before.
    """
    path = workspace.path("personer", "noegle")
    try:
        lines = [line.strip() for line in path.read_bytes().splitlines()]
    except OSError:
        raise UserError(
            f"Nøglen {path} findes ikke eller kan ikke læses. Læg den tilbage, eller lav et nyt "
            f"arbejdsområde med en ny nøgle: okonomi init MAPPE"
        ) from None
    secret = b"".join(line for line in lines if not line.startswith(b"#"))
    if len(secret) < _MINIMUM_KEY:
        raise UserError(
            f"Nøglen {path} er for kort til at beskytte CPR-numre. Lav en ny med: "
            "okonomi init MAPPE"
        )
    key = PersonKey(secret)
    expected = workspace["personer", "noegle_fingeraftryk"].strip().lower()
    if expected and expected != key.fingerprint:
        raise UserError(
            f"Nøglen er en anden end før (fingeraftryk {key.fingerprint}, i {SETTINGS_FILE} står "
            f"{expected}), så personer kan ikke følges fra måned til måned: læg den rigtige nøgle "
            "tilbage, eller ret noegle_fingeraftryk, hvis skiftet er meningen."
        )
    return key


def hide_cpr(text: str) -> str:
    """A text with every CPR-like number replaced by ``[cpr skjult]``."""
    return hide_cpr_in(pa.array([text], pa.string()))[0].as_py()


def hide_cpr_in(texts: pa.StringArray, pattern: str = CPR_IN_TEXT) -> pa.StringArray:
    """The same for an Arrow array; missing stays missing."""
    # Numbers that share the character between them are found one round after the other.
    while pc.any(pc.match_substring_regex(texts, pattern)).as_py():
        texts = pc.replace_substring_regex(texts, pattern, rf"\1{CPR_HIDDEN}\2")
    return texts


def holds_cpr(texts: pa.StringArray, pattern: str = CPR_IN_TEXT) -> np.ndarray:
    """True where a text holds something like a CPR number."""
    found = pc.match_substring_regex(texts, pattern)
    return pc.fill_null(found, False).to_numpy(zero_copy_only=False).astype(bool)


def is_cpr_code(texts: pa.StringArray) -> np.ndarray:
    """True where a whole code can be a CPR number."""
    found = pc.match_substring_regex(texts, CPR_AS_CODE)
    return pc.fill_null(found, False).to_numpy(zero_copy_only=False).astype(bool)


def write_new_key(path: Path) -> PersonKey:
    """Make a new random key file. Never replaces one (``FileExistsError``): ask the user first."""
    secret = secrets.token_hex(32)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(f"# Nøglen, der gør CPR-numre til pseudonymer. Del den ikke.\n{secret}\n")
    return PersonKey(secret.encode("ascii"))
