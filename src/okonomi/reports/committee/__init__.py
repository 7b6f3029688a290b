"""``--udgave udvalg``: the version of a report that may be published, checked before it is.

The cells of all its tables and figures are protected together and against what was published
before (``cells``, ``kept``), the tables and figures are made anew of what may be shown
(``edition``, ``tables``), and the finished files are searched for what must not be in them
(``secrets``). The method: docs/metode/diskretionering.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from okonomi.present.disclosure import Policy
from okonomi.reports.collect import Document
from okonomi.reports.committee.edition import (
    Edition,
    committee_edition,
    numbers_of,
    texts_of,
    words_of,
)
from okonomi.reports.committee.kept import earlier, keep
from okonomi.reports.committee.lacking import refuse_lacking
from okonomi.reports.committee.secrets import CASE, HIDDEN, INITIALS, of_exports, of_hidden
from okonomi.reports.leak import refuse_leaks, sought_in
from okonomi.workspace import Workspace

EDITION = "udvalg"
"""What ``--udgave`` and the manifest call it."""
SUFFIX = f"-{EDITION}"
"""What the report's folder ends in."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Committee:
    """The committee version of one report in one workspace."""

    workspace: Workspace
    report: str

    def edition(self, document: Document) -> Edition:
        """The document that may be published; ``UserError`` where nothing may, or where what the
        month lacks would make its figures wrong."""
        refuse_lacking(document.findings)
        before = partial(
            earlier, root=self.workspace.root, report=self.report, period=document.period
        )
        return committee_edition(document, Policy.of(self.workspace), before)

    def check_and_keep(self, folder: Path, edition: Edition) -> None:
        """Look through the finished files, then remember what is published.

        ``UserError`` for a leak: nothing may be published then.
        """
        period = edition.document.period
        secrets = of_exports(self.workspace, period)
        exactly = {INITIALS: secrets.pop(INITIALS, set())}
        # A number that is published for what it is tells of no case that is called the same, but
        # in words, and in the files' names, it does.
        cases = secrets.get(CASE, set())
        alike = cases & {*numbers_of(edition.document)}
        words = (*words_of(edition.document), self.report, *_names(folder))
        secrets[CASE] = (cases - alike) | sought_in(alike, words)
        if edition.protected is not None:
            secrets[HIDDEN] = of_hidden(edition.protected, texts_of(edition.document))
        refuse_leaks(folder, secrets, exactly)
        if edition.protected is not None:
            keep(self.workspace.root, self.report, period, edition.protected)


def _names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*")]
