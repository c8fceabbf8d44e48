"""In which language a page speaks: chosen by the switch at its top, remembered in the session."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask, request, session
from jinja2 import Environment
from markupsafe import Markup, escape
from sqlalchemy import Connection

from consult import words
from consult.db import db
from consult.models.consultations import Consultation
from consult.services import translations
from consult.services.responses.asked import Asked

# These speak every language that we have sentences in; all others are in English.
SPEAKING = frozenset(
    {
        "responses.take_part",
        "responses.receipt",
        "responses.receipt_file",
        "corrections.change_answers",
        "drafts.resume",
        "drafts.mail_link",
        "consultations.show_public",
        "doors.open_link",
        "doors.open_short",
        "publishing.show_results",
        "publishing.show_edition",
        "publishing.send_remark",
        "publishing.thank_reader",
        "home.home",
        "help.contents",
        "help.residents",
        "help.accessibility",
        "help.cookies",
        "help.privacy",
    }
)


def init_app(app: Flask) -> None:
    """Let each request choose its language, and give the templates what they speak with."""
    install(app.jinja_env)

    @app.before_request
    def choose() -> None:
        if not speaks():
            words.speak(words.SOURCE)
            return
        asked = request.args.get("lang", "") if request.query_string else ""
        if asked:
            remember(asked)
        words.speak(chosen())

    @app.context_processor
    def shared() -> dict[str, Any]:
        return {"language": words.speech().language, "language_links": _links()}


def install(environment: Environment) -> None:
    """Give templates `_` for our sentences, and `told` for officers' texts."""
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True
    )
    environment.globals["N_"] = words.marked
    environment.filters["told"] = told
    environment.filters["in_language_of"] = in_language_of
    environment.filters["frozen"] = frozen
    environment.filters["told_plain"] = words.told
    environment.filters["told_paragraphs"] = told_paragraphs


def speaks() -> bool:
    """Return whether the page that is asked for speaks more than English."""
    endpoint = request.endpoint
    return endpoint is None or endpoint in SPEAKING


def chosen() -> str:
    """Return the code of the language that this browser chose."""
    code = session.get("language", words.SOURCE)
    return words.tidied(code) or words.SOURCE if isinstance(code, str) else words.SOURCE


def remember(code: str) -> None:
    """Keep the choice for this browser's session; what is no code of a language is ignored."""
    if tidy := words.tidied(code):
        session["language"] = tidy
        words.speak(tidy)


def speak(asked: Asked, connection: Connection | None) -> bool:
    """Speak of a consultation that is kept in memory, as `speak_of` does.

    Without a connection, return whether what is kept is enough for it.
    """
    code = words.speech().chosen
    request.languages = asked.languages  # type: ignore[attr-defined]
    if code == words.SOURCE:
        return True
    texts = asked.known_texts(code) if connection is None else asked.texts(connection, code)
    if texts is not None:
        words.speak(code, texts)
    return texts is not None


def speak_of(consultation: Consultation) -> None:
    """Speak of a consultation in the chosen language, as far as it is translated."""
    code = words.speech().chosen
    request.languages = translations.languages(db.session, consultation)  # type: ignore[attr-defined]
    if code != words.SOURCE:
        words.speak(code, translations.texts(db.session, consultation, code))


def speak_of_several(consultations: Iterable[Consultation]) -> None:
    """Speak of all of these in the chosen language, each as far as it is translated."""
    code = words.speech().chosen
    if code != words.SOURCE:
        texts: dict[str, str] = {}
        for each in consultations:
            texts |= translations.texts(db.session, each, code)
        words.speak(code, texts)


def _links() -> list[dict[str, Any]]:
    """Return the languages of this page; none where it speaks English alone."""
    if not speaks() or request.endpoint is None:
        return []
    others = getattr(request, "languages", None)
    names = {"en": "English", "cy": "Cymraeg"} | {each.code: each.name for each in others or ()}
    now = words.speech().chosen
    return [
        {
            "code": code,
            "label": name,
            "url": f"{request.path}?lang={code}",
            "current": code == (now if now in names else words.SOURCE),
        }
        for code, name in names.items()
    ]


def told(text: str) -> Markup:
    """Return an officer's text, marked where its language is not that of the page."""
    return in_language_of(words.told(text), text)


def in_language_of(shown: str, source: str) -> Markup:
    """Return what became of an officer's text, marked as `told` marks it."""
    language = words.language_of(source)
    if language == words.speech().language:
        return escape(shown)
    return Markup('<span lang="{}" dir="{}">{}</span>').format(
        language, words.direction(language), shown
    )


def frozen(text: str) -> Markup:
    """Return a text as an edition keeps it: our own words and figures in the page's language."""
    ours = words.of_ours(text)
    return told(text) if ours is None else escape(ours)


def told_paragraphs(text: str, classes: str = "", source: str | None = None) -> Markup:
    """Return an officer's text, with its empty lines as breaks between paragraphs.

    Parameters
    ----------
    source
        What the officer wrote, where `text` is what became of it.
    """
    language = words.language_of(text if source is None else source)
    mark = Markup("")
    if language != words.speech().language:
        mark = Markup(' lang="{}" dir="{}"').format(language, words.direction(language))
    parts = [each.strip() for each in words.told(text).split("\n\n") if each.strip()]
    name = f"govuk-body {classes}".strip()
    return Markup("\n").join(
        Markup('<p class="{}"{}>{}</p>').format(name, mark, part) for part in parts
    )
