"""The reports of runs, beside the page: each shut into a box of its own, and no other file."""

from fastapi import FastAPI, HTTPException, Response

from core.ports import Reports
from ui.running import REPORTS

# A report holds words of data sets and models. Its own script draws the plots; nothing is loaded,
# nothing sent, and `sandbox` keeps it from what the page keeps in the browser.
REPORT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline';"
    " img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'; sandbox allow-scripts allow-downloads"
)


def offer_reports(app: FastAPI, reports: Reports) -> None:
    """Serve each report under the name of its run's folder."""

    @app.get(f"{REPORTS}/{{run}}")
    def report(run: str) -> Response:
        page = reports.report(run)
        if page is None:
            raise HTTPException(404, "There is no such report.")
        headers = {"Content-Security-Policy": REPORT_POLICY}
        return Response(page, media_type="text/html; charset=utf-8", headers=headers)
