"""How long lists are parted into pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func
from sqlalchemy.orm import InstrumentedAttribute, Session


def pages(total: int, per_page: int) -> int:
    """Return how many pages a list has; an empty one has one.

    Examples
    --------
    >>> pages(0, 20), pages(20, 20), pages(21, 20)
    (1, 1, 2)
    """
    return max(1, -(-total // per_page))


def start(page: int, total: int, per_page: int) -> int:
    """Return how many entries come before a page, or before the last one where it is beyond.

    Examples
    --------
    >>> start(2, 45, 20), start(9, 45, 20)
    (20, 40)
    """
    return (min(page, pages(total, per_page)) - 1) * per_page


def ids_of(
    session: Session,
    wanted: Select[Any],
    key: InstrumentedAttribute[int],
    *,
    known: int | None,
    page: int,
    per_page: int,
) -> tuple[list[int], int]:
    """Return the ids of one page and how many there are in all.

    Ids alone are put in order: no database then carries every text along while it sorts. They are
    counted as they are listed, so that what narrows a list is looked for once.

    Parameters
    ----------
    known
        How many there are, where that was counted already.
    """
    columns: list[Any] = [key] if known is not None else [key, func.count().over()]
    asked = wanted.with_only_columns(*columns, maintain_column_froms=True)
    rows = session.execute(asked.offset((page - 1) * per_page).limit(per_page)).all()
    ids = [row[0] for row in rows]
    if known is not None:
        return ids, known
    if rows or page == 1:
        return ids, rows[0][1] if rows else 0
    counted = wanted.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    return ids, session.scalar(counted) or 0
