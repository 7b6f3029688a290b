"""What a user is told of an error: Danish sentences, never a traceback."""

from __future__ import annotations

import errno
import traceback
from pathlib import Path

from okonomi.errors import UserError

_CLOSE_IT = "Luk den, hvis den er åben i et andet program, eller få adgang, og prøv igen."
_REASONS = {
    errno.ENOSPC: ("disken er fuld", "Gør plads, og kør igen."),
    errno.EFBIG: ("der er ikke plads til den", "Gør plads, og kør igen."),
    errno.EROFS: ("disken kan ikke skrives på", "Vælg en anden mappe, og prøv igen."),
    errno.EACCES: ("adgangen er nægtet", _CLOSE_IT),
    errno.EPERM: ("adgangen er nægtet", _CLOSE_IT),
    errno.ENOENT: ("den findes ikke", "Kontrollér navnet, og prøv igen."),
    errno.EEXIST: ("den findes allerede", "Vælg en anden, og prøv igen."),
    errno.ENOTDIR: ("en fil står, hvor der skal være en mappe", "Vælg en anden, og prøv igen."),
    errno.EISDIR: ("den er en mappe og ikke en fil", "Vælg en anden, og prøv igen."),
    errno.ENAMETOOLONG: ("stien er for lang", "Brug kortere navne, og prøv igen."),
}


def told(error: Exception) -> list[str]:
    """The sentences of a fault a user can mend, or the place of one in the program."""
    if isinstance(error, UserError):
        return list(error.faults)
    # What writes workbooks wraps the system's own error in one of its own.
    inner = error.args[0] if error.args and isinstance(error.args[0], OSError) else error
    if isinstance(inner, OSError):
        what = f" {inner.filename}" if inner.filename else ""
        why, remedy = _REASONS.get(inner.errno or 0, (str(inner.strerror), _CLOSE_IT))
        return [f"Filen eller mappen{what} kan ikke bruges: {why}. {remedy}"]
    if isinstance(error, MemoryError):
        return ["Maskinen løb tør for hukommelse. Luk andre programmer, og kør igen."]
    # The message of an unforeseen fault may hold a value from the files: only its place is shown.
    place = traceback.extract_tb(error.__traceback__)[-1]
    return [
        f"Der er en fejl i programmet ({type(error).__name__} i {Path(place.filename).name}, "
        f"linje {place.lineno}). Det, der ikke blev færdigt, er uændret. Meld den til den, der "
        "passer programmet."
    ]
