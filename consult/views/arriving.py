"""How a form came to us: by whose link, and whether anything in it looks like a machine."""

from __future__ import annotations

from flask import current_app, request
from flask import session as cookie

from consult.config import Config
from consult.forms.keeping import Keeping
from consult.forms.responses import Sheet
from consult.services.responses import guards
from consult.services.responses.arrivals import LATE, Arrival
from consult.services.responses.asked import Now
from consult.services.responses.guards import Signs
from consult.services.surveys.frozen import AnyConsultation


def arrival(sheet: Sheet, now: Now, keeping: Keeping, *, is_late: bool) -> Arrival:
    """Return by whose link the form came, and why it waits for an officer if it does."""
    config: Config = current_app.extensions["config"]
    form = request.form
    signs = Signs(
        trap=form.get("website", ""),
        seconds=keeping.seconds(config.secret_key, sheet.key),
        work=form.get("work", ""),
    )
    why = guards.why_held(
        signs,
        key=str(sheet.key),
        least_seconds=config.least_seconds,
        asks_for_work=now.ways.asks_for_work,
    )
    return Arrival(
        is_late=is_late,
        held_because=LATE if is_late else why,
        token=cookie.get("invited", {}).get(now.consultation.slug, ""),
    )


def forget_link(consultation: AnyConsultation) -> None:
    """Take the link that was spent from this browser's session, for whoever uses it next."""
    invited = cookie.get("invited", {})
    if consultation.slug in invited:
        cookie["invited"] = {
            slug: each for slug, each in invited.items() if slug != consultation.slug
        }
