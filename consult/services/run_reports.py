"""A finished analysis run as plain values, for scripts."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from consult.models.themes import AnalysisRun
from consult.services import workbench


def as_plain(session: Session, run: AnalysisRun) -> dict[str, Any]:
    """Return what the run came to: its inputs, its themes with their numbers, the ledger."""
    counts = workbench.counts(session, run.consultation)
    return {
        "run": run.id,
        "consultation": run.consultation.slug,
        "n": run.parameters["statements"],
        "seed": run.seed,
        "digest": run.input_digest,
        "versions": run.versions,
        "themes": [
            {
                "id": row.theme.key,
                "name": row.theme.name,
                "accepted": row.accepted,
                "to_review": row.to_review,
            }
            for row in counts.themes
        ],
        "candidates": [
            {
                "name": candidate.name,
                "keywords": candidate.keywords,
                "size": len(candidate.members),
                "stability": candidate.stability,
                "subthemes": [
                    {"name": part.name, "size": len(part.members)} for part in candidate.subthemes
                ],
            }
            for candidate in run.candidates
            if candidate.parent_id is None
        ],
        "ledger": run.ledger,
    }
