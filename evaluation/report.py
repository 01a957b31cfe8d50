"""The report of an offline run: one HTML page with plots and the terminal's tables."""

from evaluation.pages import drawn, rendered, shown
from evaluation.plots import plots
from evaluation.results import Results
from evaluation.tables import tables


def page(results: Results) -> str:
    """The page as text."""
    ours = {system.name for system in results.systems if not system.is_baseline}
    return rendered(
        "report.html",
        about=results.about,
        results=results,
        plots=[(title, drawn(plot)) for title, plot in plots(results)],
        tables=shown(tables(results), ours),
    )
