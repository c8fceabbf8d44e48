"""The statement store for staff: the list, its download, and each statement's own page."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.numbers import number_in
from consult.forms.statements import CHANGED, BringBackForm, WithholdForm
from consult.models.accounts import Permission
from consult.models.consultations import Consultation
from consult.models.kinds import StatementKind
from consult.models.statements import SourceKind, StatementState
from consult.services import (
    abbreviations,
    consultations,
    paging,
    statement_lists,
    statement_pages,
    statements,
    themes,
)
from consult.services.ledger import Place
from consult.services.refusals import ServiceError
from consult.services.statement_lists import Filters, Sort, source_label
from consult.services.statements import EditedMeanwhile
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.furniture import page_number
from consult.views.statements.blueprint import address, bp, show

PER_PAGE = 50
SOURCE_WORDS = {
    SourceKind.TABLE: "Capture sheet",
    SourceKind.ANSWER: "Survey",
    SourceKind.IMPORT: "File",
}
PLACE_WORDS = {
    Place.THEMED: "Themed",
    Place.TO_REVIEW: "Waiting",
    Place.OTHER: "Other",
    Place.EMPTY: "Empty",
    Place.DUPLICATE: "Said twice",
    Place.CAMPAIGN: "Campaign copies",
    Place.WITHHELD: "Withheld or struck",
}


@bp.route("")
@requires(Permission.VIEW)
def list_statements(slug: str) -> ResponseReturnValue:
    """List statements, narrowed and sorted as the address says."""
    consultation = consultations.get(db.session, slug)
    filters, sort, descending = _filters(), _member(Sort, "sort") or Sort.RECORDED, _descending()
    page = page_number()
    listed, total = statement_lists.find(
        db.session,
        consultation,
        filters,
        page=page,
        per_page=PER_PAGE,
        sort=sort,
        descending=descending,
    )
    return render_template(
        "statements/list_statements.html",
        consultation=consultation,
        tabs=tabs(consultation, "Statements"),
        listed=listed,
        codings=statement_pages.themes_of(db.session, listed),
        short_names=abbreviations.directory(db.session),
        total=total,
        page=page,
        per_page=PER_PAGE,
        pages=paging.pages(total, PER_PAGE),
        filters=filters,
        is_narrowed=filters != Filters(),
        selects=_selects(consultation, filters),
        sort=sort,
        descending=descending,
        source_label=source_label,
        query=request.query_string.decode("ascii", "ignore"),
    )


@bp.route("/statements.csv")
@requires(Permission.VIEW)
def download(slug: str) -> ResponseReturnValue:
    """Download the statements that the address asks for."""
    consultation = consultations.get(db.session, slug)
    lines = statement_pages.csv_lines(db.session, consultation, _filters())
    name = f"{consultation.slug}-statements.csv"
    return Response(
        list(lines),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.route("/<int:statement_id>")
@requires(Permission.VIEW)
def show_statement(slug: str, statement_id: int) -> ResponseReturnValue:
    """Show one statement with where it came from and what became of it."""
    consultation = consultations.get(db.session, slug)
    statement = statements.get(db.session, consultation, statement_id)
    form = WithholdForm(version=statement.version)
    return show(consultation, statement, form)


@bp.route("/<int:statement_id>/withhold", methods=["POST"])
@requires(Permission.CODE)
def withhold(slug: str, statement_id: int) -> ResponseReturnValue:
    """Take a statement out of the count, with a reason."""
    consultation = consultations.get(db.session, slug)
    statement = statements.get(db.session, consultation, statement_id)
    form = WithholdForm()
    if not form.validate_on_submit():
        return show(consultation, statement, form)
    try:
        statements.set_state(
            db.session,
            statement,
            StatementState.WITHHELD,
            reason=form.reason.data or "",
            seen_version=form.version.data,
        )
    except ServiceError as refusal:
        form.refuse(refusal)
        return show(consultation, statement, form)
    flash("It is withheld.", "success")
    return redirect(address(statement))


@bp.route("/<int:statement_id>/bring-back", methods=["POST"])
@requires(Permission.CODE)
def bring_back(slug: str, statement_id: int) -> ResponseReturnValue:
    """Let a statement count again."""
    consultation = consultations.get(db.session, slug)
    statement = statements.get(db.session, consultation, statement_id)
    seen = BringBackForm().version.data
    try:
        statements.set_state(db.session, statement, StatementState.LIVE, seen_version=seen)
    except EditedMeanwhile:
        flash(CHANGED, "error")
    except ServiceError as refusal:
        flash(str(refusal), "error")
    else:
        flash("It counts again.", "success")
    return redirect(address(statement))


def _filters() -> Filters:
    """Return what the address narrows the list to; what means nothing is passed over."""
    return Filters(
        kind=_member(StatementKind, "kind"),
        outcome_id=_number("outcome"),
        state=_member(StatementState, "state"),
        theme_id=_number("theme"),
        source=_member(SourceKind, "source"),
        place=_member(Place, "place"),
        words=request.args.get("q", "")[:200].strip(),
    )


def _member(kind: type[Any], name: str) -> Any:
    asked = request.args.get(name, "")
    return next((each for each in kind if each.value == asked), None)


def _number(name: str) -> int | None:
    return number_in(request.args.get(name))


def _descending() -> bool:
    return request.args.get("direction") == "descending"


def _selects(
    consultation: Consultation, filters: Filters
) -> list[tuple[str, str, list[tuple[object, str, bool]]]]:
    """Return the lists to choose from: name, label, and choices with whether each is chosen."""
    codebook = themes.find_codebook(db.session, consultation)
    active = themes.list_themes(db.session, codebook) if codebook else []
    outcomes = [(each.id, f"{each.reference} {each.title}"[:60]) for each in consultation.outcomes]
    named = [(theme.id, theme.name) for theme in active]
    return [
        ("kind", "Kind", _choices(_worded(StatementKind), filters.kind)),
        ("outcome", "Outcome", _choices(outcomes, filters.outcome_id)),
        ("theme", "Theme", _choices(named, filters.theme_id)),
        ("source", "From", _choices(SOURCE_WORDS.items(), filters.source)),
        ("state", "State", _choices(_worded(StatementState), filters.state)),
        ("place", "In the ledger", _choices(PLACE_WORDS.items(), filters.place)),
    ]


def _worded(kind: type[enum.StrEnum]) -> list[tuple[object, str]]:
    return [(each, each.value.capitalize()) for each in kind]


def _choices(pairs: Iterable[tuple[object, str]], chosen: object) -> list[tuple[object, str, bool]]:
    return [(value, text, value == chosen) for value, text in pairs]
