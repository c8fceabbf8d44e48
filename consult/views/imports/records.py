"""What was imported: the list, each import with its file and places, and taking it back."""

from __future__ import annotations

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.numbers import number_in
from consult.models.accounts import Permission
from consult.services import consultations, imports, paging, statements
from consult.services.imports import sources
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.views.furniture import page_number
from consult.views.imports.blueprint import TAB, bp
from consult.writers.figures import counted

PER_PAGE = 50
IMPORTS_PER_PAGE = 20


@bp.route("/")
@requires(Permission.VIEW)
def list_imports(slug: str) -> ResponseReturnValue:
    """List all files that were added."""
    consultation = consultations.get(db.session, slug)
    search = request.args.get("q", "")
    rows, total = imports.list_imports(
        db.session, consultation, search=search, page=page_number(), per_page=IMPORTS_PER_PAGE
    )
    return render_template(
        "imports/list_imports.html",
        consultation=consultation,
        tabs=tabs(consultation, TAB),
        rows=rows,
        total=total,
        search=search,
        page=min(page_number(), paging.pages(total, IMPORTS_PER_PAGE)),
        pages=paging.pages(total, IMPORTS_PER_PAGE),
        per_page=IMPORTS_PER_PAGE,
    )


@bp.route("/<int:import_id>")
@requires(Permission.VIEW)
def show_import(slug: str, import_id: int) -> ResponseReturnValue:
    """Show one import: its statements with their places, what was skipped, and undo."""
    consultation = consultations.get(db.session, slug)
    record = imports.get(db.session, consultation, import_id)
    found, total = imports.page_of_statements(
        db.session, record, page=page_number(), per_page=PER_PAGE
    )
    return render_template(
        "imports/show_import.html",
        consultation=consultation,
        tabs=tabs(consultation, TAB),
        record=record,
        statements=found,
        total=total,
        page=min(page_number(), paging.pages(total, PER_PAGE)),
        pages=paging.pages(total, PER_PAGE),
        per_page=PER_PAGE,
        correction=imports.correction_of(db.session, record),
        left_out=imports.left_out_of(record),
        can_undo=imports.can_undo(db.session, record),
    )


@bp.route("/<int:import_id>/source")
@requires(Permission.VIEW)
def source(slug: str, import_id: int) -> ResponseReturnValue:
    """Show the file as it was read, at the place of one of its statements."""
    consultation = consultations.get(db.session, slug)
    record = imports.get(db.session, consultation, import_id)
    asked = number_in(request.args.get("statement"))
    statement = statements.get(db.session, consultation, asked) if asked is not None else None
    page = page_number() if "page" in request.args else None
    return render_template(
        "imports/source.html",
        consultation=consultation,
        tabs=tabs(consultation, TAB),
        record=record,
        statement=statement,
        source=sources.open_at(record, statement, page=page),
    )


@bp.route("/<int:import_id>/undo", methods=["POST"])
@requires(Permission.CAPTURE)
def undo(slug: str, import_id: int) -> ResponseReturnValue:
    """Take an import back."""
    consultation = consultations.get(db.session, slug)
    record = imports.get(db.session, consultation, import_id)
    number = imports.undo(db.session, record)
    taken = f"{counted(number, 'statement')} {'was' if number == 1 else 'were'} taken out again"
    flash(f"The import is undone: {taken}.", "success")
    return redirect(url_for(".list_imports", slug=slug))


@bp.route("/<int:import_id>/original")
@requires(Permission.VIEW)
def original(slug: str, import_id: int) -> ResponseReturnValue:
    """Hand out the file as it came, as a download and never as a page."""
    consultation = consultations.get(db.session, slug)
    kept = imports.get(db.session, consultation, import_id).notes_file
    return send_file(
        BytesIO(kept.content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=kept.filename,
    )
