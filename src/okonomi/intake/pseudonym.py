"""Persons: a keyed pseudonym for each CPR number, and no CPR number or name anywhere else.

The key is a secret file that ``okonomi init`` makes; the same key gives the same pseudonym month
after month. Without the key a pseudonym cannot be made from a CPR number by trying them all.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

from okonomi.errors import UserError
from okonomi.intake.cprlike import hide_in_text as hide_cpr
from okonomi.workspace import SETTINGS_FILE, Workspace

__all__ = ["PersonKey", "hide_cpr", "load_key"]

_MINIMUM_KEY = 16
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


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
        begun = hmac.new(self.secret, f"{kind}:".encode(), "sha256")

        def made(text: str) -> str:
            mac = begun.copy()
            mac.update(text.encode())
            return "P" + mac.hexdigest()[:12]

        return [None if text is None else made(text) for text in texts]

    def code(self, digits: str) -> str:
        """``"K"`` and 12 letters for a CPR number inside a code; no digit that could be one."""
        return "K" + self._hex("kode:" + digits).translate(_LETTERS)

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
