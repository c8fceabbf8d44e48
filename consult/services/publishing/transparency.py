"""The algorithmic transparency record and the data protection assessment, filled from the record.

The headings are those of the UK's Algorithmic Transparency Recording Standard, and of the
Information Commissioner's template for an assessment. What only the council knows is asked for.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from consult.models.consultations import Consultation
from consult.services.publishing import method
from consult.services.publishing.method import How
from consult.services.publishing.releasing import NOT_SHOWN
from consult.writers.booklet import Booklet, Part
from consult.writers.figures import period

ASK = "To be written: "
KINDS = {
    "transparency": "Algorithmic transparency record",
    "protection": "Data protection impact assessment",
}


def write(
    session: Session,
    consultation: Consultation,
    kind: str,
    *,
    organisation: str,
    encoder: str,
    made_on: date,
) -> Booklet:
    """Return one of `KINDS` as far as the settings and the record go.

    Parameters
    ----------
    encoder
        By which vectors this installation reads statements.
    """
    done = method.how(session, consultation)
    parts = (
        _transparency(consultation, done, organisation, encoder)
        if kind == "transparency"
        else _protection(consultation, done, organisation)
    )
    return Booklet(
        title=KINDS[kind],
        organisation=organisation,
        subtitle=consultation.title,
        subject=f"{KINDS[kind]} of {consultation.title}",
        made_on=made_on,
        parts=parts,
    )


def _transparency(
    consultation: Consultation, done: How, organisation: str, encoder: str
) -> tuple[Part, ...]:
    return (
        _part(
            "Tier 1: summary",
            ("Name", "Consult: suggestions of themes for what people said"),
            (
                "Description",
                "The tool reads statements that people made and suggests under which themes of a"
                " codebook they belong. People accept, change or refuse each suggestion; only"
                " what was accepted is counted in a report.",
            ),
            ("Contact", consultation.contact or f"{ASK}an address for questions."),
        ),
        _part(
            "Tier 2.1: owner and responsibility",
            ("Organisation", organisation or f"{ASK}the organisation."),
            ("Senior responsible owner", f"{ASK}the post."),
        ),
        _part(
            "Tier 2.2: description and rationale",
            ("What it is for", consultation.purpose or f"{ASK}what the consultation asks."),
            ("Alternatives", f"{ASK}what else was considered, such as reading by people alone."),
        ),
        _part(
            "Tier 2.3: decision making",
            ("Part in the process", "It suggests. It decides nothing about anybody."),
            ("Human review", _reviewed(done)),
            ("Appeal", "Readers can tell of a mistake on the page of the results."),
        ),
        _part("Tier 2.4: specification", *_specification(done, encoder)),
        _part(
            "Tier 2.5: data",
            ("Source", "Statements from workshops, surveys and imported notes."),
            ("How much", f"Statements received: {done.said(done.base.statements)}."),
            ("Personal data", "Contact details are kept apart and not read by the analysis."),
        ),
        _part(
            "Tier 2.6: risks, mitigations and impact",
            ("A theme missed", "A share is coded blind by two people, and agreement is measured."),
            ("What is measured", " ".join(method.notes(done))),
            ("Impact assessments", f"{ASK}where they can be read."),
        ),
    )


def _specification(done: How, encoder: str) -> list[tuple[str, str]]:
    run = done.method.run
    words = {"better": "A neural encoder of sentences, run on this machine"}
    said = [("Model", words.get(encoder, "Static vectors of words, run on this machine"))]
    if run is None:
        return [*said, ("Runs", "No analysis was run in this consultation.")]
    versions = ", ".join(f"{name} {version}" for name, version in run.versions)
    return [*said, ("Newest run", f"Seed {run.seed}; input {run.digest}; {versions}.")]


def _reviewed(done: How) -> str:
    if done.reviewed is None:
        return "Nothing is accepted yet, so nothing is counted."
    return f"Accepted codings that somebody decided: {done.said(done.reviewed)}."


def _protection(consultation: Consultation, done: How, organisation: str) -> tuple[Part, ...]:
    asked = period(consultation.opens_on, consultation.closes_on)
    told = [*done.routes, *((label, None) for label in done.base.not_shown)]
    routes = "; ".join(f"{label}: {figure.text if figure else NOT_SHOWN}" for label, figure in told)
    notice = consultation.privacy_notice or f"{ASK}the privacy notice."
    return (
        _part(
            "1. The need for an assessment",
            ("Controller", organisation or f"{ASK}the organisation."),
            ("Aim", consultation.purpose or f"{ASK}what the consultation is for."),
        ),
        _part(
            "2. The processing",
            ("Nature", "Statements are taken in, themed by people with a machine's suggestions."),
            ("Scope", f"Statements: {done.said(done.base.statements)}. {routes}".strip()),
            ("When", asked or f"{ASK}the dates."),
            ("What people were told", notice),
        ),
        _part("3. Consultation with those concerned", ("", f"{ASK}whose views were sought.")),
        _part("4. Necessity and proportionality", ("Lawful basis", f"{ASK}the lawful basis.")),
        _part(
            "5 and 6. Risks and measures",
            (
                "Known by a count",
                f"Counts under {done.fewest} are hidden, and those that would tell them.",
            ),
            ("Known by a quote", "Words that identify are taken out before anything is quoted."),
            ("Equality answers", "They are only counted, and joined to no statement."),
            ("Misread by a machine", _reviewed(done)),
            ("What remains", f"{ASK}how likely and how grave each risk is."),
        ),
        _part("7. Sign-off", ("Data protection officer", f"{ASK}name, advice and date.")),
    )


def _part(heading: str, *said: tuple[str, str]) -> Part:
    return Part(heading, said=tuple((f"{lead}:" if lead else "", text) for lead, text in said))
