"""Where the statements' pages are registered, and the page of one, to which many doors lead."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.db import db
from consult.forms.statements import SplitForm, WithholdForm
from consult.models.consultations import Consultation
from consult.models.positions import Position
from consult.models.statements import Statement
from consult.services import (
    abbreviations,
    consultations,
    positions,
    statement_pages,
    statements,
    themes,
)
from consult.services.double_coding import blinding
from consult.views.consultations import tabs

bp = Blueprint("statements", __name__, url_prefix="/staff/c/<slug>/statements")


def found(slug: str, statement_id: int) -> tuple[Consultation, Statement]:
    """Return the statement that an address names, with its consultation, or raise NotFound."""
    consultation = consultations.get(db.session, slug)
    return consultation, statements.get(db.session, consultation, statement_id)


def address(statement: Statement) -> str:
    """Return the address of a statement's page."""
    slug = statement.consultation.slug
    return url_for("statements.show_statement", slug=slug, statement_id=statement.id)


def show(
    consultation: Consultation,
    statement: Statement,
    form: WithholdForm | SplitForm | None = None,
) -> ResponseReturnValue:
    """Return a statement's page, with the form that was filled in, if any, as it was."""
    # Also where a form that was refused shows the page again.
    blinding.read_blind(db.session)
    ties = statement_pages.ties_of(db.session, statement, words=request.args.get("q", "")[:200])
    split = statement_pages.split_of(db.session, statement)
    return render_template(
        "statements/show_statement.html",
        consultation=consultation,
        tabs=tabs(consultation, "Statements"),
        statement=statement,
        codings=statement_pages.codings_of(db.session, statement),
        coded_kinds=themes.kinds_of(themes.find_codebook(db.session, consultation)),
        position=positions.of(db.session, [statement.id]).get(statement.id),
        positions=list(Position),
        is_blind=statement_pages.is_blind(db.session, statement),
        facts=[_with_source(fact, statement) for fact in statement_pages.facts(statement)],
        short_names=abbreviations.directory(db.session),
        ties=ties,
        split=split,
        form=form,
        withhold_form=form
        if isinstance(form, WithholdForm)
        else WithholdForm(formdata=None, version=statement.version),
        split_form=form if isinstance(form, SplitForm) else SplitForm.of(statement, split),
    )


def _with_source(fact: dict[str, str], statement: Statement) -> dict[str, str]:
    """Return a fact with the link to the statement's place in its file, where it is that fact."""
    if fact["key"] != "From" or statement.import_id is None:
        return fact
    url = url_for(
        "imports.source",
        slug=statement.consultation.slug,
        import_id=statement.import_id,
        statement=statement.id,
        _anchor="here",
    )
    return {**fact, "url": url, "action": "Open at its place", "about": "in the file"}
