"""Officers' own texts in other languages, as residents then read them."""

from __future__ import annotations

from babel import Locale
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult import words
from consult.db import db
from consult.models.accounts import Permission
from consult.services import consultations, surveys, translations
from consult.services.refusals import InvalidInput
from consult.views.access import requires
from consult.views.consultations import tabs
from consult.writers.figures import counted

bp = Blueprint("translations", __name__, url_prefix="/staff/c/<slug>/translations")

# What councils translate into most; any other can be typed into the address.
USUAL = ("cy", "ar", "bn", "fa", "gu", "pa", "pl", "ps", "ro", "so", "ur", "uk", "zh")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.MANAGE)
def translate(slug: str) -> ResponseReturnValue:
    """Show each text beside its translation into one language, and store what is typed."""
    consultation = consultations.get(db.session, slug)
    survey = surveys.current(db.session, consultation)
    fault = ""
    try:
        language = translations.language(request.values.get("language", "cy"))
    except InvalidInput as refusal:
        fault, language = str(refusal), translations.language("cy")
    else:
        if request.method == "POST":
            typed = {name[2:]: text for name, text in request.form.items() if name[:2] == "t-"}
            try:
                number = translations.save(
                    db.session, consultation, survey, code=language.code, typed=typed
                )
            except InvalidInput as refusal:
                fault = str(refusal)
            else:
                verb = "is" if number == 1 else "are"
                flash(f"{counted(number, 'text')} {verb} in {_in_english(language.code)} now.")
                return redirect(url_for(".translate", slug=slug, language=language.code))
    known = translations.languages(db.session, consultation)
    page = render_template(
        "translations/translate.html",
        consultation=consultation,
        tabs=tabs(consultation, "Survey"),
        language_of_texts=language,
        english_name=_in_english(language.code),
        direction=words.direction(language.code),
        texts=translations.to_translate(db.session, consultation, survey, language.code),
        typed=request.form,
        choices=_choices({each.code for each in known} | {language.code}),
        fault=fault,
    )
    return page, 400 if fault else 200


def _choices(known: set[str]) -> list[tuple[str, str]]:
    """Return languages by code with their English names, sorted by name."""
    codes = known | set(USUAL)
    return sorted(((code, _in_english(code)) for code in codes), key=lambda pair: pair[1])


def _in_english(code: str) -> str:
    """Return what officers call a language."""
    return Locale.parse(code, sep="-").get_display_name("en") or code
