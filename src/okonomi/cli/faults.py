"""What a user is told of an error: Danish sentences, never a traceback."""

from __future__ import annotations

import traceback
from pathlib import Path

from okonomi.errors import UserError


def told(error: Exception) -> list[str]:
    """The sentences of a fault a user can mend, or the place of one in the program."""
    if isinstance(error, UserError):
        return list(error.faults)
    if isinstance(error, OSError):
        what = f" {error.filename}" if error.filename else ""
        return [
            f"Filen eller mappen{what} kan ikke bruges ({error.strerror}). Luk den, hvis den er "
            "åben i et andet program, eller vælg en anden, og prøv igen."
        ]
    # The message of an unforeseen fault may hold a value from the files: only its place is shown.
    place = traceback.extract_tb(error.__traceback__)[-1]
    return [
        f"Der er en fejl i programmet ({type(error).__name__} i {Path(place.filename).name}, "
        f"linje {place.lineno}). Intet er ændret. Meld den til den, der passer programmet."
    ]
