"""Choose, sort, search, drill and save: a Result's tables at hand in JupyterLab.

``explore`` answers with a panel of widgets that need no internet. A report never sees it: where no
one sits at the notebook (papermill, tests) there is no panel.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ipywidgets import Widget

    from okonomi.present.explore.panel import Explorable


def live() -> bool:
    """Whether somebody sits at the notebook: only Jupyter's server names a kernel's session."""
    return bool(os.environ.get("JPY_SESSION_NAME"))


def explore(result: Explorable, folder: Path | str | None = None) -> Widget:
    """A panel over the tables of a Result, and the rows behind their figures.

    Excel files are written in ``folder``, by default ``udtraek`` among the reports of the
    workspace the notebook lies in, or else beside the notebook.
    """
    from okonomi.present.explore.panel import panel
    from okonomi.present.explore.save import Home, home

    chosen = home(Path.cwd())
    return panel(result, chosen if folder is None else Home(Path(folder), chosen.municipality))


def folded(result: Explorable) -> Any:
    """The button that unfolds the panel, which is made when somebody asks for it."""
    import ipywidgets as w

    button = w.ToggleButton(
        description="Udforsk tabellerne",
        tooltip="Vælg, søg, sortér, se rækkerne bag et tal, og gem dem i Excel",
        icon="search",
        layout=w.Layout(width="14em"),
    )
    box = w.VBox([button])

    def unfold(change: Any) -> None:
        if change["new"] and len(box.children) == 1:
            box.children = (button, explore(result))
        for shown in box.children[1:]:
            shown.layout.display = None if change["new"] else "none"

    button.observe(unfold, names="value")
    return box
