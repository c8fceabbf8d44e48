"""Loading the wards of a place, its postcodes and its population: from files, or Gloucester's."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from consult.models.areas import AreaSet, ConsultationArea, PopulationShare, Postcode, Ward
from consult.models.responses import Response
from consult.readers import places
from consult.readers.places import WardOutline
from consult.services import audit
from consult.services.areas import postcode_in
from consult.services.refusals import Conflict, InvalidInput
from consult.services.transaction import checked_transaction, transaction

_PLACES = files("consult.services") / "areas" / "places"
GLOUCESTER = "Gloucester, wards of May 2024"
ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right; contains Royal Mail data © Royal Mail "
    "copyright and database right; contains National Statistics data. "
    "Open Government Licence v3.0."
)


def load(
    session: Session,
    *,
    name: str,
    attribution: str,
    wards: Sequence[WardOutline],
    postcodes: Sequence[tuple[str, str]] = (),
) -> AreaSet:
    """Store the wards of a place with the postcodes in them.

    Parameters
    ----------
    postcodes
        Each with the code or the name of its ward.

    Raises
    ------
    InvalidInput
        Without a name, or for a postcode of a ward that is not among them.
    Conflict
        Where a place of that name is there already.
    """
    title = " ".join(name.split())
    if not title:
        raise InvalidInput("Enter the name of the place.", field="name")
    with checked_transaction(session, lambda: _refuse_taken(session, title)):
        area_set = AreaSet(
            name=title,
            attribution=attribution.strip(),
            wards=[
                Ward(code=each.code, name=each.name, outline=[list(r) for r in each.rings])
                for each in wards
            ],
        )
        session.add(area_set)
        session.flush()
        rows = _postcode_rows(area_set, postcodes)
        if rows:
            session.execute(insert(Postcode), rows)
        audit.record(
            session, "area.loaded", area_set, wards=len(area_set.wards), postcodes=len(rows)
        )
    return area_set


def _refuse_taken(session: Session, title: str) -> None:
    if session.scalar(select(AreaSet.id).where(func.lower(AreaSet.name) == title.lower())):
        raise Conflict(f"“{title}” is loaded already. Remove it first, or give another name.")


def _postcode_rows(
    area_set: AreaSet, postcodes: Sequence[tuple[str, str]]
) -> list[dict[str, object]]:
    known = {each.name.casefold(): each.id for each in area_set.wards}
    known |= {each.code.casefold(): each.id for each in area_set.wards if each.code}
    rows: dict[str, dict[str, object]] = {}
    for written, ward in postcodes:
        postcode = postcode_in(written)
        if not postcode:
            raise InvalidInput(
                f"“{written[:20]}” is no postcode. Mend it in the file, or take the row out.",
                field="postcodes",
            )
        if ward.casefold() not in known:
            raise InvalidInput(
                f"{postcode} is said to lie in “{ward[:60]}”, which is none of the wards. "
                "The names or codes must be those of the outlines.",
                field="postcodes",
            )
        rows[postcode] = {
            "area_set_id": area_set.id,
            "postcode": postcode,
            "ward_id": known[ward.casefold()],
        }
    return list(rows.values())


def load_gloucester(session: Session) -> AreaSet:
    """Load the wards and postcodes of Gloucester, which come with the product as an example."""
    outlines = (_PLACES / "gloucester_wards.geojson").read_bytes()
    postcodes = (_PLACES / "gloucester_postcodes.csv").read_bytes()
    return load(
        session,
        name=GLOUCESTER,
        attribution=ATTRIBUTION,
        wards=places.read_wards(outlines, "gloucester_wards.geojson"),
        postcodes=places.read_postcodes(postcodes, "gloucester_postcodes.csv"),
    )


def load_shares(session: Session, area_set: AreaSet, shares: Sequence[places.Share]) -> int:
    """Store how many people of which kind live in the place, in place of what was there."""
    with transaction(session):
        session.execute(delete(PopulationShare).where(PopulationShare.area_set_id == area_set.id))
        session.add_all(
            PopulationShare(
                area_set_id=area_set.id,
                characteristic=each.characteristic,
                label=each.label,
                people=each.people,
            )
            for each in shares
        )
        audit.record(session, "area.population_loaded", area_set, groups=len(shares))
    return len(shares)


def remove(session: Session, area_set: AreaSet) -> None:
    """Remove a place that no consultation and no response uses.

    Raises
    ------
    Conflict
        Where one does.
    """
    used = session.scalar(
        select(func.count())
        .select_from(ConsultationArea)
        .where(ConsultationArea.area_set_id == area_set.id)
    ) or session.scalar(
        select(func.count()).select_from(Response).join(Ward).where(Ward.area_set_id == area_set.id)
    )
    if used:
        raise Conflict(f"“{area_set.name}” is in use. Choose other wards there first.")
    with transaction(session):
        audit.record(session, "area.removed", area_set, name=area_set.name)
        for table in (Postcode, PopulationShare):
            session.execute(delete(table).where(table.area_set_id == area_set.id))
        session.delete(area_set)


def shares(session: Session, area_set: AreaSet) -> list[PopulationShare]:
    """Return how many people of which kind live in the place, as loaded."""
    return list(
        session.scalars(
            select(PopulationShare)
            .where(PopulationShare.area_set_id == area_set.id)
            .order_by(PopulationShare.id)
        )
    )
