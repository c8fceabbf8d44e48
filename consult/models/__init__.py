"""The records: one module an aggregate; a child knows its parent, never the reverse.

Importing this package defines every table, which migrations and tests rely on.
"""

from consult.models import (
    accounts,
    audit,
    base,
    consultations,
    imports,
    jobs,
    kinds,
    partners,
    responses,
    statements,
    strategy,
    surveys,
    themes,
    workshops,
)

__all__ = [
    "accounts",
    "audit",
    "base",
    "consultations",
    "imports",
    "jobs",
    "kinds",
    "partners",
    "responses",
    "statements",
    "strategy",
    "surveys",
    "themes",
    "workshops",
]
