"""You said, we did: decisions about themes, the actions that follow, and how far they have come."""

from __future__ import annotations

from consult.services.actions.decisions import (
    add as add,
)
from consult.services.actions.decisions import (
    change as change,
)
from consult.services.actions.decisions import (
    get as get,
)
from consult.services.actions.decisions import (
    list_decisions as list_decisions,
)
from consult.services.actions.decisions import (
    show as show,
)
